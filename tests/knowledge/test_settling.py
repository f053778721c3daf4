"""What is written or taken in answers the pending questions that ask the same, whichever way it came."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from knowledge.settling import Settling
from leasing.database import Database
from leasing.models import OutboxItem
from leasing.services import faq_history, faq_views, faqs, knowledge_rows, knowledge_transfer, settling
from leasing.services.faq_views import FaqView
from leasing.services.knowledge_transfer import FaqEntry, FaqRow
from leasing.tenancy import Paging, StaffScope
from tests.support.questions import ask, events, hire, task_of
from tests.support.tours import property_with


async def _nothing_alike(_question: str, _others: Sequence[str]) -> Sequence[int]:
    return ()


async def _all_alike(_question: str, others: Sequence[str]) -> Sequence[int]:
    return range(len(others))


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
    await Settling(database, _nothing_alike).settle(item.key, item.payload)
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
    run = Settling(database, _all_alike).settle
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
