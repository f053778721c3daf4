"""The first frame, who may connect, and with which code a socket is closed."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import socket as chat_socket
from bot.protocol import LARGEST_FRAME
from leasing.clock import FixedClock
from leasing.ids import new_id
from leasing.security import StaffClaims, Tokens
from tests.support.chat import Opened, connect, open_conversation, talking
from tests.support.server import Served, serve_in_thread
from tests.support.wire import change_property, close_code, hello, raw, refused, say


@pytest.fixture
async def opened(house: Served) -> Opened:
    return await open_conversation(house.url)


async def test_no_hello_in_time_is_4408(house: Served, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chat_socket.HELLO_SECONDS == 5.0, "the protocol's five seconds"
    monkeypatch.setattr(chat_socket, "HELLO_SECONDS", 0.3)
    async with raw(house, opened.id) as socket:
        assert await close_code(socket) == 4408


@pytest.mark.parametrize(
    "first",
    [
        '{"type":"message","client_id":"a","text":"hello"}',
        '{"type":"typing","on":true}',
        b"\x00\x01",
        b'{"type":"hello","token":"x"}',
        "hello",
        "",
        "{",
        "[]",
        "null",
        '{"type":"hello"}',
        '{"type":"hello","token":5}',
        '{"type":"hello","token":"x","after":-1}',
        '{"type":"hello","token":"x","after":"0"}',
        '{"type":"hello","token":"x","after":99999999999999999999}',
        '{"type":"hello","token":"\\ud800"}',
        '{"type":"hello","token":' + "[" * 20_000 + "]" * 20_000 + "}",
    ],
)
async def test_a_first_frame_that_is_no_hello_is_4400(house: Served, opened: Opened, first: str | bytes) -> None:
    assert await refused(house, opened.id, first) == 4400


async def test_a_token_that_does_not_open_the_conversation_is_4401(house: Served, opened: Opened) -> None:
    other = await open_conversation(house.url)
    head, _, proof = opened.token.rpartition(".")
    tokens = house.house.web.tokens
    staff = tokens.staff_access(StaffClaims(new_id(), new_id(), new_id(), "admin"))
    forged = Tokens("another-secret-key-of-32-characters", house.house.clock).conversation(opened.id)
    bad = ["", "x", "a.b.c", f"{head}.{proof[::-1]}", f"{head}.", other.token, staff, forged, opened.browser_id]
    codes = [await refused(house, opened.id, hello(token)) for token in bad]
    assert codes == [4401] * len(bad)


async def test_an_expired_token_is_4401_and_a_new_one_opens(tmp_path: Path, demo_template: Path) -> None:
    clock = FixedClock(datetime(2026, 7, 15, 15, 0, tzinfo=UTC))
    with serve_in_thread(tmp_path, demo_template, clock=clock) as served:
        opened = await open_conversation(served.url)
        clock.advance(timedelta(hours=23, minutes=59))
        async with connect(served.url, opened):
            pass
        clock.advance(timedelta(minutes=1))
        assert await refused(served, opened.id, hello(opened.token)) == 4401
        again = await open_conversation(served.url, browser_id=opened.browser_id)
        assert again.id == opened.id
        async with connect(served.url, again):
            pass


async def test_no_such_conversation_is_4404(both: Served) -> None:
    opened = await open_conversation(both.url)
    tokens = both.house.web.tokens
    for unknown in (new_id(), "nothing", "%00", "a" * 300, "%F0%9F%98%80"):
        assert await refused(both, unknown, hello(opened.token)) == 4404, unknown
    missing = new_id()
    assert await refused(both, missing, hello(tokens.conversation(missing))) == 4404


async def test_a_page_that_is_not_allowed_is_4403(house: Served) -> None:
    opened = await open_conversation(house.url, "wrenfield-lofts")
    change_property(house, "wrenfield-lofts", allowed_origins=["https://wrenfield.example"])
    try:
        evil = await refused(house, opened.id, hello(opened.token), "https://evil.example")
        null = await refused(house, opened.id, hello(opened.token), "null")
        async with raw(house, opened.id, "https://wrenfield.example") as socket:
            await socket.send(hello(opened.token))
            ready = json.loads(await socket.recv())
        async with raw(house, opened.id) as socket:
            # No browser, no origin: what origins guard against is other people's pages.
            await socket.send(hello(opened.token))
            assert json.loads(await socket.recv())["type"] == "ready"
    finally:
        change_property(house, "wrenfield-lofts", allowed_origins=[])
    assert (evil, null, ready["type"]) == (4403, 4403, "ready")


async def test_a_newer_connection_of_the_same_tab_replaces_the_older(house: Served, opened: Opened) -> None:
    async with connect(house.url, opened, tab_id="tab 1") as older, connect(house.url, opened, tab_id="2") as other:
        async with connect(house.url, opened, tab_id="tab 1") as newer, connect(house.url, opened) as nameless:
            assert await close_code(older.socket) == 4409
            asked = await newer.ask("Is there a pool?")
            assert (await other.reply())["id"] == asked["id"]
            assert (await nameless.reply())["id"] == asked["id"]


@pytest.mark.parametrize("first", [True, False], ids=["before hello", "after hello"])
async def test_a_frame_over_64_kb_is_1009(house: Served, opened: Opened, first: bool) -> None:
    async with raw(house, opened.id) as socket:
        if not first:
            await socket.send(hello(opened.token))
            await socket.recv()
        await socket.send(json.dumps({"type": "message", "client_id": "big", "text": "x" * 1_000_000}))
        assert await close_code(socket) == 1009
    async with connect(house.url, opened) as chat:
        assert chat.frames[0]["messages"] == []
        assert (await chat.ask("Is there a pool?"))["author"] == "bot"


async def test_a_frame_of_64_kb_is_taken(house: Served, opened: Opened) -> None:
    async with connect(house.url, opened) as chat:
        frame = {"type": "message", "client_id": "just", "text": "Is there a pool?", "padding": ""}
        frame["padding"] = "x" * (LARGEST_FRAME - len(json.dumps(frame)))
        await chat.socket.send(json.dumps(frame))
        await chat.until(lambda f: f["type"] == "ack" and f["client_id"] == "just")
        frame["padding"] += "x"
        await chat.socket.send(json.dumps(frame))
        assert await close_code(chat.socket) == 1009


async def test_fields_that_nobody_knows_are_ignored(house: Served, opened: Opened) -> None:
    async with connect(house.url, opened, future={"a": [1]}, client="widget/9") as chat:
        assert (await say(chat, "message", text="Is there a pool?", mood="curious"))["type"] == "ack"


async def test_a_restart_is_1012_and_the_client_resumes(tmp_path: Path, demo_template: Path) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(serve_in_thread(tmp_path, demo_template))
        opened = await open_conversation(served.url)
        async with connect(served.url, opened) as chat:
            await chat.ask("Is there a pool?")
            stopping = asyncio.create_task(asyncio.to_thread(stack.close))
            assert await close_code(chat.socket) == 1012
            await stopping
    with serve_in_thread(tmp_path, None) as served:
        async with connect(served.url, opened) as chat:
            assert [message["seq"] for message in chat.frames[0]["messages"]] == [1, 2]
        async with connect(served.url, opened, after=2) as chat:
            assert chat.frames[0]["messages"] == []
            assert (await chat.ask("And a gym?"))["seq"] == 4


async def test_who_leaves_before_hello_leaves_no_trace(house: Served, opened: Opened) -> None:
    for _ in range(5):
        async with raw(house, opened.id):
            pass
    async with raw(house, opened.id) as socket:
        await socket.send(hello(opened.token))
        await socket.recv()
        assert house.house.database.bus.listeners(f"conversation:{opened.id}") == 1
    await asyncio.sleep(0.3)
    assert house.house.database.bus.listeners(f"conversation:{opened.id}") == 0


async def test_a_hello_after_hello_is_an_error_and_no_close(house: Served) -> None:
    async with talking(house.url) as chat:
        await chat.socket.send(hello("x"))
        error = await chat.until(lambda f: f["type"] == "error")
        assert error["code"] == "UNKNOWN_TYPE"
        assert (await chat.ask("Is there a pool?"))["author"] == "bot"
