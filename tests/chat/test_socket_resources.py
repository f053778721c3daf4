"""A socket costs no database connection: not while it is idle, nor while a model is awaited."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg
import pytest
import websockets
from sqlalchemy import select

from leasing.models import Turn
from tests.support.chat import Chat, open_conversation, talking
from tests.support.needs import need
from tests.support.server import Served
from tests.support.wire import address, demo_on_postgres, hello, raw, rows, say, serve_with_llm

POOL = 10
CONNECTIONS = POOL + 1
"""the pool's, and the one that holds the lead of the jobs"""
IDLE = 200
RULES = [
    {"when": {"user": "slow"}, "say": ["Thanks for asking. ", "Here", " I am."], "fault": {"stall_seconds": 6.0}},
    {"say": ["Happy to help."]},
]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """On PostgreSQL, with ten connections and an LLM that can be slow."""
    need("postgres")
    more = {"openai_first_token_seconds": 20.0, "database_pool": POOL}
    with demo_on_postgres() as url:
        with serve_with_llm(tmp_path_factory.mktemp("crowded"), None, RULES, database_url=url, **more) as (served, _):
            yield served


@asynccontextmanager
async def _crowd(served: Served, count: int) -> AsyncIterator[list[Chat]]:
    """So many visitors, each with a conversation and a socket."""
    chats = await asyncio.gather(*(_visitor(served) for _ in range(count)))
    try:
        yield chats
    finally:
        await asyncio.gather(*(chat.socket.close() for chat in chats))


async def _visitor(served: Served) -> Chat:
    opened = await open_conversation(served.url)
    socket = await websockets.connect(address(served, opened.id), compression=None)
    chat = Chat(socket)
    await socket.send(hello(opened.token))
    assert (await chat.receive(20))["type"] == "ready"
    return chat


async def _sessions(served: Served) -> list[tuple[str, str]]:
    """(state, transaction) of each of the server's database sessions, as PostgreSQL sees them."""
    connection = await asyncpg.connect(served.settings.database)
    try:
        rows = await connection.fetch(
            "SELECT state, pid, xact_start FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    finally:
        await connection.close()
    return [(row["state"], f"{row['pid']} {row['xact_start']}") for row in rows]


async def _never_in_transaction(served: Served, seconds: float) -> None:
    until = time.monotonic() + seconds
    seen: Counter[str] = Counter()
    while time.monotonic() < until:
        states = await _sessions(served)
        assert len(states) <= CONNECTIONS
        seen.update(transaction for state, transaction in states if state.startswith("idle in transaction"))
        await asyncio.sleep(0.1)
    # A look may fall between two statements of a short transaction; one that is held is there again and again.
    assert not [transaction for transaction, looks in seen.items() if looks > 3]


async def test_idle_sockets_hold_no_transaction_and_all_are_served(crowded: Served) -> None:
    async with _crowd(crowded, IDLE) as chats:
        await _never_in_transaction(crowded, 0.6)
        async with talking(crowded.url) as newcomer:
            assert (await newcomer.ask("hello there, is there a pool?"))["author"] == "bot"
        replies = await asyncio.gather(*(chat.ask("Is there a pool?") for chat in chats[::10]))
        assert len(replies) == IDLE // 10


async def test_no_transaction_is_open_while_a_model_is_awaited(crowded: Served) -> None:
    waiting = 3 * POOL
    async with _crowd(crowded, waiting) as chats:
        for chat in chats:
            assert (await say(chat, "message", text="a slow pool question"))["type"] == "ack"
        await _never_in_transaction(crowded, 1.0)
        # More turns wait for the model than there are connections, and the chat goes on.
        async with talking(crowded.url) as other:
            assert (await say(other, "event", name="clicked"))["type"] == "ack"
        waits = select(Turn.id).where(Turn.state == "running")
        assert len(await asyncio.to_thread(rows, crowded, waits)) == waiting, "the model is awaited still"
        replies = await asyncio.gather(*(chat.reply(20) for chat in chats))
        assert len({reply["id"] for reply in replies}) == waiting


async def test_sockets_that_say_nothing_cost_nothing(crowded: Served) -> None:
    opened = await open_conversation(crowded.url)
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(raw(crowded, opened.id)) for _ in range(50)]
        await _never_in_transaction(crowded, 0.3)
        async with talking(crowded.url) as chat:
            assert (await chat.ask("hello, is there a pool?"))["author"] == "bot"
        for socket in sockets:
            await socket.send(hello(opened.token))
        for socket in sockets:
            await asyncio.wait_for(socket.recv(), 10)


async def test_idle_sockets_leave_sqlite_s_writer_and_readers_free(house: Served) -> None:
    backend = house.house.database._backend
    async with _crowd(house, 20):
        await asyncio.sleep(0.2)
        assert backend._jobs.empty()  # type: ignore[attr-defined]
        for connection in backend._reader_connections:  # type: ignore[attr-defined]
            assert not connection.in_transaction()
        async with talking(house.url) as chat:
            assert (await chat.ask("Is there a pool?"))["author"] == "bot"


async def test_what_a_socket_leaves_behind(house: Served) -> None:
    """Nothing: no listener on the bus, no task."""
    before = await asyncio.to_thread(_tasks, house)
    async with _crowd(house, 30) as chats:
        await asyncio.gather(*(chat.ask("Is there a pool?") for chat in chats[:5]))
        topics = [topic for topic in house.house.database.bus._listeners if topic.startswith("conversation:")]
        assert len(topics) == 30
    for _ in range(50):
        topics = [topic for topic in house.house.database.bus._listeners if topic.startswith("conversation:")]
        if not topics and await asyncio.to_thread(_tasks, house) <= before + 2:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{len(topics)} listeners and {await asyncio.to_thread(_tasks, house)} tasks are left, {before} before")


def _tasks(house: Served) -> int:
    async def count() -> int:
        return len(asyncio.all_tasks())

    return int(house.run(count()))
