"""The company's facts in the order of their commits, so that a reader can go on where it stopped, without a gap.

An id made before the commit says nothing of the order in which commits are seen: of two transactions the one that was
begun first may end last, in another process too. So each event stores a position that does. On SQLite, which has one
writer, it counts the company's events. On PostgreSQL it is the number of the transaction that wrote it, and nothing is
read from the lowest number on that belongs to a transaction still open (`pg_snapshot_xmin`): all below it have ended,
so what is there now is all that there will ever be. Within a transaction the ids decide. A reader's place is thus
(position, id), the same in every process, and needs no memory of the server's.

A transaction that stays open long, whichever it is, holds the stream back for so long; nothing is lost by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column, tuple_
from sqlalchemy.sql.elements import ColumnElement

from leasing.database import Tx
from leasing.errors import Invalid
from leasing.models import DomainEvent
from leasing.tenancy import StaffScope

NAMES = frozenset(
    {
        "property.created", "property.updated", "property.deleted",
        "lead.created", "lead.updated", "lead.assigned", "lead.qualified", "lead.hot",
        "deal.created", "deal.stage_changed", "campaign.completed",
        "tour.booked", "tour.moved", "tour.cancelled",
        "question.asked", "question.answered",
        "conversation.started", "conversation.handed_off", "conversation.closed",
        "sync.progress", "sync.completed", "sync.failed",
        "notification",
    }
)  # fmt: skip
AT_ONCE = 100
_LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
_OPEN = "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"
_NEWEST = "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader has come."""

    position: int
    event_id: str

    def __str__(self) -> str:
        return f"{self.position}.{self.event_id}"


def place_of(text: str) -> Place:
    """Raises `Invalid`."""
    position, _, event_id = text.strip().partition(".")
    if not (position.isascii() and position.isdigit() and len(position) < 19 and len(event_id) == len(_LAST_ID)):
        raise Invalid.field("Last-Event-ID", "is not an id that this stream gave", "format")
    return Place(int(position), event_id)


@dataclass(frozen=True, slots=True)
class StreamEvent:
    id: str
    type: str
    company_id: str
    property_id: str | None
    subject_id: str | None
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """What follows a place: events, each with its own; the place after all that was looked at; whether it was `full`;
    and whether something is `held` back that will be readable soon."""

    events: list[tuple[Place, StreamEvent]]
    place: Place
    full: bool
    held: bool


def newest(tx: Tx, scope: StaffScope) -> Place:
    """The place of a reader who wants what happens from now on."""
    if tx.connection.dialect.name != "sqlite":
        return Place(_number(tx, _OPEN) - 1, _LAST_ID)
    last = scope.select(DomainEvent, func.max(DomainEvent.position))
    return Place(tx.connection.execute(last).scalar() or 0, _LAST_ID)


def is_ahead(tx: Tx, scope: StaffScope, place: Place) -> bool:
    """Whether a place lies where nothing has been yet: the database is an older one, restored from a backup."""
    if tx.connection.dialect.name != "sqlite":
        return place.position >= _number(tx, _NEWEST)
    return place.position > newest(tx, scope).position


def after(tx: Tx, scope: StaffScope, place: Place) -> Batch:
    """The next events that the caller may see."""
    here = tuple_(DomainEvent.position, DomainEvent.id)
    statement = (
        scope.select(DomainEvent, DomainEvent.__table__, _is_settled(tx).label("settled"))
        .where(here > tuple_(place.position, place.event_id), DomainEvent.name.in_(NAMES))
        .order_by(DomainEvent.position, DomainEvent.id)
        .limit(AT_ONCE)
    )
    events: list[tuple[Place, StreamEvent]] = []
    rows = tx.connection.execute(statement).all()
    for row in rows:
        if not row.settled:
            return Batch(events, place, full=False, held=True)
        place = Place(row.position, row.id)
        if _is_theirs(scope, row):
            events.append((place, _event(row)))
    return Batch(events, place, full=len(rows) == AT_ONCE, held=False)


def _is_settled(tx: Tx) -> ColumnElement[bool]:
    if tx.connection.dialect.name == "sqlite":
        return literal_column("1 = 1")
    return DomainEvent.position < literal_column(_OPEN)


def _is_theirs(scope: StaffScope, row: Any) -> bool:
    """A notification is its manager's own; admins see that others got one."""
    return row.name != "notification" or scope.role == "admin" or row.data["property_manager_id"] == scope.manager_id


def _event(row: Any) -> StreamEvent:
    return StreamEvent(row.id, row.name, row.company_id, row.property_id, row.subject_id, row.at, row.data)


def _number(tx: Tx, expression: str) -> int:
    return tx.connection.exec_driver_sql(f"SELECT {expression}").scalar_one()
