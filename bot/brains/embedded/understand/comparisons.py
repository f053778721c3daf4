"""Wishes told by what was shown: something cheaper than those homes, something sooner than those times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.moments import keep
from bot.brains.embedded.understand.plans import is_being_settled
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.references import named_homes
from bot.brains.embedded.understand.text import Clause
from bot.understanding import Intent, When

WEIGHT = 4.0
A_DOLLAR = 100
CHEAPER = "search.cheaper"
"""the examples' label of somebody to whom it is too dear"""


@dataclass(frozen=True, slots=True)
class Compared:
    cheaper: bool
    sooner: bool
    earlier: bool
    later: bool

    @property
    def in_time(self) -> bool:
        return self.sooner or self.earlier or self.later


def compared(text: str, lexicon: Lexicon) -> Compared:
    """What a clause wishes otherwise than shown, where it names nothing else ("is parking too expensive?")."""
    found = lexicon.compared.search(text)
    kind = (found.lastgroup or "").removeprefix("en_") if found else None
    if kind != "cheaper" and any(not lexicon.figures.search(topic) for topic in lexicon.topic.findall(text)):
        return Compared(False, False, False, False)
    return Compared(kind in ("cheaper", "dear"), kind == "sooner", kind == "earlier", kind == "later")


def task_of_comparison(text: str, reading: Reading) -> Intent | None:
    wished = compared(text, reading.lexicon)
    if wished.in_time and is_being_settled(reading):
        return Intent.TOUR
    return Intent.SEARCH if wished.cheaper or wished.sooner else None


def read_comparison(reading: Reading) -> None:
    guess = reading.scene.guess
    for clause, task in reading.tasks.items():
        wished = compared(clause.text, reading.lexicon)
        cheaper = wished.cheaper or (guess is not None and guess.label == CHEAPER)
        if task is Intent.SEARCH and cheaper and "price_max_cents" not in reading.updates:
            reading.below_cents = _below_those_shown(clause, reading)
        elif task in (Intent.TOUR, Intent.TOUR_MOVE) and wished.in_time and reading.when is None:
            _read_hours(wished, reading)


def _below_those_shown(clause: Clause, reading: Reading) -> int | None:
    """Below the one that is named, "cheaper than 204", or below all."""
    shown = [home for home in reading.scene.agenda.homes if home.get("rent_cents")]
    names = named_homes(clause.text, reading)
    named = [home for home in shown if str(home["name"]).lower() in names]
    rents = [int(home["rent_cents"]) for home in named or shown]
    return (min(rents) - 1) // A_DOLLAR * A_DOLLAR if rents else None


def _read_hours(wished: Compared, reading: Reading) -> None:
    """ "Anything later?" than the times of the one day that was offered; of several days any may be meant."""
    moments = [datetime.fromisoformat(slot["value"]) for slot in reading.scene.agenda.slots]
    if len({moment.date() for moment in moments}) != 1:
        return
    day = moments[0].date()
    if wished.later:
        reading.when = When(day, earliest=(max(moments) + timedelta(minutes=1)).time())
    elif wished.earlier:
        reading.when = When(day, latest=min(moments).time())
    keep(reading)
