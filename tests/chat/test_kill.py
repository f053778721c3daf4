"""SIGKILL at each step of a turn, then a restart: one answer, one booking, nothing acknowledged lost."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest
import websockets

from integrations.openai.sandbox import API_KEY, run_in_thread
from integrations.openai.script import Script
from tests.support.chat import Chat, Opened, connect, open_conversation
from tests.support.killer import STEPS
from tests.support.process import Process
from tests.support.server import MODEL_DIR, free_port

pytestmark = pytest.mark.kill

UNKNOWN = "Do you have a telescope on the roof?"


def _environment(folder: Path, template: Path) -> dict[str, str]:
    """Settings of a server with a copy of a data folder of its own."""
    data = folder / "data"
    shutil.copytree(template, data)
    return {
        "DOMIQ_DATA_DIR": str(data),
        "DOMIQ_PORT": str(free_port()),
        "DOMIQ_MODEL_DIR": str(Path(MODEL_DIR).resolve()),
        "DOMIQ_RATE_LIMITS": "off",
        "DOMIQ_LOG_LEVEL": "warning",
    }


@pytest.fixture
def environment(tmp_path: Path, demo_template: Path) -> dict[str, str]:
    return _environment(tmp_path, demo_template)


async def _until_dead(process: Process, opened: Opened, frame: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Send a frame to a server that will die of it; the frames that still came."""
    got: list[dict[str, Any]] = []
    try:
        async with connect(process.url, opened, after=10_000) as chat:
            await chat.socket.send(json.dumps(frame))
            while True:
                got.append(await chat.receive())
    except (websockets.ConnectionClosed, OSError, TimeoutError):
        pass
    return got, await asyncio.to_thread(process.wait_for_death)


async def _after_restart(process: Process, opened: Opened, frame: dict[str, Any]) -> Chat:
    """What a client does: resume from nothing, send again what was not acknowledged, wait for the answer."""
    async with connect(process.url, opened) as chat:
        await chat.socket.send(json.dumps(frame))
        ack = await chat.until(lambda f: f["type"] == "ack", 20)
        # The answer may be there at once, or come before the ack: the server took the turn up when it started.
        while not any(m.get("in_reply_to") == ack["message_id"] for m in _told(chat)):
            await chat.receive(30)
        await asyncio.sleep(0.3)
        return chat


def _told(chat: Chat) -> list[dict[str, Any]]:
    """Every message that the client has been told of."""
    return chat.frames[0]["messages"] + [frame["message"] for frame in chat.frames if frame["type"] == "message"]


def _rows(environment: dict[str, str], query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"{environment['DOMIQ_DATA_DIR']}/domiq.db") as database:
        return database.execute(query).fetchall()


def _frame(text: str) -> dict[str, Any]:
    return {"type": "message", "client_id": str(uuid.uuid4()), "text": text}


@pytest.mark.parametrize("step", STEPS)
async def test_an_answer_survives(environment: dict[str, str], step: str) -> None:
    process = Process(environment, step)
    try:
        process.wait_until_ready()
        opened = await open_conversation(process.url)
        frame = _frame(UNKNOWN)
        got, code = await _until_dead(process, opened, frame)
        assert code == -9, "the server was meant to die"
        acked = [f for f in got if f["type"] == "ack"]
    finally:
        process.kill()
    if acked:
        stored = _rows(environment, "SELECT client_id FROM messages WHERE author = 'visitor'")
        assert (frame["client_id"],) in stored, "what was acknowledged is on disk"
    restarted = Process(environment)
    try:
        restarted.wait_until_ready()
        await _after_restart(restarted, opened, frame)
    finally:
        restarted.kill()
    assert _rows(environment, "SELECT author, count(*) FROM messages GROUP BY author ORDER BY author") == [
        ("bot", 1),
        ("visitor", 1),
    ]
    assert _rows(environment, "SELECT count(*) FROM faqs WHERE status = 'pending'") == [(1,)]
    assert _rows(environment, "SELECT count(*) FROM tasks") == [(1,)]
    assert _rows(environment, "SELECT state FROM turns") == [("done",)]


@pytest.fixture(scope="module")
def about_to_book(tmp_path_factory: pytest.TempPathFactory, demo_template: Path) -> tuple[Path, Opened, dict[str, Any]]:
    """A data folder in which a visitor has left an email and was offered times, the visitor, and the first time."""
    environment = _environment(tmp_path_factory.mktemp("about-to-book"), demo_template)
    calm = Process(environment)

    async def talk() -> tuple[Opened, dict[str, Any]]:
        opened = await open_conversation(calm.url)
        async with connect(calm.url, opened) as chat:
            await chat.ask("Hi, I'm Ana Ruiz, my email is ana.ruiz@example.com")
            return opened, (await chat.ask("What times can I tour?"))["slots"][0]

    try:
        calm.wait_until_ready()
        opened, slot = asyncio.run(talk())
    finally:
        assert calm.terminate() in (0, -15)
    return Path(environment["DOMIQ_DATA_DIR"]), opened, slot


