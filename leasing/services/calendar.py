"""The calendar of five-minute cells: who has taken what, and taking it.

A resource is a lane of a manager (`agent:ID:LANE`), a place at a property (`place:ID:LANE`) or a home (`home:ID`). What
was taken is one row a cell, and the table's primary key has the last word. In memory the cells of a resource are the
bits of one integer, so that looking whether an hour is free is a shift and an `and`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, literal_column, select, union_all, update
from sqlalchemy.exc import IntegrityError

from leasing.community import Community, Host
from leasing.database import Tx
from leasing.models import Tour, TourCell, TourHold

CELL = 300
"""seconds"""
LONGEST = 100
"""cells that a tour with its buffers can take at most: 240 + 2 * 120 minutes, and a cell at each end"""
STANDING = ("scheduled", "confirmed")
COUNTED = (*STANDING, "completed", "no_show")
"""statuses that count towards the daily cap"""

_TAKERS = (
    select(TourCell.resource, TourCell.cell, TourCell.span, TourCell.tour_id, TourCell.hold_id)
    .add_columns(TourHold.expires_at, TourHold.conversation_id)
    .outerjoin(TourHold, TourHold.id == TourCell.hold_id)
    .where(TourCell.resource.in_(bindparam("resources", expanding=True)))
    .where(literal_column("tour_cells.span > 0"))
    .where(TourCell.cell >= bindparam("since"), TourCell.cell < bindparam("until"))
)
_OF_DAYS = union_all(
    select(Tour.starts_at).where(
        Tour.property_id == bindparam("property_id"),
        Tour.status.in_(COUNTED),
        Tour.starts_at >= bindparam("since"),
        Tour.starts_at < bindparam("until"),
        Tour.id != bindparam("tour_id"),
    ),
    select(TourHold.starts_at).where(
        TourHold.property_id == bindparam("property_id"),
        TourHold.expires_at > bindparam("now"),
        TourHold.starts_at >= bindparam("since"),
        TourHold.starts_at < bindparam("until"),
        TourHold.conversation_id != bindparam("conversation_id"),
    ),
)


@dataclass(frozen=True, slots=True)
class Mine:
    """Whose calendar it is: what they hold or have booked is not in their own way."""

    conversation_id: str | None = None
    tour_id: str | None = None


NOBODY = Mine()


@dataclass(frozen=True, slots=True)
class Seat:
    """What a tour would take at a time: the manager who hosts it, if any, and the resources."""

    host: Host | None
    resources: tuple[str, ...]


@dataclass(slots=True)
class Busy:
    """What others have taken in a span of time."""

    base: int
    """the first cell"""
    masks: dict[str, int]
    """resource → its taken cells as bits, counted from `base`"""
    expired: frozenset[str] = frozenset()
    """holds that have run out and are still in the table"""

    def is_free(self, resource: str, cells: range) -> bool:
        mask = self.masks.get(resource)
        return not mask or not (mask >> (cells.start - self.base)) & ((1 << len(cells)) - 1)


def cells_of(community: Community, starts_at: datetime) -> range:
    """The cells that a tour takes with its buffers."""
    begin = int(starts_at.timestamp()) - 60 * community.tour_buffer_before_minutes
    end = int(starts_at.timestamp()) + 60 * (community.tour_duration_minutes + community.tour_buffer_after_minutes)
    return range(begin // CELL, -(-end // CELL))


def seats(community: Community, tour_type: str, unit_id: str | None, only: str | None = None) -> list[Seat]:
    """All that could be taken for a tour of a type, best lanes first. A self-guided one takes a place at the property
    and the home itself; the others a manager, or a place where nobody hosts. `only` is the id of a manager."""
    if community.hosted(tour_type):
        return [
            Seat(host, (f"agent:{host.id}:{lane}",))
            for host in community.hosts
            if only is None or host.id == only
            for lane in range(host.capacity)
        ]
    home = (f"home:{unit_id}",) if unit_id and tour_type == "self_guided" else ()
    return [Seat(None, (f"place:{community.id}:{lane}", *home)) for lane in range(community.tour_capacity)]


def busy(tx: Tx, among: Sequence[Seat], since: datetime, until: datetime, mine: Mine = NOBODY) -> Busy:
    """What is taken of the resources of some seats. Holds that have run out are free again."""
    base = int(since.timestamp()) // CELL - 2 * LONGEST
    resources = sorted({resource for seat in among for resource in seat.resources})
    span = {"since": base, "until": -(-int(until.timestamp()) // CELL) + LONGEST}
    masks: dict[str, int] = {}
    expired: set[str] = set()
    for row in tx.connection.execute(_TAKERS, {"resources": resources, **span}):
        if row.hold_id is not None and row.expires_at <= tx.now:
            expired.add(row.hold_id)
        elif not _is_mine(row, mine):
            taken = ((1 << row.span) - 1) << (row.cell - base)
            masks[row.resource] = masks.get(row.resource, 0) | taken
    return Busy(base, masks, frozenset(expired))


def _is_mine(row: Any, mine: Mine) -> bool:
    if row.hold_id is not None:
        return row.conversation_id == mine.conversation_id
    return row.tour_id == mine.tour_id


def days(tx: Tx, community: Community, since: datetime, until: datetime, mine: Mine = NOBODY) -> dict[date, int]:
    """How many tours and holds of others each local day has."""
    given = {
        "property_id": community.id,
        "since": since,
        "until": until,
        "now": tx.now,
        "tour_id": mine.tour_id or "",
        "conversation_id": mine.conversation_id or "",
    }
    counted: dict[date, int] = {}
    for starts_at in tx.connection.execute(_OF_DAYS, given).scalars():
        day = starts_at.astimezone(community.zone).date()
        counted[day] = counted.get(day, 0) + 1
    return counted


def is_full(tx: Tx, community: Community, starts_at: datetime, mine: Mine) -> bool:
    """Whether the day has as many tours as it may have."""
    if community.tour_daily_cap is None:
        return False
    around = timedelta(days=2)
    counted = days(tx, community, starts_at - around, starts_at + around, mine)
    return counted.get(starts_at.astimezone(community.zone).date(), 0) >= community.tour_daily_cap


def fitting(community: Community, among: Iterable[Seat], taken: Busy, starts_at: datetime) -> list[Seat]:
    """The seats that can be had at a time: the first free lane of each manager who works then, or of the property."""
    cells = cells_of(community, starts_at)
    ends_at = starts_at.astimezone(UTC) + timedelta(minutes=community.tour_duration_minutes)
    found: list[Seat] = []
    seen: set[str] = set()
    for seat in among:
        name = seat.host.id if seat.host else ""
        if name in seen or not all(taken.is_free(resource, cells) for resource in seat.resources):
            continue
        seen.add(name)
        if seat.host is None or community.works(seat.host, starts_at, ends_at):
            found.append(seat)
    return found


def take(
    tx: Tx,
    community: Community,
    seat: Seat,
    starts_at: datetime,
    *,
    tour_id: str | None = None,
    hold_id: str | None = None,
) -> bool:
    """Take the cells of a seat for a tour or a hold; False where another transaction was quicker."""
    cells = cells_of(community, starts_at)
    rows = [
        {
            "resource": resource,
            "cell": cell,
            "span": len(cells) if cell == cells.start else 0,
            "tour_id": tour_id,
            "hold_id": hold_id,
            "company_id": community.company_id,
        }
        for resource in sorted(seat.resources)
        for cell in cells
    ]
    try:
        with tx.connection.begin_nested():
            tx.connection.execute(insert(TourCell), rows)
    except IntegrityError:
        return False
    return True


def turn_into_tour(tx: Tx, hold_id: str, tour_id: str) -> bool:
    """Give the cells of a hold to the tour that came of it, and end the hold; False where it had none left."""
    of_hold = update(TourCell).where(TourCell.hold_id == hold_id).values(tour_id=tour_id, hold_id=None)
    given = tx.connection.execute(of_hold).rowcount
    tx.connection.execute(delete(TourHold).where(TourHold.id == hold_id))
    return given > 0


def free_tour(tx: Tx, tour_id: str) -> None:
    """Give back the cells of a tour."""
    tx.connection.execute(delete(TourCell).where(TourCell.tour_id == tour_id))


def sweep(tx: Tx) -> None:
    """Delete the holds that have run out, with their cells, and the cells of yesterday and before."""
    tx.connection.execute(delete(TourHold).where(TourHold.expires_at <= tx.now))
    past = int((tx.now - timedelta(days=1)).timestamp()) // CELL
    tx.connection.execute(delete(TourCell).where(TourCell.cell < past))


def end_holds(tx: Tx, hold_ids: Iterable[str]) -> None:
    """Delete holds of others that have run out."""
    ids = sorted(hold_ids)
    if ids:
        tx.connection.execute(delete(TourHold).where(TourHold.id.in_(ids), TourHold.expires_at <= tx.now))
