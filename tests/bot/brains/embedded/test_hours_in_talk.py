"""Hours and days as they are said in the middle of other talk: beside a day, while a size is asked for, and of the
team ("does 3 work for you guys?"). Today is Friday, November 20, 2026."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from embedded_support import home, offered, read, says, shown, slot, tour, turn

from bot.brains.embedded.decide import decide
from bot.brains.embedded.steps import Calls
from bot.context import Agenda, Line, TurnContext
from bot.tools.results import SlotsFound
from bot.understanding import Intent, When
from leasing.understood import Contact, Understood

BOOKED = "You're booked! Your in-person tour is on Mon, Nov 23 at 3:00 PM (EST), at 12 Quay Street, Dover."
BOOKED_ES = "¡Listo! Su visita (presencial) es el lunes 23 de noviembre a las 3:00 p. m. (EST)."
ON_OFFER: dict[str, Any] = {
    "asked": "tour_time", "slots": offered(slot(24, 9), slot(24, 10)), "booking": {"action": "book"}, "matter": "tour",
}  # fmt: skip
REACHABLE = Understood(contact=Contact(first_name="Jo", email="jo@park.example"))


def called(ctx: TurnContext) -> list[tuple[str, dict[str, Any]]]:
    assert ctx.understanding is not None
    step = decide(ctx, ctx.understanding)
    return [(call.name, call.args) for call in step.calls] if isinstance(step, Calls) else []


@pytest.mark.parametrize(
    ("text", "locale", "line"),
    [
        ("tuesday nov 24 at 2?", "en", BOOKED),
        ("Tue, Nov 24 at 2 pm?", "en", BOOKED),
        ("and on tuesday the 24th, maybe at 2?", "en", BOOKED),
        ("how about tuesday 2?", "en", BOOKED),
        ("tuesday nov 24 2pm?", "en", BOOKED),
        ("¿el martes 24 a las 2?", "es", BOOKED_ES),
        ("¿y el martes 24 de noviembre a las 2?", "es", BOOKED_ES),
    ],
)
def test_a_day_beside_an_hour_is_not_dropped(text: str, locale: str, line: str) -> None:
    said = (line,)
    assert read(text, locale, tours=(tour(23, 15),), agenda=Agenda(matter="tour"), said=said).when == When(
        date(2026, 11, 24), time(14)
    )


@pytest.mark.parametrize(
    "text", ["is the pool open on tuesday at 2?", "do you expect snow on tuesday, 2 inches?", "is it cold on friday?"]
)
def test_a_question_on_another_matter_names_no_time(text: str) -> None:
    assert read(text, tours=(tour(23, 15),), agenda=Agenda(matter="tour"), said=(BOOKED,)).when is None


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("book tuesday nov 24 at 2", "en"),
        ("tuesday at 2 please", "en"),
        ("can you book me tuesday 24 at 2", "en"),
        ("can I see it tuesday around 2?", "en"),
        ("reserva el martes 24 a las 2", "es"),
        ("agéndeme el martes a las 2", "es"),
    ],
)
def test_an_hour_is_no_size_although_one_was_asked_for(text: str, locale: str) -> None:
    found = read(text, locale, agenda=Agenda(asked="bedrooms"))
    assert "bedrooms" not in found.updates
    assert found.when == When(date(2026, 11, 24), time(14))
    assert found.has(Intent.TOUR)


@pytest.mark.parametrize(
    ("text", "locale", "size"),
    [
        ("2", "en", 2),
        ("about 2", "en", 2),
        ("2 please", "en", 2),
        ("two, moving on december 1", "en", 2),
        ("around 3, from Dec 1 on", "en", 3),
        ("dos", "es", 2),
        ("como 2", "es", 2),
    ],
)
def test_a_size_that_was_asked_for_is_still_one(text: str, locale: str, size: int) -> None:
    assert read(text, locale, agenda=Agenda(asked="bedrooms")).updates["bedrooms"] == size


OF_THE_TEAM = [
    ("does 3 work for you guys?", "en", time(15)),
    ("would 3 be ok with you all?", "en", time(15)),
    ("does 3 suit your team?", "en", time(15)),
    ("is 4 ok for your team?", "en", time(16)),
    ("could the team do 3?", "en", time(15)),
    ("can you guys make 4?", "en", time(16)),
    ("would 4:30 suit you?", "en", time(16, 30)),
    ("would 3 be fine for somebody of your staff?", "en", time(15)),
    ("¿les queda bien a las 3?", "es", time(15)),
    ("¿les conviene a las 4:30?", "es", time(16, 30)),
    ("¿ustedes pueden a las 3?", "es", time(15)),
    ("¿las 3 les sirve?", "es", time(15)),
]


@pytest.mark.parametrize(("text", "locale", "at"), OF_THE_TEAM)
def test_an_hour_that_the_team_is_asked_about_is_a_time_of_the_tour(text: str, locale: str, at: time) -> None:
    ctx = turn(text, locale=locale, agenda=Agenda(**ON_OFFER), state=REACHABLE)
    assert ctx.understanding is not None
    assert ctx.understanding.when == When(date(2026, 11, 24), at)
    assert [name for name, _ in called(ctx)] in (["book_tour"], ["tour_slots"])


@pytest.mark.parametrize(
    "text",
    ["do you do 2 bedrooms?", "does 3 times the rent work for you?", "is 3 months ok for the lease?"],
)
def test_other_numbers_that_the_team_is_asked_about_are_no_hours(text: str) -> None:
    assert read(text, agenda=Agenda(**ON_OFFER)).when is None


def test_an_hour_after_a_day_is_read_where_a_tour_is_talked_of() -> None:
    history = [Line("bot", "On Tue, Nov 24 I have 9:00 AM or 10:00 AM. Which one works?")]
    ctx = turn("does thursday 3 work for you guys?", history=history, agenda=Agenda(**ON_OFFER), state=REACHABLE)
    assert ctx.understanding is not None
    assert ctx.understanding.when == When(date(2026, 11, 26), time(15))


TIMES = "On Tue, Nov 24 I have 9:00 AM or 10:00 AM. Which one works?"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("is the first one still free?", "en"),
        ("is the first one still available?", "en"),
        ("do you still have the first one?", "en"),
        ("¿la primera sigue libre?", "es"),
        ("¿la primera todavía está disponible?", "es"),
    ],
)
def test_the_first_one_of_offered_times_is_no_home(text: str, locale: str) -> None:
    agenda = Agenda(**ON_OFFER)
    agenda.homes = shown(home("B-101"), home("B-202"))
    label = "mar 24 nov a las 9:00 a. m." if locale == "es" else "Tue, Nov 24 at 9:00 AM"
    agenda.slots = [{"value": slot(24, 9).value, "label": label}, agenda.slots[1]]
    history = [Line("bot", "B-101 and B-202 fit."), Line("bot", TIMES)]
    ctx = turn(text, locale=locale, history=history, agenda=agenda, state=REACHABLE)
    assert [name for name, _ in called(ctx)] == ["tour_slots"]
    assert ctx.understanding is not None
    assert ctx.understanding.slot == slot(24, 9).value


def test_what_was_offered_stays_on_offer_while_one_of_it_is_asked_about() -> None:
    three = [slot(24, 9), slot(24, 10), slot(24, 11)]
    agenda = Agenda(**ON_OFFER)
    agenda.slots = offered(*three)
    ctx = turn("is the second one still free?", agenda=agenda, state=REACHABLE)
    assert called(ctx)
    # What the tool finds takes the place of what was offered.
    ctx.agenda.slots = offered(*three[1:])
    assert "10:00 AM is" in says(ctx, SlotsFound(tuple(three[1:]), date(2026, 11, 24)))
    assert [each["value"] for each in ctx.agenda.slots] == [each.value for each in three]
    asked = turn("and the third one?", agenda=ctx.agenda, state=ctx.state)
    assert called(asked)[0][0] == "tour_slots"
    taken = turn("the first one please", agenda=ctx.agenda, state=ctx.state)
    assert called(taken)[0][1]["starts_at"] == slot(24, 9).value
