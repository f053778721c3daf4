"""Days told by other days, refused days and cancellations taken back: never a wrong day, never a lost tour."""

from __future__ import annotations

from datetime import date, time

import pytest
from embedded_support import tour, turn

from bot.brains.embedded.model import plan, understanding_of
from bot.brains.embedded.understand.moments import UnclearDay
from bot.context import Agenda
from bot.understanding import Intent


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("tour the day after thanksgiving at 10am", date(2026, 11, 27), time(10)),
        ("can i tour saturday after thanksgiving at 10", date(2026, 11, 28), time(10)),
        ("book a tour first saturday of december at 11", date(2026, 12, 5), time(11)),
        ("tour christmas eve at 10", date(2026, 12, 24), time(10)),
        ("tour monday noon california time", date(2026, 11, 23), time(15)),
        ("quiero una visita en nochebuena a las 10", date(2026, 12, 24), time(10)),
        ("tour tonight at 8", date(2026, 11, 20), time(20)),
    ],
)
def test_the_day_that_is_meant(text: str, day: date, at: time) -> None:
    when = understanding_of(turn(text)).when
    assert when is not None
    assert (when.day, when.at) == (day, at)


@pytest.mark.parametrize(
    "text",
    [
        "tour on 11/31 at 2pm",
        "can i come after tuesday at 10am for a tour",
        "quiero visitar el día después de navidad a las 10",
    ],
)
def test_a_day_that_is_not_clear_is_no_day(text: str) -> None:
    assert isinstance(understanding_of(turn(text)).when, UnclearDay)


def test_a_cancellation_taken_back_cancels_nothing() -> None:
    ctx = turn("cancel it, actually no keep it", tours=[tour()])
    assert plan(ctx).tool_calls == []
    given_up = Agenda(booking={"cancelled": "2026-11-24T10:00:00-05:00"})
    assert "Nov 24 at 10:00 AM again" in str(plan(turn("wait dont cancel", agenda=given_up)).content)
    assert plan(turn("cancel my tour?", tours=[tour()])).tool_calls == []


def test_the_lowest_rent_is_searched() -> None:
    assert understanding_of(turn("what's ur cheapest 2 bedroom")).intents == [Intent.SEARCH]
