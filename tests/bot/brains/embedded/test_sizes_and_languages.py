"""Sizes of which either suits, studios that are no homes, whose language it is, homes by their place, fees of pets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from embedded_support import COMMUNITY, home, read, says, shown, turn

from bot.brains.embedded.decide import decide
from bot.brains.embedded.needs_tours import slots_args
from bot.brains.embedded.steps import Calls
from bot.brains.embedded.understand.language import language_of
from bot.brains.embedded.view import Notes, View
from bot.context import Agenda, TurnContext
from bot.state import columns, take_in
from bot.tools.results import PricesFound, SlotsFound
from bot.understanding import Intent
from leasing.pricing import Charge, PriceList

PET_FEE = Charge("Pet fee", "pet_fee", 25000, "one_time", "optional", per="pet")
PET_RENT = Charge("Pet rent", "pet_rent", 3000, "monthly", "optional", per="pet")
HOMES = shown(home("D-11"), home("D-12"), home("D-13"))


def called(ctx: TurnContext) -> list[tuple[str, dict[str, Any]]]:
    assert ctx.understanding is not None
    step = decide(ctx, ctx.understanding)
    return [(call.name, call.args) for call in step.calls] if isinstance(step, Calls) else []


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("is there a ceramics studio for residents?", "en"),
        ("do you have a dance studio?", "en"),
        ("can I use the photography studio at night?", "en"),
        ("¿tienen estudio de danza?", "es"),
        ("¿hay una sala de estudio?", "es"),
    ],
)
def test_a_studio_in_which_something_is_made_is_no_home(text: str, locale: str) -> None:
    found = read(text, locale)
    assert found.intents == [Intent.ASK]
    assert "bedrooms" not in found.updates


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("do you have a small studio?", "en"),
        ("estudio derecho y busco un estudio", "es"),
        ("a furnished studio please", "en"),
        ("busco un estudio", "es"),
    ],
)
def test_a_studio_to_live_in_is_one(text: str, locale: str) -> None:
    assert read(text, locale).updates["bedrooms"] == 0


@pytest.mark.parametrize(
    ("text", "locale", "sizes"),
    [
        ("we'd take a studio or a 1 bedroom", "en", (0, 1)),
        ("1 bed or studio, whichever", "en", (0, 1)),
        ("looking for two or three bedrooms", "en", (2, 3)),
        ("quiero un estudio o una recámara", "es", (0, 1)),
        ("busco dos o tres habitaciones", "es", (2, 3)),
    ],
)
def test_either_of_two_sizes_is_searched_and_told_to_the_team(text: str, locale: str, sizes: tuple[int, int]) -> None:
    ctx = turn(text, locale=locale)
    assert ctx.understanding is not None
    take_in(ctx, ctx.understanding)
    name, args = called(ctx)[0]
    assert (name, args["bedrooms"], args["or_bedrooms"]) == ("search_units", *sizes)
    summary = columns(ctx)["ai_intent_summary"]
    assert all(("studio" if size == 0 else f"{size} bedroom") in summary for size in sizes)
    later = turn("actually two bedrooms" if sizes[0] == 0 else "actually a studio", agenda=ctx.agenda, state=ctx.state)
    assert later.understanding is not None
    take_in(later, later.understanding)
    assert later.agenda.sizes == []


ENGLISH, SPANISH = ["do you have two bedrooms"], ["busco de dos recámaras"]


@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        ("I'm Begoña Ibáñez", [], "en"),
        ("my name is Íñigo de la Peña", [], "en"),
        ("Begoña Ibáñez, begona.ibanez@correo.example", ENGLISH, "en"),
        ("anything near La Cañada or Los Feliz?", [], "en"),
        ("soy Peter Brown", [], "es"),
        ("Peter Brown, peter@mail.example", SPANISH, "es"),
        ("gracias", ENGLISH, "en"),
        ("ok, thanks", SPANISH, "es"),
        ("thanks, what about the parking?", SPANISH, "en"),
        ("gracias, ¿y el estacionamiento?", ENGLISH, "es"),
        ("Buenos Días", [], "es"),
    ],
)
def test_names_and_borrowed_courtesies_tell_no_language(text: str, before: list[str], language: str) -> None:
    assert language_of(text, "en", before) == language


@pytest.mark.parametrize(
    ("text", "locale", "meant"),
    [
        ("la tercera, ¿cuánto cuesta?", "es", "id-D-13"),
        ("¿cuánto vale el segundo?", "es", "id-D-12"),
        ("the second one, how much is it a month?", "en", "id-D-12"),
        ("and the third?", "en", "id-D-13"),
        ("the last one, what's the deposit?", "en", "id-D-13"),
    ],
)
def test_a_home_is_told_by_its_place_among_those_shown(text: str, locale: str, meant: str) -> None:
    ctx = turn(text, locale=locale, agenda=Agenda(homes=list(HOMES), matter="search"))
    assert [(name, args["unit"]) for name, args in called(ctx)] == [("quote_unit", meant)]


@pytest.mark.parametrize(
    ("text", "locale", "amounts"),
    [
        ("what's the pet fee for three dogs?", "en", ("$750", "$90")),
        ("how much would two cats cost?", "en", ("$500", "$60")),
        ("¿cuánto cobran por 2 perros?", "es", ("$500", "$60")),
    ],
)
def test_fees_of_several_pets_are_worked_out_from_the_list(text: str, locale: str, amounts: tuple[str, str]) -> None:
    ctx = turn(text, locale=locale)
    ctx.community = _with_fees(PET_FEE, PET_RENT)
    assert [name for name, _ in called(ctx)] == ["fees_and_specials"]
    said = says(ctx, PricesFound((PET_FEE, PET_RENT), ()))
    assert all(amount in said for amount in amounts)


@pytest.mark.parametrize("text", ["how much are two service dogs?", "what's the pet fee for two cats?"])
def test_without_such_fees_or_for_assistance_the_knowledge_answers(text: str) -> None:
    ctx = turn(text)
    if "service" in text:
        ctx.community = _with_fees(PET_FEE)
    assert [name for name, _ in called(ctx)] == ["answer_from_knowledge"]


def _with_fees(*charges: Charge) -> Any:
    return replace(COMMUNITY, prices=PriceList(charges=charges))


def test_a_refused_day_is_not_the_one_of_the_next_bare_hour() -> None:
    ctx = turn("can I tour on Sunday?")
    ctx.state.tour_requested_on = date(2026, 11, 22)
    says(ctx, SlotsFound((), date(2026, 11, 22), exact=False, reason="closed"))
    assert ctx.state.tour_requested_on is None
    later = turn("3 pm", agenda=Agenda(asked="tour_time", matter="tour"), state=ctx.state)
    assert later.understanding is not None
    assert later.understanding.when is not None
    assert (later.understanding.when.day, later.understanding.when.at) == (None, time(15))
    assert slots_args(View(later, later.understanding, Notes.of(later))) == [{"earliest": "15:00", "latest": "15:01"}]


@pytest.mark.parametrize("text", ["I don't need a person, I need three people", "I want to talk to two people"])
def test_people_who_are_needed_do_not_live_here(text: str) -> None:
    assert "occupants_count" not in read(text).updates


@pytest.mark.parametrize("text", ["we are three people", "I need room for 3 people", "it's for 3 people"])
def test_people_who_will_live_here_are_counted(text: str) -> None:
    assert read(text).updates["occupants_count"] == 3
