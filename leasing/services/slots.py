"""When a tour can start: office hours, holidays, notice, horizon, managers' hours, and what others have taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from leasing.community import Community
from leasing.database import Tx
from leasing.services import calendar
from leasing.services.calendar import NOBODY, Mine
from leasing.zones import label

PARTS = {
    "morning": (0, 12 * 60),
    "midday": (11 * 60 + 30, 14 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, 24 * 60),
}
"""parts of a day, in minutes after local midnight"""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a day in which a tour is to begin: a part of the day, and bounds of it."""

    part_of_day: str | None = None
    earliest: time | None = None
    """not before then"""
    latest: time | None = None
    """before then"""

    @property
    def span(self) -> tuple[int, int]:
        """From and until, in minutes after local midnight."""
        low, high = PARTS.get(self.part_of_day or "", (0, 24 * 60))
        if self.earliest is not None:
            low = max(low, self.earliest.hour * 60 + self.earliest.minute)
        if self.latest is not None:
            high = min(high, self.latest.hour * 60 + self.latest.minute)
        return low, high

    def has(self, at: datetime) -> bool:
        low, high = self.span
        return low <= at.hour * 60 + at.minute < high


ANY_HOUR = Hours()


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
class For:
    """What the time is for, where that decides: the type, the home, one certain manager, and whose it is."""

    tour_type: str | None = None
    unit_id: str | None = None
    manager_id: str | None = None
    mine: Mine = NOBODY


ANY = For()


def problem(community: Community, starts_at: datetime, now: datetime, tour_type: str | None = None) -> str | None:
    """Why a tour cannot start then, leaving other tours aside: past, too_soon, too_far, closed, off_grid (between two
    slots, both of which it would take) or unstaffed (no manager who gives tours works then); None where it can."""
    if starts_at <= now:
        return "past"
    if starts_at < now + timedelta(minutes=community.tour_notice_minutes):
        return "too_soon"
    local = starts_at.astimezone(community.zone)
    if local.date() > horizon(community, now):
        return "too_far"
    if outside_hours(community, starts_at):
        return "closed"
    if not _on_grid(community, local):
        return "off_grid"
    return "unstaffed" if unstaffed(community, starts_at, tour_type) else None


def outside_hours(community: Community, starts_at: datetime) -> bool:
    """Whether the office is not open for the whole of a tour, or the clock is changed in the middle of it: hours are
    read off the clock, and nobody plans a visit across that."""
    if _spans_change(community, starts_at):
        return True
    local, end = starts_at.astimezone(community.zone), _end(community, starts_at)
    minute, day = local.hour * 60 + local.minute, local.date()
    return not any(opens <= minute and end <= community.until(day, closes) for opens, closes in community.spans(day))


def _spans_change(community: Community, starts_at: datetime) -> bool:
    # The tour's last second: one that ends as the clock is changed is over by then.
    end = (_end(community, starts_at) - timedelta(seconds=1)).astimezone(community.zone)
    return end.utcoffset() != starts_at.astimezone(community.zone).utcoffset()


def _has_change(community: Community, day: date) -> bool:
    """Whether the clock is changed on a day: on the others no time need be looked at for it."""
    begin = datetime(day.year, day.month, day.day, tzinfo=community.zone)
    return begin.utcoffset() != (begin + timedelta(days=1)).utcoffset()


def unstaffed(community: Community, starts_at: datetime, tour_type: str | None = None) -> bool:
    """Whether a tour of a type needs a manager and none works then."""
    if not community.hosted(tour_type or community.tour_types[0]):
        return False
    end = _end(community, starts_at)
    return not any(community.works(host, starts_at, end) for host in community.hosts)


def _end(community: Community, starts_at: datetime) -> datetime:
    return starts_at.astimezone(UTC) + timedelta(minutes=community.tour_duration_minutes)


def _on_grid(community: Community, local: datetime) -> bool:
    """A time that the clock shows twice is offered, and taken, the first time only."""
    minute, grid = local.hour * 60 + local.minute, grid_of(community)
    if local.second or local.microsecond or local.fold:
        return False
    return any(opens <= minute and (minute - opens) % grid == 0 for opens, _ in community.spans(local.date()))


