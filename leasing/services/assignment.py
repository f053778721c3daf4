"""Which manager gets a tour: one rule, and why, in words that the tour's history keeps.

Of those who work then and are free, in this order: who already has this tour; who speaks the visitor's language; who
has the fewest tours in that week; who got a tour the longest ago; the property's own order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from leasing.community import Community, Host
from leasing.database import Tx
from leasing.models import Tour
from leasing.services.calendar import COUNTED, Seat

LANGUAGES = {"en": "English", "es": "Spanish"}

_IN_WEEK = and_(
    Tour.starts_at >= bindparam("monday"), Tour.starts_at < bindparam("next_monday"), Tour.status.in_(COUNTED)
)
_SERVED = (
    select(Tour.manager_id, func.sum(case((_IN_WEEK, 1), else_=0)).label("load"))
    .add_columns(func.max(Tour.assigned_at).label("last"))
    .where(Tour.manager_id.in_(bindparam("ids", expanding=True)), Tour.id != bindparam("tour_id"))
    .group_by(Tour.manager_id)
)


@dataclass(frozen=True, slots=True)
class Served:
    """What a manager has had so far."""

    load: int = 0
    """tours in the week of the new one, Monday to Sunday at the property"""
    last: datetime | None = None
    """when they last got a tour"""


NEVER = datetime(1, 1, 1, tzinfo=UTC)


def ranked(
    tx: Tx,
    community: Community,
    seats: Sequence[Seat],
    starts_at: datetime,
    *,
    language: str | None,
    keeps: str | None = None,
    tour_id: str | None = None,
) -> list[tuple[Seat, dict[str, Any]]]:
    """The seats with the best manager first, each with why. `keeps` is the manager who has the tour already; seats
    without a manager stay in their order."""
    hosts = [seat.host for seat in seats if seat.host is not None]
    if not hosts:
        return [(seat, {}) for seat in seats]
    wanted = (language or "en")[:2].lower()
    served = _served(tx, community, hosts, starts_at, tour_id)
    best = sorted(seats, key=lambda seat: _rank(seat, served, wanted, keeps))
    return [(seat, _why(seat, served, wanted, keeps, len(hosts))) for seat in best]


def _served(
    tx: Tx, community: Community, hosts: Sequence[Host], starts_at: datetime, tour_id: str | None
) -> dict[str, Served]:
    day = starts_at.astimezone(community.zone).date()
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(), community.zone)
    given = {
        "monday": monday,
        "next_monday": monday + timedelta(days=7),
        "ids": [host.id for host in hosts],
        "tour_id": tour_id or "",
    }
    return {row.manager_id: Served(row.load, row.last) for row in tx.connection.execute(_SERVED, given)}


def _rank(seat: Seat, served: dict[str, Served], language: str, keeps: str | None) -> tuple[Any, ...]:
    host = seat.host
    assert host is not None  # seats are all hosted or none is
    had = served.get(host.id, Served())
    return (host.id != keeps, not host.speaks(language), had.load, had.last or NEVER, host.order, host.id)


def _why(seat: Seat, served: dict[str, Served], language: str, keeps: str | None, free: int) -> dict[str, Any]:
    host = seat.host
    assert host is not None  # seats are all hosted or none is
    had = served.get(host.id, Served())
    spoken = LANGUAGES.get(language, language)
    reasons = [
        "had this tour already" if host.id == keeps else None,
        f"{'speaks' if host.speaks(language) else 'nobody free speaks'} {spoken}",
        f"{had.load} tours that week",
        f"got the last one on {had.last:%Y-%m-%d at %H:%M} UTC" if had.last else "got none before",
        f"number {host.order} in the property's order",
    ]
    return {
        "manager_id": host.id,
        "manager": host.name,
        "free": free,
        "speaks": host.speaks(language),
        "language": language,
        "load": had.load,
        "last": had.last.isoformat() if had.last else None,
        "order": host.order,
        "because": "; ".join(reason for reason in reasons if reason),
    }
