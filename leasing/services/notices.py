"""Facts become notifications: composed, numbered and stored for each manager concerned, once whatever is run again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import DomainEvent, Notification, NotificationDelivery, NotificationInbox, NotificationPreference
from leasing.notified import KIND_OF, KINDS
from leasing.quiet_hours import QuietHours, due_at
from leasing.services import notice_people
from leasing.services.notice_texts import Notice, compose
from leasing.services.notice_views import announce_new
from leasing.services.upserts import insert_unless_there
from leasing.zones import zone

GATHERED = timedelta(seconds=10)
"""between two moments at which mails leave, so that who gets many notifications at once gets one mail"""
LATE = timedelta(minutes=2)
"""after which a delivery that no mail took is given to another one"""

# Built once: making a statement takes as long as running it.
_EVENT = select(DomainEvent.__table__).where(DomainEvent.id == bindparam("id"))
_TOLD = select(Notification.__table__).where(Notification.event_id == bindparam("event_id"))
_HAD = select(Notification.manager_id).where(Notification.event_id == bindparam("event_id"))
_INBOXES = (
    select(NotificationInbox.__table__)
    .where(NotificationInbox.manager_id.in_(bindparam("ids", expanding=True)))
    .order_by(NotificationInbox.manager_id)
    .with_for_update()
)
_WISHES = select(NotificationPreference.__table__).where(
    NotificationPreference.manager_id.in_(bindparam("ids", expanding=True)),
    NotificationPreference.kind == bindparam("kind"),
)
_NOTIFY = insert(Notification)
_NUMBER = (
    update(NotificationInbox)
    .where(NotificationInbox.manager_id == bindparam("of_manager"))
    .values(last_seq=bindparam("newest"))
)
_DELIVER = insert(NotificationDelivery)


_NOTHING: dict[str, Any] = dict.fromkeys(
    ("lead_id", "conversation_id", "tour_id", "faq_id", "read_at", "responded_at", "responded_by")
)
"""what a fresh notification has not"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The channels on which a manager wants a kind."""

    dashboard: bool
    email: bool
    webhook: bool


def tell_of(tx: Tx, payload: Mapping[str, Any]) -> None:
    """What the outbox keeps of a fact, carried out."""
    tell(tx, payload["event_id"])


def tell(tx: Tx, event_id: str) -> list[str]:
    """Notify the managers whom a stored event concerns; the ids of the notifications. Run again it tells nobody twice,
    and announces anew what may not have been heard."""
    event = tx.connection.execute(_EVENT, {"id": event_id}).one_or_none()
    notice = compose(tx, KIND_OF[event.name], event) if event is not None else None
    if notice is None:
        return []
    if known := tx.connection.execute(_TOLD, {"event_id": event_id}).all():
        for row in known:
            announce_new(tx, row)
        return [row.id for row in known]
    people = notice_people.first(tx, notice.company_id, notice.property_id, notice.assigned_to)
    return store(tx, notice, people, event_id)


def store(
    tx: Tx,
    notice: Notice,
    manager_ids: Sequence[str],
    event_id: str,
    *,
    urgency: str | None = None,
    escalated_from: str | None = None,
) -> list[str]:
    """Write a notice to managers who have not got it, with what goes out by email and webhook; the new ids."""
    urgency = urgency or KINDS[notice.kind].urgency
    inboxes = _inboxes(tx, notice.company_id, manager_ids)
    known = set(tx.connection.execute(_HAD, {"event_id": event_id}).scalars())
    wanted = preferences(tx, [row.manager_id for row in inboxes], notice.kind)
    made: list[str] = []
    for inbox in inboxes:
        wish = wanted[inbox.manager_id]
        by_webhook = wish.webhook and inbox.webhook_url is not None
        if inbox.manager_id in known or not (wish.dashboard or wish.email or by_webhook):
            continue
        row_id = new_id()
        values: dict[str, Any] = {
            "id": row_id,
            "company_id": notice.company_id,
            "property_id": notice.property_id,
            "manager_id": inbox.manager_id,
            "seq": inbox.last_seq + 1 if wish.dashboard else None,
            "event_id": event_id,
            "kind": notice.kind,
            "urgency": urgency,
            "title": notice.title,
            "body": notice.body,
            "escalation": "waiting" if urgency == "urgent" else "none",
            "escalated_from": escalated_from,
            "created_at": tx.now,
            **_NOTHING,
            **notice.about,
        }
        tx.connection.execute(_NOTIFY, values)
        stored = SimpleNamespace(**values)
        if wish.dashboard:
            tx.connection.execute(_NUMBER, {"of_manager": inbox.manager_id, "newest": values["seq"]})
        if wish.email:
            send(tx, stored, "email", _due(tx.now, inbox, notice.timezone, urgency))
        if by_webhook:
            send(tx, stored, "webhook", tx.now)
        announce_new(tx, stored)
        data = {"property_manager_id": inbox.manager_id, "notification_type": notice.kind, "urgency": urgency}
        tx.emit("notification", notice.company_id, property_id=notice.property_id, subject_id=row_id, data=data)
        made.append(row_id)
    return made


