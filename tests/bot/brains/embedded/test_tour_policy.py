"""Words about a booked tour that change nothing of it: what is not to be moved, what could be moved if need be, and a
tour for somebody else. Today is Friday, November 20, 2026; the tour is on Tuesday the 24th at 10."""

from __future__ import annotations

from typing import Any

import pytest
from embedded_support import read, says, slot, tour, turn

from bot.brains.embedded.decide import decide
from bot.brains.embedded.steps import Calls
from bot.context import Agenda, TurnContext
from bot.understanding import Intent
from leasing.understood import Contact, Understood


def has_tour(text: str, locale: str = "en", **agenda: Any) -> TurnContext:
    known = Understood(contact=Contact(first_name="Jo", email="jo@park.example"))
    return turn(text, locale=locale, tours=[tour()], state=known, agenda=Agenda(matter="tour", **agenda))


def called(ctx: TurnContext) -> list[str]:
    assert ctx.understanding is not None
    step = decide(ctx, ctx.understanding)
    return [call.name for call in step.calls] if isinstance(step, Calls) else []


NOT_MOVED = [
    ("please don't move my tour", "en"),
    ("do not reschedule my visit", "en"),
    ("no, don't move it", "en"),
    ("don't move it to Friday at 10", "en"),
    ("I don't want to change it", "en"),
    ("no need to change my appointment", "en"),
    ("never change my tour to another time", "en"),
    ("please leave my tour as it is", "en"),
    ("please don't cancel my tour", "en"),
    ("no, don't cancel it", "en"),
    ("por favor no muevan mi visita", "es"),
    ("no me la cambien", "es"),
    ("no quiero reagendar", "es"),
    ("no la mueva al viernes a las 10", "es"),
    ("no, no la cancele", "es"),
]


@pytest.mark.parametrize(("text", "locale"), NOT_MOVED)
def test_what_is_not_to_be_changed_is_not(text: str, locale: str) -> None:
    ctx = has_tour(text, locale)
    assert called(ctx) == []
    assert says(ctx).startswith("All right, your tour stays" if locale == "en" else "Muy bien, su visita queda")


def test_a_move_that_was_proposed_is_dropped() -> None:
    booking = {"action": "move", "tour_id": "t1", "starts_at": slot(24, 14).value}
    assert called(has_tour("no, please don't move it", asked="move", booking=booking)) == []


@pytest.mark.parametrize(
    "text",
    [
        "don't move it to Friday, move it to Monday at 11",
        "why don't you move it to Monday at 11?",
        "don't cancel it, move it to Monday at 11",
    ],
)
def test_who_says_what_is_to_be_done_instead_is_followed(text: str) -> None:
    ctx = has_tour(text)
    assert ctx.understanding is not None
    assert ctx.understanding.has(Intent.TOUR_MOVE)
    assert called(ctx) == ["move_tour"]


IF_NEED_BE = [
    ("can I reschedule if something comes up?", "en"),
    ("what if I need to move my tour later?", "en"),
    ("am I able to cancel if something comes up?", "en"),
    ("could I change it in case my plans change?", "en"),
    ("if I can't make it, can I pick another day?", "en"),
    ("can I move my tour to Friday if I have to work?", "en"),
    ("¿puedo cambiar la cita si surge algo?", "es"),
    ("¿qué pasa si tengo que cancelar mi visita?", "es"),
    ("¿y si no puedo ir, la puedo mover?", "es"),
]


@pytest.mark.parametrize(("text", "locale"), IF_NEED_BE)
def test_whether_it_could_be_changed_if_need_be_is_said_and_nothing_is_changed(text: str, locale: str) -> None:
    ctx = has_tour(text, locale)
    assert called(ctx) == []
    assert ("Until a tour begins" if locale == "en" else "Hasta que empiece la visita") in says(ctx)


def test_what_a_change_costs_is_for_the_community_to_say() -> None:
    assert called(has_tour("is there a fee to cancel if I can't make it?")) == ["answer_from_knowledge"]


@pytest.mark.parametrize(
    "text", ["can you move it to Monday at 11 if possible?", "move my tour to Monday at 11 if that's ok"]
)
def test_a_request_with_a_polite_if_is_one(text: str) -> None:
    assert called(has_tour(text)) == ["move_tour"]


FOR_OTHERS = [
    ("book Wednesday 10am for my friend too", "en"),
    ("can you also book my sister for Monday at 11?", "en"),
    ("I want a second tour on Monday at 10", "en"),
    ("I'd like to book Monday at 10 too", "en"),
    ("add Monday at 10 as well", "en"),
    ("keep my tour and book Monday at 10", "en"),
    ("book Monday at 10 for Ana Soto, ana@soto.example, she's my cousin", "en"),
    ("my friend Ana wants to come on Monday at 10, ana@soto.example", "en"),
    ("agende también el lunes a las 10 para mi hermana", "es"),
    ("quiero otra visita más el lunes a las 10", "es"),
    ("mi amiga Ana quiere ir el lunes a las 10", "es"),
]


@pytest.mark.parametrize(("text", "locale"), FOR_OTHERS)
def test_a_tour_for_somebody_else_is_passed_on_and_moves_nothing(text: str, locale: str) -> None:
    ctx = has_tour(text, locale)
    assert called(ctx) == []
    assert ctx.state.contact.email == "jo@park.example"
    said = says(ctx)
    assert "Nov 24 at 10:00 AM" in said if locale == "en" else "24 de noviembre a las 10:00" in said
    assert ctx.agenda.asked == "ask_person"
    yes = turn("yes" if locale == "en" else "sí", locale=locale, tours=[tour()], agenda=ctx.agenda, state=ctx.state)
    assert called(yes) == ["ask_person"]


@pytest.mark.parametrize(
    "text",
    ["move it to Monday at 11 for my wife", "Monday at 11 instead, my sister has to work", "Monday at 11 please"],
)
def test_another_time_of_the_same_tour_is_none_besides(text: str) -> None:
    assert not read(text, tours=(tour(),), agenda=Agenda(matter="tour")).besides


def test_who_has_no_tour_books_one_for_whomever() -> None:
    assert not read("book Monday at 11 for my friend").besides
