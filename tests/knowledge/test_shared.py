"""A short entry is no answer to what it has nothing in common with; it answers its own question in both languages."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.evaluation.questions import knowledge_of
from knowledge.embedders import load_embedder
from knowledge.retrieve import KnowledgeBase
from leasing.services.knowledge_rows import AnsweredRow
from tests.knowledge.test_odd_things import USUAL

SHORT = (
    ("Is there a golf simulator?", "Yes, on the second floor."),
    ("Do you have a sauna?", "Yes."),
    ("¿Hay una bodega?", "Sí, en el sótano."),
    ("Can I keep chickens?", "No."),
    ("¿Hay taller de bicicletas?", "No, lo sentimos."),
)
STRANGE = (
    "¿Hablas español?", "¿Eres una persona?", "¿Puedo hablar en español?", "¿Me puede ayudar?", "¿Qué tal?",
    "¿Quién es el dueño?", "¿Está lejos del centro?", "¿Hay metro cerca?", "¿Dónde están ubicados?", "¿Tienen fotos?",
    "¿Me puede mandar un mensaje?", "¿Tienen algo más barato?", "¿Qué me recomienda?", "¿Está muy lejos la playa?",
    "Do you speak Spanish?", "Is anyone there?", "Which floor is it on?", "Is it on the second floor?",
    "What floor is 204 on?", "Is there a second entrance?", "Is there an elevator to the second floor?",
    "Do you have a map?", "Can you send me pictures?", "Is the building haunted?", "Is it in the basement?",
)  # fmt: skip
OWN = (
    ("where is the golf simulator", 0),
    ("can I play golf indoors", 0),
    ("¿Tienen simulador de golf?", 0),
    ("is there a sauna", 1),
    ("¿Hay sauna?", 1),
    ("¿Tienen bodega?", 2),
    ("Do you have a storage room?", 2),
    ("may I have chickens", 3),
)


@pytest.fixture(scope="module", params=["alone", "among others"])
def beside(request: pytest.FixtureRequest) -> tuple[tuple[str, str], ...]:
    return USUAL if request.param == "among others" else ()


@pytest.fixture
async def knowledge(beside: tuple[tuple[str, str], ...]) -> AsyncIterator[KnowledgeBase]:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", ".venv/models/minilm"))
    if not (folder / "manifest.json").exists():
        pytest.skip("DOMIQ_MODEL_DIR is not set: it names the folder with the model")
    rows = [AnsweredRow(f"short{at}", *entry) for at, entry in enumerate(SHORT)]
    rows += [AnsweredRow(f"usual{at}", *entry) for at, entry in enumerate(beside)]
    embedder = load_embedder("minilm", folder).embedder
    async with knowledge_of({"p": rows}, embedder) as base:
        yield base
    await embedder.aclose()


async def test_a_short_entry_is_no_answer_to_what_it_shares_nothing_with(knowledge: KnowledgeBase) -> None:
    found = {question: await knowledge.ask("p", 1, question) for question in STRANGE}
    wrong = {
        q: got.matches[0].question for q, got in found.items() if got.answered and "short" in got.matches[0].faq_id
    }
    assert wrong == {}


async def test_a_short_entry_answers_its_own_question(knowledge: KnowledgeBase) -> None:
    found = [(text, at, await knowledge.ask("p", 1, text)) for text, at in OWN]
    missed = [text for text, at, got in found if not (got.answered and got.matches[0].faq_id == f"short{at}")]
    assert missed == []
