"""Two processes' worth of DomIQ on one PostgreSQL and one Redis: a conversation is whole, whichever serves it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from integrations.openai.sandbox import API_KEY, run_in_thread
from integrations.openai.script import Script
from leasing.bus import RedisBus
from leasing.models import Message, Turn
from leasing.services import leases
from tests.support.chat import Chat, connect, open_conversation
from tests.support.needs import REDIS, need
from tests.support.server import Served, serve_in_thread
from tests.support.staff import Staff
from tests.support.wire import close_code, demo_on_postgres, history, quiet, rows, say

STORY = "Thanks for asking about that. Let me tell you more about it. It is a pleasure to help you. Please ask me more."
RULES: list[dict[str, Any]] = [
    {"when": {"user": "courtyard"}, "say": [f"{word} " for word in STORY.split()], "fault": {"chunk_delay": 0.04}},
    {"when": {"user": "pond"}, "say": ["Happy to help. ", "And", " more."],
     "fault": {"stall_seconds": 2, "stall_after_chunks": 3}},
    {"say": ["Happy to help."]},
]  # fmt: skip


@dataclass
class Pair:
    a: Served
    b: Served


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    need("postgres")
    need("redis")
    folder = tmp_path_factory.mktemp("pair")
    with pytest.MonkeyPatch.context() as patch, demo_on_postgres() as url, ExitStack() as stack:
        # A bus of their own: other tests may be using the same Redis.
        patch.setattr(RedisBus, "CHANNEL", f"domiq:bus:{folder.name}:{time.time_ns()}")
        shared: dict[str, Any] = {
            "database_url": url,
            "redis_url": REDIS,
            "secret_key": "one secret key for both of them, long enough",
            "openai_api_key": API_KEY,
            "openai_first_token_seconds": 20.0,
            "rate_limits": "off",
        }
        # An LLM each: the SDK's HTTP client for an address is one in a Python process, and these two have a loop each.
        both = []
        for name in ("a", "b"):
            sandbox = stack.enter_context(run_in_thread(Script.of(RULES)))
            serving = serve_in_thread(folder / name, None, openai_base_url=sandbox.base_url, **shared)
            both.append(stack.enter_context(serving))
        yield Pair(*both)


async def _first_delta(chat: Chat) -> dict[str, Any]:
    return await chat.until(lambda f: f["type"] == "delta")


async def test_a_visitor_of_one_sees_what_the_other_produces(pair: Pair) -> None:
    opened = await open_conversation(pair.a.url)
    async with connect(pair.a.url, opened) as on_a, connect(pair.b.url, opened) as on_b:
        await say(on_b, "message", text="What is the courtyard like?")
        told = await on_a.reply()
        assert told["text"] == STORY
        assert on_a.texts[told["id"]] == STORY
        assert await on_b.reply() == told
        assert [f["message"]["seq"] for f in on_a.frames if f["type"] == "message"] == [1, 2]
        await say(on_a, "handoff")
        assert (await on_b.until(lambda f: f["type"] == "mode"))["mode"] == "waiting"
    assert await history(pair.a, opened) == await history(pair.b, opened)


async def test_who_reconnects_to_the_other_in_mid_reply_reads_it_whole(pair: Pair) -> None:
    opened = await open_conversation(pair.a.url)
    async with connect(pair.a.url, opened) as on_a:
        await say(on_a, "message", text="What is the courtyard like?")
        await _first_delta(on_a)
        readers = [_read(pair.b, opened, n * 0.05) for n in range(24)]
        assert set(await asyncio.gather(*readers)) == {STORY}


async def _read(served: Served, opened: Any, after_seconds: float) -> str:
    await asyncio.sleep(after_seconds)
    async with connect(served.url, opened) as chat:
        stored = [m for m in chat.frames[0]["messages"] if m["author"] == "bot"]
        reply = stored[0] if stored else await chat.reply()
        # Who comes after the last delta and before the commit gets the whole message, and no delta.
        assert stored or chat.texts.get(reply["id"], reply["text"]) == reply["text"]
        return str(reply["text"])


async def test_messages_sent_to_both_at_once_are_answered_in_order(pair: Pair) -> None:
    opened = await open_conversation(pair.a.url)
    async with connect(pair.a.url, opened) as on_a, connect(pair.b.url, opened) as on_b:
        names = ["same", "one", "two", "three"]
        for name in names:
            for chat in (on_a, on_b):
                await chat.send("message", client_id=name, text=f"Is there a pool? ({name})")
        acks = [[await chat.until(lambda f: f["type"] == "ack") for _ in names] for chat in (on_a, on_b)]
        assert [ack["seq"] for ack in acks[0]] == [ack["seq"] for ack in acks[1]]
        for chat in (on_a, on_b):
            while sum(f["message"]["author"] == "bot" for f in chat.frames if f["type"] == "message") < len(names):
                await chat.receive()
        assert on_a.texts == on_b.texts
    stored = await history(pair.b, opened)
    assert [m["seq"] for m in stored] == list(range(1, 9))
    asked = [m["id"] for m in stored if m["author"] == "visitor"]
    assert [m["in_reply_to"] for m in stored if m["author"] == "bot"] == asked


async def test_stop_reaches_the_process_that_writes(pair: Pair) -> None:
    opened = await open_conversation(pair.a.url)
    async with connect(pair.a.url, opened) as on_a, connect(pair.b.url, opened) as on_b:
        await say(on_a, "message", text="What is the courtyard like?")
        begun = await _first_delta(on_b)
        await on_b.send("stop", message_id=begun["message_id"])
        replies = [await chat.reply(5) for chat in (on_a, on_b)]
        assert replies[0] == replies[1]
        assert replies[0]["interrupted"] is True
        assert STORY.startswith(replies[0]["text"])
        assert replies[0]["text"] != STORY


async def test_a_person_at_one_takes_over_what_the_other_writes(pair: Pair) -> None:
    """The visitor and the bot's reply on one, the manager on the other, and back again."""
    staff = await asyncio.to_thread(Staff, pair.b)
    opened = await open_conversation(pair.a.url)
    async with connect(pair.a.url, opened) as on_a, staff.watching(opened.id) as watch:
        await say(on_a, "message", text="What is the courtyard like?")
        await _first_delta(on_a)
        assert (await watch.until(lambda f: f["type"] == "delta"))["text"]
        await staff.do("POST", f"/conversations/{opened.id}/join")
        told = await on_a.until(lambda f: f["type"] == "mode")
        assert (told["mode"], told["agent"]["name"]) == ("human", staff.name)
        assert [f for f in await quiet(on_a, 0.6) if f["type"] in {"delta", "message"}] == []
        await on_a.send("typing", on=True)
        await watch.until(lambda f: f["type"] == "typing" and f["author"] == "visitor")
        await watch.send("message", text="This is a person.")
        answer = await on_a.until(lambda f: f["type"] == "message" and f["message"]["author"] == "manager")
        assert answer["message"]["text"] == "This is a person."
        await say(on_a, "message", text="And the meadow?")
        asked = await watch.until(lambda f: f["type"] == "message" and f["message"]["author"] == "visitor")
        assert asked["message"]["text"] == "And the meadow?"
        await staff.do("POST", f"/conversations/{opened.id}/hand-back")
        assert (await on_a.reply())["text"] == "Happy to help."
    said = [(m["author"], m.get("interrupted", False)) for m in await history(pair.b, opened)]
    assert said == [
        ("visitor", False), ("bot", True), ("system", False), ("manager", False), ("visitor", False),
        ("system", False), ("bot", False),
    ]  # fmt: skip


