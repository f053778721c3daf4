"""A question that nobody has answered is given to the team once, in whatever words visitors ask it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.tools.person import ask
from knowledge.embedders import load_embedder
from knowledge.retrieve import KnowledgeBase
from leasing.database import Database
from leasing.models import Conversation, DomainEvent, Faq, FaqWaiter, Task
from leasing.services import faq_views, faqs, questions
from leasing.services.communities import load
from leasing.services.effects import TurnRef
from leasing.services.questions import Asked, Compared, NotCompared
from tests.bot.brains.embedded.embedded_support import turn
from tests.knowledge.support import WordEmbedder, knowing
from tests.support.tours import property_with, visitor
from tests.support.visitors import scope_of

GYM, FITNESS, HAY = "Is there a gym?", "do you have a fitness center", "¿hay gimnasio?"


@pytest.fixture
async def knowledge(database: Database, tmp_path: Path) -> AsyncIterator[KnowledgeBase]:
    loaded = load_embedder("wordllama", tmp_path).embedder
    async with knowing(database, loaded, tmp_path / "vectors") as known:
        yield known
    await loaded.aclose()


async def asks(database: Database, knowledge: Any, property_id: str, question: str, **changes: Any) -> bool:
    """Another visitor asks; whether they joined others."""
    ref = await visitor(database, property_id, email="")
    return (await _asks(database, knowledge, ref, question, **changes)).joined


async def _asks(database: Database, knowledge: Any, ref: TurnRef, question: str, **changes: Any) -> Any:
    ctx = replace(
        turn(question),
        turn_id=ref.id,
        attempt=ref.attempt,
        conversation_id=ref.conversation_id,
        visitor_id=ref.visitor_id,
        community=await database.read(load, ref.property_id),
        db=database,
        clock=database.clock,
        knowledge=knowledge,
        **changes,
    )
    return await ask(ctx, question, "missing_knowledge")


async def rows(database: Database, model: Any) -> list[Any]:
    return await database.read(lambda tx: list(tx.connection.execute(select(model.__table__))))


async def test_paraphrases_join_and_staff_see_the_words(database: Database, knowledge: KnowledgeBase) -> None:
    place = await property_with(database)
    joined = [await asks(database, knowledge, place, text) for text in (GYM, FITNESS, HAY)]
    assert joined == [False, True, True]
    (row,) = await rows(database, Faq)
    assert (row.question, row.asked_count) == (GYM, 3)
    assert len(await rows(database, FaqWaiter)) == 3
    assert [task.title for task in await rows(database, Task)] == [GYM]
    assert [event.name for event in await rows(database, DomainEvent)].count("question.asked") == 1

    view = await database.read(faq_views.get, await scope_of(database, place), row.id)
    assert (view.waiting_count, view.asked_as) == (3, [GYM, FITNESS, HAY])


async def test_what_looks_alike_stays_a_question_of_its_own(database: Database, knowledge: KnowledgeBase) -> None:
    place = await property_with(database)
    texts = ["is there a pool", "is the pool heated", "can I have a cat", "can I have a dog", "pet fee", "pet rent"]
    assert [await asks(database, knowledge, place, text) for text in texts] == [False] * 6
    assert len(await rows(database, Faq)) == len(await rows(database, Task)) == 6


async def test_another_property_s_question_is_never_joined(database: Database, knowledge: KnowledgeBase) -> None:
    here = await property_with(database)
    there = await property_with(database, company_id=(await scope_of(database, here)).company_id)
    assert not await asks(database, knowledge, here, GYM)
    assert not await asks(database, knowledge, there, FITNESS)
    assert {row.property_id: row.asked_count for row in await rows(database, Faq)} == {here: 1, there: 1}


async def test_an_answered_question_is_not_joined(database: Database, knowledge: KnowledgeBase) -> None:
    place = await property_with(database)
    await asks(database, knowledge, place, GYM)
    (row,) = await rows(database, Faq)
    await database.write(faqs.answer, await scope_of(database, place), row.id, {"answer": "Yes."})
    assert await asks(database, knowledge, place, FITNESS) is False


async def test_many_at_once_leave_one_question(database: Database, knowledge: KnowledgeBase) -> None:
    place = await property_with(database)
    refs = [await visitor(database, place, email="") for _ in range(12)]
    texts = [(GYM, FITNESS, HAY)[number % 3] for number in range(12)]
    asked = await asyncio.gather(
        *(_asks(database, knowledge, ref, text) for ref, text in zip(refs, texts, strict=True))
    )
    assert [each.joined for each in asked].count(False) == 1
    (row,) = await rows(database, Faq)
    assert row.asked_count == 12
    assert len(await rows(database, FaqWaiter)) == 12
    assert len(await rows(database, Task)) == 1


async def test_what_came_in_meanwhile_is_compared_before_anything_is_written(database: Database) -> None:
    place = await property_with(database)
    first, second = [await visitor(database, place, email="") for _ in range(2)]
    given: dict[str, Any] = {"reason": "missing_knowledge", "ordinal": 1, "message_id": None}
    await database.write(questions.ask, first, question=GYM, compared=Compared(frozenset()), **given)
    with pytest.raises(NotCompared):
        await database.write(questions.ask, second, question=FITNESS, compared=Compared(frozenset()), **given)
    assert len(await rows(database, FaqWaiter)) == 1, "the refused one has left nothing behind"
    (row,) = await rows(database, Faq)
    compared = Compared(frozenset({row.id}), (row.id,))
    asked = await database.write(questions.ask, second, question=FITNESS, compared=compared, **given)
    assert asked == Asked(row.id, joined=True)


async def test_a_turn_that_runs_again_counts_once(database: Database, knowledge: KnowledgeBase) -> None:
    place = await property_with(database)
    await asks(database, knowledge, place, GYM)
    ref = await visitor(database, place, email="")
    again = [(await _asks(database, knowledge, ref, text)).joined for text in (FITNESS, HAY)]
    assert again == [True, True]
    assert [row.asked_count for row in await rows(database, Faq)] == [2]


@pytest.mark.parametrize("fails", [False, True])
async def test_another_embedder_does_not_break_it(database: Database, tmp_path: Path, *, fails: bool) -> None:
    """With vectors of any embedder they are joined; without vectors only the same wording is."""
    embedder = WordEmbedder("another/1")
    place = await property_with(database)
    async with knowing(database, embedder, tmp_path / "vectors") as knowledge:
        embedder.fails = fails
        texts = ["is there a gym", "is there a fitness center", "is there a GYM??"]
        joined = [await asks(database, knowledge, place, text) for text in texts]
    assert joined == [False, not fails, True]


async def test_another_embedder_takes_over_between_two_questions(database: Database, tmp_path: Path) -> None:
    """Nothing of the first one's vectors is kept with the question."""
    place = await property_with(database)
    joined: list[bool] = []
    for name, text in [("one/1", "is there a gym"), ("two/1", "is there a fitness center")]:
        async with knowing(database, WordEmbedder(name), tmp_path / name) as knowledge:
            joined.append(await asks(database, knowledge, place, text))
    assert joined == [False, True]


async def test_a_person_asked_for_is_no_question(database: Database, knowledge: KnowledgeBase) -> None:
    place = await property_with(database)
    ref = await visitor(database, place, email="")
    given: dict[str, Any] = {"reason": "customer_request", "ordinal": 1, "message_id": None}
    assert await database.write(questions.ask, ref, question="a person", **given) == Asked(None, joined=False)
    assert await rows(database, Faq) == []
    assert [chat.mode for chat in await rows(database, Conversation)] == ["waiting"]
