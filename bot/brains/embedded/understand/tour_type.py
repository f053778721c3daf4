"""Whether somebody wants to be shown round, to look by themselves, or to see it over video."""

from __future__ import annotations

from bot.brains.embedded.understand.reading import Reading
from bot.understanding import Intent

ABOUT_TOURS = (Intent.TOUR, Intent.TOUR_MOVE, None)


def read_tour_type(reading: Reading) -> None:
    for name, pattern in reading.lexicon.tour_types.items():
        match = pattern.search(reading.rest)
        if match and reading.tasks.get(reading.message.clause_at(match.start())) in ABOUT_TOURS:
            reading.inform("tour_type", name, match.start())
            return