@pytest.mark.parametrize("step", STEPS)
async def test_a_booking_happens_once(
    tmp_path: Path, about_to_book: tuple[Path, Opened, dict[str, Any]], step: str
) -> None:
    data, opened, slot = about_to_book
    environment = _environment(tmp_path, data)
    frame = {"type": "choice", "client_id": str(uuid.uuid4()), "value": slot["value"], "label": slot["label"]}
    process = Process(environment, step)
    try:
        process.wait_until_ready()
        _, code = await _until_dead(process, opened, frame)
        assert code == -9, "the server was meant to die"
    finally:
        process.kill()
    restarted = Process(environment)
    try:
        restarted.wait_until_ready()
        chat = await _after_restart(restarted, opened, frame)
    finally:
        restarted.kill()
    messages = {m["id"]: m for m in chat.frames[0]["messages"]}
    messages |= {f["message"]["id"]: f["message"] for f in chat.frames if f["type"] == "message"}
    booked = [m["tour"] for m in messages.values() if m.get("tour")]
    assert [tour["status"] for tour in booked] == ["scheduled"]
    assert _rows(environment, "SELECT status FROM tours") == [("scheduled",)]
    assert _rows(environment, "SELECT count(*) FROM leads") == [(1,)]
    assert _rows(environment, "SELECT count(*) FROM messages WHERE author = 'bot'") == [(3,)]
    assert _rows(environment, "SELECT count(*) FROM domain_events WHERE name = 'tour.booked'") == [(1,)]
    assert _rows(environment, "SELECT count(*) FROM outbox WHERE key LIKE 'tour.booked%'") == [(1,)]


CUT = [
    {
        "when": {"user": "courtyard"},
        "say": ["Thanks for asking about that. ", "Let me tell", " you", " more."],
        "fault": {"stall_seconds": 30, "stall_after_chunks": 4},
    },
    {"say": ["Happy to help."]},
]
"""the model is silent in the middle of its second sentence, and the server dies there"""
WHOLE = [{"say": ["Please ask ", "me anything else."]}]


@pytest.mark.parametrize("goes_on", ["openai", "embedded"])
async def test_a_reply_cut_in_its_middle_is_finished(environment: dict[str, str], goes_on: str) -> None:
    """No half of a sentence is ever shown, and what was shown is the beginning of what stands in the end."""
    llm = {"OPENAI_API_KEY": API_KEY, "DOMIQ_OPENAI_FIRST_TOKEN_SECONDS": "30"}
    with run_in_thread(Script.of(CUT)) as sandbox:
        process = Process({**environment, **llm, "OPENAI_BASE_URL": sandbox.base_url})
        try:
            process.wait_until_ready()
            opened = await open_conversation(process.url)
            async with connect(process.url, opened) as chat:
                await chat.send("message", text="What is the courtyard like?")
                shown = (await chat.until(lambda f: f["type"] == "delta", 30))["text"]
        finally:
            process.kill()
    assert shown == "Thanks for asking about that."
    assert _rows(environment, "SELECT count(*) FROM messages WHERE author = 'bot'") == [(0,)], (
        "it does not stand as a reply"
    )
    with run_in_thread(Script.of(WHOLE)) as sandbox:
        brain = {**llm, "OPENAI_BASE_URL": sandbox.base_url} if goes_on == "openai" else {}
        restarted = Process({**environment, **brain})
        try:
            restarted.wait_until_ready()
            async with connect(restarted.url, opened) as chat:
                replies = [m for m in chat.frames[0]["messages"] if m["author"] == "bot"] or [await chat.reply(30)]
        finally:
            restarted.kill()
    text = replies[0]["text"]
    assert len(replies) == 1
    assert text.startswith(shown), "what was sent stays"
    assert text.count(shown) == 1
    assert len(text) > len(shown), "it goes on"
    assert text.rstrip()[-1] in ".!?", "it is whole"
    assert "Let me tell" not in text, "what was never sent is not said"
    assert "interrupted" not in replies[0]
    assert _rows(environment, "SELECT count(*) FROM messages WHERE author = 'bot'") == [(1,)]


async def test_who_comes_back_while_it_is_written_sees_that_it_is(environment: dict[str, str]) -> None:
    """Before the rest is there, the part that was shown comes as a delta of a reply being written, not as a message."""
    llm = {"OPENAI_API_KEY": API_KEY, "DOMIQ_OPENAI_FIRST_TOKEN_SECONDS": "30"}
    with run_in_thread(Script.of(CUT)) as sandbox:
        settings = {**environment, **llm, "OPENAI_BASE_URL": sandbox.base_url}
        process = Process(settings)
        try:
            process.wait_until_ready()
            opened = await open_conversation(process.url)
            async with connect(process.url, opened) as chat:
                await chat.send("message", text="What is the courtyard like?")
                shown = await chat.until(lambda f: f["type"] == "delta", 30)
        finally:
            process.kill()
        restarted = Process(settings)
        try:
            restarted.wait_until_ready()
            async with connect(restarted.url, opened) as chat:
                assert [m["author"] for m in chat.frames[0]["messages"]] == ["visitor"]
                again = await chat.until(lambda f: f["type"] == "delta", 30)
        finally:
            restarted.kill()
    assert (again["message_id"], again["at"]) == (shown["message_id"], 0)
    # By then it may be going on already.
    assert again["text"].startswith(shown["text"])
