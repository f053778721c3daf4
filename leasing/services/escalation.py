"""An urgent notification that nobody reads goes to the next person, step by step."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from leasing.community import Community
from leasing.database import Database, Tx
from leasing.models import Notification, NotificationRule, Task
from leasing.services import communities, handoffs, notice_people, notices
from leasing.services.notice_texts import Notice
from leasing.services.notification_settings import ESCALATE_AFTER_MINUTES

AT_ONCE = 200
"""facts that one run looks at; the rest is for the next"""


async def run(database: Database) -> int:
    """Pass on what is due; how many facts went to a next person. Each in a transaction of its own, in which it is held:
    several processes may do this at once."""
    passed = 0
    for event_id in await database.read(due):
        passed += await database.write(pass_on, event_id)
    return passed


def due(tx: Tx) -> list[str]:
    """Facts whose newest notification has waited as long as their company bears, whatever the office hours."""
    minutes = func.coalesce(NotificationRule.escalate_after_minutes, ESCALATE_AFTER_MINUTES)
    statement = (
        select(Notification.event_id, func.max(Notification.created_at).label("told_at"), func.max(minutes).label("m"))
        .join(NotificationRule.__table__, NotificationRule.company_id == Notification.company_id, isouter=True)
        .where(Notification.escalation == "waiting", Notification.created_at <= tx.now - timedelta(minutes=1))
        .group_by(Notification.event_id)
        .order_by(func.max(Notification.created_at))
    )
    found = [row.event_id for row in tx.connection.execute(statement) if row.told_at <= tx.now - _minutes(row.m)]
    return found[:AT_ONCE]


def pass_on(tx: Tx, event_id: str) -> bool:
    """Tell the next person of a fact that still waits; whether there was one to tell."""
    held = (
        select(Notification.__table__)
        .where(Notification.event_id == event_id, Notification.escalation == "waiting")
        .order_by(Notification.created_at, Notification.id)
        .with_for_update()
    )
    rows = tx.connection.execute(held).all()
    if not rows:
        return False
    newest = rows[-1]
    rule = tx.connection.execute(
        select(NotificationRule.__table__).where(NotificationRule.company_id == newest.company_id)
    ).one_or_none()
    community = communities.load(tx, newest.property_id) if newest.property_id is not None else None
    wait = _minutes(rule.escalate_after_minutes if rule else ESCALATE_AFTER_MINUTES)
    if not _has_waited(tx.now, newest.created_at, wait, None if rule and rule.urgent_always else community):
        return False
    told = set(
        tx.connection.execute(select(Notification.manager_id).where(Notification.event_id == event_id)).scalars()
    )
    state = "ended"
    chain = notice_people.chain(tx, newest.company_id, newest.property_id) if _is_wanted(tx, newest) else ()
    for one in chain:
        # Who takes such notifications on no channel is passed over.
        if one not in told and notices.store(
            tx, _again(newest, community), [one], event_id, urgency="urgent", escalated_from=newest.id
        ):
            state = "passed_on"
            break
    ids = [row.id for row in rows]
    tx.connection.execute(update(Notification).where(Notification.id.in_(ids)).values(escalation=state))
    return state == "passed_on"


def _is_wanted(tx: Tx, row: Any) -> bool:
    """Whether it has still to be seen to, as far as that can be told: a visitor who asked for a person and has got one,
    or needs none any more, waits for nobody."""
    if row.kind != "person_requested" or row.conversation_id is None:
        return True
    wishes = select(Task.status).where(Task.conversation_id == row.conversation_id, *handoffs.FOR_A_PERSON)
    return "pending" in tx.connection.execute(wishes).scalars().all()


def _has_waited(now: datetime, told_at: datetime, wait: timedelta, community: Community | None) -> bool:
    """Whether somebody at work has had that long. `community`: whose office hours count; None: every minute does."""
    since = told_at
    if community is not None:
        if not community.is_open(now):
            return False
        since = max(told_at, _opened_at(community, now))
    return now - since >= wait


def _opened_at(community: Community, now: datetime) -> datetime:
    """When the office opened in which it is open now."""
    local = now.astimezone(community.zone)
    minute = local.hour * 60 + local.minute
    opens = max(opens for opens, closes in community.spans(local.date()) if opens <= minute < closes)
    return community.at(local.date(), opens) or now


def _again(row: Any, community: Community | None) -> Notice:
    timezone = community.timezone if community is not None else "UTC"
    about = {name: getattr(row, name) for name in ("lead_id", "conversation_id", "tour_id", "faq_id")}
    return Notice(row.kind, row.company_id, row.property_id, timezone, row.title, row.body, about)


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
