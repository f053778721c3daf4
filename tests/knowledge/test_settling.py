"""What is written or taken in answers the pending questions that ask the same, whichever way it came."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from knowledge.answering import says_all
from knowledge.aside import KnowledgeAside
from knowledge.embedders import load_embedder
from knowledge.settling import Settling
from leasing.database import Database
from leasing.models import OutboxItem
from leasing.services import faq_history, faq_views, faqs, knowledge_rows, knowledge_transfer, settling
from leasing.services.faq_views import FaqView
from leasing.services.knowledge_transfer import FaqEntry, FaqRow
from leasing.tenancy import Paging, StaffScope
from tests.knowledge.test_odd_things import USUAL
from tests.knowledge.test_same_questions import PAIRS, pairs
from tests.support.questions import ask, events, hire, task_of
from tests.support.tours import property_with


class Alike:
    """Takes all questions, or none, for the same."""

    def __init__(self, *, all_: bool) -> None:
        self._all = all_

    async def warm(self, property_ids: Sequence[str]) -> None:
        """Nothing is built."""

    async def same_questions(self, _question: str, others: Sequence[str]) -> Sequence[int]:
        return range(len(others)) if self._all else ()

    async def answered_by(self, property_id: str, knowledge_version: int, question: str) -> str | None:
        return None


@pytest.fixture
async def aside(database: Database, tmp_path: Path) -> AsyncIterator[KnowledgeAside]:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", "nowhere"))
    if not (folder / "manifest.json").exists():
        pytest.skip("DOMIQ_MODEL_DIR is not set: it names the folder with the model")
    made = KnowledgeAside(database, lambda: load_embedder("minilm", folder).embedder, tmp_path)
    yield made
    await made.close()


def _entries(group: str) -> list[tuple[str, str, str]]:
    rows: list[str] = yaml.safe_load(PAIRS.read_text(encoding="utf-8"))[group]
    return [(question, answer, asked) for question, answer, asked in (row.split(" | ") for row in rows)]


async def _asked_for(database: Database) -> list[Any]:
    statement = select(OutboxItem.key, OutboxItem.payload).where(OutboxItem.kind == "settle_questions")
    return list(await database.read(lambda tx: tx.connection.execute(statement.order_by(OutboxItem.id)).all()))


async def _view(database: Database, scope: StaffScope, faq_id: str) -> FaqView:
    return await database.read(faq_views.get, scope, faq_id)


async def test_an_import_answers_who_waits(database: Database) -> None:
    place = await property_with(database)
    scope = await database.write(hire, place)
    worded, other = await ask(database, place, "Is there a moat?"), await ask(database, place, "Is there a drawbridge?")
    rows = [FaqRow(1, FaqEntry("there is a moat?", "Yes, with ducks.")), FaqRow(2, FaqEntry("Gym?", "Yes."))]
    report = await database.write(knowledge_transfer.take, scope, place, rows, [], dry_run=False)
    assert report.created == 2
    (item,) = await _asked_for(database)
    await Settling(database, Alike(all_=False)).settle(item.key, item.payload)
    view = await _view(database, scope, worded)
    assert (view.status, view.answer, view.in_knowledge) == ("answered", "Yes, with ducks.", False)
    assert (await _view(database, scope, other)).status == "pending"


async def test_a_settled_question_asks_and_says_no_more(database: Database) -> None:
    place = await property_with(database)
    scope = await database.write(hire, place)
    asked = await ask(database, place, "Is there a moat?")
    given = {"property_id": place, "question": "Any water around it?", "answer": "Yes, a moat."}
    entry = await database.write(faqs.create, scope, given)
    (item,) = await _asked_for(database)
    # As the outbox may: twice, and at the same time.
    run = Settling(database, Alike(all_=True)).settle
    await asyncio.gather(*(run(item.key, item.payload) for _ in range(3)))
    view = await _view(database, scope, asked)
    assert (view.merged_into, view.answer, view.in_knowledge) == (entry.id, "Yes, a moat.", False)
    assert (await _view(database, scope, entry.id)).asked_count == 1
    task = await task_of(database, asked)
    assert (task.status, task.answer) == ("completed", "Yes, a moat.")
    told = [row for row in await events(database, "question.answered") if row.subject_id == asked]
    assert [row.data["merged_into"] for row in told] == [entry.id]
    versions = await database.read(faq_history.page, scope, asked, Paging())
    assert (versions.items[0].status, versions.items[0].changed_by) == ("answered", scope.user_id)
    _, rows = await database.read(knowledge_rows.answered, place)
    assert [row.id for row in rows] == [entry.id]
    exported = await database.read(knowledge_transfer.export, scope, place)
    assert [each.question for each in exported.faqs] == ["Any water around it?"]


async def test_an_entry_settles_nothing_that_it_may_not(database: Database) -> None:
    place, other = await property_with(database), await property_with(database)
    scope = await database.write(hire, place)
    asked, elsewhere = await ask(database, place, "Is there a moat?"), await ask(database, other, "Is there a moat?")
    given = {"property_id": place, "question": "Moat?", "answer": "Yes."}
    entry = await database.write(faqs.create, scope, given)
    assert not await database.write(settling.settle, scope, entry.id, elsewhere)
    await database.write(faqs.update, scope, entry.id, {"in_knowledge": False})
    assert not await database.write(settling.settle, scope, entry.id, asked)
    await database.write(faqs.update, scope, entry.id, {"in_knowledge": True})
    assert len(await _asked_for(database)) == 2, "it says anew what it did not say"
    assert await database.write(settling.settle, scope, entry.id, asked)
    assert not await database.write(settling.settle, scope, entry.id, asked)


async def _settled(
    database: Database, knowledge: KnowledgeAside, said: tuple[str, str], asked: str, way: str
) -> FaqView:
    """What becomes of a pending question among the usual entries once another is written, answered or taken in."""
    place = await property_with(database)
    scope = await database.write(hire, place)
    for question, answer in USUAL:
        await database.write(faqs.create, scope, {"property_id": place, "question": question, "answer": answer})
    waiting = await ask(database, place, asked)
    before = len(await _asked_for(database))
    question, answer = said
    if way == "answered":
        await database.write(faqs.answer, scope, await ask(database, place, question), {"answer": answer})
    elif way == "written":
        await database.write(faqs.create, scope, {"property_id": place, "question": question, "answer": answer})
    elif way == "edited":
        given = {"property_id": place, "question": question, "answer": "The team will say."}
        made = await database.write(faqs.create, scope, given)
        await database.write(faqs.update, scope, made.id, {"answer": answer})
    else:
        rows = [FaqRow(1, FaqEntry(question, answer))]
        await database.write(knowledge_transfer.take, scope, place, rows, [], dry_run=False)
    for item in (await _asked_for(database))[before:]:
        await Settling(database, knowledge).settle(item.key, item.payload)
    return await _view(database, scope, waiting)


@pytest.mark.parametrize("way", ["answered", "written", "edited", "taken in"])
async def test_who_asked_in_other_words_is_answered_too(database: Database, aside: KnowledgeAside, way: str) -> None:
    question = "Do you have a pottery kiln that residents can use?"
    said = (question, "Yes, the craft room has a kiln for ceramics; you can fire your pieces on Fridays.")
    view = await _settled(database, aside, said, "Is there somewhere to fire ceramics?", way)
    assert (view.status, view.answer, view.in_knowledge) == ("answered", said[1], False)
    assert view.merged_into is not None


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (("Do you have an indoor swimming pool?", "Yes, open 9 am to 9 pm."), "is the indoor pool heated"),
        (("Is there valet parking?", "Yes, in front of the lobby."), "how much is valet parking"),
        (("Is there a golf simulator?", "Yes, on the second floor."), "Is there a golf course nearby?"),
    ],
)
async def test_who_asked_for_more_waits_on(
    database: Database, aside: KnowledgeAside, said: tuple[str, str], asked: str
) -> None:
    assert (await _settled(database, aside, said, asked, "written")).status == "pending"


async def test_an_entry_answers_in_full_or_leaves_it_open() -> None:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", "nowhere"))
    if not (folder / "manifest.json").exists():
        pytest.skip("DOMIQ_MODEL_DIR is not set: it names the folder with the model")
    embedder = load_embedder("minilm", folder).embedder
    full, left = _entries("answered_in_full"), _entries("left_open")
    said = [row for row in [*full, *left] if await says_all(row[2], row[0], row[1], embedder)]
    assert said == full
    apart = [pair for group in ("fitted_apart", "held_out_apart") for pair in pairs(group)]
    taken = [pair for pair in apart if await says_all(pair[1], pair[0], "Yes; the office tells you more.", embedder)]
    assert taken == [], "what is not the same question is not answered by its entry"
    await embedder.aclose()
