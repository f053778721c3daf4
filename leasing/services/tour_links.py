"""A tour as the one who holds its signed link sees and changes it.

The link names the tour and says nothing about its time: one from the first mail still works after a move, and whether
it still does is for the tour to say. A form carries the revision that it was shown for, so that nobody changes a tour
other than the one they saw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, select

from leasing.community import Community
from leasing.database import Tx
from leasing.models import Tour
from leasing.services import bookings, communities, slots, tour_mail
from leasing.services.bookings import Actor, Booked, Refused
from leasing.services.calendar import STANDING, Mine
from leasing.services.slots import For, Slot

GOOD_FOR = timedelta(days=7)
"""how long a link opens its tour after that has ended"""
WINDOW = 14
"""days of which the free ones are shown at once"""

_TOUR = select(Tour.__table__).where(Tour.id == bindparam("id"))
_LOCKED = select(Tour.__table__).where(Tour.id == bindparam("id")).with_for_update()


class Gone(Exception):
    """The tour was deleted, or has ended too long ago. `community` is whom to ask, where it is known."""

    def __init__(self, community: Community | None = None) -> None:
        super().__init__("gone")
        self.community = community


class Stale(Exception):
    """The tour is not as it was when the page was shown."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What the holder of a link is shown: nothing of the prospect, only the first name of who gives the tour."""

    id: str
    revision: int
    starts_at: datetime
    """in the property's zone"""
    minutes: int
    tour_type: str
    status: str
    state: Literal["ahead", "cancelled", "over"]
    unit: str | None
    host: str | None
    language: str | None
    community: Community


@dataclass(frozen=True, slots=True)
class Times:
    """Free times to move a tour to. `days` are those of a window that have some; `day` is the one whose `slots` are
    listed."""

    days: list[date]
    day: date | None
    slots: list[Slot]
    earlier: date | None
    """a day of the window before, where there is one"""
    later: date | None


def find(tx: Tx, tour_id: str) -> Linked:
    """The tour that a genuine link opens. Raises `Gone`."""
    row, community = _opened(tx, tour_id)
    return _linked(tx, row, community)


def calendar_facts(tx: Tx, tour_id: str) -> dict[str, Any]:
    """What the tour's calendar file is made of. Raises `Gone`."""
    row, community = _opened(tx, tour_id)
    return tour_mail.facts("booked", community, row, None, row.updated_at)


def times(tx: Tx, tour_id: str, day: date | None) -> Times:
    """The free times of a day, or of the first that has some, with the days around it. Raises `Gone`."""
    row, community = _opened(tx, tour_id)
    wanted = _for(row)
    today = tx.now.astimezone(community.zone).date()
    end = slots.horizon(community, tx.now)
    begin = today
    if day is not None and today <= day <= end:
        begin = today + timedelta(days=(day - today).days // WINDOW * WINDOW)
    found = _free(tx, community, begin, wanted)
    while not found and day is None and begin + timedelta(days=WINDOW) <= end:
        begin += timedelta(days=WINDOW)
        found = _free(tx, community, begin, wanted)
    found = [slot for slot in found if slot.starts_at != row.starts_at]
    days = sorted({slot.starts_at.date() for slot in found})
    chosen = day if day in days else next(iter(days), None)
    following = begin + timedelta(days=WINDOW)
    return Times(
        days,
        chosen,
        [slot for slot in found if slot.starts_at.date() == chosen],
        earlier=begin - timedelta(days=WINDOW) if begin > today else None,
        later=following if following <= end else None,
    )


def _free(tx: Tx, community: Community, begin: date, wanted: For) -> list[Slot]:
    last = begin + timedelta(days=WINDOW - 1)
    return slots.free(tx, community, first=begin, last=last, limit=10_000, wanted=wanted)


def confirm(tx: Tx, tour_id: str, revision: int) -> Booked:
    """Raises `Gone`, `Stale`, `Refused`."""
    return _change(
        tx,
        tour_id,
        revision,
        lambda row, community: bookings.confirm(tx, community, _visitor(row), row.id),
        done=lambda row: row.status == "confirmed",
    )


def cancel(tx: Tx, tour_id: str, revision: int) -> Booked:
    """Raises `Gone`, `Stale`, `Refused`."""
    return _change(
        tx,
        tour_id,
        revision,
        lambda row, community: bookings.call_off(tx, community, _visitor(row), row.id),
        done=lambda row: row.status == "cancelled",
    )


def move(tx: Tx, tour_id: str, revision: int, starts_at: datetime) -> Booked:
    """Raises `Gone`, `Stale`, `Refused`."""
    return _change(
        tx,
        tour_id,
        revision,
        lambda row, community: bookings.change(
            tx, community, _visitor(row), row.id, starts_at=starts_at, language=row.language
        ),
        done=lambda row: row.status in STANDING and row.starts_at == starts_at,
    )


def _change(
    tx: Tx, tour_id: str, revision: int, make: Callable[[Any, Community], Booked], *, done: Callable[[Any], bool]
) -> Booked:
    """Change a tour that is still as it was shown; a form that is sent twice does it once."""
    row: Any = tx.connection.execute(_LOCKED, {"id": tour_id}).one_or_none()
    if row is None:
        raise Gone
    if row.revision != revision and not done(row):
        raise Stale
    return make(row, communities.load(tx, row.property_id))


def _opened(tx: Tx, tour_id: str) -> tuple[Any, Community]:
    row: Any = tx.connection.execute(_TOUR, {"id": tour_id}).one_or_none()
    if row is None:
        raise Gone
    community = communities.load(tx, row.property_id)
    if row.ends_at + GOOD_FOR <= tx.now:
        raise Gone(community)
    return row, community


def _linked(tx: Tx, row: Any, community: Community) -> Linked:
    state: Literal["ahead", "cancelled", "over"] = "ahead"
    if row.status == "cancelled":
        state = "cancelled"
    elif row.status not in STANDING or row.ends_at <= tx.now:
        state = "over"
    host = next((host.first_name for host in community.hosts if host.id == row.manager_id), None)
    return Linked(
        id=row.id,
        revision=row.revision,
        starts_at=row.starts_at.astimezone(community.zone),
        minutes=row.duration_minutes,
        tour_type=row.tour_type,
        status=row.status,
        state=state,
        unit=row.unit_interest,
        host=host,
        language=row.language,
        community=community,
    )


def _for(row: Any) -> For:
    return For(row.tour_type, row.unit_id, None, Mine(row.conversation_id, row.id))


def _visitor(row: Any) -> Actor:
    return Actor("visitor", conversation_id=row.conversation_id)


__all__ = [
    "GOOD_FOR",
    "Gone",
    "Linked",
    "Refused",
    "Stale",
    "Times",
    "calendar_facts",
    "cancel",
    "confirm",
    "find",
    "move",
    "times",
]
