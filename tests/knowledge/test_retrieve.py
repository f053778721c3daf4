"""What is asked of a community's knowledge: only what it has said, as of now, and never another's."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge.embedders import load_embedder
from knowledge.embedders.manifest import MANIFEST_FILE
from knowledge.retrieve import KnowledgeBase
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from leasing.services import knowledge_rows
from tests.knowledge.support import WordEmbedder, add_property, knowing, say, unsay
from tests.support import databases

PETS = ("Are pets allowed?", "Two pets a home, 40 dollars a month each.")
TRASH = ("Where do I take the trash?", "To the shed behind building C.")


@pytest.fixture
async def house(tmp_path: Path, template_folder: Path) -> AsyncIterator[Database]:
    made = Database(databases.sqlite_url(tmp_path / "data", template_folder), SystemClock(), Bus())
    await add_property(made, "oak")
    await add_property(made, "elm", "other")
    yield made
    await made.close()


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
async def knowledge(house: Database, embedder: WordEmbedder, tmp_path: Path) -> AsyncIterator[KnowledgeBase]:
    async with knowing(house, embedder, tmp_path) as made:
        yield made


async def test_an_answer_comes_with_its_entry_and_its_milliseconds(house: Database, knowledge: KnowledgeBase) -> None:
    version = await say(house, "oak", "pets", *PETS)
    await say(house, "oak", "trash", *TRASH)
    found = await knowledge.ask("oak", version, "which pets are allowed?")
    assert found.answered
    assert found.answer == PETS[1]
    assert [match.faq_id for match in found.matches] == ["pets", "trash"]
    assert 1.0 >= found.score == found.matches[0].score > found.matches[1].score >= 0.0
    assert found.milliseconds.keys() == {"index", "embed", "search"}


async def test_what_is_not_said_is_not_answered(house: Database, knowledge: KnowledgeBase) -> None:
    version = await say(house, "oak", "pets", *PETS)
    found = await knowledge.ask("oak", version, "is there a swimming pool on the roof")
    assert not found.answered
    assert found.answer == ""
    assert found.matches[0].faq_id == "pets"


@pytest.mark.parametrize(
    ("entries", "answered"),
    [
        ((("Are dogs allowed?", "Yes, up to two."), ("Can I have a dog?", "No, we are pet-free.")), False),
        ((("What are the pool hours?", "From 8 am to 10 pm."), ("Pool hours", "9 am to 9 pm.")), False),
        ((("How much is the pet fee?", "$300 for each pet."), ("Pet fee", "The pet fee is $250.")), False),
        ((("How much is the pet fee?", "$300 for each pet."), ("Pet fee", "$300, once.")), True),
        ((("How much is the pet fee?", "$300 for each pet."), ("Pet fee", "$25 a month for each.")), True),
        ((("Are dogs allowed?", "Yes, up to two."), ("Are cats allowed?", "No.")), True),
        ((("Are dogs allowed?", "Yes, up to two."), ("Is there a fee for dogs?", "No.")), True),
    ],
)
async def test_where_two_entries_disagree_a_person_is_asked(
    house: Database, knowledge: KnowledgeBase, entries: tuple[tuple[str, str], ...], answered: bool
) -> None:
    for number, entry in enumerate(entries):
        version = await say(house, "oak", f"entry{number}", *entry)
    found = await knowledge.ask("oak", version, entries[0][0])
    assert found.answered is answered
    assert len(found.matches) == 2


async def test_the_same_question_is_certain_whatever_its_signs(house: Database, knowledge: KnowledgeBase) -> None:
    version = await say(house, "oak", "pets", *PETS)
    found = await knowledge.ask("oak", version, "  ARE   pets allowed ")
    assert (found.answered, found.score) == (True, 1.0)


async def test_a_community_that_has_said_nothing_answers_nothing(knowledge: KnowledgeBase) -> None:
    for owner in ("oak", "nobody"):
        found = await knowledge.ask(owner, 1, "are pets allowed?")
        assert (found.answered, found.score, found.matches) == (False, 0.0, ())


async def test_a_change_is_seen_by_the_next_question(
    house: Database, knowledge: KnowledgeBase, embedder: WordEmbedder
) -> None:
    await say(house, "oak", "trash", *TRASH)
    version = await say(house, "oak", "pets", *PETS)
    assert (await knowledge.ask("oak", version, PETS[0])).answer == PETS[1]
    embedder.embedded.clear()
    version = await say(house, "oak", "pets", PETS[0], "No pets.")
    assert (await knowledge.ask("oak", version, PETS[0])).answer == "No pets."
    assert embedder.entries() == [f"{PETS[0]} No pets."], "only the changed entry is embedded again"


async def test_a_version_that_is_at_hand_is_not_read_again(house: Database, knowledge: KnowledgeBase) -> None:
    version = await say(house, "oak", "pets", *PETS)
    await knowledge.ask("oak", version, PETS[0])
    await say(house, "oak", "pets", PETS[0], "No pets.")
    assert (await knowledge.ask("oak", version, PETS[0])).answer == PETS[1], "as of the version that was asked for"
    assert (await knowledge.ask("oak", version + 1, PETS[0])).answer == "No pets."
    assert (await knowledge.ask("oak", version, PETS[0])).answer == "No pets.", "or a newer one"


async def test_what_was_deleted_is_gone(house: Database, knowledge: KnowledgeBase) -> None:
    await say(house, "oak", "pets", *PETS)
    version = await say(house, "oak", "trash", *TRASH)
    assert (await knowledge.ask("oak", version, PETS[0])).answered
    version = await unsay(house, "oak", "pets")
    found = await knowledge.ask("oak", version, PETS[0])
    assert not found.answered
    assert [match.faq_id for match in found.matches] == ["trash"]


async def test_what_is_pending_or_for_one_visitor_only_is_never_said(house: Database, knowledge: KnowledgeBase) -> None:
    await say(house, "oak", "pending", PETS[0], None)
    version = await say(house, "oak", "private", *PETS, in_knowledge=False)
    found = await knowledge.ask("oak", version, PETS[0])
    assert (found.answered, found.matches) == (False, ())


async def test_what_waits_for_a_review_goes_on_being_said(house: Database, knowledge: KnowledgeBase) -> None:
    version = await say(house, "oak", "review", *PETS, status="needs_review")
    found = await knowledge.ask("oak", version, PETS[0])
    assert (found.answered, found.answer) == (True, PETS[1])


async def test_no_community_sees_what_another_said(house: Database, knowledge: KnowledgeBase) -> None:
    await say(house, "elm", "theirs", *PETS, company_id="other")
    version = await say(house, "oak", "trash", *TRASH)
    mine = await knowledge.ask("oak", version, PETS[0], limit=50)
    assert not mine.answered
    assert [match.faq_id for match in mine.matches] == ["trash"]
    theirs = await knowledge.ask("elm", 2, PETS[0], limit=50)
    assert [match.faq_id for match in theirs.matches] == ["theirs"]


@pytest.mark.parametrize(
    "question", ["", "   ", "🙂🙂", "?!", "\x00", "\ud800", "¿¿", "ペットは飼えますか", "a" * 4000, "pets " * 800]
)
async def test_any_text_may_be_asked(house: Database, knowledge: KnowledgeBase, question: str) -> None:
    version = await say(house, "oak", "pets", *PETS)
    found = await knowledge.ask("oak", version, question)
    assert 0.0 <= found.score <= 1.0


async def test_an_emoji_is_not_the_question_of_an_entry_of_signs(house: Database, knowledge: KnowledgeBase) -> None:
    version = await say(house, "oak", "signs", "???", "An answer to nothing.")
    assert not (await knowledge.ask("oak", version, "🙂")).answered


async def test_as_many_matches_as_asked_for(house: Database, knowledge: KnowledgeBase) -> None:
    for number in range(5):
        version = await say(house, "oak", f"f{number}", f"Rule {number}?", "Yes.")
    assert len((await knowledge.ask("oak", version, "rule", limit=2)).matches) == 2
    assert len((await knowledge.ask("oak", version, "rule", limit=9)).matches) == 5


async def test_spanish_is_asked_word_by_word_in_english(
    house: Database, knowledge: KnowledgeBase, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = await say(house, "oak", "pets", *PETS)
    found = await knowledge.ask("oak", version, "¿Se permiten mascotas?")
    assert found.matches[0].score > (await knowledge.ask("oak", version, "¿Hay gimnasio?")).score


async def test_without_vectors_the_exact_question_is_still_answered(
    house: Database, embedder: WordEmbedder, tmp_path: Path
) -> None:
    version = await say(house, "oak", "pets", *PETS)
    embedder.fails = True
    async with knowing(house, embedder, tmp_path) as knowledge:
        assert (await knowledge.ask("oak", version, PETS[0])).answer == PETS[1]
        assert not (await knowledge.ask("oak", version, "how do I get a parking permit")).answered
        assert not knowledge.health().ok
        assert len(knowledge.health().degraded) == 2


async def test_rows_are_read_alike_on_both_databases(database: Database) -> None:
    await add_property(database, "oak")
    await say(database, "oak", "b", *PETS)
    await say(database, "oak", "a", *TRASH)
    version = await say(database, "oak", "c", "Pending?", None)
    assert await database.read(knowledge_rows.answered, "oak") == (
        version,
        (knowledge_rows.AnsweredRow("a", *TRASH), knowledge_rows.AnsweredRow("b", *PETS)),
    )
    assert await database.read(knowledge_rows.answered, "nobody") == (0, ())
    assert await database.read(knowledge_rows.properties_with_answers) == ("oak",)


ENTRIES = [
    ("pets", "What is the pet policy?", "Cats and dogs are welcome; there is a monthly charge of 25 dollars."),
    ("parking", "Is there parking?", "One space per home behind the gate; a second one costs 60 dollars."),
    ("lease", "What lease terms do you offer?", "Nine or twelve months."),
    ("laundry", "Is there laundry?", "A washer and dryer in every home."),
]
ASKED = [
    ("could i bring my labrador", "pets"),
    ("where can i leave my truck overnight", "parking"),
    ("is it a year lease or shorter", "lease"),
    ("how do people wash their clothes there", "laundry"),
    ("¿Aceptan perros?", "pets"),
    ("¿Hay estacionamiento?", "parking"),
    ("is there somewhere to swim", None),
    ("do you have a gym", None),
    ("will it snow on sunday", None),
]


@pytest.mark.parametrize(("question", "entry"), ASKED)
async def test_minilm_finds_what_is_meant(house: Database, tmp_path: Path, question: str, entry: str | None) -> None:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", ".venv/models/minilm"))
    if not (folder / MANIFEST_FILE).is_file():
        pytest.skip(f"no model has been built in {folder} (DOMIQ_MODEL_DIR)")
    for faq_id, asked, answer in ENTRIES:
        version = await say(house, "oak", faq_id, asked, answer)
    minilm = load_embedder("minilm", folder).embedder
    async with knowing(house, minilm, tmp_path) as knowledge:
        found = await knowledge.ask("oak", version, question)
    await minilm.aclose()
    assert found.answered is (entry is not None), found
    if entry is not None:
        assert found.matches[0].faq_id == entry


async def test_words_answer_until_the_vectors_have_come(
    house: Database, embedder: WordEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that takes long to embed holds up no visitor, and what was there before keeps its vectors."""
    version = await say(house, "oak", "trash", *TRASH)
    async with knowing(house, embedder, tmp_path) as knowledge:
        await knowledge.ask("oak", version, TRASH[0])
        embedder.gate.clear()
        version = await say(house, "oak", "pets", *PETS)
        for question, answer in (("which pets are allowed", PETS[1]), ("where is the trash taken", TRASH[1])):
            found = await knowledge.ask("oak", version, question)
            assert (found.answered, found.answer) == (True, answer)
        assert not (await knowledge.ask("oak", version, "is there a swimming pool on the roof")).answered
        assert any("words alone" in trouble for trouble in knowledge.health().degraded)
        embedder.gate.set()
        async with asyncio.timeout(20):
            while not knowledge.health().ok:
                await asyncio.sleep(0.01)
        assert (await knowledge.ask("oak", version, "which pets are allowed")).answer == PETS[1]
    assert len(embedder.entries()) == 2, "nothing is embedded twice"


async def test_a_question_without_a_vector_is_answered_by_words(
    house: Database, embedder: WordEmbedder, tmp_path: Path
) -> None:
    await say(house, "oak", "trash", *TRASH)
    version = await say(house, "oak", "pets", *PETS)
    async with knowing(house, embedder, tmp_path) as knowledge:
        await knowledge.ask("oak", version, TRASH[0])
        embedder.fails = True
        found = await knowledge.ask("oak", version, "could you tell me which pets are allowed")
        assert (found.answered, found.matches[0].faq_id) == (True, "pets")
        assert found.score < 1.0
        assert not (await knowledge.ask("oak", version, "is there a swimming pool on the roof")).answered
        assert not knowledge.health().ok
        embedder.fails = False
        await knowledge.ask("oak", version, "which pets may i bring")
        assert knowledge.health().ok
