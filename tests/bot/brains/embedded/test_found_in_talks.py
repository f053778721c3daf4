"""What talks with the product found: names that are none, a tour put right, weekdays, openings."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from embedded_support import ZONE, home, offered, scene, shown, slot, tour, turn

from bot.brains.embedded.model import plan
from bot.brains.embedded.understand import understand
from bot.context import Agenda
from bot.understanding import Intent, When

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
TIMES = offered(slot(21, 10), slot(24, 14))


def read(text: str, locale: str = "en", asked: str | None = None, **given: Any) -> Any:
    agenda = given.pop("agenda", None) or Agenda(asked=asked)
    return understand(text, scene(agenda=agenda, locale=locale, **given))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("I need a human, now", "en"),
        ("a person, immediately", "en"),
        ("mmm", "en"),
        ("hmmm", "en"),
        ("Mmm", "es"),
        ("ahora", "es"),
        ("un humano, ahorita", "es"),
    ],
)
def test_who_is_asked_for_a_name_and_says_something_else_has_none(text: str, locale: str) -> None:
    assert "first_name" not in read(text, locale, asked="contact").updates


@pytest.mark.parametrize(
    ("text", "locale", "name"),
    [
        ("hi im ana", "en", "Ana"),
        ("hey, this is bob!", "en", "Bob"),
        ("my name is ana", "en", "Ana"),
        ("hello there, i'm noor", "en", "Noor"),
        ("hola soy ana", "es", "Ana"),
        ("me llamo ana", "es", "Ana"),
    ],
)
def test_a_name_in_lower_case_after_a_greeting(text: str, locale: str, name: str) -> None:
    assert read(text, locale).updates == {"first_name": name}


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("hi im new here", "en"),
        ("hi im interested", "en"),
        ("hello im looking", "en"),
        ("hey im back", "en"),
        ("hola soy nuevo", "es"),
        ("hola soy estudiante", "es"),
    ],
)
def test_what_somebody_is_is_no_name(text: str, locale: str) -> None:
    assert "first_name" not in read(text, locale).updates


@pytest.mark.parametrize(
    "text",
    ["no, no la cancele", "no la cancele", "no cancele mi visita", "mejor no la cancele", "ya no cancele, la dejo"],
)
def test_a_tour_that_is_not_to_be_cancelled_stays(text: str) -> None:
    for asked in (None, "cancel"):
        found = read(text, "es", asked=asked, tours=(tour(),))
        assert Intent.TOUR_CANCEL not in found.intents
        assert Intent.AFFIRM not in found.intents
        assert Intent.DENY in found.intents


@pytest.mark.parametrize(("text", "locale"), [("keep it", "en"), ("déjela como está", "es"), ("la dejo", "es")])
def test_who_is_asked_whether_to_cancel_may_keep(text: str, locale: str) -> None:
    assert read(text, locale, asked="cancel", tours=(tour(),)).intents == [Intent.DENY]


@pytest.mark.parametrize("text", ["cancélela", "no puedo ir, cancele la visita", "no, cancele mi visita"])
def test_a_tour_that_is_to_be_cancelled_is(text: str) -> None:
    assert Intent.TOUR_CANCEL in read(text, "es", tours=(tour(),)).intents


@pytest.mark.parametrize(
    ("text", "locale", "when"),
    [
        ("actually thursday at 2pm", "en", When(date(2026, 11, 26), time(14))),
        ("no, thursday at 2pm", "en", When(date(2026, 11, 26), time(14))),
        ("sorry, wednesday at 11", "en", When(date(2026, 11, 25), time(11))),
        ("actually thursday", "en", When(date(2026, 11, 26))),
        ("thursday at 2pm actually", "en", When(date(2026, 11, 26), time(14))),
        ("make that thursday at 2pm", "en", When(date(2026, 11, 26), time(14))),
        ("mejor el jueves a las 2", "es", When(date(2026, 11, 26), time(14))),
        ("perdón, el jueves a las 2", "es", When(date(2026, 11, 26), time(14))),
    ],
)
def test_a_booked_tour_is_put_right(text: str, locale: str, when: When) -> None:
    found = read(text, locale, tours=(tour(),))
    assert found.intents == [Intent.TOUR_MOVE]
    assert found.when == when


def test_without_a_tour_the_same_words_settle_on_a_time() -> None:
    assert read("actually thursday at 2pm").intents == [Intent.TOUR]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("what's my tour", "en"),
        ("whats my appointment?", "en"),
        ("what tour do i have", "en"),
        ("cuál es mi cita", "es"),
    ],
)
def test_which_tour_somebody_has(text: str, locale: str) -> None:
    assert read(text, locale, tours=(tour(),)).intents == [Intent.TOUR_STATUS]


@pytest.mark.parametrize(
    ("text", "locale"), [("ok 2000", "en"), ("sure, 2000", "en"), ("ok, $2,000", "en"), ("bueno, 2000", "es")]
)
def test_a_budget_that_was_asked_for(text: str, locale: str) -> None:
    assert read(text, locale, asked="budget").updates == {"price_max_cents": 200000}


@pytest.mark.parametrize(
    ("text", "locale"),
    [("entre semana", "es"), ("mejor entre semana", "es"), ("weekdays", "en"), ("on a weekday", "en"),
     ("during the week please", "en")],
)  # fmt: skip
def test_weekdays_are_the_days_from_monday_to_friday(text: str, locale: str) -> None:
    found = read(text, locale, agenda=Agenda(asked="tour_time", slots=TIMES))
    assert found.intents == [Intent.TOUR]
    assert found.when == When(MONDAY, until=FRIDAY)


def test_within_the_week_what_is_left_of_it_counts() -> None:
    where = scene(agenda=Agenda(asked="tour_time", slots=TIMES), locale="es")
    tuesday = type(where)(now=datetime(2026, 11, 24, 10, tzinfo=ZONE), agenda=where.agenda, locale="es")
    assert understand("entre semana", tuesday).when == When(date(2026, 11, 25), until=FRIDAY)


@pytest.mark.parametrize("text", ["entre semana", "i work weekdays"])
def test_weekdays_are_no_day_to_move_in_on(text: str) -> None:
    assert read(text, "es" if text.startswith("entre") else "en").updates == {}


@pytest.mark.parametrize(
    "text", ["any openings this afternoon?", "any openings on monday?", "anything available tomorrow at 3?"]
)
def test_openings_on_a_day_are_those_of_the_tour_that_is_talked_of(text: str) -> None:
    found = read(text, agenda=Agenda(matter="tour", asked="tour_time", slots=TIMES))
    assert found.intents == [Intent.TOUR]
    assert found.when is not None


def test_openings_of_homes_are_homes() -> None:
    assert Intent.SEARCH in read("any openings on monday?").intents
    homes = read("any apartment openings in december?", agenda=Agenda(matter="tour"))
    assert Intent.SEARCH in homes.intents


@pytest.mark.parametrize("text", ["A-101 and B-202?", "how much are A-101 and B-202", "y el A-101 y el B-202?"])
def test_several_homes_that_are_named_are_quoted_each(text: str) -> None:
    ctx = turn(text, agenda=Agenda(homes=shown(home("A-101"), home("C-303"), home("B-202"))))
    asked = [call["args"]["unit"] for call in plan(ctx).tool_calls if call["name"] == "quote_unit"]
    assert asked == ["id-A-101", "id-B-202"]