def grid_of(community: Community) -> int:
    """Minutes from one possible start to the next."""
    return community.tour_grid_minutes or community.tour_duration_minutes


def horizon(community: Community, now: datetime) -> date:
    """The last day on which a tour may be booked now."""
    return now.astimezone(community.zone).date() + timedelta(days=community.tour_horizon_days)


def starts(community: Community, day: date, now: datetime) -> Iterator[Slot]:
    """The times of a day at which a tour may start, other tours and managers aside. Each instant comes once, also on
    the days on which the clock is put forward or back."""
    if day > horizon(community, now):
        return
    length = timedelta(minutes=community.tour_duration_minutes)
    earliest = now.astimezone(UTC) + timedelta(minutes=community.tour_notice_minutes)
    has_change = _has_change(community, day)
    for opens, closes in community.spans(day):
        latest = community.until(day, closes) - length
        for minute in range(opens, closes - community.tour_duration_minutes + 1, grid_of(community)):
            at = community.at(day, minute)
            if at is None or (has_change and _spans_change(community, at)):
                continue
            instant = at.astimezone(UTC)
            if instant >= earliest and instant > now and instant <= latest:
                yield Slot(at)


def free(
    tx: Tx,
    community: Community,
    *,
    first: date,
    last: date,
    hours: Hours = ANY_HOUR,
    limit: int = 12,
    per_day: int | None = None,
    wanted: For = ANY,
) -> list[Slot]:
    """The free slots from one local day to another, earliest first, at most `limit` and `per_day` of each day (then
    spread over it). One statement, and one more where the property limits its tours a day."""
    now = tx.now
    last = min(last, horizon(community, now))
    tour_type = wanted.tour_type or community.tour_types[0]
    among = calendar.seats(community, tour_type, wanted.unit_id, wanted.manager_id)
    if first > last or not among:
        return []
    since = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    until = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=2)
    taken = calendar.busy(tx, among, since, until, wanted.mine)
    full = _full_days(tx, community, since, until, wanted.mine)
    found: list[Slot] = []
    day = first
    while day <= last and len(found) < limit:
        of_day = [
            slot
            for slot in (starts(community, day, now) if day not in full else ())
            if hours.has(slot.starts_at) and calendar.fitting(community, among, taken, slot.starts_at)
        ]
        found += _spread(of_day, per_day)
        day += timedelta(days=1)
    return found[:limit]


def _full_days(tx: Tx, community: Community, since: datetime, until: datetime, mine: Mine) -> set[date]:
    cap = community.tour_daily_cap
    if cap is None:
        return set()
    return {day for day, count in calendar.days(tx, community, since, until, mine).items() if count >= cap}


def _spread(slots: list[Slot], count: int | None) -> list[Slot]:
    """At most `count` of the slots, evenly over the day, the first among them."""
    if count is None or len(slots) <= count:
        return slots
    step = len(slots) / count
    return [slots[int(i * step)] for i in range(count)]


def over_days(slots: list[Slot], named: int, limit: int) -> list[Slot]:
    """At most `limit` of some slots, so that the first `named` are of as many days as can be."""
    days = [list(of_day) for _, of_day in groupby(slots, key=lambda slot: slot.starts_at.date())]
    each = -(-named // max(1, len(days)))
    return [slot for of_day in days for slot in _spread(of_day, each)][:limit]


def nearest(tx: Tx, community: Community, at: datetime, limit: int = 4, wanted: For = ANY) -> list[Slot]:
    """The free slots closest in time to one that cannot be had, in order of time."""
    today = tx.now.astimezone(community.zone).date()
    day = at.astimezone(community.zone).date()
    first = max(today, day - timedelta(days=2))
    around = free(tx, community, first=first, last=max(first, day + timedelta(days=4)), limit=400, wanted=wanted)
    if not around:
        around = free(tx, community, first=today, last=horizon(community, tx.now), limit=10_000, wanted=wanted)
    around.sort(key=lambda slot: abs(slot.starts_at - at))
    return sorted(around[:limit], key=lambda slot: slot.starts_at)
