"""A manager's notifications over the socket: in order, each once, whatever happens to the connection."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import websockets
from sqlalchemy import select

from admin.live import socket as live
from leasing.ids import new_id
from leasing.models import Company, Property
from leasing.security import StaffClaims
from leasing.services import accounts, notices
from leasing.services.notice_texts import Notice
from tests.support.server import Served
from tests.support.team import Listener, Manager, hire
from tests.support.wire import close_code, property_id


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are looked at more often than in production."""
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.2)


@pytest.fixture
def house(both: Served) -> Served:
    return both


@pytest.fixture
def ana(house: Served) -> Manager:
    return house.run(house.house.database.write(hire, property_id(house), "Ana"))


def listener(house: Served, manager: Manager, **more: Any) -> Listener:
    return Listener(house.url, manager.id, house.house.web.tokens.staff_access(manager.claims, **more))


def say(house: Served, manager: Manager, number: int = 1) -> None:
    """Tell a manager something, so many times."""
    for n in range(number):
        notice = Notice("staff_note", manager.company_id, property_id(house), "UTC", f"Note {n}", "", {})
        house.run(house.house.database.write(notices.store, notice, [manager.id], new_id()))


async def told(house: Served, manager: Manager, number: int = 1) -> None:
    await asyncio.to_thread(say, house, manager, number)


@asynccontextmanager
async def raw(house: Served, manager_id: str) -> AsyncIterator[Any]:
    url = f"{house.ws}/api/v1/ws/notifications/{manager_id}"
    async with websockets.connect(url, compression=None, max_size=2**22) as socket:
        yield socket


async def refused(house: Served, manager_id: str, first: str | bytes) -> int:
    async with raw(house, manager_id) as socket:
        await socket.send(first)
        return await close_code(socket)


def _hello(token: str) -> str:
    return json.dumps({"type": "hello", "token": token})


async def test_what_happens_is_told_in_order(house: Served, ana: Manager) -> None:
    client = listener(house, ana)
    async with client.connected() as ready:
        assert (ready["seq"], ready["unread"]) == (0, 0)
        await told(house, ana, 5)
        await client.until_seq(5)
    assert client.seqs == [1, 2, 3, 4, 5]
    shown = next(frame["notification"] for frame in client.frames if frame["type"] == "notification")
    assert (shown["title"], shown["status"], shown["property_manager_id"]) == ("Note 0", "unread", ana.id)


async def test_who_comes_back_gets_what_was_missed_once(house: Served, ana: Manager) -> None:
    client = listener(house, ana)
    async with client.connected():
        await told(house, ana, 2)
        await client.until_seq(2)
    await told(house, ana, 250)
    async with client.connected() as ready:
        assert (ready["seq"], ready["unread"]) == (252, 252)
        await client.until_seq(252)
    assert client.seqs == list(range(1, 253))


async def test_without_after_only_what_is_new_is_told(house: Served, ana: Manager) -> None:
    await told(house, ana, 3)
    client = listener(house, ana)
    async with raw(house, ana.id) as socket:
        client.socket = socket
        await socket.send(_hello(client.token))
        assert (await client.until("ready"))["seq"] == 3
        await told(house, ana)
        await client.until_seq(4)
    assert client.seqs == [4]


async def test_reading_is_seen_on_the_other_screen(house: Served, ana: Manager) -> None:
    here, there = listener(house, ana), listener(house, ana)
    await told(house, ana, 2)
    async with here.connected(), there.connected():
        await here.until_seq(2)
        await there.until_seq(2)
        await here.send("read", client_id="a", ids=[here.ids[0]])
        ack = await here.until("ack")
        assert (ack["client_id"], ack["changed"]) == ("a", 1)
        assert (await there.until("updated"))["notification"]["status"] == "read"
        await here.send("responded", client_id="b", ids=[here.ids[1]])
        assert (await here.until("ack"))["changed"] == 1
        assert (await there.until("updated"))["notification"]["status"] == "responded"
        await here.send("read", client_id="c", ids=["x"])
        error = await here.until("error")
        assert (error["code"], error["client_id"]) == ("RECORD_NOT_FOUND", "c")


async def test_a_storm_of_reconnects_loses_and_doubles_nothing(house: Served, ana: Manager) -> None:
    """Eight screens, each thrown off again and again while a hundred things happen."""
    clients = [listener(house, ana) for _ in range(8)]
    number = 100

    async def live_on(client: Listener) -> None:
        while client.after < number:
            with contextlib.suppress(websockets.ConnectionClosed, TimeoutError):
                async with client.connected():
                    async with asyncio.timeout(random.uniform(0.02, 0.25)):
                        while client.after < number:
                            await client.receive()
            if client.socket is not None:
                client.socket.transport.abort()

    async with asyncio.timeout(90):
        await asyncio.gather(told(house, ana, number), *(live_on(client) for client in clients))
    for client in clients:
        assert client.seqs == list(range(1, number + 1))


