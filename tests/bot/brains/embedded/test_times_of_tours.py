"""Which time to come is meant, where visitors speak of much else. Today is Friday, November 20, 2026."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from embedded_support import ZONE, scene, tour

from bot import state
from bot.brains.embedded.understand import understand
from bot.context import Agenda
from bot.understanding import Understanding, When
from leasing.understood import Understood

SAT, SUN, MON, TUE, WED = (date(2026, 11, day) for day in (21, 22, 23, 24, 25))


def read(text: str, said: str = "", **given: Any) -> Understanding:
    agenda = given.pop("agenda", None) or Agenda(matter="tour")
    return understand(text, scene(agenda=agenda, said=(said,) if said else (), **given))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("I have a wedding on Saturday, how about Sunday at 2?", When(SUN, time(14))),
        ("tengo una boda el sábado, ¿podemos el domingo a las 2?", When(SUN, time(14))),
        ("I'm busy Monday but free Tuesday at 10", When(TUE, time(10))),
        ("Monday would be best, I have a dental appointment on Tuesday", When(MON)),
        ("my friend is getting married Monday at 3, can we do Wednesday", When(WED)),
        ("let's do Monday. tuesday's too early", When(MON)),
        ("Monday or Wednesday, whichever", When(MON)),
        ("is Tuesday available?", When(TUE)),
        ("do you have anything on Wednesday?", When(WED)),
        ("it's so hot today! can i come Tuesday", When(TUE)),
        ("sat morning?", When(SAT, None, "morning")),
        ("Tuesday at 3ppm", When(TUE, time(15))),
        ("I am free Tuesday", When(TUE)),
        ("Tuesday the 24th", When(TUE)),
    ],
)
def test_the_day_that_suits_is_taken(text: str, when: When) -> None:
    assert read(text, locale="es" if "boda" in text else "en").when == when


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("friday at 9 am?", When(date(2026, 11, 27), time(9))),
        ("friday at 3 pm?", When(date(2026, 11, 20), time(15))),
        ("today at 9 am", When(date(2026, 11, 20), time(9))),
    ],
)
def test_a_weekday_whose_hour_is_over_is_the_next(text: str, when: When) -> None:
    """It is Friday, 10 in the morning."""
    assert read(text).when == when


@pytest.mark.parametrize(
    "text",
    [
        "I have plans with a date on Tuesday",
        "the weather will be nice on Sunday",
        "I am so tired",
        "have a great night!",
    ],
)
def test_a_day_that_is_told_of_is_no_wish(text: str) -> None:
    assert read(text).when is None


@pytest.mark.parametrize(
    ("said", "text", "when"),
    [
        ("9 AM on Tuesday?", "yes please", When(TUE, time(9))),
        ("I have a viewing on Tuesday at 1pm. Is that alright?", "Great, and fingers crossed for my date on Monday!",
         When(TUE, time(13))),
        ("We could do Tuesday at 5 PM.", "Great, Tuesday! Wednesday I rest up for my big date", When(TUE, time(17))),
        ("3 PM is not available but 4 PM is. Shall I book it?", "yes please", When(TUE, time(16))),
        ("The pool closes at 10 PM.", "great", None),
    ],
)  # fmt: skip
def test_what_was_proposed_is_agreed_to(said: str, text: str, when: When | None) -> None:
    known = Understood(tour_requested_on=TUE)
    assert read(text, said, state=known).when == when


def test_an_hour_of_those_that_were_told() -> None:
    known = Understood(tour_requested_on=TUE, tour_datetime=datetime(2026, 11, 24, 19, tzinfo=ZONE))
    assert read("8 would be great", "I can make an appointment at 8, 9, or 10.", state=known).when == When(
        TUE, time(20)
    )


def test_the_hour_outlives_its_day_and_the_day_its_hour() -> None:
    known, agenda = Understood(), Agenda()
    for text, day, at in (
        ("could I see the place at 4 pm?", None, None),
        ("Tuesday", TUE, 16),
        ("oh, I have a meeting that day. Can we make it Wednesday?", WED, 16),
        ("at 4:00 sharp I mean", WED, 16),
    ):
        found = understand(text, scene(agenda=agenda, state=known))
        state.apply(known, found)
        state.keep_in_mind(agenda, found)
        settled = known.tour_datetime
        assert (known.tour_requested_on, settled.hour if settled else None) == (day, at), text


def test_a_digression_does_not_end_the_matter() -> None:
    agenda = Agenda()
    for text in ("I'd like to see a home", "do you have a gym?", "my name is Ana"):
        state.keep_in_mind(agenda, understand(text, scene(agenda=agenda)))
    assert understand("how about Tuesday", scene(agenda=agenda)).when == When(TUE)


def test_with_a_tour_booked_a_day_that_is_told_of_moves_nothing() -> None:
    place = scene(agenda=Agenda(matter="tour"), tours=(tour(24, 10),), said=("You are booked.",))
    assert understand("hope my birthday dinner on Monday goes well, mother can be difficult", place).when is None
    assert understand("can we do Wednesday instead?", place).when == When(WED)
