"""The chat by its raw frames: for tests of what a well-behaved client never does, and of what the server answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import websockets
from sqlalchemy import select, update
from websockets.asyncio.client import ClientConnection

from app.demo.load import load
from integrations.openai.sandbox import API_KEY, Sandbox, run_in_thread
from integrations.openai.script import Script
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from leasing.models import Property
from tests.support import databases
from tests.support.chat import Chat, Frame, Opened
from tests.support.server import PASSWORD, Served, serve_in_thread

CLOSE_CODES = frozenset({1009, 4400, 4401, 4403, 4404, 4408, 4409, 4429, 1012})
"""the protocol's"""
ERROR_CODES = frozenset(
    {"BAD_FRAME", "UNKNOWN_TYPE", "TOO_LONG", "RATE_LIMITED", "CONVERSATION_CLOSED", "TURN_FAILED", "SERVER_BUSY"}
)


def address(served: Served, conversation_id: str) -> str:
    return f"{served.ws}/api/v1/ws/chat/{conversation_id}"


@asynccontextmanager
async def raw(served: Served, conversation_id: str, origin: str | None = None) -> AsyncIterator[ClientConnection]:
    """A socket on which nothing has been said."""
    headers = {"Origin": origin} if origin else {}
    url = address(served, conversation_id)
    async with websockets.connect(url, max_size=2**22, compression=None, additional_headers=headers) as socket:
        yield socket


def hello(token: str, after: int = 0, **more: Any) -> str:
    return json.dumps({"type": "hello", "token": token, "after": after, **more})


async def close_code(socket: ClientConnection, timeout: float = 8) -> int:
    """The code with which the server closes; frames before it are thrown away."""
    with contextlib.suppress(websockets.ConnectionClosed):
        async with asyncio.timeout(timeout):
            while True:
                await socket.recv()
    assert socket.close_code is not None
    return socket.close_code


async def refused(served: Served, conversation_id: str, first: str | bytes, origin: str | None = None) -> int:
    """The close code that a first frame gets."""
    async with raw(served, conversation_id, origin) as socket:
        await socket.send(first)
        return await close_code(socket)


def check_error(frame: Frame) -> None:
    """An error has the protocol's fields, and no others than these."""
    assert frame["type"] == "error"
    assert frame["code"] in ERROR_CODES
    assert isinstance(frame["message"], str)
    assert frame["message"]
    assert isinstance(frame["retryable"], bool)
    assert isinstance(frame.get("client_id", ""), str)
    assert isinstance(frame.get("retry_after", 1), int)
    assert set(frame) <= {"type", "code", "message", "client_id", "retryable", "retry_after"}


async def answer_to(chat: Chat, frame: Mapping[str, Any] | str | bytes, timeout: float = 8) -> Frame:
    """Send a frame; the ack or error that comes for it."""
    await chat.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))
    answer = await chat.until(lambda f: f["type"] in {"ack", "error"}, timeout)
    if answer["type"] == "error":
        check_error(answer)
    return answer


async def say(chat: Chat, type_: str, **fields: Any) -> Frame:
    """Send a frame of a type with a fresh `client_id`; the ack or error that names it."""
    client_id = await chat.send(type_, **fields)
    answer = await chat.until(lambda f: f["type"] in {"ack", "error"} and f.get("client_id") == client_id)
    if answer["type"] == "error":
        check_error(answer)
    return answer


async def quiet(chat: Chat, seconds: float = 0.3) -> list[Frame]:
    """All that comes until nothing has come for a while."""
    found: list[Frame] = []
    with contextlib.suppress(TimeoutError):
        while True:
            found.append(await chat.receive(seconds))
    return found


async def history(served: Served, opened: Opened, after: int = 0) -> list[Frame]:
    """The stored messages, as a client that connects gets them."""
    async with raw(served, opened.id) as socket:
        await socket.send(hello(opened.token, after))
        ready = json.loads(await asyncio.wait_for(socket.recv(), 8))
    assert ready["type"] == "ready"
    return ready["messages"]


def client(served: Served, opened: Opened | None = None, **headers: str) -> httpx.AsyncClient:
    """HTTP, with the conversation's token as bearer."""
    bearer = {"Authorization": f"Bearer {opened.token}"} if opened else {}
    return httpx.AsyncClient(base_url=served.url, timeout=20, headers={**bearer, **headers})


def new_client_id() -> str:
    return str(uuid.uuid4())


def change_property(served: Served, slug: str, **values: Any) -> None:
    """Set columns of a property."""

    def change(tx: Any) -> None:
        tx.connection.execute(update(Property).where(Property.slug == slug).values(**values))

    served.run(served.house.database.write(change))


def property_id(served: Served, slug: str = "maple-court") -> str:
    return rows(served, select(Property.id).where(Property.slug == slug))[0].id


def rows(served: Served, statement: Any) -> list[Any]:
    """What the database holds."""
    return served.run(served.house.database.read(lambda tx: list(tx.connection.execute(statement))))


@contextmanager
def demo_on_postgres() -> Iterator[str]:
    """The address of a PostgreSQL database of its own with the demo in it."""
    url = databases.postgres_url()

    async def fill() -> None:
        database = Database(url, SystemClock(), Bus())
        await load(database, PASSWORD)
        await database.close()

    asyncio.run(fill())
    try:
        yield url
    finally:
        databases.give_back(url)


@contextmanager
def serve_with_llm(
    folder: Path, template: Path | None, rules: list[dict[str, Any]], **more: Any
) -> Iterator[tuple[Served, Sandbox]]:
    """DomIQ with an LLM that says what its script says, at the script's pace."""
    with run_in_thread(Script.of(rules)) as sandbox:
        settings = {"openai_base_url": sandbox.base_url, "openai_api_key": API_KEY, "rate_limits": "off", **more}
        with serve_in_thread(folder, template, **settings) as served:
            yield served, sandbox
