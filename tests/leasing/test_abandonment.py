"""Conversations that their visitors have left are closed; those that somebody waits in are not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from app.jobs import make_jobs
from bot import channel
from leasing.clock import FixedClock, SystemClock
from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import Conversation, DomainEvent, Faq, FaqWaiter, Tour
from leasing.services import abandonment, openings, turns
from leasing.services.openings import Opening
from leasing.services.turns import ConversationClosed
from leasing.settings import load_settings
from tests.support.rows import open_chat

DAY = timedelta(hours=24)


@pytest.fixture
def clock(database: Database) -> FixedClock:
    database.clock = FixedClock(SystemClock().now())
    return database.clock


async def _row(database: Database, conversation_id: str) -> Any:
    statement = select(Conversation.__table__).where(Conversation.id == conversation_id)
    return await database.read(lambda tx: tx.connection.execute(statement).one())


async def _set(database: Database, conversation_id: str, **values: Any) -> None:
    statement = update(Conversation).where(Conversation.id == conversation_id).values(**values)
    await database.write(lambda tx: tx.connection.execute(statement))


async def test_a_silent_one_is_closed_once(database: Database, clock: FixedClock) -> None:
    opened = await open_chat(database)
    clock.advance(DAY)
    assert await database.write(abandonment.close, DAY) == [], "not before"
    clock.advance(timedelta(seconds=1))
    assert await database.write(abandonment.close, DAY) == [opened.id]
    assert await database.write(abandonment.close, DAY) == []
    row = await _row(database, opened.id)
    assert (row.status, row.mode, row.ended_at) == ("abandoned", "closed", clock.now())
    events = select(DomainEvent.data).where(DomainEvent.name == "conversation.closed")
    assert await database.read(lambda tx: tx.connection.execute(events).scalars().all()) == [{"reason": "abandoned"}]


async def test_who_comes_back_gets_a_new_one(database: Database, clock: FixedClock) -> None:
    opened = await open_chat(database)
    clock.advance(DAY * 2)
    await database.write(abandonment.close, DAY)
    with pytest.raises(ConversationClosed):
        await database.write(turns.accept, opened.id, client_id="c", text="Hi", owner="o")
    again = Opening(property=opened.property["id"], browser_id=opened.browser_id)
    back = await database.write(openings.open_, again)
    assert not back.resumed
    assert back.id != opened.id
    assert (await database.write(openings.open_, again)).id == back.id


@pytest.mark.parametrize("mode", ["waiting", "closed"])
async def test_one_that_waits_for_a_person_and_a_closed_one_stay_as_they_are(
    database: Database, clock: FixedClock, mode: str
) -> None:
    opened = await open_chat(database)
    await _set(database, opened.id, mode=mode, status="closed" if mode == "closed" else "handed_off")
    clock.advance(DAY * 9)
    assert await database.write(abandonment.close, DAY) == []


async def test_one_that_is_being_answered_stays(database: Database, clock: FixedClock) -> None:
    opened = await open_chat(database)
    await database.write(turns.accept, opened.id, client_id="c", text="Hi", owner="o")
    clock.advance(DAY * 2)
    assert await database.write(abandonment.close, DAY) == []


async def test_one_whose_question_waits_stays_until_it_is_answered(database: Database, clock: FixedClock) -> None:
    opened = await open_chat(database)
    row = await _row(database, opened.id)
    faq_id = new_id()
    stamps = {"created_at": clock.now(), "updated_at": clock.now()}

    def wait(tx: Tx) -> None:
        shared = {"company_id": row.company_id}
        entry = {"id": faq_id, "property_id": row.property_id, "question": "Pool?", "status": "pending", **stamps}
        tx.connection.execute(insert(Faq).values(**shared, **entry))
        waiter = {"faq_id": faq_id, "conversation_id": opened.id, "created_at": clock.now()}
        tx.connection.execute(insert(FaqWaiter).values(**shared, **waiter))

    await database.write(wait)
    clock.advance(DAY * 30)
    assert await database.write(abandonment.close, DAY) == []
    await database.write(lambda tx: tx.connection.execute(update(FaqWaiter).values(answered_at=tx.now)))
    assert await database.write(abandonment.close, DAY) == [opened.id]


async def test_one_with_a_tour_ahead_stays_until_it_is_over(database: Database, clock: FixedClock) -> None:
    opened = await open_chat(database)
    row = await _row(database, opened.id)
    starts_at = clock.now() + DAY * 5
    tour = {
        "id": new_id(),
        "company_id": row.company_id,
        "property_id": row.property_id,
        "conversation_id": opened.id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "duration_minutes": 30,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    await database.write(lambda tx: tx.connection.execute(insert(Tour).values(**tour)))
    clock.advance(DAY * 4)
    assert await database.write(abandonment.close, DAY) == []
    clock.advance(DAY * 2)
    assert await database.write(abandonment.close, DAY) == [opened.id]


async def test_the_job_closes_all_and_tells_open_widgets(database: Database, clock: FixedClock) -> None:
    many = [await open_chat(database) for _ in range(3)]
    frames: list[bytes] = []
    channel.subscribe(database.bus, many[0].id, "me", frames.append)
    clock.advance(timedelta(hours=3))
    settings = load_settings({"DOMIQ_ABANDONED_AFTER_HOURS": "2"})
    job = next(job for job in make_jobs(settings, None, None) if job.name == "close_abandoned_conversations")  # type: ignore[arg-type]
    await job.run(database)
    assert {(await _row(database, one.id)).status for one in many} == {"abandoned"}
    assert len(frames) == 1
    assert b'"closed"' in frames[0]
    await job.run(database)
    assert len(frames) == 1, "run twice, it does nothing more"
