"""How many sockets an address may open and hold open, and the process in all."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from tests.support.chat import Opened
from tests.support.server import Served, serve_in_thread
from tests.support.wire import address, close_code, hello
from web.sockets import OpenSockets

HELD = 3
MOST = 8
CONNECTS = 12


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory, demo_template: Path) -> Iterator[Served]:
    """Behind a proxy, so that each test comes from addresses of its own."""
    limits = {"sockets": MOST, "sockets_per_address": HELD, "connects_per_minute": CONNECTS}
    folder = tmp_path_factory.mktemp("limited")
    with serve_in_thread(folder, demo_template, trusted_proxies="127.0.0.1", **limits) as served:
        yield served


def _anybody() -> str:
    return f"198.51.{random.randrange(256)}.{random.randrange(256)}"


async def _open(served: Served, client: str) -> Opened:
    headers = {"X-Forwarded-For": client}
    async with httpx.AsyncClient(base_url=served.url, headers=headers) as http:
        data = (await http.post("/api/v1/conversations", json={"property": "maple-court"})).json()["data"]
    return Opened(data["id"], data["token"], data["browser_id"], data["resumed"], data)


@asynccontextmanager
async def _socket(served: Served, opened: Opened, client: str) -> AsyncIterator[ClientConnection]:
    headers = {"X-Forwarded-For": client}
    async with websockets.connect(address(served, opened.id), additional_headers=headers) as socket:
        yield socket


async def _is_served(served: Served, opened: Opened, client: str) -> bool:
    async with _socket(served, opened, client) as socket:
        try:
            await socket.send(hello(opened.token))
            return '"ready"' in str(await asyncio.wait_for(socket.recv(), 10))
        except websockets.ConnectionClosed:
            return False


async def _hold(stack: AsyncExitStack, served: Served, opened: Opened, client: str) -> ClientConnection:
    socket = await stack.enter_async_context(_socket(served, opened, client))
    await socket.send(hello(opened.token))
    assert '"ready"' in str(await asyncio.wait_for(socket.recv(), 10))
    return socket


async def _until_free(served: Served) -> None:
    async with asyncio.timeout(10):
        while served.house.web.sockets.open:
            await asyncio.sleep(0.02)


async def test_an_address_holds_so_many_sockets_open(limited: Served) -> None:
    client, other = _anybody(), _anybody()
    opened = await _open(limited, client)
    async with AsyncExitStack() as stack:
        held = [await _hold(stack, limited, opened, client) for _ in range(HELD)]
        async with _socket(limited, opened, client) as one_more:
            assert await close_code(one_more) == 4429
            assert "too many" in one_more.close_reason
        assert await _is_served(limited, opened, other), "others are not held back"
        assert await _is_served(limited, opened, f"203.0.113.99, {client}") is False, (
            "a claimed address is not believed"
        )
        await held[0].close()
        await asyncio.sleep(0.2)
        assert await _is_served(limited, opened, client), "one that left makes room"
    await _until_free(limited)


async def test_one_customer_of_ipv6_is_one_address(limited: Served) -> None:
    opened = await _open(limited, _anybody())
    network = f"2001:db8:{random.randrange(1, 9999)}:7"
    async with AsyncExitStack() as stack:
        for number in range(HELD):
            await _hold(stack, limited, opened, f"{network}::{number + 1}")
        assert not await _is_served(limited, opened, f"{network}::99")
    await _until_free(limited)


async def test_a_process_holds_so_many_in_all_and_sends_the_rest_elsewhere(limited: Served) -> None:
    opened = await _open(limited, _anybody())
    async with AsyncExitStack() as stack:
        for _ in range(MOST):
            await _hold(stack, limited, opened, _anybody())
        async with _socket(limited, opened, _anybody()) as one_more:
            assert await close_code(one_more) == 1012
    await _until_free(limited)


async def test_who_opens_sockets_too_often_is_told_to_wait(limited: Served) -> None:
    client = _anybody()
    opened = await _open(limited, client)
    for _ in range(CONNECTS):
        assert await _is_served(limited, opened, client)
    async with _socket(limited, opened, client) as one_more:
        assert await close_code(one_more) == 4429
    assert await _is_served(limited, opened, _anybody())
    await _until_free(limited)


async def test_a_socket_that_never_says_hello_makes_room_again(limited: Served) -> None:
    client = _anybody()
    opened = await _open(limited, client)
    async with AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(_socket(limited, opened, client)) for _ in range(HELD)]
        assert not await _is_served(limited, opened, client)
        assert [await close_code(socket) for socket in silent] == [4408] * HELD
        assert await _is_served(limited, opened, client)
    await _until_free(limited)


async def test_a_stream_of_events_is_one_of_them(limited: Served) -> None:
    client = _anybody()
    opened = await _open(limited, client)
    headers = {"X-Forwarded-For": client, "Authorization": f"Bearer {opened.token}"}
    path = f"/api/v1/conversations/{opened.id}/frames"
    async with httpx.AsyncClient(base_url=limited.url, headers=headers) as http, AsyncExitStack() as stack:
        streams: list[AsyncIterator[str]] = []
        for _ in range(HELD):
            answer = await stack.enter_async_context(http.stream("GET", path))
            assert answer.status_code == 200
            streams.append(answer.aiter_lines())
            await anext(streams[-1])
        refused = await http.get(path)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "RATE_LIMITED")
        assert int(refused.headers["retry-after"]) >= 1
        assert not await _is_served(limited, opened, client)
    await _until_free(limited)


async def test_limits_that_are_off_hold_nobody_back(tmp_path: Path, demo_template: Path) -> None:
    with serve_in_thread(tmp_path, demo_template, rate_limits="off", sockets_per_address=1, sockets=1) as served:
        opened = await _open(served, _anybody())
        async with AsyncExitStack() as stack:
            for _ in range(3):
                await _hold(stack, served, opened, _anybody())


def test_what_is_held_is_counted_and_forgotten() -> None:
    sockets = OpenSockets(most=3, most_per_address=2)
    with sockets.hold("a"), sockets.hold("a"):
        assert (sockets.full("a"), sockets.full("b")) == ("address", None)
        with sockets.hold("b"):
            assert (sockets.full("a"), sockets.full("b"), sockets.full("c")) == ("address", "process", "process")
    assert (sockets.open, sockets.full("a")) == (0, None)
    assert sockets.addresses == 0, "nothing is remembered of who has gone"
