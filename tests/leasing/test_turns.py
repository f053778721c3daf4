"""The durable turn: accepted once, answered once, by one process at a time, in order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from leasing.clock import FixedClock, SystemClock
from leasing.database import Database, Tx
from leasing.models import Conversation, Message, Turn
from leasing.services import conversations, leases, openings, replies, turns
from leasing.services.effects import LostLease, once
from leasing.services.leases import Work
from leasing.services.replies import Finished, Reply
from leasing.services.turns import Accepted, ConversationClosed
from tests.support.rows import open_chat

ME, OTHER = "process-a", "process-b"


async def _accept(database: Database, chat: str, client_id: str, text: str = "hello") -> Accepted:
    return await database.write(turns.accept, chat, client_id=client_id, text=text, owner=ME)


def _messages(database: Database, chat: str):
    return database.read(
        lambda tx: [
            (row.seq, row.author, row.text)
            for row in tx.connection.execute(
                select(Message.seq, Message.author, Message.text)
                .where(Message.conversation_id == chat)
                .order_by(Message.seq)
            )
        ]
    )


def finish(tx: Tx, work: Work, reply: Reply, owner: str) -> Finished:
    return replies.finish(tx, work, replies.ending(tx, work), reply, owner)


async def test_the_same_client_id_is_stored_and_answered_once(database: Database) -> None:
    chat = (await open_chat(database)).id
    first = await _accept(database, chat, "c1")
    again = await _accept(database, chat, "c1")
    assert (again.message_id, again.seq, again.duplicate, again.work) == (first.message_id, first.seq, True, None)
    assert first.work is not None
    assert len(await _messages(database, chat)) == 1


async def test_many_at_once_get_rising_numbers_without_gaps(database: Database) -> None:
    chat = (await open_chat(database)).id
    results = await asyncio.gather(*(_accept(database, chat, f"c{i % 20}") for i in range(60)), return_exceptions=True)
    # Two requests with one client_id may collide; the loser is refused and finds the ack when it asks again.
    accepted = [one for one in results if isinstance(one, Accepted)]
    assert {one.seq for one in accepted} <= set(range(1, 21))
    for i in range(20):
        assert (await _accept(database, chat, f"c{i}")).duplicate
    assert [seq for seq, _, _ in await _messages(database, chat)] == list(range(1, 21))
    assert sum(one.work is not None for one in accepted) == 1, "only one turn runs at a time"


async def test_turns_are_answered_in_order(database: Database) -> None:
    chat = (await open_chat(database)).id
    first = await _accept(database, chat, "c1", "one")
    second = await _accept(database, chat, "c2", "two")
    assert first.work is not None
    assert second.work is None
    finished = await database.write(finish, first.work, Reply(text="answer one"), ME)
    assert finished.next is not None
    assert finished.next.text == "two"
    done = await database.write(finish, finished.next, Reply(text="answer two"), ME)
    assert done.next is None
    assert [(a, t) for _, a, t in await _messages(database, chat)] == [
        ("visitor", "one"),
        ("visitor", "two"),
        ("bot", "answer one"),
        ("bot", "answer two"),
    ]


async def test_a_turn_is_finished_once_though_two_processes_hold_it(database: Database) -> None:
    chat = (await open_chat(database)).id
    work = (await _accept(database, chat, "c1")).work
    assert work is not None
    taken = await database.write(leases.recover, chat, OTHER, whatever_lease=True)
    assert taken is not None
    assert taken.ref.attempt == 2
    assert taken.reply_id == work.reply_id
    with pytest.raises(LostLease):
        await database.write(finish, work, Reply(text="the dead one's"), ME)
    await database.write(finish, taken, Reply(text="the living one's"), OTHER)
    with pytest.raises(LostLease):
        await database.write(finish, taken, Reply(text="again"), OTHER)
    assert [t for _, a, t in await _messages(database, chat) if a == "bot"] == ["the living one's"]


async def test_a_lease_is_not_taken_before_it_runs_out(database: Database) -> None:
    clock = FixedClock(SystemClock().now())
    database.clock = clock
    chat = (await open_chat(database)).id
    work = (await _accept(database, chat, "c1")).work
    assert work is not None
    assert await database.write(leases.recover, chat, OTHER) is None
    clock.advance(leases.LEASE - timedelta(seconds=1))
    await database.write(leases.renew, ME, [work.ref.id])
    clock.advance(timedelta(seconds=2))
    assert await database.read(leases.abandoned, all_running=False) == []
    assert await database.write(leases.recover, chat, OTHER) is None
    clock.advance(leases.LEASE)
    assert await database.read(leases.abandoned, all_running=False) == [chat]
    assert await database.write(leases.recover, chat, OTHER) is not None


async def test_what_was_sent_is_known_to_who_takes_over(database: Database) -> None:
    chat = (await open_chat(database)).id
    work = (await _accept(database, chat, "c1")).work
    assert work is not None
    await database.write(replies.note_sent, work.ref, "We have two homes. ")
    taken = await database.write(leases.recover, chat, OTHER, whatever_lease=True)
    assert taken is not None
    assert taken.sent_text == "We have two homes. "
    with pytest.raises(LostLease):
        await database.write(replies.note_sent, work.ref, "more of the dead one")


async def test_an_effect_happens_once_in_a_turn(database: Database) -> None:
    chat = (await open_chat(database)).id
    work = (await _accept(database, chat, "c1")).work
    assert work is not None
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"n": len(made)}

    assert await database.write(once, work.ref, "book_tour", make) == {"n": 1}
    assert await database.write(once, work.ref, "book_tour", make) == {"n": 1}
    taken = await database.write(leases.recover, chat, OTHER, whatever_lease=True)
    assert taken is not None
    assert await database.write(once, taken.ref, "book_tour", make) == {"n": 1}
    with pytest.raises(LostLease):
        await database.write(once, work.ref, "other", make)


async def test_a_closed_conversation_takes_no_message(database: Database) -> None:
    chat = (await open_chat(database)).id
    await database.write(conversations.note, chat, client_id="e1", type_="end")
    with pytest.raises(ConversationClosed):
        await _accept(database, chat, "c1")


async def test_a_person_speaking_stops_the_bot(database: Database) -> None:
    chat = (await open_chat(database)).id
    await database.write(
        lambda tx: tx.connection.execute(
            update(Conversation).where(Conversation.id == chat).values(mode="human", status="handed_off")
        )
    )
    accepted = await _accept(database, chat, "c1")
    assert accepted.work is None
    assert await database.read(lambda tx: tx.connection.execute(select(Turn.id)).all()) == []


async def test_the_database_itself_refuses_two_running_turns(database: Database) -> None:
    chat = (await open_chat(database)).id
    await _accept(database, chat, "c1")
    await _accept(database, chat, "c2")
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        await database.write(lambda tx: tx.connection.execute(update(Turn).values(state="running")))


async def test_a_browser_resumes_its_open_conversation(database: Database) -> None:
    opened = await open_chat(database)
    again = await database.write(
        openings.open_, openings.Opening(property=opened.property["id"], browser_id=opened.browser_id)
    )
    assert (again.id, again.resumed) == (opened.id, True)
    await database.write(conversations.note, opened.id, client_id="e", type_="end")
    fresh = await database.write(
        openings.open_, openings.Opening(property=opened.property["id"], browser_id=opened.browser_id)
    )
    assert fresh.id != opened.id
    assert not fresh.resumed


async def test_two_tabs_that_open_at_once_share_the_conversation(database: Database) -> None:
    opened = await open_chat(database)
    await database.write(conversations.note, opened.id, client_id="e", type_="end")
    asked = openings.Opening(property=opened.property["id"], browser_id=opened.browser_id)
    both = await asyncio.gather(*(database.write(openings.open_, asked) for _ in range(8)))
    assert len({one.id for one in both}) == 1