async def test_what_the_bus_lost_is_found_all_the_same(
    house: Served, ana: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a Redis that is away, or a process that died between its commit and its word."""
    client = listener(house, ana)
    async with client.connected():
        await told(house, ana)
        await client.until_seq(1)
        with monkeypatch.context() as patch:
            patch.setattr(house.house.database.bus, "publish", lambda *_: None)
            await told(house, ana, 3)
        await client.until_seq(4)
        await told(house, ana)
        await client.until_seq(5)
    assert client.seqs == [1, 2, 3, 4, 5]


async def test_a_slow_reader_gets_everything_and_costs_no_memory(house: Served, ana: Manager) -> None:
    slow, quick = listener(house, ana), listener(house, ana)
    number = 600
    async with slow.connected(), quick.connected():
        assert slow.socket is not None
        slow.socket.transport.pause_reading()
        await asyncio.gather(told(house, ana, number), quick.until_seq(number))
        slow.socket.transport.resume_reading()
        await slow.until_seq(number)
    assert slow.seqs == quick.seqs == list(range(1, number + 1))


async def test_a_session_that_ends_ends_the_connection(house: Served, ana: Manager) -> None:
    client = listener(house, ana)
    async with client.connected():
        await asyncio.to_thread(house.run, house.house.database.write(accounts.close_session, ana.claims.session_id))
        assert client.socket is not None
        assert await close_code(client.socket) == 4401
    assert await refused(house, ana.id, _hello(client.token)) == 4401


async def test_a_token_that_runs_out_is_asked_for_and_renewed(house: Served, ana: Manager) -> None:
    client = listener(house, ana, lifetime=timedelta(seconds=2))
    fresh = listener(house, ana).token
    async with client.connected():
        assert (await client.until("token"))["expires_at"]
        await client.send("token", token=fresh, client_id="t")
        assert (await client.until("ack"))["client_id"] == "t"
        await asyncio.sleep(2.5)
        await told(house, ana)
        await client.until_seq(1)


async def test_a_token_that_is_not_renewed_ends_the_connection(house: Served, ana: Manager) -> None:
    client = listener(house, ana, lifetime=timedelta(seconds=1.5))
    async with client.connected():
        await client.until("token")
        assert client.socket is not None
        assert await close_code(client.socket) == 4401


async def test_another_persons_token_does_not_renew(house: Served, ana: Manager) -> None:
    ben = house.run(house.house.database.write(hire, property_id(house), "Ben"))
    client = listener(house, ana)
    async with client.connected():
        await client.send("token", token=listener(house, ben).token, client_id="t")
        error = await client.until("error")
        assert (error["code"], error["client_id"]) == ("INVALID_TOKEN", "t")


async def test_who_may_listen(house: Served, ana: Manager) -> None:
    place = property_id(house)
    database = house.house.database
    ben = house.run(database.write(hire, place, "Ben"))
    root = house.run(database.write(hire, place, "Root", role="admin"))
    own = select(Company.id).join(Property.__table__, Property.company_id == Company.id).where(Property.id == place)
    others = select(Property.id).where(Property.company_id.not_in(own))
    elsewhere = house.run(database.read(lambda tx: tx.connection.execute(others).scalars().first()))
    if elsewhere is None:
        pytest.fail("the demo has one company only")
    stranger = house.run(database.write(hire, elsewhere, "Stranger", role="admin"))
    token = house.house.web.tokens.staff_access
    assert await refused(house, ana.id, _hello(token(ben.claims))) == 4403
    assert await refused(house, ana.id, _hello(token(stranger.claims))) == 4404
    assert await refused(house, "nobody", _hello(token(root.claims))) == 4404
    assert await refused(house, ana.id, _hello(house.house.web.tokens.conversation(new_id()))) == 4401
    forged = StaffClaims(ana.user_id, ana.company_id, new_id(), "admin")
    assert await refused(house, ana.id, _hello(token(forged))) == 4401
    client = Listener(house.url, ana.id, token(root.claims))
    async with client.connected():
        await told(house, ana)
        await client.until_seq(1)


@pytest.mark.parametrize(
    "first", ["", "{", "[]", '{"type": "read"}', '{"type": "hello"}', b"\x00", '{"type": "hello", "token": 1}']
)
async def test_a_first_frame_that_is_no_hello_is_refused(house: Served, ana: Manager, first: str | bytes) -> None:
    assert await refused(house, ana.id, first) == 4400


async def test_silence_is_refused_in_time(house: Served, ana: Manager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HELLO_SECONDS", 0.2)
    async with raw(house, ana.id) as socket:
        assert await close_code(socket) == 4408


async def test_bad_frames_are_answered_and_then_refused(house: Served, ana: Manager) -> None:
    client = listener(house, ana)
    async with client.connected():
        assert client.socket is not None
        await client.socket.send("{")
        assert (await client.until("error"))["code"] == "BAD_FRAME"
        await client.send("read", ids=["\x00"])
        assert (await client.until("error"))["code"] == "BAD_FRAME", "which PostgreSQL would not take"
        await client.send("read", client_id="r")
        assert (await client.until("ack"))["changed"] == 0
        for _ in range(live.MOST_BAD_FRAMES):
            with contextlib.suppress(websockets.ConnectionClosed):
                await client.socket.send("{}")
        assert await close_code(client.socket) == 4400
