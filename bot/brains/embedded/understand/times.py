"""Times of the day as people name them. A bare hour is one at which an office is open: 9 is morning, 3 is afternoon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from bot.brains.embedded.understand.lexicon.model import Lexicon

FIRST_MORNING_HOUR = 7
PAST = {"half past": 30, "half": 30, "quarter past": 15, "quarter to": -15}


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    at: time | None
    part: str | None
    start: int
    end: int


def find_times(text: str, lexicon: Lexicon) -> list[TimeOfDay]:
    """The times that a text names, exact ones first."""
    found: list[TimeOfDay] = []
    rest = text
    for rule in lexicon.times:
        for match in rule.pattern.finditer(rest):
            kind, _, part = rule.kind.partition(":")
            at = None if kind in ("part", "before") else _HANDLERS[kind](match, lexicon)
            part = _part_before(match, lexicon) if kind == "before" else part
            if at is None and not part:
                continue
            found.append(TimeOfDay(at, part or None, match.start(), match.end()))
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
    word = match["hour"]
    return int(word) if word.isdigit() else int(lexicon.numbers[word])


def _clock(match: re.Match[str], lexicon: Lexicon) -> time | None:
    groups = match.groupdict()
    minute = 30 if groups.get("thirty") else int(groups.get("minute") or 0)
    return _time(_hour(match, lexicon), minute, groups.get("half"))


def _part_before(match: re.Match[str], lexicon: Lexicon) -> str:
    """ "Before 10": not at that hour, but earlier on that day."""
    latest = _clock(match, lexicon)
    return "morning" if latest is not None and latest <= time(13, 0) else "afternoon"


def _span(match: re.Match[str], lexicon: Lexicon) -> time | None:
    """Where a span of time is named, its beginning."""
    half = match["first"] or match["half"]
    start = _time(_hour(match, lexicon), int(match["minute"] or 0), half)
    # "10 to 1 pm" begins in the morning.
    if start and not match["first"] and half.startswith("p") and start.hour >= 19:
        return _time(_hour(match, lexicon), int(match["minute"] or 0), "am")
    return start


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
    "span": _span,
    "past": _past,
    "noon": _noon,
}
