"""A question that waits for too long: its person is reminded, then the next one has it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.jobs import remind_of_questions
from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.models import Holiday
from leasing.services import faqs, question_reminders, question_rules
from tests.support.questions import ask, events, hire, set_property, steps, task_of
from tests.support.tours import NOW, add_manager, community, property_with, scope_of


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


async def test_office_minutes(database: Database) -> None:
    place = await property_with(database)
    here = await community(database, place)
    evening, morning = datetime(2026, 11, 24, 22, 30, tzinfo=UTC), datetime(2026, 11, 25, 14, 20, tzinfo=UTC)
    assert here.open_minutes(evening, morning) == 30 + 20
    assert here.open_minutes(morning, evening) == 0
    year = here.open_minutes(datetime(2026, 1, 1, 5, tzinfo=UTC), datetime(2027, 1, 1, 5, tzinfo=UTC), enough=100)
    assert year == 9 * 60, "it looks at no more days than it has to"


async def test_office_minutes_on_holidays_and_when_the_clock_changes(database: Database) -> None:
    place = await property_with(database)

    def close(tx: Tx) -> None:
        scope_of(tx, place).insert(tx, Holiday, property_id=place, day=date(2026, 11, 26), name="Thanksgiving")
        set_property(tx, place, version=2)

    await database.write(close)
    here = await community(database, place)
    assert here.open_minutes(datetime(2026, 11, 25, 23, tzinfo=UTC), datetime(2026, 11, 27, 14, tzinfo=UTC)) == 0
    # Sunday, November 1: the clock goes back, and nine in the morning is an hour later in UTC.
    saturday, sunday = datetime(2026, 10, 31, 13, tzinfo=UTC), datetime(2026, 11, 1, 14, tzinfo=UTC)
    assert here.open_minutes(saturday, sunday) == 9 * 60
    assert here.open_minutes(saturday, sunday + timedelta(minutes=5)) == 9 * 60 + 5


async def test_an_office_that_is_always_open_has_a_day_of_25_hours(database: Database) -> None:
    place = await property_with(database)
    here = await community(database, place)
    always = replace(here, hours=tuple((day, 0, 1440) for day in range(7)))
    night, next_night = datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)
    assert always.open_minutes(night, next_night) == 25 * 60


async def test_reminded_and_then_the_next_person_has_it(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    two = await database.write(add_manager, [place], "Two", order=2)
    faq_id = await ask(database, place, "Is there a moat?")
    clock.advance(timedelta(minutes=59))
    await remind_of_questions(database)
    assert await steps(database, faq_id) == [("created", one)]
    clock.advance(timedelta(minutes=1))
    await remind_of_questions(database)
    await remind_of_questions(database)
    assert await steps(database, faq_id) == [("created", one), ("reminded", one)]
    clock.advance(timedelta(minutes=179))
    await remind_of_questions(database)
    assert len(await steps(database, faq_id)) == 2
    clock.advance(timedelta(minutes=1))
    await remind_of_questions(database)
    await remind_of_questions(database)
    assert (await steps(database, faq_id))[2:] == [("escalated", two)]
    task = await task_of(database, faq_id)
    assert (task.assigned_to, task.escalations, task.reminded_at) == (two, 1, None)
    escalated = await events(database, "question.escalated")
    assert [(row.subject_id, row.data["manager_id"], row.data["before"]) for row in escalated] == [(faq_id, two, one)]
    assert (await events(database, "question.reminded"))[0].data["manager_id"] == one


async def test_once_everybody_had_it_that_is_said_once(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    faq_id = await ask(database, place, "Is there a moat?")
    for _ in range(200):
        clock.advance(timedelta(hours=1))
        await remind_of_questions(database)
    assert await steps(database, faq_id) == [("created", one), ("reminded", one), ("escalated", one)]
    assert [row.data["manager_id"] for row in await events(database, "question.escalated")] == [None]


async def test_nobody_is_reminded_at_night_and_a_standstill_makes_no_flood(
    database: Database, clock: FixedClock
) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    await database.write(add_manager, [place], "Two", order=2)
    faq_id = await ask(database, place, "Is there a moat?")
    # Three days later, before the office opens.
    clock.advance(timedelta(days=3) - timedelta(hours=2))
    await remind_of_questions(database)
    assert await steps(database, faq_id) == [("created", one)]
    clock.advance(timedelta(hours=2))
    for _ in range(5):
        await remind_of_questions(database)
        clock.advance(timedelta(minutes=1))
    assert await steps(database, faq_id) == [("created", one), ("reminded", one)]


async def test_several_processes_take_one_step(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    faq_id = await ask(database, place, "Is there a moat?")
    clock.advance(timedelta(minutes=61))
    await asyncio.gather(*(remind_of_questions(database) for _ in range(8)))
    assert await steps(database, faq_id) == [("created", one), ("reminded", one)]
    assert len(await events(database, "question.reminded")) == 1


async def test_what_is_answered_is_let_go(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    await database.write(add_manager, [place], "One")
    scope = await database.write(hire, place)
    faq_id = await ask(database, place, "Is there a moat?")
    await database.write(faqs.answer, scope, faq_id, {"answer": "Yes."})
    clock.advance(timedelta(days=2))
    assert await database.read(question_reminders.waiting) == []
    task = await task_of(database, faq_id)
    assert (task.status, task.answer, task.completed_at) == ("completed", "Yes.", NOW)
    assert await database.write(question_reminders.step, task.id) is None


async def test_a_company_has_its_own_times(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    wanted = {"remind_after_minutes": 5, "escalate_after_minutes": 10}
    await database.write(lambda tx: question_rules.change_settings(tx, scope_of(tx, place), wanted))
    faq_id = await ask(database, place, "Is there a moat?")
    clock.advance(timedelta(minutes=5))
    await remind_of_questions(database)
    assert await steps(database, faq_id) == [("created", one), ("reminded", one)]


async def test_who_comes_later_gets_what_was_nobodys(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    faq_id = await ask(database, place, "Is there a moat?")
    late = await database.write(add_manager, [place], "Late")
    clock.advance(timedelta(minutes=60))
    await remind_of_questions(database)
    assert await steps(database, faq_id) == [("created", None), ("assigned", late)]
