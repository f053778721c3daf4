"""What the scenarios found in replies: figures, days, two wishes at once, other languages, asking twice."""

from __future__ import annotations

import string
from datetime import date, datetime
from typing import Any

import pytest
from embedded_support import APPLICATION_FEE, PARKING, ZONE, home, offered, quoted, shown, slot, tour, turn

from bot.brains.embedded.decide import decide
from bot.brains.embedded.model import understanding_of
from bot.brains.embedded.phrase import pieces
from bot.brains.embedded.phrases import PHRASES
from bot.brains.embedded.steps import Calls, Say
from bot.brains.embedded.wording import moment_words, moments_words
from bot.context import Line, TurnContext
from bot.guards import check_out
from bot.guards.leaks import PromptSecrets
from bot.guards.sentences import Sentences
from bot.tools.results import (
    KnowledgeAnswer,
    LeadSaved,
    PersonAsked,
    SlotsFound,
    ToolResult,
    TourOutcome,
    UnitsFound,
)
from leasing.understood import Contact, Understood

SECRETS = PromptSecrets("", ())


def calls(ctx: TurnContext) -> list[str]:
    step = decide(ctx, understanding_of(ctx))
    return [call.name for call in step.calls] if isinstance(step, Calls) else []


def says(ctx: TurnContext, *results: ToolResult) -> str:
    ctx.findings.results.extend(results)
    for result in results:
        ctx.findings.homes.extend(result.homes if isinstance(result, UnitsFound) else ())
        ctx.findings.slots.extend(result.slots if isinstance(result, SlotsFound) else ())
    understanding = understanding_of(ctx)
    for _ in range(5):
        step = decide(ctx, understanding)
        if isinstance(step, Say):
            return "".join(pieces(step, ctx, understanding.language))
    raise AssertionError("it never speaks")


def taken_back(text: str, ctx: TurnContext) -> list[str]:
    """The sentences of a reply that the guards would not let out."""
    sentences = Sentences()
    return [
        each
        for each in [*sentences.feed(text), sentences.flush()]
        if each and not check_out(each, ctx, SECRETS).allowed
    ]


def moments(*at: tuple[int, int]) -> list[datetime]:
    return [slot(day, hour).starts_at for day, hour in at]


@pytest.mark.parametrize(
    ("at", "language", "known", "expected"),
    [
        (((24, 9), (24, 10), (24, 14)), "en", None, "Tue, Nov 24 at 9:00 AM, 10:00 AM or 2:00 PM"),
        (((24, 9), (24, 10)), "en", date(2026, 11, 24), "9:00 AM or 10:00 AM"),
        (((24, 9), (24, 10), (25, 14)), "en", None, "Tue, Nov 24 at 9:00 AM and 10:00 AM or Wed, Nov 25 at 2:00 PM"),
        (((24, 9),), "en", date(2026, 11, 23), "Tue, Nov 24 at 9:00 AM"),
        (((24, 9), (24, 13)), "es", None, "el martes 24 de noviembre a las 9:00 a. m. o 1:00 p. m."),
        (((24, 13),), "es", None, "el martes 24 de noviembre a la 1:00 p. m."),
    ],
)
def test_a_day_is_said_once(at: Any, language: str, known: date | None, expected: str) -> None:
    assert moments_words(moments(*at), language, known) == expected


HOMES = (home("204"), home("311", rent=175050, bedrooms=1, baths=1.5))
QUOTE = quoted("204", APPLICATION_FEE, PARKING)
SLOTS = (slot(24, 9), slot(24, 10), slot(25, 13))
ON_A_DAY = SlotsFound(SLOTS[:2], requested_on=date(2026, 11, 24))
CLOSED = SlotsFound(SLOTS, requested_on=date(2026, 11, 22), exact=False, reason="closed")
BY = datetime(2026, 11, 23, 9, tzinfo=ZONE)
REACHABLE = Understood(contact=Contact(first_name="Jo", email="jo@park.example"))
OUTCOME = TourOutcome(tour(25, 15), previous_label="Tue, Nov 24 at 10:00 AM")

SAID: list[tuple[str, str, dict[str, Any], tuple[ToolResult, ...]]] = [
    ("2 bedrooms", "2 recámaras, por favor", {}, (UnitsFound(HOMES, 9),)),
    ("2 bedrooms under 900", "2 recámaras por menos de $900", {}, (UnitsFound(HOMES, 2, relaxed=("rent_max",)),)),
    ("how much is 204?", "¿Cuánto cuesta el departamento 204?", {"agenda_homes": shown(*HOMES)}, (QUOTE,)),
    ("I'd like to book a tour", "Quiero agendar una visita", {}, (SlotsFound(SLOTS),)),
    ("can I visit on Tuesday?", "¿Puedo visitar el martes?", {}, (ON_A_DAY,)),
    ("can I visit on Sunday?", "¿Puedo visitar el domingo?", {}, (CLOSED,)),
    ("move my tour to Wednesday at 3pm", "cambiar mi visita al miércoles a las 3", {"tours": [tour()]}, (OUTCOME,)),
    ("cancel my tour", "cancelar mi visita", {"tours": [tour()]}, (TourOutcome(tour(status="cancelled")),)),
    ("when is my tour?", "¿Cuándo es mi visita?", {"tours": [tour()]}, ()),
    ("book a tour on Tuesday at 10am", "una visita el martes a las 10", {"state": REACHABLE}, (TourOutcome(tour()),)),
    ("can I talk to a human", "quiero hablar con una persona", {}, (PersonAsked("customer_request", False, BY),)),
    ("do you have a moat?", "¿Tienen un foso?", {},
     (KnowledgeAnswer("q", False, "", 0.1), PersonAsked("missing_knowledge", False, BY))),
    ("what can you do?", "¿En qué me puede ayudar?", {}, ()),
    ("hello", "hola", {}, ()),
    ("thanks", "gracias", {}, ()),
    ("I'm Ana, ana@mail.example", "me llamo Ana, ana@mail.example", {}, (LeadSaved(("email",), {}, True),)),
]  # fmt: skip


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("case", SAID, ids=lambda case: case[0])
def test_no_reply_is_taken_back(case: Any, language: str, number: int) -> None:
    english, spanish, given, results = case
    given = dict(given)
    ctx = turn(english if language == "en" else spanish, **{k: v for k, v in given.items() if k != "agenda_homes"})
    ctx.agenda.turns = number
    ctx.agenda.homes = given.get("agenda_homes", [])
    said = says(ctx, *results)
    assert understanding_of(ctx).language == language
    assert taken_back(said, ctx) == []
    if language == "es":
        assert not set(said.lower().replace("?", "").replace(".", "").split()) & ENGLISH_WORDS, said


