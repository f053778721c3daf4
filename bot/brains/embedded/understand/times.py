"""Times of the day as people name them. A bare hour is one at which an office is open: 9 is morning, 3 is afternoon."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from bot.brains.embedded.understand.lexicon.model import Lexicon

FIRST_MORNING_HOUR = 7
LAST_EVENING_HOUR = 8
PAST = {"half past": 30, "half": 30, "quarter past": 15, "quarter to": -15}
Bounds = tuple[time | None, time | None]


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    at: time | None
    part: str | None
    start: int
    end: int
    earliest: time | None = None
    latest: time | None = None
    """bounds of the time, where no exact one is named"""

    @property
    def bounds(self) -> bool:
        return self.earliest is not None or self.latest is not None


def find_times(text: str, lexicon: Lexicon) -> list[TimeOfDay]:
    """The times that a text names, exact ones first."""
    found: list[TimeOfDay] = []
    rest = text
    for rule in lexicon.times:
        for match in rule.pattern.finditer(rest):
            kind, _, part = rule.kind.partition(":")
            at = _HANDLERS[kind](match, lexicon) if kind in _HANDLERS else None
            earliest, latest = _BOUNDS[kind](match, lexicon) if kind in _BOUNDS else (None, None)
            if at is None and not part and earliest is None and latest is None:
                continue
            found.append(TimeOfDay(at, part or None, match.start(), match.end(), earliest, latest))
            rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    return found


def bare_hour(word: str, lexicon: Lexicon, part: str | None = None) -> time | None:
    """The time that a lone number means as an answer to "what time?"."""
    hour = int(word) if word.isdigit() else int(lexicon.numbers.get(word, -1))
    return _time(hour, 0, "pm" if part in ("afternoon", "evening") else None)


def _time(hour: int, minute: int, half: str | None) -> time | None:
    if not 0 <= hour <= 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    elif 1 <= hour < FIRST_MORNING_HOUR:
        hour += 12
    return time(hour, minute)


def _hour(match: re.Match[str], lexicon: Lexicon) -> int:
    return _as_hour(match["hour"], lexicon)


def _as_hour(word: str, lexicon: Lexicon) -> int:
    return int(word) if word.isdigit() else int(lexicon.numbers[word])


def _clock(match: re.Match[str], lexicon: Lexicon) -> time | None:
    groups = match.groupdict()
    minute = 30 if groups.get("thirty") else int(groups.get("minute") or 0)
    return _time(_hour(match, lexicon), minute, _half(groups))


def _half(groups: dict[str, str | None]) -> str | None:
    """am or pm, or the part of the day that was said for it: "las 3 de la tarde"."""
    of = groups.get("of")
    return groups.get("half") or ({"mañana": "am"}.get(of, "pm") if of else None)


def _after(match: re.Match[str], lexicon: Lexicon) -> Bounds:
    return _bound(match, lexicon), None


def _before(match: re.Match[str], lexicon: Lexicon) -> Bounds:
    latest = _bound(match, lexicon)
    if latest is not None and latest.hour <= LAST_EVENING_HOUR and not _half(match.groupdict()):
        # Nobody who says "before 8" means to come in the early morning.
        latest = latest.replace(hour=latest.hour + 12)
    return None, latest


def _bound(match: re.Match[str], lexicon: Lexicon) -> time | None:
    return time(12, 0) if match["hour"] is None else _clock(match, lexicon)


def _span(match: re.Match[str], lexicon: Lexicon) -> Bounds:
    """ "10 to 1 pm" begins in the morning, "2 to 4 pm" does not."""
    groups = match.groupdict()
    half, last_minute = _half(groups), int(match["last_minute"] or 0)
    last = _time(_as_hour(match["last"], lexicon), last_minute, half)
    minute, hour = int(match["minute"] or 0), _hour(match, lexicon)
    first = _time(hour, minute, groups.get("first") or half)
    if first and last and first >= last:
        # The half was said of one of the two.
        first = _time(hour, minute, groups.get("first") or "am") if half else first
        last = last if (first and first < last) or half else _time(_as_hour(match["last"], lexicon), last_minute, "pm")
    if first is None or last is None or first >= last:
        return None, None
    return first, last


def _past(match: re.Match[str], lexicon: Lexicon) -> time | None:
    whole = _time(_hour(match, lexicon), 0, match["half"])
    if whole is None:
        return None
    minutes = (whole.hour * 60 + PAST[match["past"]]) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def _noon(_match: re.Match[str], _lexicon: Lexicon) -> time | None:
    return time(12, 0)


_HANDLERS = {
    "clock": _clock,
    "past": _past,
    "noon": _noon,
}
_BOUNDS: dict[str, Callable[[re.Match[str], Lexicon], Bounds]] = {"span": _span, "before": _before, "after": _after}
