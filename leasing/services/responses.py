"""When a manager has responded: by a word of their own on the notification, or by doing what it asks for."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, update

from leasing.database import Tx
from leasing.models import Notification, PropertyManager
from leasing.notified import AGAIN
from leasing.services import notice_people
from leasing.services.notice_views import announce_change
from leasing.tenancy import StaffScope


def note(
    tx: Tx,
    company_id: str,
    user_id: str,
    *,
    faq_id: str | None = None,
    conversation_id: str | None = None,
    lead_id: str | None = None,
) -> None:
    """A member of staff answered the question, wrote in the conversation, or was in touch with the lead: everybody's
    open notifications of it are responded to, by them."""
    asked = {"faq_id": faq_id, "conversation_id": conversation_id, "lead_id": lead_id}
    ((column, subject_id),) = ((name, one) for name, one in asked.items() if one is not None)
    changed = (
        update(Notification)
        .where(
            Notification.company_id == company_id,
            getattr(Notification, column) == subject_id,
            Notification.responded_at.is_(None),
        )
        .values(
            responded_at=tx.now,
            responded_by=notice_people.manager_of(tx, company_id, user_id),
            read_at=func.coalesce(Notification.read_at, tx.now),
        )
        .returning(Notification.__table__)
    )
    rows = tx.connection.execute(changed).all()
    for row in rows:
        announce_change(tx, row)
    settle_watch(tx, [row.event_id for row in rows])


def settle_watch(tx: Tx, event_ids: Iterable[str]) -> None:
    """Somebody has seen these facts: they go to nobody else."""
    seen = sorted(set(event_ids))
    if seen:
        watched = (Notification.event_id.in_(seen), Notification.escalation == "waiting")
        tx.connection.execute(update(Notification).where(*watched).values(escalation="ended"))


@dataclass(frozen=True, slots=True)
class ManagerTimes:
    """`responded` counts the facts that this manager responded to, `unanswered` what they were told and nobody has
    responded to; `median_seconds` is from when they were told, or the first one was where they were not."""

    property_manager_id: str
    name: str
    responded: int
    unanswered: int
    median_seconds: float | None


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    since: datetime
    responded: int
    unanswered: int
    median_seconds: float | None
    """from when the first one was told of a fact until somebody responded"""
    managers: list[ManagerTimes]


def times(tx: Tx, scope: StaffScope, *, days: int, property_id: str | None = None) -> ResponseTimes:
    """How soon the team responded to what it was told in the last days; others than admins see themselves only."""
    since = tx.now - timedelta(days=days)
    columns = (Notification.event_id, Notification.manager_id, Notification.created_at, Notification.responded_at,
               Notification.responded_by)  # fmt: skip
    statement = scope.select(Notification, *columns).where(
        Notification.created_at >= since, Notification.kind.not_in(AGAIN)
    )
    if property_id is not None:
        statement = statement.where(Notification.property_id == property_id)
    facts: dict[str, list[Any]] = {}
    for row in tx.connection.execute(statement.order_by(Notification.created_at)):
        facts.setdefault(row.event_id, []).append(row)
    team: list[float] = []
    own: dict[str, list[float]] = {}
    waiting: dict[str, int] = {}
    for told in facts.values():
        answered = [row for row in told if row.responded_at is not None]
        if not answered:
            for row in told:
                waiting[row.manager_id] = waiting.get(row.manager_id, 0) + 1
            continue
        first = min(answered, key=lambda row: row.responded_at)
        team.append((first.responded_at - told[0].created_at).total_seconds())
        if first.responded_by is not None:
            asked = next((row for row in told if row.manager_id == first.responded_by), told[0])
            own.setdefault(first.responded_by, []).append((first.responded_at - asked.created_at).total_seconds())
    unanswered = len(facts) - len(team)
    return ResponseTimes(since, len(team), unanswered, _median(team), _managers(tx, scope, own, waiting))


def _managers(tx: Tx, scope: StaffScope, own: dict[str, list[float]], waiting: dict[str, int]) -> list[ManagerTimes]:
    shown = own.keys() | waiting.keys()
    if scope.role != "admin":
        shown &= {scope.manager_id or ""}
    statement = scope.select(PropertyManager).where(PropertyManager.id.in_(shown))
    return [
        ManagerTimes(
            property_manager_id=row.id,
            name=f"{row.first_name} {row.last_name}".strip(),
            responded=len(own.get(row.id, ())),
            unanswered=waiting.get(row.id, 0),
            median_seconds=_median(own.get(row.id, [])),
        )
        for row in tx.connection.execute(statement.order_by(func.lower(PropertyManager.last_name), PropertyManager.id))
    ]


def _median(seconds: list[float]) -> float | None:
    return round(statistics.median(seconds), 1) if seconds else None