ENGLISH_WORDS = {
    "the",
    "is",
    "are",
    "your",
    "you",
    "at",
    "on",
    "or",
    "and",
    "tour",
    "home",
    "month",
    "available",
    "which",
    "time",
}


@pytest.mark.parametrize("key", PHRASES["en"])
def test_spanish_has_every_phrase_with_the_same_facts(key: str) -> None:
    assert key in PHRASES["es"], key
    facts = {name for text in PHRASES["en"][key] for _, name, _, _ in string.Formatter().parse(text) if name}
    for text in PHRASES["es"][key]:
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= facts


def test_an_english_answer_stands_apart_from_the_spanish_around_it() -> None:
    said = says(turn("Hola, ¿aceptan mascotas?"), KnowledgeAnswer("q", True, "Cats are welcome.", 0.9))
    assert "\nCats are welcome.\n¿" in said
    assert "inglés" in said


@pytest.mark.parametrize(
    "text",
    ["I want a two bedroom and a tour on Thursday", "a tour of a two bedroom on Thursday please",
     "I'd like a tour on Thursday and a 2 bedroom"],
)  # fmt: skip
def test_a_home_and_a_tour_are_both_looked_up(text: str) -> None:
    assert set(calls(turn(text))) == {"search_units", "tour_slots"}


def test_a_tour_of_a_home_that_was_shown_searches_nothing() -> None:
    ctx = turn("book a tour of the two bedroom on Thursday")
    ctx.agenda.homes = shown(home("204"))
    assert calls(ctx) == ["tour_slots"]


@pytest.mark.parametrize("text", ["do u have any 3 beds or just smaller ones", "are there any studios?"])
def test_a_question_that_finds_no_home_is_asked_of_the_knowledge(text: str) -> None:
    ctx = turn(text)
    assert calls(ctx) == ["search_units"]
    ctx.findings.results.append(UnitsFound((), 0))
    assert calls(ctx) == ["answer_from_knowledge"]
    said = says(ctx, KnowledgeAnswer(text, True, "Homes have one to three bedrooms.", 0.9))
    assert said.startswith("Homes have one to three bedrooms.")
    assert "don't have a home" not in said


def test_where_the_knowledge_knows_nothing_either_no_home_is_said() -> None:
    ctx = turn("do you have any studios at all?")
    said = says(ctx, UnitsFound((), 0), KnowledgeAnswer(ctx.text, False, "", 0.1))
    assert "don't have a home like that" in said
    assert ctx.agenda.asked == "ask_person"


def test_a_wish_that_finds_no_home_asks_no_knowledge() -> None:
    ctx = turn("I need five bedrooms")
    ctx.findings.results.append(UnitsFound((), 0))
    assert calls(ctx) == []


def test_contact_for_an_answer_is_asked_once() -> None:
    results = KnowledgeAnswer("q", False, "", 0.1), PersonAsked("missing_knowledge", False, BY)
    first = turn("do you have a moat?")
    said = says(first, *results)
    assert first.agenda.asked == "contact"
    again = turn("do you have a drawbridge?", history=[Line("visitor", "do you have a moat?"), Line("bot", said)])
    assert "?" not in says(again, *results)
    assert again.agenda.asked is None


@pytest.mark.parametrize("text", ["hi", "Hello! How are you?", "are you a bot?"])
def test_what_was_said_already_greets_no_second_time(text: str) -> None:
    said = says(turn(text, said="Hello and welcome."))
    assert "Hi" not in said
    assert "Hello" not in said
    assert "I'm an AI" not in said


def test_after_a_ruling_only_the_rest_is_answered() -> None:
    ctx = turn("Hi, are you a bot? Do you have a pool?", said="I'm the AI assistant.")
    ctx.text = "Do you have a pool?"
    ctx.trace["ruling"] = {"kind": "identity"}
    assert understanding_of(ctx).question == "Do you have a pool?"
    assert calls(ctx) == ["answer_from_knowledge"]


def test_moments_in_english_are_unchanged() -> None:
    assert moment_words(slot(24, 13).starts_at) == offered(slot(24, 13))[0]["label"]
