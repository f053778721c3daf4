"""The hour of a tour among all that were named: an exact one, or bounds of it."""

from __future__ import annotations

import re
from datetime import time

from bot.brains.embedded.understand.dates import Day
from bot.brains.embedded.understand.plans import TOUR_QUESTIONS
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.times import TimeOfDay, bare_hour

HOUR_AFTER_DAY = re.compile(r",? (\d{1,2})\W*$")
LAST_HOUR_OF_A_HALF = 12


def hour_after(day: Day, reading: Reading) -> list[TimeOfDay]:
    """ "Wed 4", where times are being settled: unless the number only says which Wednesday."""
    match = HOUR_AFTER_DAY.match(reading.rest, day.end) if reading.asked & TOUR_QUESTIONS else None
    at = bare_hour(match[1], reading.lexicon) if match and not day.vague else None
    if match is None or at is None or int(match[1]) in (0, day.day.day) or int(match[1]) > LAST_HOUR_OF_A_HALF:
        return []
    reading.blank(match.start(1), match.end(1))
    return [TimeOfDay(at, None, match.start(1), match.end(1))]


def hours_meant(times: list[TimeOfDay]) -> tuple[time | None, time | None, time | None]:
    """(the exact time, or else the earliest and the latest): what was said last counts, "I work till 5, so after 6"."""
    told = [found for found in times if found.at or found.bounds]
    if not told or told[-1].at:
        return (told[-1].at if told else None), None, None
    # "After 2 but before 5" bounds from both sides.
    earliest = next((found.earliest for found in reversed(told) if found.earliest), None)
    latest = next((found.latest for found in reversed(told) if found.latest), None)
    if earliest and latest and earliest >= latest:
        return None, told[-1].earliest, told[-1].latest
    return None, earliest, latest
