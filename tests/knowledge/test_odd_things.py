"""One odd entry is no answer to every odd question, and still the answer to its own.

Among the entries of a community that has said the usual things; the unknown things and the entries of the part `test`
were not looked at when the bounds were chosen.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.evaluation.questions import knowledge_of
from knowledge.embedders import load_embedder
from knowledge.retrieve import KnowledgeBase
from knowledge.things import asks_after_thing
from leasing.services.knowledge_rows import AnsweredRow

THINGS = Path(__file__).parent / "data" / "odd_things.yaml"
USUAL = (
    ("Are pets allowed?", "Cats and dogs are welcome, two a home, $35 a month each."),
    ("How much is parking?", "A covered spot is $50 a month, an open one is free."),
    ("When is the pool open?", "The outdoor pool is open from 9 am to 9 pm, May to September."),
    ("Is there a gym?", "The fitness center is open around the clock."),
    ("Which utilities are included?", "Water, sewer and trash; electricity and internet are yours."),
    ("What are the office hours?", "Monday to Friday from 9 am to 6 pm, Saturday from 10 am to 4 pm."),
    ("How long is the lease?", "Twelve months; shorter ones on request."),
    ("How much is the application fee?", "It is $50 for each adult."),
    ("Is there laundry?", "Every home has a washer and a dryer."),
    ("Can I sublet my apartment?", "Subletting needs our consent in writing."),
    ("How do I report a repair?", "In the resident portal, or by phone in an emergency."),
    ("Where do guests park?", "In front of the leasing office, up to 24 hours."),
)


def part(name: str) -> dict[str, Any]:
    return yaml.safe_load(THINGS.read_text(encoding="utf-8"))[name]


def unknown(name: str) -> Iterator[str]:
    things = part(name)
    yield from (way.format(thing) for thing in things["unknown"] for way in things["ways"])


@pytest.fixture(scope="module", params=["fit", "test"])
def which(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def knowledge(which: str) -> AsyncIterator[KnowledgeBase]:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", ".venv/models/minilm"))
    if not (folder / "manifest.json").exists():
        pytest.skip("DOMIQ_MODEL_DIR is not set: it names the folder with the model")
    odd = [(entry["question"], entry["answer"]) for entry in part(which)["entries"]]
    rows = [AnsweredRow(f"odd{at}", *entry) for at, entry in enumerate(odd)]
    rows += [AnsweredRow(f"usual{at}", *entry) for at, entry in enumerate(USUAL)]
    embedder = load_embedder("minilm", folder).embedder
    async with knowledge_of({"p": rows}, embedder) as base:
        yield base
    await embedder.aclose()


async def test_what_nobody_has_said_is_not_answered_by_what_is_odd(knowledge: KnowledgeBase, which: str) -> None:
    asked = list(unknown(which))
    found = {question: await knowledge.ask("p", 1, question) for question in asked}
    wrong = {question: got.matches[0].question for question, got in found.items() if got.answered}
    assert len(asked) >= 150
    assert len(wrong) / len(asked) <= 0.08, wrong


async def test_what_is_odd_answers_its_own_questions(knowledge: KnowledgeBase, which: str) -> None:
    asked = [(text, f"odd{at}") for at, entry in enumerate(part(which)["entries"]) for text in entry["asked"]]
    found = [(text, entry, await knowledge.ask("p", 1, text)) for text, entry in asked]
    missed = [text for text, entry, got in found if not (got.answered and got.matches[0].faq_id == entry)]
    assert len(missed) / len(asked) <= 0.2, missed


async def test_what_is_usual_is_answered_as_before(knowledge: KnowledgeBase) -> None:
    for text, entry in [
        ("do you have a swimming pool?", "usual2"),
        ("is there a fitness center on site?", "usual3"),
        ("are there washers in the homes?", "usual8"),
        ("how much is the application?", "usual7"),
        ("when does the office open?", "usual5"),
    ]:
        got = await knowledge.ask("p", 1, text)
        assert (got.answered, got.matches[0].faq_id) == (True, entry), text


@pytest.mark.parametrize(
    ("question", "after"),
    [
        ("do you have a bakery?", True),
        ("Hi! Is there a sauna", True),
        ("¿Tienen una pista de hielo?", True),
        ("what time does the pool close", True),
        ("how much is the parking", True),
        ("can I paint my walls?", False),
        ("am i stuck paying if my roommate bails", False),
        ("how do I apply", False),
    ],
)
def test_questions_after_things(question: str, after: bool) -> None:
    assert asks_after_thing(question) is after