async def test_the_same_tab_on_the_other_process_replaces_the_older(pair: Pair) -> None:
    opened = await open_conversation(pair.a.url)
    async with connect(pair.a.url, opened, tab_id="tab") as older:
        async with connect(pair.b.url, opened, tab_id="tab") as newer:
            assert await close_code(older.socket) == 4409
            assert (await say(newer, "event", name="here"))["type"] == "ack"
            assert not await quiet(newer, 0.2), "the newer one stays"


async def test_a_turn_whose_process_died_is_taken_over(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease of the turn on A runs out, as if A had died with it: B answers it, once, and goes on from the words
    that were sent; A, waking up, can add nothing."""
    opened = await open_conversation(pair.a.url)
    async with connect(pair.b.url, opened) as on_b:
        async with connect(pair.a.url, opened) as on_a:
            await say(on_a, "message", text="How is the pond?")
            begun = await _first_delta(on_b)
            (turn,) = rows(pair.a, select(Turn.__table__).where(Turn.conversation_id == opened.id))
            assert turn.lease_owner == pair.a.house.dialogue.owner
            expired = pair.a.house.clock.now() - leases.LEASE - timedelta(seconds=1)
            await asyncio.to_thread(_expire, pair, turn.id, expired)
        reply = await on_b.until(lambda f: f["type"] == "message" and f["message"]["author"] == "bot", 15)
        assert reply["message"]["id"] == begun["message_id"]
        assert reply["message"]["text"].startswith(begun["text"].strip())
        await quiet(on_b, 2.5)
    stored = await history(pair.b, opened)
    assert [m["author"] for m in stored] == ["visitor", "bot"]
    (turn,) = rows(pair.a, select(Turn.__table__).where(Turn.conversation_id == opened.id))
    assert (turn.state, turn.attempt, turn.lease_owner) == ("done", 2, pair.b.house.dialogue.owner)
    assert len(rows(pair.a, select(Message.id).where(Message.conversation_id == opened.id))) == 2


def _expire(pair: Pair, turn_id: str, at: Any) -> None:
    """Only B looks for turns that nobody works on: A is dead."""

    async def steal() -> None:
        await pair.b.house.database.write(
            lambda tx: tx.connection.execute(update(Turn).where(Turn.id == turn_id).values(lease_until=at))
        )
        await pair.b.house.dialogue._recover(everything=False)

    pair.b.run(steal())
