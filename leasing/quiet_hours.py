"""When a message that may wait is due: after the quiet hours, and with the digest, by the clock on the wall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

DIGEST_HOUR = 8
"""at which a daily digest leaves"""
_MINUTE = timedelta(minutes=1)
_LONGEST = 3 * 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute after local midnight to another; over midnight where the first is the later one."""

    starts: int
    ends: int

    def hold(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        if self.starts < self.ends:
            return self.starts <= minute < self.ends
        return minute >= self.starts or minute < self.ends


def due_at(now: datetime, zone: tzinfo, quiet: QuietHours | None, digest: str, *, urgent: bool) -> datetime:
    """When a message of now may leave. An urgent one does not wait for a digest, but for the end of quiet hours.

    The minutes of the wall's clock are gone through one by one, so that an hour that the clock skips or repeats needs
    no rule of its own: quiet hours end at the first minute that they do not hold."""
    at = now
    if digest != "none" and not urgent:
        at = _first(at + _MINUTE, zone, _DIGESTS[digest])
    if quiet is not None and quiet.hold(at.astimezone(zone)):
        at = _first(at, zone, lambda local: not quiet.hold(local))
    return at


_DIGESTS: dict[str, Callable[[datetime], bool]] = {
    "hourly": lambda local: local.minute == 0,
    "daily": lambda local: (local.hour, local.minute) == (DIGEST_HOUR, 0),
}


def _first(since: datetime, zone: tzinfo, wanted: Callable[[datetime], bool]) -> datetime:
    at = since.astimezone(UTC).replace(second=0, microsecond=0)
    for _ in range(_LONGEST):
        if wanted(at.astimezone(zone)):
            return max(at, since)
        at += _MINUTE
    raise AssertionError("every minute of a day comes within three days")
