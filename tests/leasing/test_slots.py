"""Slots in the property's own calendar, on ordinary days and on those when the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leasing.community import Community
from leasing.services import slots
from leasing.zones import exists

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
)


def community(zone: str, hours: tuple[tuple[int, int, int], ...], **more: object) -> Community:
    values: dict[str, object] = {
        "id": "p", "company_id": "c", "version": 1, "slug": "p", "name": "P", "address": "", "city": "", "state": "",
        "zip_code": "", "timezone": zone, "phone": None, "email": None, "website_url": None, "description": None,
        "amenities": (), "tour_types": ("in_person",), "tour_duration_minutes": 30,
        "tour_notice_minutes": 60, "tour_horizon_days": 90, "tour_capacity": 1, "hours": hours, "holidays": (),
        **more,
    }  # fmt: skip
    return Community(**values)  # type: ignore[arg-type]


ALL_NIGHT = tuple((day, 0, 6 * 60) for day in range(7))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2027, 3, 14), date(2026, 11, 1)])
def test_days_on_which_the_clock_changes(zone: str, day: date) -> None:
    here = community(zone, ALL_NIGHT)
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    found = [slot.starts_at for slot in slots.starts(here, day, now)]
    assert all(exists(at) for at in found)
    instants = [at.astimezone(UTC) for at in found]
    assert len(set(instants)) == len(instants), "no instant twice"
    assert instants == sorted(instants)
    skips = zone != "America/Phoenix" and day.month == 3
    assert len(found) == (10 if skips else 12), "02:00 and 02:30 do not exist on the night of the jump"


spans = st.tuples(st.integers(0, 6), st.integers(0, 22 * 60), st.integers(30, 600)).map(
    lambda t: (t[0], t[1], min(1440, t[1] + t[2]))
)


@given(
    zone=st.sampled_from(ZONES),
    hours=st.lists(spans, min_size=1, max_size=6),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    ahead=st.integers(0, 60),
    duration=st.integers(10, 120),
    notice=st.integers(0, 3000),
    holiday=st.integers(0, 60),
)
def test_no_slot_where_none_may_be(zone, hours, start, ahead, duration, notice, holiday) -> None:
    today = start.date()
    here = community(
        zone,
        tuple(sorted(hours)),
        tour_duration_minutes=duration,
        tour_notice_minutes=notice,
        holidays=((today + timedelta(days=holiday), "Closed"),),
    )
    day = today + timedelta(days=ahead)
    for slot in slots.starts(here, day, start):
        local = slot.starts_at
        minute = local.hour * 60 + local.minute
        assert any(w == local.weekday() and o <= minute and minute + duration <= c for w, o, c in hours)
        assert local >= start + timedelta(minutes=notice)
        assert local.date() == day
        assert day != today + timedelta(days=holiday)
        assert slots.problem(here, local, start) is None


def test_office_hours_know_their_next_opening() -> None:
    here = community(
        "America/New_York",
        tuple((day, 540, 1080) for day in range(5)),
        holidays=((date(2026, 11, 26), "Thanksgiving"),),
    )
    wednesday_evening = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert not here.is_open(wednesday_evening)
    opening = here.next_opening(wednesday_evening)
    assert opening is not None
    assert (opening.date(), opening.hour) == (date(2026, 11, 27), 9)
    assert here.next_opening(datetime(2026, 11, 25, 15, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("hours", "free"),
    [
        (slots.Hours(), [9, 12, 15, 16, 17]),
        (slots.Hours(earliest=time(15)), [15, 16, 17]),
        (slots.Hours(latest=time(15)), [9, 12]),
        (slots.Hours(earliest=time(12), latest=time(16)), [12, 15]),
        (slots.Hours("afternoon", earliest=time(16)), [16]),
    ],
)
def test_a_tour_begins_within_the_hours_that_were_named(hours: slots.Hours, free: list[int]) -> None:
    moments = [datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (9, 12, 15, 16, 17)]
    assert [moment.hour for moment in moments if hours.has(moment)] == free
