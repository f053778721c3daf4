"""A recorded dialogue read by the code that ships: its assistant's turns are the history of the visitor's."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from time import perf_counter

from app.evaluation.records import Dialogue, Inventory
from bot import state
from bot.brains.embedded.second_reading import Guesser, read
from bot.brains.embedded.understand import Scene
from bot.brains.embedded.understand.dates import find_days
from bot.brains.embedded.understand.lexicon import lexicon_for
from bot.brains.embedded.understand.names import NameIndex, index_of
from bot.brains.embedded.understand.times import find_times
from bot.context import Agenda, Line
from bot.tools.results import TourView
from bot.understanding import Matter
from leasing.understood import Understood

BOOKED = re.compile(r"\b(?:booked|scheduled|reserved|booking (?:is|has been) (?:made|done|complete\w*|confirmed))\b")
TODAY_IS = re.compile(r"\btoday is (?:a )?(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
DAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")


@dataclass(frozen=True, slots=True)
class Moment:
    """What was understood once a visitor had spoken."""

    text: str
    known: Understood
    matter: Matter | None
    between: tuple[time | None, time | None]
    """hours for the viewing of which any suits"""
    milliseconds: float
    by_examples: bool = False
    """whether examples told the intent"""


async def play(dialogue: Dialogue, now: datetime, listed: Inventory, guesser: Guesser | None) -> AsyncIterator[Moment]:
    """The state after each visitor turn."""
    history: list[Line] = []
    known, agenda = Understood(), Agenda()
    tours: tuple[TourView, ...] = ()
    homes, areas = _indexes(listed)
    for turn in dialogue.turns:
        if turn.speaker == "visitor":
            scene = Scene(now, deepcopy(known), agenda, tours, tuple(history), home_names=homes, areas=areas)
            began = perf_counter()
            found = await read(turn.text, scene, guesser)
            taken = (perf_counter() - began) * 1000
            state.apply(known, found)
            state.keep_in_mind(agenda, found)
            yield Moment(turn.text, deepcopy(known), agenda.matter, agenda.between, taken, found.learnt is not None)
        elif (booked := _booked(turn.text.lower(), known, agenda, now)) is not None:
            known.tour_datetime = booked
            tours = (TourView("booked", booked, "", "in_person", "scheduled"),)
        history.append(Line("visitor" if turn.speaker == "visitor" else "bot", turn.text))


def _booked(line: str, known: Understood, agenda: Agenda, now: datetime) -> datetime | None:
    """The tour that a line says is booked now: the settled one, or the one that it names."""
    if not BOOKED.search(line) or "?" in line:
        return None
    lexicon = lexicon_for("en")
    days = [found.day for found in find_days(line, lexicon, now.date()) if not found.vague]
    times = [found.at for found in find_times(line, lexicon) if found.at]
    settled = known.tour_datetime
    day = days[0] if days else settled.date() if settled else known.tour_requested_on
    at = times[0] if times else settled.timetz().replace(tzinfo=None) if settled else agenda.between[0]
    return datetime.combine(day, at, now.tzinfo) if day and at else None


@lru_cache(maxsize=4)
def _indexes(listed: Inventory) -> tuple[NameIndex, NameIndex]:
    return index_of(listed.homes), index_of(listed.areas)


def starts_on(dialogue: Dialogue, day: date) -> date:
    """The day of a dialogue: the given one, or the next of the weekday that the visitor was told it is."""
    named = TODAY_IS.search(dialogue.task)
    return day + timedelta(days=(DAYS.index(named[1].lower()) - day.weekday()) % 7) if named else day
