"""Time zones: looked up once, with the traps of daylight saving in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leasing.errors import Invalid


@lru_cache(maxsize=600)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises `Invalid` for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"{name!r} is not a time zone; use an IANA name such as America/Chicago"
        raise Invalid.field("timezone", message, "timezone") from error


YEARS = (1970, 2199)
"""that a day or time of a request may lie in: far enough from where the calendar ends to add to and to convert"""


def in_years(day: date) -> bool:
    return YEARS[0] <= day.year <= YEARS[1]


def check_year(day: date | None, field: str) -> None:
    """Raises `Invalid` for a day or time outside of YEARS."""
    if day is not None and not in_years(day):
        raise Invalid.field(field, f"must lie between the years {YEARS[0]} and {YEARS[1]}")


def exists(local: datetime) -> bool:
    """Whether a local time is on the clock at all: 02:30 is not, on the night when it jumps from 02:00 to 03:00."""
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def label(local: datetime) -> str:
    """A time as leasing teams write it: `Tue, Nov 24 at 10:00 AM`."""
    hour = local.hour % 12 or 12
    half = "AM" if local.hour < 12 else "PM"
    return f"{local:%a, %b} {local.day} at {hour}:{local.minute:02d} {half}"
