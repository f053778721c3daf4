"""Frames that nobody should send. Each is answered as documented, and the next good one works."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import websockets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.protocol import FRAMES
from bot.socket import MOST_BAD_FRAMES
from tests.support.chat import Chat, Opened, connect, open_conversation, talking
from tests.support.server import Served
from tests.support.wire import CLOSE_CODES, answer_to, check_error, close_code, hello, history, quiet, raw, say


@pytest.fixture
async def opened(both: Served) -> Opened:
    return await open_conversation(both.url)


BAD = [
    ("", "BAD_FRAME"),
    (" ", "BAD_FRAME"),
    ("{", "BAD_FRAME"),
    ("null", "BAD_FRAME"),
    ("[]", "BAD_FRAME"),
    ('"message"', "BAD_FRAME"),
    ("{}", "BAD_FRAME"),
    ("NaN", "BAD_FRAME"),
    ('{"type":null}', "BAD_FRAME"),
    ('{"type":["message"]}', "BAD_FRAME"),
    ('{"type":"message","client_id":"c","text":"x"} {}', "BAD_FRAME"),
    ('{"type":"message","client_id":"c","text":"x",}', "BAD_FRAME"),
    ("{'type':'message'}", "BAD_FRAME"),
    ('\ufeff{"type":"handoff","client_id":"c"}', "BAD_FRAME"),
    ('{"type":"message","client_id":"c","text":"a\nb"}', "BAD_FRAME"),
    ('{"type":"message","client_id":' + "[" * 15_000 + "]" * 15_000 + ',"text":"x"}', "BAD_FRAME"),
    ('{"type":"message","client_id":"c","text":' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "}", "BAD_FRAME"),
    ('{"type":"message","client_id":' + "9" * 60_000 + ',"text":"x"}', "BAD_FRAME"),
    ('{"type":"message","client_id":1e9999,"text":"x"}', "BAD_FRAME"),
    (b'{"type":"message","client_id":"c","text":"x"}', "BAD_FRAME"),
    (b"\x00\xff", "BAD_FRAME"),
    ('{"type":"hello","token":"x"}', "UNKNOWN_TYPE"),
    ('{"type":"Message","client_id":"c","text":"x"}', "UNKNOWN_TYPE"),
    ('{"type":"__class__"}', "UNKNOWN_TYPE"),
    ('{"type":"' + "x" * 50_000 + '"}', "UNKNOWN_TYPE"),
]


async def test_what_is_no_frame_is_an_error_and_no_close(both: Served, opened: Opened) -> None:
    async with connect(both.url, opened) as chat:
        for number, (frame, code) in enumerate(BAD):
            answer = await answer_to(chat, frame)
            assert answer["code"] == code, (frame[:80], answer)
            assert answer["retryable"] is False
            assert len(answer["message"]) < 1000
            if number % 10 == 9:
                assert (await say(chat, "event", name="still_here"))["type"] == "ack"
        assert (await chat.ask("Is there a pool?"))["author"] == "bot"
    assert len(await history(both, opened)) == 2


NAMED = [
    ({"type": "no_such_thing"}, "UNKNOWN_TYPE"),
    ({"type": None}, "BAD_FRAME"),
    ({}, "BAD_FRAME"),
    ({"type": "message"}, "BAD_FRAME"),
    ({"type": "message", "text": None}, "BAD_FRAME"),
    ({"type": "message", "text": 5}, "BAD_FRAME"),
    ({"type": "message", "text": ["x"]}, "BAD_FRAME"),
    ({"type": "message", "text": ""}, "BAD_FRAME"),
    ({"type": "message", "text": " \n\t "}, "BAD_FRAME"),
    ({"type": "message", "text": "\u0000\u0007\u001b"}, "BAD_FRAME"),
    ({"type": "message", "text": "x" * 4001}, "TOO_LONG"),
    ({"type": "message", "text": "x" * 40_000}, "TOO_LONG"),
    ({"type": "message", "text": "😀" * 4001}, "TOO_LONG"),
    ({"type": "message", "text": "x", "attachment_ids": None}, "BAD_FRAME"),
    ({"type": "choice"}, "BAD_FRAME"),
    ({"type": "choice", "value": ""}, "BAD_FRAME"),
    ({"type": "choice", "value": "x" * 501}, "BAD_FRAME"),
    ({"type": "choice", "value": {"a": 1}}, "BAD_FRAME"),
    ({"type": "typing"}, "BAD_FRAME"),
    ({"type": "typing", "on": "yes"}, "BAD_FRAME"),
    ({"type": "stop"}, "BAD_FRAME"),
    ({"type": "stop", "message_id": 7}, "BAD_FRAME"),
    ({"type": "event"}, "BAD_FRAME"),
    ({"type": "identify"}, "BAD_FRAME"),
    ({"type": "identify", "token": 1}, "BAD_FRAME"),
    ({"type": "contact", "email": 5}, "BAD_FRAME"),
]


async def test_an_error_names_the_frame_that_it_is_about(both: Served, opened: Opened) -> None:
    async with connect(both.url, opened) as chat:
        for number, (frame, code) in enumerate(NAMED):
            answer = await answer_to(chat, {**frame, "client_id": f"bad-{number}"})
            assert (answer["code"], answer.get("client_id")) == (code, f"bad-{number}"), str(frame)[:80]
            if number % 10 == 9:
                assert (await say(chat, "event", name="still_here"))["type"] == "ack"
        for client_id in ("x" * 65, "", "a b", "é", "a\n", 5, None, ["a"], {"a": 1}):
            answer = await answer_to(chat, {"type": "message", "client_id": client_id, "text": "x"})
            assert answer["code"] == "BAD_FRAME"
        assert (await answer_to(chat, {"type": "message", "text": "x"}))["code"] == "BAD_FRAME"
        await say(chat, "message", text="Is there a pool?", client_id="x" * 64)
        await chat.reply()
    assert len(await history(both, opened)) == 2


TEXTS = [
    "x" * 4000,
    "😀" * 4000,
    "é" * 4000,
    "مرحبا، هل لديكم شقق؟",
    "\u202eevil\u202c שלום \u200f",
    "👩‍👩‍👧‍👦 🏳️‍🌈 Z͑ͫ̓a̴l̶g̷o",
    "'); DROP TABLE messages; -- \" \\ %s {0} ${x} {{7*7}}",
    "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; &lt;",
    "a\tb\nc\n\nd",
    "\u2028\u2029\ufffe\uffff\ue000",
    "  spaces around  ",
    "null",
    '{"type":"end","client_id":"x"}',
]


async def test_texts_are_stored_and_given_back_verbatim(both: Served, opened: Opened) -> None:
    async with connect(both.url, opened) as chat, connect(both.url, opened) as watching:
        for text in TEXTS:
            assert (await say(chat, "message", text=text))["type"] == "ack", text[:40]
            seen = await watching.until(lambda f: f["type"] == "message" and f["message"]["author"] == "visitor")
            assert seen["message"]["text"] == text
        while len(watching.seqs) < 2 * len(TEXTS):
            await watching.receive()
    stored = [message["text"] for message in await history(both, opened) if message["author"] == "visitor"]
    assert stored == TEXTS


async def test_what_no_screen_shows_is_left_out(both: Served, opened: Opened) -> None:
    """NUL and control characters, which PostgreSQL could not store, and halves of characters."""
    sent = {
        '"a\\u0000b\\u0007c\\u001b[31m"': "abc[31m",
        '"cut \\ud83d"': "cut \ufffd",
        '"\\ude00 cut"': "\ufffd cut",
        '"\\ud83d\\ude00"': "😀",
        '"\\\\ud83d is no escape"': "\\ud83d is no escape",
    }
    async with connect(both.url, opened) as chat:
        for number, text in enumerate(sent):
            frame = f'{{"type":"message","client_id":"c{number}","text":{text}}}'
            assert (await answer_to(chat, frame))["type"] == "ack", text
    stored = [message["text"] for message in await history(both, opened) if message["author"] == "visitor"]
    assert stored == list(sent.values())


async def test_of_duplicate_keys_the_last_counts(both: Served, opened: Opened) -> None:
    async with connect(both.url, opened) as chat:
        frame = '{"type":"end","type":"message","client_id":"a","client_id":"b","text":"one","text":"two"}'
        assert (await answer_to(chat, frame))["client_id"] == "b"
    assert (await history(both, opened))[0]["text"] == "two"


@pytest.mark.parametrize("frame", ["{", b"binary", '{"type":"nonsense"}'])
async def test_bad_frames_that_repeat_close_with_4400(both: Served, opened: Opened, frame: str | bytes) -> None:
    async with connect(both.url, opened) as chat:
        for _ in range(MOST_BAD_FRAMES - 1):
            check_error(await answer_to(chat, frame))
        assert (await say(chat, "event", name="still_here"))["type"] == "ack", "a good one forgives those before it"
        for _ in range(MOST_BAD_FRAMES):
            await chat.socket.send(frame)
        errors = [json.loads(await chat.socket.recv()) for _ in range(MOST_BAD_FRAMES)]
        assert {error["type"] for error in errors} == {"error"}, "each is answered before the close"
        assert await close_code(chat.socket) == 4400
    async with connect(both.url, opened) as chat:
        assert (await chat.ask("Is there a pool?"))["author"] == "bot"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["client_id", "text", "value", "label", "on", "message_id", "name", "token", "consents", "email", "phone",
     "first_name", "attachment_ids"]
)  # fmt: skip
SHAPED = st.builds(
    lambda type_, fields: {"type": type_, **fields},
    st.sampled_from([name for name in FRAMES if name not in {"end", "stop"}]) | st.text(max_size=12),
    st.dictionaries(NAMES, JSON, max_size=5),
)
FRAMES_OF_ALL_KINDS = st.lists(
    SHAPED.map(json.dumps) | JSON.map(json.dumps) | st.text(max_size=60) | st.binary(max_size=40),
    min_size=1,
    max_size=10,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(frames=FRAMES_OF_ALL_KINDS)
def test_whatever_is_sent_the_server_answers_or_closes_as_documented(both: Served, frames: list[str | bytes]) -> None:
    asyncio.run(_fuzz(both, frames))


async def _fuzz(house: Served, frames: list[str | bytes]) -> None:
    async with talking(house.url) as chat:
        try:
            for frame in frames:
                await chat.socket.send(_sendable(frame))
            await _still_talks(chat)
        except websockets.ConnectionClosed:
            assert chat.socket.close_code in CLOSE_CODES
    for frame in chat.frames:
        if frame["type"] == "error":
            check_error(frame)
            assert frame["code"] not in {"SERVER_BUSY", "TURN_FAILED"}, frame


def _sendable(frame: str | bytes) -> str | bytes:
    return frame.encode("utf-8", "replace").decode() if isinstance(frame, str) else frame


async def _still_talks(chat: Chat) -> None:
    ack = await say(chat, "message", text="Is there a pool?")
    assert ack["type"] == "ack"
    while True:
        reply = await chat.reply()
        if reply.get("in_reply_to") == ack["message_id"]:
            return


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(first=SHAPED.map(json.dumps) | JSON.map(json.dumps) | st.text(max_size=60) | st.binary(max_size=40))
def test_whatever_comes_first_the_server_closes_as_documented(both: Served, first: str | bytes) -> None:
    async def knock() -> int:
        opened = await open_conversation(both.url)
        async with raw(both, opened.id) as socket:
            await socket.send(_sendable(first))
            return await close_code(socket)

    assert asyncio.run(knock()) == 4400


async def test_text_that_is_not_utf_8_ends_only_its_own_socket(both: Served, opened: Opened) -> None:
    async with raw(both, opened.id) as socket:
        await socket.send(hello(opened.token))
        await socket.recv()
        await socket.send(b'{"type":"typing","on":\xff\xfe}', text=True)
        assert await close_code(socket) == 1007, "RFC 6455's own code"
    async with connect(both.url, opened) as chat:
        assert not await quiet(chat, 0.1)
        answer: Any = await chat.ask("Is there a pool?")
        assert answer["author"] == "bot"
