"""Several questions in one message are taken apart where each stands on its own, and only there."""

from __future__ import annotations

import pytest

from bot.brains.embedded.needs import MOST_QUESTIONS, outstanding
from bot.brains.embedded.phrase import pieces
from bot.brains.embedded.replies import reply
from bot.brains.embedded.understand.lexicon import lexicon_for
from bot.brains.embedded.understand.parts import parts_of
from bot.brains.embedded.view import Notes, View
from bot.context import TurnContext
from bot.tools.results import KnowledgeAnswer, PersonAsked
from tests.bot.brains.embedded.embedded_support import turn

APART = [
    ("en", "Do you allow dogs, is there parking, and what's the application fee?", 3),
    ("en", "what are the quiet hours and do you have a gym and is there a pool? Is there a helipad?", 4),
    ("en", "Is there parking, a pool and a gym?", 3),
    ("en", "do you take cats how much is parking when is the office open", 3),
    ("en", "We love the place. Do you allow dogs, is there parking?", 2),
    ("en", "What is the application fee, how do I apply, and can I pay my rent online?", 3),
    ("en", "If I have a dog, is there a fee, and what breeds are not allowed?", 2),
    ("es", "¿Hay estacionamiento, gimnasio y alberca? ¿Cuánto cuesta la solicitud?", 4),
    ("es", "¿aceptan perros, hay estacionamiento y cuánto es el depósito?", 3),
]
TOGETHER = [
    ("en", "Is there parking and how much is it?"),
    ("en", "I have two big dogs. Are they allowed?"),
    ("en", "do you know how much is parking"),
    ("en", "Can you tell me what the fee is and when it's due?"),
    ("en", "how much is the pet fee and deposit"),
    ("en", "What happens if I break my lease or if I move out early?"),
    ("en", "Is there a pool, and if so is it open in winter?"),
    ("en", "can i paint and hang pictures"),
    ("en", "what fees do you charge"),
    ("en", "Are water and trash included?"),
    ("en", "Do you allow dogs? And how much is it?"),
    ("es", "¿Aceptan mascotas y cuánto cuesta?"),
]


@pytest.mark.parametrize(("language", "text", "count"), APART)
def test_questions_are_taken_apart(language: str, text: str, count: int) -> None:
    parts = parts_of(text, lexicon_for(language))
    assert len(parts) == count
    assert all(len(part.split()) > 1 for part in parts)


@pytest.mark.parametrize(("language", "text"), TOGETHER)
def test_what_leans_on_its_neighbour_stays_with_it(language: str, text: str) -> None:
    assert parts_of(text, lexicon_for(language)) == (text,)


def test_no_word_of_a_question_is_lost() -> None:
    text = "Is the office open on Sunday, do you have lockers, and where do I park?"
    joined = " ".join(parts_of(text, lexicon_for("en")))
    assert all(word.strip(",?") in joined for word in text.split() if word != "and")


def _answered(ctx: TurnContext, known: dict[str, str]) -> str:
    """Runs the lookups of a turn with a knowledge that holds `known`, and words the reply."""
    assert ctx.understanding is not None
    view = View(ctx, ctx.understanding, Notes.of(ctx))
    while calls := outstanding(view, view.notes.called):
        view.notes.rounds.append([name for name, _ in calls])
        for name, args in calls:
            if name == "answer_from_knowledge":
                question = args["question"]
                answer = next((text for word, text in known.items() if word in question.lower()), "")
                ctx.findings.results.append(KnowledgeAnswer(question, bool(answer), answer, 0.9 if answer else 0.1))
            elif name == "ask_person":
                ctx.trace.setdefault("asked", []).append(args["question"])
                ctx.findings.results.append(PersonAsked(args["reason"], False, None, True))
    return "".join(pieces(reply(view), ctx, "en"))


def test_each_part_is_answered_in_order_and_the_rest_goes_to_a_person_once() -> None:
    ctx = turn("Is there parking, do you have a helipad, can I bring my dog, and is there a stable?")
    said = _answered(ctx, {"parking": "Parking is free.", "dog": "Dogs are welcome."})
    assert said.index("Parking is free.") < said.index("Dogs are welcome.") < said.index("“do you have a helipad”")
    assert ctx.trace["asked"] == ["do you have a helipad? is there a stable?"]


def test_one_answer_to_two_parts_is_said_once() -> None:
    ctx = turn("Do you allow cats and dogs?")
    assert _answered(ctx, {"cats": "Pets are welcome.", "dogs": "Pets are welcome."}).count("Pets are welcome.") == 1


def test_questions_beyond_the_most_are_not_passed_over_in_silence() -> None:
    words = ("parking", "gym", "pool", "laundry", "elevator", "storage", "balcony")
    ctx = turn("Is there " + ", ".join(words) + "?")
    said = _answered(ctx, {word: f"About the {word}." for word in words})
    assert said.count("About the") == MOST_QUESTIONS
    assert "ask me the others again" in said
