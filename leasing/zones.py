"""Time zones: looked up once, with the traps of daylight saving in one place."""

from __future__ import annotations

from datetime import UTC, datetime
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


def exists(local: datetime) -> bool:
    """Whether a local time is on the clock at all: 02:30 is not, on the night when it jumps from 02:00 to 03:00."""
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def label(local: datetime) -> str:
    """A time as leasing teams write it: `Tue, Nov 24 at 10:00 AM`."""
    hour = local.hour % 12 or 12
    half = "AM" if local.hour < 12 else "PM"
    return f"{local:%a, %b} {local.day} at {hour}:{local.minute:02d} {half}"
