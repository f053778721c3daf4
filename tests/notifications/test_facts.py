"""What happens becomes a notification for whom it concerns: once, in words that give nobody's address away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update

from leasing.database import Tx
from leasing.models import DomainEvent, Lead, ManagerAssignment, NotificationInbox, OutboxItem, Task, User
from leasing.notified import KIND_OF, KINDS
from leasing.services import faqs, leads, notices, prospects, question_reminders, questions, responses, tasks, tours
from leasing.services.notice_views import heard, topic
from leasing.understood import Contact, Understood
from tests.notifications.conftest import Team
from tests.support.tours import at, community, visitor

ADDRESS, NUMBER = "bea@x.example", "+12125550100"


async def _lead(team: Team, **more: Any) -> str:
    ref = await visitor(team.database, team.property_id, "")
    known = Understood(contact=Contact(first_name="Bea", last_name="Ott", email=ADDRESS, phone=NUMBER), **more)
    return await team.database.write(leads.save, ref, known)


def _ask(tx: Tx, ref: Any, question: str) -> Any:
    return questions.ask(tx, ref, question=question, reason="missing_knowledge", ordinal=0, message_id=None)


async def test_a_new_lead_is_told_without_address_or_number(team: Team) -> None:
    lead_id = await _lead(team)
    await team.drain()
    (row,) = await team.told(lead_id=lead_id)
    assert (row.kind, row.manager_id, row.seq, row.urgency) == ("lead_new", team.ana.id, 1, "normal")
    assert row.title == "New lead: Bea O."
    assert row.conversation_id is not None
    for text in (row.title, row.body):
        assert ADDRESS not in text
        assert NUMBER not in text


async def test_a_lead_grows_qualified_and_hot_and_each_is_told_once(team: Team) -> None:
    june = team.clock.now().date().replace(year=2027, month=6, day=1)
    wishes: dict[str, Any] = {"bedrooms": 2, "price_max_cents": 200_000, "move_in_date": june}
    ref = await visitor(team.database, team.property_id, "")
    known = Understood(contact=Contact(first_name="Bea", email=ADDRESS), **wishes)
    lead_id = await team.database.write(leads.save, ref, known)
    await team.drain()
    assert [row.kind for row in await team.told()] == ["lead_new", "lead_qualified"]
    here = await community(team.database, team.property_id)
    await team.database.write(tours.book, ref, here, starts_at=at(16), tour_type="in_person")
    await team.drain()
    rows = {row.kind: row for row in await team.told()}
    assert set(rows) == {"lead_new", "lead_qualified", "lead_hot", "tour_booked"}
    assert (rows["lead_hot"].urgency, rows["lead_hot"].lead_id) == ("urgent", lead_id)
    assert sorted(row.seq for row in rows.values()) == [1, 2, 3, 4]
    score = await team.database.read(lambda tx: tx.connection.execute(select(Lead.score)).scalar_one())
    assert score >= 85


async def test_a_tour_is_told_when_booked_moved_and_cancelled(team: Team) -> None:
    ref = await visitor(team.database, team.property_id)
    here = await community(team.database, team.property_id)
    booked = await team.database.write(tours.book, ref, here, starts_at=at(16), tour_type="in_person")
    await team.drain()
    await team.fact("tour.moved", booked.id)
    await team.fact("tour.cancelled", booked.id)
    rows = [row for row in await team.told() if row.tour_id]
    assert [row.kind for row in rows] == ["tour_booked", "tour_moved", "tour_cancelled"]
    assert "Wed, Nov 25 at 11:00 AM, in person" in rows[0].body


async def test_a_question_and_a_wish_for_a_person_are_told(team: Team) -> None:
    ref = await visitor(team.database, team.property_id)
    await team.database.write(_ask, ref, "Is there a telescope?")
    chat = await team.handed_off()
    rows = {row.kind: row for row in await team.told()}
    assert rows["question_waiting"].title == "Question waiting: Is there a telescope?"
    assert rows["question_waiting"].faq_id is not None
    assert (rows["person_requested"].conversation_id, rows["person_requested"].urgency) == (chat, "urgent")


async def test_a_question_on_its_way_is_told_to_whom_it_is_now(team: Team) -> None:
    """Who is reminded, who has it next, and in the end everybody; who takes one is not told that they did."""
    ben = await team.hire("Ben", order=2)
    ref = await visitor(team.database, team.property_id)
    asked = await team.database.write(_ask, ref, "Is there a telescope?")
    of_question = select(Task.id).where(Task.faq_id == asked.faq_id)
    task_id = await team.database.read(lambda tx: tx.connection.execute(of_question).scalar_one())
    await team.drain()
    for hours in (1, 4, 1, 3):
        team.clock.advance(timedelta(hours=hours))
        if not 9 <= team.clock.now().hour - 5 < 18:
            team.clock.advance(timedelta(hours=16))
        await team.database.write(question_reminders.step, task_id)
    await team.drain()
    on_its_way = [(row.kind, row.manager_id) for row in await team.told() if row.kind.startswith("question_")]
    assert on_its_way[:4] == [
        ("question_waiting", team.ana.id),
        ("question_reminded", team.ana.id),
        ("question_escalated", ben.id),
        ("question_reminded", ben.id),
    ]
    assert sorted(on_its_way[4:]) == sorted(("question_escalated", one.id) for one in (team.ana, ben))
    for manager, by in ((ben, ben), (team.ana, ben), (team.ana, ben)):
        await team.database.write(tasks.assign, by.scope, task_id, manager.id)
        await team.drain()
    assert [row.manager_id for row in await team.told(kind="question_assigned")] == [team.ana.id]
    await team.database.write(faqs.answer, ben.scope, asked.faq_id, {"answer": "Yes, on the roof."})
    assert {row.responded_by for row in await team.told(faq_id=asked.faq_id)} == {ben.id}
    root = await team.hire("Root", role="admin", works=False)
    times = await team.database.read(responses.times, root.scope, days=7)
    assert times.responded == 1, "a question is one fact, however often it is told"


async def test_a_task_is_told_to_whom_a_colleague_gives_it(team: Team) -> None:
    ben = await team.hire("Ben", order=2)
    given = {"property_id": team.property_id, "question": "Call the plumber back", "assigned_to": ben.id}
    made = await team.database.write(tasks.create, team.ana.scope, given)
    await team.drain()
    for manager, by in ((team.ana, ben), (ben, ben), (None, ben), (ben, team.ana)):
        await team.database.write(tasks.assign, by.scope, made.task.id, manager and manager.id)
        await team.drain()
    rows = await team.told(kind="task_assigned")
    assert [row.manager_id for row in rows] == [ben.id, team.ana.id, ben.id], "who takes one is not told"
    assert (rows[0].title, rows[0].urgency) == ("Task for you: Call the plumber back", "normal")


async def test_every_kind_with_a_fact_is_told(team: Team) -> None:
    """Also those whose facts other parts of the house will make."""
    lead_id = await _lead(team)
    ref = await visitor(team.database, team.property_id, "cy@x.example")
    here = await community(team.database, team.property_id)
    booked = await team.database.write(tours.book, ref, here, starts_at=at(16), tour_type="in_person")
    asked = await team.database.write(_ask, ref, "Is there a telescope?")
    given = {"property_id": team.property_id, "question": "Call the plumber back"}
    task = await team.database.write(tasks.create, team.ana.scope, given)
    wish = await team.database.write(tasks.create, team.ana.scope, {**given, "conversation_id": ref.conversation_id})
    subjects = {"lead": lead_id, "task": task.task.id, "email": lead_id, "tour": booked.id, "question": asked.faq_id,
                "conversation": ref.conversation_id, "privacy": wish.task.id, "sync": "c"}  # fmt: skip
    await team.drain()
    for name, kind in KIND_OF.items():
        before = len(await team.told(kind=kind))
        more = {"manager_id": team.ana.id} if kind == "task_assigned" else {}
        await team.fact(name, subjects[name.partition(".")[0]], vendor="ResMan", reason="The key was refused", **more)
        assert len(await team.told(kind=kind)) == before + 1, kind
    assert set(KIND_OF.values()) == {name for name, kind in KINDS.items() if kind.event}


async def test_who_is_told(team: Team) -> None:
    """The one whose lead it is; else everybody at the property; else the admins; nobody whose login is off."""
    ben, root = await team.hire("Ben", order=2), await team.hire("Root", role="admin", works=False)
    off = await team.hire("Off", order=3)
    switched_off = update(User).where(User.id == off.user_id).values(is_active=False)
    await team.database.write(lambda tx: tx.connection.execute(switched_off))
    lead_id = await _lead(team)
    await team.drain()
    assert {row.manager_id for row in await team.told()} == {team.ana.id, ben.id}
    await team.database.write(prospects.assign, root.scope, lead_id, ben.id)
    await team.fact("lead.hot", lead_id)
    assert [row.manager_id for row in await team.told(kind="lead_hot")] == [ben.id]
    await team.database.write(lambda tx: tx.connection.execute(delete(ManagerAssignment)))
    await team.handed_off()
    assert [row.manager_id for row in await team.told(kind="person_requested")] == [root.id]


async def test_a_fact_is_told_once_however_often_it_is_handled(team: Team) -> None:
    await team.hire("Ben")
    await team.handed_off()
    first = await team.told()
    (event_id,) = {row.event_id for row in first}
    spoken: list[bytes] = []
    team.database.bus.subscribe(topic(team.ana.id), spoken.append)
    again = await asyncio.gather(*(team.database.write(notices.tell, event_id) for _ in range(8)))
    assert await team.told() == first
    assert {tuple(sorted(ids)) for ids in again} == {tuple(sorted(row.id for row in first))}
    assert {heard(message).seq for message in spoken} == {1}, "what may not have been heard is said again, as the same"


async def test_processes_that_tell_at_once_number_without_gap_or_double(team: Team) -> None:
    """Each fact is handled by three processes at once, as after a lease that ran out."""
    chats = [await team.chat() for _ in range(12)]

    def happen(tx: Tx) -> None:
        for chat in chats:
            tx.emit("conversation.handed_off", team.ana.company_id, property_id=team.property_id, subject_id=chat)

    await team.database.write(happen)
    handed = select(DomainEvent.id).where(DomainEvent.name == "conversation.handed_off")
    ids = await team.database.read(lambda tx: list(tx.connection.execute(handed).scalars()))
    async with team.processes(3) as several:
        await asyncio.gather(*(one.write(notices.tell, event_id) for one in several * 3 for event_id in ids))
    rows = await team.told(manager_id=team.ana.id)
    assert sorted(row.seq for row in rows) == list(range(1, 13))
    last = select(NotificationInbox.last_seq).where(NotificationInbox.manager_id == team.ana.id)
    assert await team.database.read(lambda tx: tx.connection.execute(last).scalar_one()) == 12


async def test_a_fact_whose_subject_is_gone_is_dropped(team: Team) -> None:
    await team.fact("lead.created", "nobody")
    assert await team.told() == []
    states = await team.database.read(lambda tx: set(tx.connection.execute(select(OutboxItem.state)).scalars()))
    assert states == {"done"}


async def test_an_answer_and_a_call_count_as_responses(team: Team) -> None:
    ben = await team.hire("Ben")
    ref = await visitor(team.database, team.property_id)
    asked = await team.database.write(_ask, ref, "Is there a telescope?")
    lead_id = await _lead(team)
    await team.drain()
    await team.database.write(faqs.answer, ben.scope, asked.faq_id, {"answer": "Yes, on the roof."})
    for row in await team.told(kind="question_waiting"):
        assert (row.responded_at, row.responded_by, row.read_at) == (team.clock.now(), ben.id, team.clock.now())
    assert [row.responded_at for row in await team.told(lead_id=lead_id)] == [None, None]
    await team.database.write(prospects.add_activity, team.ana.scope, lead_id, "note", "Nice.")
    assert [row.responded_at for row in await team.told(lead_id=lead_id)] == [None, None]
    await team.database.write(prospects.add_activity, team.ana.scope, lead_id, "call", "Spoke to Bea.")
    assert {row.responded_by for row in await team.told(lead_id=lead_id)} == {team.ana.id}


@contextmanager
def _statements(team: Team) -> Iterator[list[str]]:
    backend: Any = team.database._backend
    engine = backend._engine if team.database.is_sqlite else backend._engine.sync_engine
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("name", "statements"), [("lead.updated", 1), ("conversation.closed", 1), ("lead.created", 2)])
async def test_what_nobody_is_told_of_costs_no_statement(team: Team, name: str, statements: int) -> None:
    """An event is one insert, its position included; only what is told asks the outbox too."""

    def happen(tx: Tx) -> None:
        tx.emit(name, team.ana.company_id, property_id=team.property_id, subject_id="x")

    with _statements(team) as seen:
        await team.database.write(happen)
    assert len(seen) == statements, seen
