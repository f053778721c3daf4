"""What people answered in conversations becomes suggestions, with the evidence."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from knowledge.aside import KnowledgeAside
from knowledge.embedders import load_embedder
from knowledge.observing import Observing, is_question
from knowledge.same_questions import Compare
from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import Conversation, FaqObservation
from leasing.services import faqs, messages, openings, suggestions
from leasing.services.openings import Opening
from leasing.tenancy import Page, Paging, StaffScope
from tests.support.questions import hire
from tests.support.tours import NOW, property_with

Line = tuple[str, str]


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


@pytest.fixture
async def compare(database: Database, tmp_path: Path) -> AsyncIterator[Compare]:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", "nowhere"))
    aside = KnowledgeAside(database, lambda: load_embedder("auto", folder).embedder, tmp_path)
    yield aside.same_questions
    await aside.close()


async def _talk(database: Database, place: str, lines: Sequence[Line], *, status: str = "closed", **extras: Any) -> str:
    """A conversation of its own in which this was said; its id."""
    chat = await database.write(openings.open_, Opening(property=place, source="website"))

    def say(tx: Tx) -> None:
        row = tx.connection.execute(select(Conversation.__table__).where(Conversation.id == chat.id)).one()
        for seq, (author, text) in enumerate(lines, row.last_seq + 1):
            given = extras if author == "manager" else {}
            messages.store(
                tx, id=new_id(), company_id=row.company_id, conversation_id=chat.id, seq=seq, author=author, text=text,
                extras=given,
            )  # fmt: skip
        values = {"status": status, "last_seq": row.last_seq + len(lines), "last_message_at": tx.now}
        tx.connection.execute(update(Conversation).where(Conversation.id == chat.id).values(**values))

    await database.write(say)
    return chat.id


async def _suggested(database: Database, scope: StaffScope, **more: Any) -> list[tuple[str, int]]:
    found: Page[Any] = await database.read(suggestions.page, scope, Paging(), **more)
    return [(each.question, each.count) for each in found.items]


async def test_what_asks_the_same_is_one_suggestion(database: Database, clock: FixedClock, compare: Compare) -> None:
    place = await property_with(database)
    scope = await database.write(hire, place)
    first = await _talk(
        database, place,
        [("visitor", "hi"), ("visitor", "Do you have a gym?"), ("manager", "Yes."), ("manager", "It is on floor 1.")],
    )  # fmt: skip
    await _talk(database, place, [("visitor", "May I paint the walls?"), ("manager", "Yes, in light colours.")])
    await _talk(database, place, [("visitor", "is there a fitness center"), ("manager", "There is, on floor 1.")])
    assert await Observing(database, compare).run() == 3
    assert await _suggested(database, scope) == [("Do you have a gym?", 2), ("May I paint the walls?", 1)]
    best = (await database.read(suggestions.page, scope, Paging())).items[0]
    assert best.answer == "Yes.\nIt is on floor 1."
    evidence = await database.read(suggestions.evidence, scope, best.id)
    assert {(each.question, each.answer) for each in evidence} == {
        ("Do you have a gym?", "Yes.\nIt is on floor 1."),
        ("is there a fitness center", "There is, on floor 1."),
    }
    assert first in {each.conversation_id for each in evidence}
    assert await Observing(database, compare).run() == 0, "nothing is looked at twice"


async def test_what_suggests_nothing(database: Database, clock: FixedClock, compare: Compare) -> None:
    place = await property_with(database)
    scope = await database.write(hire, place)
    await database.write(faqs.create, scope, {"property_id": place, "question": "Is there a pool?", "answer": "Yes."})
    await _talk(database, place, [("visitor", "thanks"), ("manager", "You are welcome.")])
    await _talk(database, place, [("visitor", "Is it warm?"), ("bot", "I'll ask."), ("manager", "Call us.")])
    await _talk(database, place, [("visitor", "do you have a pool?"), ("manager", "Yes, it is open.")])
    brought: dict[str, Any] = {"sources": [{"kind": "faq", "id": "x", "title": "x"}]}
    await _talk(database, place, [("visitor", "Is there a moat?"), ("manager", "Yes.")], **brought)
    await _talk(database, place, [("visitor", "Is there a moat?"), ("manager", "For you, yes.")], private=True)
    await _talk(database, place, [("visitor", "hi there?"), ("manager", "Hello, how can I help?")])
    await _talk(database, place, [("visitor", "Did you get my check 4471?"), ("manager", "Yes, on Monday.")])
    named = await _talk(database, place, [("visitor", "Is there a loft?"), ("manager", "Yes, Ximena, there is.")])
    await database.write(
        lambda tx: (
            tx.connection.execute(
                update(Conversation).where(Conversation.id == named).values(contact={"first_name": "Ximena"})
            )
            and None
        )
    )
    live = await _talk(database, place, [("visitor", "Is there a bar?"), ("manager", "Yes, a bar.")], status="active")
    assert await Observing(database, compare).run() == 8
    assert await _suggested(database, scope) == []
    kept = select(FaqObservation.question).where(FaqObservation.question.is_not(None))
    assert await database.read(lambda tx: tx.connection.execute(kept).all()) == [], (
        "words that say nothing are not kept"
    )
    clock.advance(timedelta(days=1, minutes=1))
    assert await Observing(database, compare).run() == 1
    assert await _suggested(database, scope) == [("Is there a bar?", 1)]
    found = (await database.read(suggestions.page, scope, Paging())).items[0]
    assert (await database.read(suggestions.evidence, scope, found.id))[0].conversation_id == live


async def test_who_says_otherwise_than_an_entry_is_heard(
    database: Database, clock: FixedClock, compare: Compare
) -> None:
    place = await property_with(database)
    scope = await database.write(hire, place)
    entry = {"property_id": place, "question": "Is there a pool?", "answer": "Yes, on the roof."}
    await database.write(faqs.create, scope, entry)
    await _talk(database, place, [("visitor", "do you have a pool?"), ("manager", "No, it was closed for good.")])
    await Observing(database, compare).run()
    assert await _suggested(database, scope) == [("do you have a pool?", 1)]


async def test_several_processes_make_one_suggestion(database: Database, clock: FixedClock, compare: Compare) -> None:
    place = await property_with(database)
    scope = await database.write(hire, place)
    for words in ("Do you have a gym?", "is there a gym", "do you guys have a gym?"):
        await _talk(database, place, [("visitor", words), ("manager", "Yes.")])
    await asyncio.gather(*(Observing(database, compare).run() for _ in range(4)))
    assert [count for _, count in await _suggested(database, scope)] == [3]


async def test_a_dismissed_one_stays_dismissed(database: Database, clock: FixedClock, compare: Compare) -> None:
    place = await property_with(database)
    scope = await database.write(hire, place)
    await _talk(database, place, [("visitor", "Do you have a gym?"), ("manager", "Yes.")])
    await Observing(database, compare).run()
    found = (await database.read(suggestions.page, scope, Paging())).items[0]
    await database.write(suggestions.dismiss, scope, found.id)
    await _talk(database, place, [("visitor", "is there a gym?"), ("manager", "Yes.")])
    await Observing(database, compare).run()
    assert await _suggested(database, scope, status="open") == []
    assert await _suggested(database, scope, status="dismissed") == [("Do you have a gym?", 2)]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Is there a gym?", True),
        ("how much is parking", True),
        ("do you take cats", True),
        ("¿Hay gimnasio?", True),
        ("cuanto cuesta", True),
        ("thanks a lot", False),
        ("I'd like the corner one", False),
        ("", False),
    ],
)
def test_what_is_a_question(text: str, asks: bool) -> None:
    assert is_question(text) is asks
