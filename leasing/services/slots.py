"""When a tour can start: office hours, less holidays, notice, horizon and the tours that are booked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import bindparam, select

from leasing.community import Community
from leasing.database import Tx
from leasing.models import Tour
from leasing.zones import label

PARTS = {"morning": (0, 12 * 60), "afternoon": (12 * 60, 17 * 60), "evening": (17 * 60, 24 * 60)}
"""parts of a day, in minutes after local midnight"""

TAKEN = ("scheduled", "confirmed")

_BUSY = (
    select(Tour.starts_at, Tour.ends_at, Tour.lane)
    .where(Tour.property_id == bindparam("property_id"))
    .where(Tour.status.in_(TAKEN))
    .where(Tour.starts_at < bindparam("until"))
    .where(Tour.ends_at > bindparam("since"))
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a tour may start, in the property's zone."""

    starts_at: datetime

    @property
    def value(self) -> str:
        """as a `choice` frame sends it back: ISO with the zone's offset"""
        return self.starts_at.isoformat(timespec="minutes")

    @property
    def label(self) -> str:
        return label(self.starts_at)


@dataclass(frozen=True, slots=True)
class Busy:
    """The tours booked in a span of time."""

    tours: tuple[tuple[datetime, datetime, int], ...]

    def lanes(self, starts_at: datetime, ends_at: datetime) -> set[int]:
        """Lanes that are taken at some moment between the two."""
        return {lane for begin, end, lane in self.tours if begin < ends_at and end > starts_at}


def busy(tx: Tx, property_id: str, since: datetime, until: datetime) -> Busy:
    rows = tx.connection.execute(_BUSY, {"property_id": property_id, "since": since, "until": until})
    return Busy(tuple((row.starts_at, row.ends_at, row.lane) for row in rows))


def problem(community: Community, starts_at: datetime, now: datetime) -> str | None:
    """Why a tour cannot start then, leaving other tours aside: past, too_soon, too_far, closed or off_grid (between two
    slots, both of which it would take); None where it can."""
    if starts_at <= now:
        return "past"
    if starts_at < now + timedelta(minutes=community.tour_notice_minutes):
        return "too_soon"
    local = starts_at.astimezone(community.zone)
    if local.date() > horizon(community, now):
        return "too_far"
    minute, length = local.hour * 60 + local.minute, community.tour_duration_minutes
    spans = [(o, c) for o, c in community.spans(local.date()) if o <= minute and minute + length <= c]
    if not spans:
        return "closed"
    return None if local.second == 0 and any((minute - opens) % length == 0 for opens, _ in spans) else "off_grid"


def horizon(community: Community, now: datetime) -> date:
    """The last day on which a tour may be booked now."""
    return now.astimezone(community.zone).date() + timedelta(days=community.tour_horizon_days)


def starts(community: Community, day: date, now: datetime) -> Iterator[Slot]:
    """The times of a day at which a tour may start, other tours aside. Each instant comes once, also on the days on
    which the clock is put forward or back."""
    for opens, closes in community.spans(day):
        minute = opens
        while minute + community.tour_duration_minutes <= closes:
            at = community.at(day, minute)
            if at is not None and problem(community, at, now) is None:
                yield Slot(at)
            minute += community.tour_duration_minutes


def free(
    tx: Tx,
    community: Community,
    *,
    first: date,
    last: date,
    part_of_day: str | None = None,
    limit: int = 12,
    per_day: int | None = None,
) -> list[Slot]:
    """The free slots from one local day to another, earliest first, at most `limit` and `per_day` of each day (then
    spread over it)."""
    now = tx.now
    last = min(last, horizon(community, now))
    if first > last:
        return []
    since = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    until = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=2)
    taken = busy(tx, community.id, since, until)
    length = timedelta(minutes=community.tour_duration_minutes)
    low, high = PARTS.get(part_of_day or "", (0, 24 * 60))
    found: list[Slot] = []
    day = first
    while day <= last and len(found) < limit:
        of_day = [
            slot
            for slot in starts(community, day, now)
            if low <= slot.starts_at.hour * 60 + slot.starts_at.minute < high
            and len(taken.lanes(slot.starts_at, slot.starts_at + length)) < community.tour_capacity
        ]
        found += _spread(of_day, per_day)
        day += timedelta(days=1)
    return found[:limit]


def _spread(slots: list[Slot], count: int | None) -> list[Slot]:
    """At most `count` of the slots, evenly over the day, the first among them."""
    if count is None or len(slots) <= count:
        return slots
    step = len(slots) / count
    return [slots[int(i * step)] for i in range(count)]


def nearest(tx: Tx, community: Community, wanted: datetime, limit: int = 4) -> list[Slot]:
    """The free slots closest in time to one that cannot be had, in order of time."""
    today = tx.now.astimezone(community.zone).date()
    day = wanted.astimezone(community.zone).date()
    first = max(today, day - timedelta(days=2))
    around = free(tx, community, first=first, last=max(first, day + timedelta(days=4)), limit=400)
    if not around:
        around = free(tx, community, first=today, last=horizon(community, tx.now), limit=limit)
    around.sort(key=lambda slot: abs(slot.starts_at - wanted))
    return sorted(around[:limit], key=lambda slot: slot.starts_at)
