"""What the scenarios found in replies: figures, days, two wishes at once, other languages, asking twice."""

from __future__ import annotations

import re
import string
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from embedded_support import APPLICATION_FEE, PARKING, TRASH, ZONE, home, offered, quoted, shown, slot, tour, turn

from bot.brains.embedded.decide import decide
from bot.brains.embedded.model import understanding_of
from bot.brains.embedded.phrase import pieces
from bot.brains.embedded.phrases import PHRASES
from bot.brains.embedded.steps import Calls, Say
from bot.brains.embedded.wording import moment_words, moments_words
from bot.context import Agenda, Line, TurnContext
from bot.guards import check_out
from bot.guards.fair_housing import classify
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
from leasing.community import Sister
from leasing.pricing import Charge, PriceList, with_chosen
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


SISTER = Sister("Wren Court", "(302) 555-0177", "https://wren.example")


def test_who_names_a_sister_community_hears_where_it_is_asked() -> None:
    ctx = turn("do you have 2 bedrooms at Wren Court?")
    ctx.community = replace(ctx.community, sisters=(SISTER,))
    said = says(ctx, UnitsFound((home("A-201"),), 1))
    assert said.startswith("Wren Court is another of our communities")
    assert "555-0177" in said
    assert taken_back(said, ctx) == []


IN_ALL = "A-201 (2 bed, 1 bath, 900 sq ft) is $1,960 a month in all, available now."


def test_a_month_is_quoted_with_what_is_asked_along() -> None:
    pet_rent = Charge("Pet rent", "pet_rent", 2500, "monthly", "situational", per="pet")
    pet_fee = Charge("Pet fee", "pet_fee", 30000, "one_time", "situational", per="pet", due="move_in")
    charges = (TRASH, PARKING, pet_rent, pet_fee)
    ctx = turn("how much a month with parking and 2 cats?", agenda=Agenda(homes=shown(home("A-201"))))
    ctx.community = replace(ctx.community, prices=PriceList(charges=charges))
    step = decide(ctx, understanding_of(ctx))
    assert isinstance(step, Calls)
    later = turn("and with a dog?", agenda=Agenda(homes=shown(home("A-201"))), history=[Line("bot", IN_ALL)])
    later.community = ctx.community
    assert calls(later) == ["quote_unit"]
    without = turn("and with my sister, without a dog?", agenda=later.agenda, history=later.history)
    without.community = ctx.community
    assert "quote_unit" not in calls(without)
    (quoting,) = [call.args for call in step.calls if call.name == "quote_unit"]
    assert (quoting["with_fees"], quoting["pets"]) == (["parking", "pet_rent"], 2)
    found = quoted("A-201", *charges)
    assert found.costs
    said = says(ctx, replace(found, chosen=with_chosen(found.costs, quoting["with_fees"], 2)))
    assert "A-201 comes to $2,010 a month in all" in said
    assert "2 × Pet fee $300" in said
    assert "Other fees" not in said
    assert taken_back(said, ctx) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_same_time_is_not_kept_twice_in_the_same_words(language: str) -> None:
    text = "is 10:30 still free?" if language == "en" else "¿sigue libre la visita de las 10:30?"
    at = slot(23, 10, 30).starts_at.isoformat()
    agenda = Agenda(asked="contact", booking={"action": "book", "starts_at": at})
    held = TourOutcome(None, "needs_contact", held=True)
    first = says(turn(text, agenda=deepcopy(agenda)), held)
    again = says(turn(text, agenda=agenda, history=[Line("bot", first)]), held)
    assert first.count("10:30") == 1
    assert not set(re.split(r"[.?!] (?=[A-Z¿])", first)) & set(re.split(r"[.?!] (?=[A-Z¿])", again))


@pytest.mark.parametrize("text", ["why do you need my email?", "why do u need that", "why?"])
def test_the_purpose_of_an_address_is_told(text: str) -> None:
    ctx = turn(text, agenda=Agenda(asked="contact"))
    assert "our team can reach you" in says(ctx)
    assert ctx.findings.results == []


def test_hesitation_keeps_the_question_open() -> None:
    ctx = turn("hmm", agenda=Agenda(asked="tour_time", slots=offered(slot(23, 10)), booking={"action": "book"}))
    assert "tour" in says(ctx)
    assert ctx.agenda.asked == "tour_time"


def test_the_calendar_answers_whether_a_day_is_possible() -> None:
    assert "answer_from_knowledge" not in calls(turn("is monday still possible for a tour?"))
    assert "answer_from_knowledge" in calls(turn("can I tour monday at 10? are you open on sunday?"))


def test_that_is_no_assistance_animal_in_spanish() -> None:
    assert classify("¿sigue libre esa hora?") is None
    assert classify("do you accept my esa?") is not None
