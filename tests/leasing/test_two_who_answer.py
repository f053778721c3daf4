"""Two managers answer one question at once: one is taken, the other told; nobody says words in another's name."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from leasing.database import Database
from leasing.errors import Conflict
from leasing.models import FaqWaiter, OutboxItem
from leasing.services import answers, faqs, reviews
from leasing.tenancy import StaffScope
from tests.support.questions import ask
from tests.support.team import hire
from tests.support.tours import property_with

QUESTION = "Is there a moat?"
DUCKS, NONE = "Yes, with ducks.", "No, it was filled in."


async def _two(database: Database, place: str) -> tuple[StaffScope, StaffScope]:
    ana, ben = await database.write(hire, place, "Ana"), await database.write(hire, place, "Ben")
    return ana.scope, ben.scope


async def _brought(database: Database, faq_id: str) -> list[Any]:
    """What the outbox brings, as it comes to it."""
    statement = select(OutboxItem.payload).where(OutboxItem.kind == "answer").order_by(OutboxItem.id)
    payloads = await database.read(lambda tx: tx.connection.execute(statement).scalars().all())
    found: list[Any] = []
    for payload in payloads:
        names = ("faq_id", "conversation_id", "answered_by")
        brought = await database.write(answers.bring, *(payload[name] for name in names))
        found += [brought.message] if brought is not None and payload["faq_id"] == faq_id else []
    return found


async def test_of_two_at_once_one_is_taken_and_the_other_is_told(database: Database) -> None:
    place = await property_with(database)
    ana, ben = await _two(database, place)
    for _ in range(5):
        asked = await ask(database, place, QUESTION)
        said = {ana.user_id: ("Ana", DUCKS), ben.user_id: ("Ben", NONE)}
        results = await asyncio.gather(
            *(database.write(faqs.answer, one, asked, {"answer": said[one.user_id][1]}) for one in (ana, ben)),
            return_exceptions=True,
        )
        (refused,) = [each for each in results if isinstance(each, Conflict)]
        (taken,) = [each for each in results if not isinstance(each, BaseException)]
        assert (refused.code, refused.details["answer"]) == ("CONFLICT_RESOLUTION_REQUIRED", taken.answer)
        name = refused.details["name"]
        assert said[refused.details["answered_by"]] == (name, taken.answer)
        assert name in refused.message
        (message,) = await _brought(database, asked)
        assert message["author_name"] == name
        assert taken.answer in message["text"]
        await database.write(faqs.delete, ana, asked)


async def test_words_and_name_are_of_one_act(database: Database) -> None:
    place = await property_with(database)
    ana, ben = await _two(database, place)
    asked = await ask(database, place, QUESTION)
    await database.write(faqs.answer, ana, asked, {"answer": DUCKS})
    # Before the outbox comes to it.
    await database.write(faqs.update, ben, asked, {"answer": NONE})
    await database.write(faqs.update, ana, asked, {"category": "grounds"})
    (message,) = await _brought(database, asked)
    assert message["author_name"] == "Ben", "who sorted it in afterwards did not say it"
    assert NONE in message["text"]


async def test_an_answer_taken_back_before_it_was_brought_is_not_the_next_one_s(database: Database) -> None:
    place = await property_with(database)
    ana, ben = await _two(database, place)
    asked = await ask(database, place, QUESTION)
    await database.write(faqs.answer, ana, asked, {"answer": DUCKS})
    await database.write(faqs.update, ana, asked, {"answer": None})
    assert await _brought(database, asked) == []
    await database.write(faqs.answer, ben, asked, {"answer": NONE})
    (message,) = await _brought(database, asked)
    assert message["author_name"] == "Ben"
    assert NONE in message["text"]
    left = select(FaqWaiter.conversation_id).where(FaqWaiter.answered_at.is_(None))
    assert await database.read(lambda tx: tx.connection.execute(left).all()) == []


@pytest.mark.parametrize("more", [{"anew": True}, {"tell_visitors": True}])
async def test_what_is_to_be_replaced_is_replaced(database: Database, more: dict[str, bool]) -> None:
    place = await property_with(database)
    ana, ben = await _two(database, place)
    asked = await ask(database, place, QUESTION)
    await database.write(faqs.answer, ana, asked, {"answer": DUCKS})
    view = await database.write(faqs.answer, ben, asked, {"answer": NONE, **more})
    assert view.answer == NONE


async def test_one_s_own_answer_and_one_in_review_are_answered_anew(database: Database) -> None:
    place = await property_with(database)
    ana, ben = await _two(database, place)
    asked = await ask(database, place, QUESTION)
    await database.write(faqs.answer, ana, asked, {"answer": DUCKS})
    assert (await database.write(faqs.answer, ana, asked, {"answer": "Yes, with swans."})).answer == "Yes, with swans."
    await database.write(reviews.flag_by_staff, ana, asked)
    assert (await database.write(faqs.answer, ben, asked, {"answer": NONE})).status == "answered"
