"""Messages: acknowledged, numbered, stored and answered once, in order, and seen by every socket once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.support.chat import Chat, Frame, connect, open_conversation, talking
from tests.support.server import Served
from tests.support.wire import history, new_client_id, quiet, say

QUESTIONS = [
    "Is there a pool?",
    "Do you allow cats?",
    "Is there a gym?",
    "What does parking cost?",
    "Is there laundry?",
]


def _frame(text: str, client_id: str | None = None) -> dict[str, Any]:
    return {"type": "message", "client_id": client_id or new_client_id(), "text": text}


async def _answered(chat: Chat, count: int) -> list[Frame]:
    return [await chat.reply() for _ in range(count)]


async def test_a_message_is_acked_before_it_is_answered(both: Served) -> None:
    async with talking(both.url) as chat:
        client_id = await chat.send("message", text=QUESTIONS[0])
        ack = await chat.receive()
        assert set(ack) == {"type", "client_id", "message_id", "seq"}
        assert (ack["type"], ack["client_id"], ack["seq"]) == ("ack", client_id, 1)
        reply = await chat.reply()
        assert reply["in_reply_to"] == ack["message_id"]
        assert (reply["author"], reply["seq"]) == ("bot", 2)
        assert {"id", "seq", "author", "text", "created_at"} <= set(reply)
        assert reply["created_at"].endswith("Z")
        assert chat.texts[reply["id"]] == reply["text"]


async def test_deltas_add_up_to_the_message(both: Served) -> None:
    async with talking(both.url) as chat:
        for question in (*QUESTIONS, "What two bedroom homes do you have?", "I want a person", "asdf qwer", "👋"):
            reply = await chat.ask(question)
            assert chat.texts[reply["id"]] == reply["text"], question
            assert reply["text"] == reply["text"].strip()
        texts = {m["id"]: m["text"] for m in chat.frames[0]["messages"]}
    assert texts == {}


async def test_seq_rises_by_one_and_a_replay_is_what_was_seen(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        for question in QUESTIONS[:3]:
            await chat.ask(question)
        live = [frame["message"] for frame in chat.frames if frame["type"] == "message"]
    stored = await history(both, opened)
    assert [message["seq"] for message in stored] == list(range(1, 7))
    assert [message["author"] for message in stored] == ["visitor", "bot"] * 3
    assert [message for message in stored if message["author"] == "bot"] == live


async def test_the_same_client_id_gets_the_same_ack_and_no_second_answer(both: Served) -> None:
    opened = await open_conversation(both.url)
    frame = _frame(QUESTIONS[0])
    async with connect(both.url, opened) as chat, connect(both.url, opened) as other:
        acks = []
        for who in (chat, chat, other, other):
            await who.socket.send(json.dumps(frame))
            acks.append(await who.until(lambda f: f["type"] == "ack"))
        # Another text under the same name changes nothing: the name was taken.
        await other.socket.send(json.dumps(_frame("Something else", frame["client_id"])))
        acks.append(await other.until(lambda f: f["type"] == "ack"))
        assert all(ack == acks[0] for ack in acks)
        await quiet(chat)
    stored = await history(both, opened)
    assert [message["author"] for message in stored] == ["visitor", "bot"]
    assert stored[0]["text"] == QUESTIONS[0]


async def test_the_same_client_id_sent_at_once_by_many_is_stored_once(both: Served) -> None:
    opened = await open_conversation(both.url)
    frames = [_frame(text) for text in QUESTIONS[:3]]

    async def flood(number: int) -> list[Frame]:
        async with connect(both.url, opened) as chat:
            for frame in frames[number % 3 :] + frames[: number % 3]:
                await chat.socket.send(json.dumps(frame))
            return [await chat.until(lambda f: f["type"] in {"ack", "error"}) for _ in frames]

    answers = [ack for acks in await asyncio.gather(*(flood(n) for n in range(6))) for ack in acks]
    assert {ack["type"] for ack in answers} == {"ack"}
    for frame in frames:
        assert len({ack["seq"] for ack in answers if ack["client_id"] == frame["client_id"]}) == 1
    async with connect(both.url, opened) as chat:
        while len(chat.frames[0]["messages"]) + len(chat.seqs) < 6:
            await chat.receive()
        await quiet(chat)
    stored = await history(both, opened)
    assert [message["seq"] for message in stored] == list(range(1, 7))
    assert sorted(m["text"] for m in stored if m["author"] == "visitor") == sorted(QUESTIONS[:3])


async def test_the_name_of_one_conversation_is_free_in_another(house: Served) -> None:
    async with talking(house.url) as first, talking(house.url) as second:
        one = await say(first, "message", text=QUESTIONS[0], client_id="same")
        two = await say(second, "message", text=QUESTIONS[1], client_id="same")
    assert one["message_id"] != two["message_id"]
    assert one["seq"] == two["seq"] == 1


async def test_messages_sent_at_once_are_answered_in_order(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        frames = [_frame(f"{QUESTIONS[n % 5]} ({n})") for n in range(12)]
        for frame in frames:
            await chat.socket.send(json.dumps(frame))
        replies = await _answered(chat, 12)
        acks = {f["client_id"]: f for f in chat.frames if f["type"] == "ack"}
        asked = [acks[frame["client_id"]] for frame in frames]
        assert [ack["seq"] for ack in asked] == sorted(ack["seq"] for ack in asked)
        assert [reply["in_reply_to"] for reply in replies] == [ack["message_id"] for ack in asked]
        _check_not_interleaved(chat)
    assert [message["seq"] for message in await history(both, opened)] == list(range(1, 25))


def _check_not_interleaved(chat: Chat) -> None:
    writing = None
    for frame in chat.frames:
        if frame["type"] == "delta":
            assert writing in {None, frame["message_id"]}, "two replies are being written at once"
            writing = frame["message_id"]
        if frame["type"] == "message" and frame["message"]["id"] == writing:
            writing = None


async def test_resume_in_the_middle_gives_each_missed_message_once(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        for question in QUESTIONS:
            await chat.ask(question)
    for after in range(12):
        async with connect(both.url, opened, after) as chat:
            ready = chat.frames[0]
            assert ready["seq"] == 10
            assert ready["mode"] in {"bot", "waiting"}
            assert [message["seq"] for message in ready["messages"]] == list(range(after + 1, 11))
            assert await quiet(chat, 0.05) == []


async def test_whoever_comes_and_goes_misses_and_repeats_nothing(both: Served) -> None:
    """A client that reconnects all the time while another talks holds every message once."""
    opened = await open_conversation(both.url)
    held: dict[int, Frame] = {}
    done = asyncio.Event()

    async def restless() -> None:
        while not (done.is_set() and len(held) == 20):
            last = max(held, default=0)
            async with connect(both.url, opened, last) as chat:
                await quiet(chat, 0.02)
                new = chat.frames[0]["messages"] + [f["message"] for f in chat.frames if f["type"] == "message"]
            for message in sorted(new, key=lambda m: m["seq"]):
                assert message["seq"] not in held
                assert message["seq"] == last + 1, "a message was left out"
                last = message["seq"]
                held[last] = message

    async def talker() -> None:
        async with connect(both.url, opened) as chat:
            for number in range(10):
                await chat.ask(f"{QUESTIONS[number % 5]} ({number})")
        done.set()

    async with asyncio.timeout(30):
        await asyncio.gather(restless(), talker())
    assert [held[seq] for seq in sorted(held)] == await history(both, opened)


async def test_two_sockets_both_see_everything_once(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as one, connect(both.url, opened) as two:
        for number, question in enumerate(QUESTIONS[:4]):
            await (one, two)[number % 2].ask(question)
        await quiet(one)
        await quiet(two)
        for chat, mine in ((one, {1, 5}), (two, {3, 7})):
            acked = {f["seq"] for f in chat.frames if f["type"] == "ack"}
            shown = {f["message"]["seq"] for f in chat.frames if f["type"] == "message"}
            assert acked == mine
            assert acked | shown == set(range(1, 9))
            assert not acked & shown, "who sent a message has its ack, and need not be told of it"
        assert one.texts == two.texts


async def test_the_visitor_s_message_on_the_wire(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as one, connect(both.url, opened) as two:
        await say(one, "message", text="Is there a pool?")
        told = (await two.until(lambda f: f["type"] == "message"))["message"]
    assert told == (await history(both, opened))[0]
    assert set(told) == {"id", "seq", "author", "text", "created_at"}


async def test_a_choice_is_answered_like_a_message(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Hi, I'm Ana Ruiz, my email is ana.ruiz@example.com")
        slots = (await chat.ask("What times can I tour?"))["slots"]
        assert set(slots[0]) == {"value", "starts_at", "label"}
        booked = await chat.choose(slots[0])
        assert booked["tour"]["status"] == "scheduled"
        assert set(booked["tour"]) == {"id", "starts_at", "tour_type", "status"}
    chosen = [m for m in await history(both, opened) if m["author"] == "visitor"][-1]
    assert chosen["text"] == slots[0]["label"]
    assert "choice" not in chosen
