"""The hour of a tour among all that were named: an exact one, or bounds of it."""

from __future__ import annotations

import re
from datetime import time

from bot.brains.embedded.understand.dates import Day, find_days
from bot.brains.embedded.understand.plans import TOUR_QUESTIONS, TOUR_TASKS, is_being_settled
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.times import TimeOfDay, bare_hour, find_times

HOUR_AFTER_DAY = re.compile(
    r",? (\d{1,2})(?=\W*$|[?!;,]|\.(?!\d)| (?:works?|suits?|do|be|is|ok(?:ay)?|fine|good|free|open|available|possible|"
    r"please|instead|then|or|and|por favor|mejor|est[aá]|libre|disponible)\b)"
)
LAST_HOUR_OF_A_HALF = 12
ROUGHLY = re.compile(
    r"(?:around|about|by|till|until|from|between|after|before|not|como|unos|unas)\b|\d{1,2} ?(?:-|to|or) ?\d"
)
"""how sizes are told as much as hours"""
BESIDE = re.compile(r" ?(?:\w+ ?){0,2}")
"""between a day and its hour"""


def hour_after(day: Day, reading: Reading) -> list[TimeOfDay]:
    """ "Wed 4", where times are being settled: unless the number only says which Wednesday."""
    settling = reading.asked & TOUR_QUESTIONS or is_being_settled(reading)
    match = HOUR_AFTER_DAY.match(reading.rest, day.end) if settling else None
    at = bare_hour(match[1], reading.lexicon) if match and not day.vague else None
    if match is None or at is None or int(match[1]) in (0, day.day.day) or int(match[1]) > LAST_HOUR_OF_A_HALF:
        return []
    reading.blank(match.start(1), match.end(1))
    return [TimeOfDay(at, None, match.start(1), match.end(1))]


def hours_named(reading: Reading) -> list[tuple[int, int]]:
    """Where in a message numbers stand that are hours or days, whatever number was asked for: "at 2" beside a day or
    words of a tour, "2 pm", "Thursday 3"."""
    text, lexicon = reading.message.text, reading.lexicon
    days = find_days(text, lexicon, reading.scene.now.date())
    places = [(day.start, day.end) for day in days]
    for day in days:
        beside = HOUR_AFTER_DAY.match(text, day.end)
        if beside is not None and not day.vague:
            places.append(beside.span(1))
    for found in find_times(text, lexicon):
        clause = reading.message.clause_at(found.start)
        of_a_tour = reading.tasks.get(clause) in TOUR_TASKS or lexicon.tour_cue.search(clause.text)
        beside_a_day = any(BESIDE.fullmatch(_between(day, found, text)) for day in days)
        # "About 2" may well be bedrooms.
        if of_a_tour or beside_a_day or not ROUGHLY.match(text, found.start):
            places.append((found.start, found.end))
    return places


def _between(day: Day, found: TimeOfDay, text: str) -> str:
    return text[day.end : found.start] if day.end <= found.start else text[found.end : day.start]


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
