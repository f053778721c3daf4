"""Calendars of every shape: no slot where none may be, and nothing booked that overlaps, whatever the day.

The rules are said again here in the plainest way, minute by minute where it is cheap enough, and compared.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leasing.community import Community, Host
from leasing.services import calendar, slots
from leasing.services.calendar import Busy, Seat, cells_of
from leasing.zones import exists
from tests.leasing.test_slots import ZONES, community

JUMPS = {date(2026, 3, 8), date(2027, 3, 14)}
REPEATS = {date(2026, 11, 1), date(2027, 11, 7)}
CHANGES = sorted(JUMPS | REPEATS)

spans = st.tuples(st.integers(0, 1300), st.integers(30, 700)).map(lambda t: (t[0], min(1440, t[0] + t[1])))


def week(*of_day: tuple[int, int]) -> tuple[tuple[int, int, int], ...]:
    return tuple((day, opens, closes) for day in range(7) for opens, closes in of_day)


@st.composite
def calendars(draw: st.DrawFn) -> Community:
    """A property with any hours, rules and hosts."""
    hosts = tuple(
        Host(
            id=f"h{n}",
            name=f"Host {n}",
            order=n,
            capacity=draw(st.integers(1, 2)),
            hours=week(draw(spans)) if draw(st.booleans()) else (),
            time_off=draw(time_off()),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    return community(
        draw(st.sampled_from(ZONES)),
        week(draw(spans)),
        tour_duration_minutes=draw(st.integers(2, 24).map(lambda n: 5 * n)),
        tour_grid_minutes=draw(st.sampled_from([None, 5, 15, 30, 60])),
        tour_notice_minutes=draw(st.integers(0, 3000)),
        tour_horizon_days=draw(st.integers(1, 30)),
        tour_buffer_before_minutes=draw(st.sampled_from([0, 5, 15, 30])),
        tour_buffer_after_minutes=draw(st.sampled_from([0, 10, 45])),
        tour_capacity=draw(st.integers(1, 3)),
        holidays=draw(st.sampled_from([(), tuple((day, "Closed") for day in CHANGES)])),
        hosts=hosts,
    )


@st.composite
def time_off(draw: st.DrawFn) -> tuple[tuple[datetime, datetime], ...]:
    if not draw(st.booleans()):
        return ()
    begins = datetime.combine(draw(st.sampled_from(CHANGES)), time(draw(st.integers(0, 23))), UTC)
    return ((begins, begins + timedelta(hours=draw(st.integers(1, 30)))),)


def wall_minutes(here: Community, starts_at: datetime) -> list[datetime]:
    """Each minute of a tour as the clock on the wall shows it."""
    begin = starts_at.astimezone(UTC)
    return [(begin + timedelta(minutes=n)).astimezone(here.zone) for n in range(here.tour_duration_minutes)]


def open_at(hours: tuple[tuple[int, int, int], ...], local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    return any(weekday == local.weekday() and o <= minute < c for weekday, o, c in hours)


@given(here=calendars(), day=st.sampled_from(CHANGES), before=st.integers(0, 50), hour=st.integers(0, 23))
def test_every_slot_keeps_every_rule(here: Community, day: date, before: int, hour: int) -> None:
    now = datetime.combine(day, time(hour), UTC) - timedelta(days=before)
    found = [slot.starts_at for slot in slots.starts(here, day, now)]
    instants = [at.astimezone(UTC) for at in found]
    assert instants == sorted(set(instants)), "in order, and none twice"
    walls = [at.replace(tzinfo=None) for at in found]
    assert len(set(walls)) == len(walls), "a time that the clock shows twice is offered once"
    for at in found:
        assert exists(at)
        assert at.fold == 0
        assert all(open_at(here.hours, minute) for minute in wall_minutes(here, at)), "the whole tour in office hours"
        assert all(day != holiday for holiday, _ in here.holidays)
        assert at.astimezone(UTC) >= now + timedelta(minutes=here.tour_notice_minutes)
        assert at.date() <= now.astimezone(here.zone).date() + timedelta(days=here.tour_horizon_days)
        assert slots.problem(here, at, now, "self_guided") is None
        said = datetime.fromisoformat(slots.Slot(at).value)
        # As instants: a time that the clock shows twice equals no time of another zone.
        assert said.astimezone(UTC) == at.astimezone(UTC), "its value says which instant it is"


@given(here=calendars(), day=st.sampled_from(CHANGES), minute=st.integers(0, 1439), fold=st.integers(0, 1))
@example(community("America/New_York", week((0, 360))), date(2026, 11, 1), 60, 1)
def test_what_is_not_offered_is_refused(here: Community, day: date, minute: int, fold: int) -> None:
    """`problem` and `starts` say the same of any minute of the day."""
    now = datetime.combine(day, time(), UTC) - timedelta(days=1)
    local = datetime.combine(day, time(minute // 60, minute % 60), here.zone).replace(fold=fold)
    at = local.astimezone(UTC)
    offered = at in {
        slot.starts_at.astimezone(UTC) for slot in slots.starts(here, at.astimezone(here.zone).date(), now)
    }
    assert offered == (slots.problem(here, at, now, "self_guided") is None)


@given(here=calendars(), day=st.sampled_from(CHANGES), picks=st.lists(st.integers(0, 500), max_size=12))
def test_tours_and_their_buffers_never_overlap(here: Community, day: date, picks: list[int]) -> None:
    """Tours taken one after the other from what is still free: no two of a resource share a minute, buffers counted,
    and every host works, and is not away, during each of theirs."""
    now = datetime.combine(day, time(), UTC) - timedelta(days=1)
    among = calendar.seats(here, "in_person", None)
    base = int(now.timestamp()) // calendar.CELL - 1000
    taken = Busy(base, {})
    booked: list[tuple[Seat, datetime]] = []
    for pick in picks:
        free = [
            (seat, slot.starts_at)
            for slot in slots.starts(here, day, now)
            for seat in calendar.fitting(here, among, taken, slot.starts_at)
        ]
        if not free:
            break
        seat, at = free[pick % len(free)]
        booked.append((seat, at))
        cells = cells_of(here, at)
        for resource in seat.resources:
            mask = ((1 << len(cells)) - 1) << (cells.start - base)
            assert not taken.masks.get(resource, 0) & mask
            taken.masks[resource] = taken.masks.get(resource, 0) | mask
    before, after = here.tour_buffer_before_minutes, here.tour_buffer_after_minutes
    by_resource: dict[str, list[tuple[datetime, datetime]]] = {}
    for seat, at in booked:
        begin = at.astimezone(UTC)
        end = begin + timedelta(minutes=here.tour_duration_minutes)
        for resource in seat.resources:
            by_resource.setdefault(resource, []).append(
                (begin - timedelta(minutes=before), end + timedelta(minutes=after))
            )
        if seat.host is not None:
            hours = seat.host.hours or here.hours
            assert all(open_at(hours, minute) for minute in wall_minutes(here, at))
            assert not any(begin < until and end > since for since, until in seat.host.time_off)
    for kept in by_resource.values():
        kept.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(kept))


@pytest.mark.parametrize("zone", [z for z in ZONES if z != "America/Phoenix"])
@pytest.mark.parametrize("day", sorted(JUMPS))
def test_half_past_two_that_does_not_exist(zone: str, day: date) -> None:
    here = community(zone, week((0, 360)))
    now = datetime.combine(day, time(), UTC) - timedelta(days=2)
    walls = [slot.starts_at.strftime("%H:%M") for slot in slots.starts(here, day, now)]
    assert "02:30" not in walls
    assert "02:00" not in walls
    assert {"01:30", "03:00"} <= set(walls)
    named = datetime.combine(day, time(2, 30), here.zone)
    assert here.at(day, 150) is None
    # As an instant it is 03:30, which is a time of its own.
    assert named.astimezone(UTC).astimezone(here.zone).strftime("%H:%M") == "03:30"
    # A tour of an hour from 01:30 ends at 03:30 on the wall: after the office has closed at three.
    until_three = community(zone, week((0, 180)), tour_duration_minutes=60, tour_grid_minutes=30)
    assert [s.starts_at.strftime("%H:%M") for s in slots.starts(until_three, day, now)] == ["00:00", "00:30", "01:00"]
    late = datetime.combine(day, time(1, 30), here.zone)
    assert slots.problem(until_three, late, now) == "closed"


@pytest.mark.parametrize("zone", [z for z in ZONES if z != "America/Phoenix"])
@pytest.mark.parametrize("day", sorted(REPEATS))
def test_half_past_one_that_exists_twice(zone: str, day: date) -> None:
    here = community(zone, week((0, 360)))
    now = datetime.combine(day, time(), UTC) - timedelta(days=2)
    found = [slot for slot in slots.starts(here, day, now) if slot.starts_at.strftime("%H:%M") == "01:30"]
    assert len(found) == 1
    first = datetime.combine(day, time(1, 30), here.zone)
    second = first.replace(fold=1)
    assert found[0].starts_at.astimezone(UTC) == first.astimezone(UTC)
    assert found[0].value != second.isoformat(timespec="minutes"), "its offset tells the two apart"
    assert slots.problem(here, first.astimezone(UTC), now) is None
    assert slots.problem(here, second.astimezone(UTC), now) == "off_grid"


def test_a_zone_without_summer_time_has_all_times() -> None:
    here = community("America/Phoenix", week((0, 360)))
    for day in CHANGES:
        now = datetime.combine(day, time(), UTC) - timedelta(days=2)
        assert len(list(slots.starts(here, day, now))) == 12


@given(at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)), length=st.integers(10, 240))
def test_cells_hold_the_whole_tour(at: datetime, length: int) -> None:
    here: Any = community("America/Chicago", (), tour_duration_minutes=length, tour_buffer_after_minutes=10)
    at = at.replace(microsecond=0)
    cells = cells_of(here, at)
    begin, end = cells.start * calendar.CELL, cells.stop * calendar.CELL
    assert begin <= at.timestamp()
    assert at.timestamp() + 60 * (length + 10) <= end
    assert begin + calendar.CELL > at.timestamp()
    assert end - calendar.CELL < at.timestamp() + 60 * (length + 10)
    assert len(cells) <= calendar.LONGEST
