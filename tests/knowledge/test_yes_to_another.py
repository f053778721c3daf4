"""A yes is only said of what was asked: not of the sauna to who asks for a hot tub."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.evaluation.questions import knowledge_of
from knowledge.embedders import load_embedder
from knowledge.retrieve import KnowledgeBase
from knowledge.yes_to_another import is_yes_to_another
from leasing.services.knowledge_rows import AnsweredRow

SAUNA = ("Do you have a sauna?", "Yes, there is a sauna beside the pool.")
GYM = ("Is there a fitness center?", "Yes, from 5 AM to 11 PM.")
PETS = ("Are dogs allowed?", "Yes, two per home.")


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("is there a hot tub?", SAUNA),
        ("¿hay jacuzzi?", SAUNA),
        ("do you guys have a cold plunge", SAUNA),
        ("is the sauna free?", SAUNA),
        ("ok and is the sauna open to guests", SAUNA),
        ("is the gym open 24 hours", GYM),
        ("do you have a yoga room", GYM),
        ("do you have a dog park", PETS),
        ("do you have a car wash?", ("Is there a pet wash?", "Yes, a pet wash station in the garage.")),
        ("is there a tennis court", ("Do you have a basketball court?", "Yes.")),
        ("is there a rooftop pool", ("Is there an indoor pool?", "Yes, on the ground floor.")),
        ("do you have covered parking", ("Is there parking?", "Unfortunately we have none.")),
    ],
)
def test_a_yes_to_another_thing_is_told_apart(asked: str, entry: tuple[str, str]) -> None:
    assert is_yes_to_another(asked, *entry)


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("is there a sauna I could use?", SAUNA),
        ("¿tienen sauna?", SAUNA),
        ("is the sauna by the pool?", SAUNA),
        ("do you have somewhere to work out", GYM),
        ("any gym?", GYM),
        ("are the dogs allowed", PETS),
        ("is there anywhere to swim?", ("Do you have a pool?", "Yes, a heated one.")),
        ("is the pool heated", ("Do you have a pool?", "Yes, a heated one.")),
        ("do you have laundry", ("Is there a washer and dryer in the unit?", "Yes, in every home.")),
        ("is there a place for bikes", ("Do you have bike storage?", "Yes.")),
        ("are there elevators", ("Is there a lift?", "Yes, two.")),
        ("is there a doorman", ("Do you have a concierge?", "Yes, from 8 to 20.")),
        ("is there a hot tub?", ("Which amenities are there?", "A pool and a gym.")),
        ("can I bring my bunny", ("Are pets allowed?", "No pets.")),
    ],
)
def test_what_names_the_thing_or_says_no_yes_may_answer(asked: str, entry: tuple[str, str]) -> None:
    assert not is_yes_to_another(asked, *entry)


@pytest.fixture
async def knowledge() -> AsyncIterator[KnowledgeBase]:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", ".venv/models/minilm"))
    if not (folder / "manifest.json").exists():
        pytest.skip("DOMIQ_MODEL_DIR is not set: it names the folder with the model")
    embedder = load_embedder("minilm", folder).embedder
    rows = [AnsweredRow(f"entry{at}", *entry) for at, entry in enumerate((SAUNA, GYM, PETS))]
    async with knowledge_of({"p": rows}, embedder) as base:
        yield base
    await embedder.aclose()


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("is there a hot tub?", False), ("is the sauna free?", False), ("is there a sauna I could use?", True)],
)
async def test_retrieval_says_no_yes_to_another_thing(knowledge: KnowledgeBase, asked: str, answered: bool) -> None:
    found = await knowledge.ask("p", 1, asked)
    assert found.answered is answered
    assert found.matches[0].faq_id == "entry0"