def _inboxes(tx: Tx, company_id: str, manager_ids: Sequence[str]) -> list[Any]:
    """The inboxes of managers, made where they have none, and held until the commit: what is numbered under this lock
    is committed in the order of its numbers, so that who has seen one will not be given a lower one later."""
    ids = sorted(manager_ids)
    found = tx.connection.execute(_INBOXES, {"ids": ids}).all()
    missing = [one for one in ids if one not in {row.manager_id for row in found}]
    if not missing:
        return list(found)
    for manager_id in missing:
        make_inbox(tx, company_id, manager_id)
    return list(tx.connection.execute(_INBOXES, {"ids": ids}))


def make_inbox(tx: Tx, company_id: str, manager_id: str) -> None:
    """An inbox as every manager has it before they change anything, unless they have one."""
    fresh = {
        "manager_id": manager_id,
        "company_id": company_id,
        "last_seq": 0,
        "digest": "none",
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    insert_unless_there(tx, NotificationInbox, fresh)


def preferences(tx: Tx, manager_ids: Sequence[str], kind: str) -> Mapping[str, Wanted]:
    """How each of these managers wants a kind."""
    rows = tx.connection.execute(_WISHES, {"ids": list(manager_ids), "kind": kind})
    chosen = {row.manager_id: Wanted(row.dashboard, row.email, row.webhook) for row in rows}
    usual = Wanted(dashboard=True, email=KINDS[kind].email, webhook=True)
    return {one: chosen.get(one, usual) for one in manager_ids}


def send(tx: Tx, notification: Any, channel: str, due: datetime) -> str:
    """Have a notification leave by email or webhook when it is due; the delivery's id. What is due for one manager at
    one moment leaves as one mail, and what is due now waits a little for what comes with it."""
    delivery_id = new_id()
    if channel == "email":
        due = max(due, gathered(tx.now))
    tx.connection.execute(
        _DELIVER,
        {
            "id": delivery_id,
            "company_id": notification.company_id,
            "notification_id": notification.id,
            "manager_id": notification.manager_id,
            "channel": channel,
            "state": "pending",
            "due_at": due,
            "attempts": 0,
            "created_at": tx.now,
        },
    )
    if channel == "webhook":
        payload: dict[str, Any] = {"delivery_id": delivery_id}
        tx.enqueue("notification_webhook", f"notification_webhook:{delivery_id}", notification.company_id, payload)
        return delivery_id
    moment = due.isoformat() if GATHERED else delivery_id
    payload = {"manager_id": notification.manager_id, "due_at": due.isoformat()}
    key = f"notification_mail:{notification.manager_id}:{moment}"
    tx.enqueue("notification_mail", key, notification.company_id, payload, wait=max(due - tx.now, timedelta()))
    return delivery_id


def gathered(now: datetime) -> datetime:
    """When a mail of now leaves: at the next round moment that no transaction of now can miss."""
    if not GATHERED:
        return now
    seconds = GATHERED.total_seconds()
    soonest = (now + GATHERED / 2).timestamp()
    return datetime.fromtimestamp(math.ceil(soonest / seconds) * seconds, UTC)


def _due(now: datetime, inbox: Any, timezone: str, urgency: str) -> datetime:
    quiet = quiet_hours(inbox)
    return due_at(now, zone(timezone), quiet, inbox.digest, urgent=urgency == "urgent")


def quiet_hours(inbox: Any) -> QuietHours | None:
    if inbox.quiet_from_minute is None:
        return None
    return QuietHours(inbox.quiet_from_minute, inbox.quiet_until_minute)
