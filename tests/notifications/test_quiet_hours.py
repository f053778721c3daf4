"""When mail may leave, by the clock on the wall: over midnight, and in the nights on which the clock is changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leasing.quiet_hours import QuietHours, due_at

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = QuietHours(22 * 60, 7 * 60)


def _local(month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (_local(6, 10, 12), _local(6, 10, 12)),
        (_local(6, 10, 21, 59), _local(6, 10, 21, 59)),
        (_local(6, 10, 22), _local(6, 11, 7)),
        (_local(6, 11, 6, 59), _local(6, 11, 7)),
        (_local(6, 11, 7), _local(6, 11, 7)),
        # The night of March 8 has no hour from two to three, that of November 1 has the one from one to two twice.
        (_local(3, 7, 23), _local(3, 8, 7)),
        (_local(10, 31, 23), _local(11, 1, 7)),
    ],
)
def test_the_night_holds_mail_until_seven(now: datetime, due: datetime) -> None:
    assert due_at(now, NEW_YORK, NIGHT, "none", urgent=True) == due


def test_the_nights_are_as_long_as_they_are() -> None:
    nights = {3: (7, 8), 6: (10, 8 + 1), 10: (31, 9 + 1)}
    lengths = {
        month: due_at(_local(month, day, 22), NEW_YORK, NIGHT, "none", urgent=False) - _local(month, day, 22)
        for month, (day, _) in nights.items()
    }
    assert lengths == {month: timedelta(hours=hours) for month, (_, hours) in nights.items()}


def test_an_end_that_the_clock_skips_is_the_first_minute_after_it() -> None:
    quiet = QuietHours(60, 150)
    assert due_at(_local(3, 8, 1, 30), NEW_YORK, quiet, "none", urgent=False) == _local(3, 8, 3)


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    quiet = QuietHours(60, 120)
    first, second, end = _local(11, 1, 1, 30), _local(11, 1, 1, 30, fold=1), _local(11, 1, 2)
    assert second - first == timedelta(hours=1)
    assert due_at(first, NEW_YORK, quiet, "none", urgent=False) == end
    assert due_at(second, NEW_YORK, quiet, "none", urgent=False) == end


def test_digests() -> None:
    noon = _local(6, 10, 12, 20)
    assert due_at(noon, NEW_YORK, None, "hourly", urgent=False) == _local(6, 10, 13)
    assert due_at(noon, NEW_YORK, None, "daily", urgent=False) == _local(6, 11, 8)
    assert due_at(noon, NEW_YORK, None, "daily", urgent=True) == noon
    assert due_at(_local(3, 7, 12), NEW_YORK, None, "daily", urgent=False) == _local(3, 8, 8)
    assert due_at(_local(6, 10, 21, 40), NEW_YORK, NIGHT, "hourly", urgent=False) == _local(6, 11, 7)
    assert due_at(noon, NEW_YORK, QuietHours(7 * 60, 9 * 60), "daily", urgent=False) == _local(6, 11, 9)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)),
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.sampled_from(["America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Phoenix"]),
)
def test_nothing_leaves_in_quiet_hours_nor_later_than_it_must(now: datetime, starts: int, ends: int, name: str) -> None:
    if starts == ends:
        return
    zone, quiet = ZoneInfo(name), QuietHours(starts, ends)
    due = due_at(now, zone, quiet, "none", urgent=False)
    assert due >= now
    assert not quiet.hold(due.astimezone(zone))
    if due > now:
        assert quiet.hold(now.astimezone(zone))
        assert quiet.hold((due - timedelta(minutes=1)).astimezone(zone))
