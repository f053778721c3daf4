"""Staff see what goes on at a property while it goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import websockets
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed

from leasing.models import Property
from leasing.services import accounts, profiles
from tests.chat.test_answers import Staff
from tests.support.chat import talking
from tests.support.server import Served


class Watcher:
    """Keeps what the frames say together, as a dashboard does."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self.frames: list[dict[str, Any]] = []
        self.talking: dict[str, Any] = {}
        self.waiting: dict[str, Any] = {}
        self.numbers: dict[str, Any] = {}

    async def take(self) -> dict[str, Any]:
        frame = json.loads(await asyncio.wait_for(self._socket.recv(), 20))
        self.frames.append(frame)
        if frame["type"] == "snapshot":
            self.talking, self.waiting, self.numbers = frame["talking"], frame["waiting"], frame["numbers"]
        else:
            for name in ("talking", "waiting"):
                part = frame.get(name, {"set": {}, "gone": []})
                mine = getattr(self, name)
                mine.update(part["set"])
                for one in part["gone"]:
                    del mine[one]
            self.numbers.update(frame.get("numbers", {}))
        return frame

    async def until(self, true: Any) -> None:
        while not true(self):
            await self.take()


def property_id(served: Served, slug: str = "maple-court") -> str:
    statement = select(Property.id).where(Property.slug == slug)
    return served.run(served.house.database.read(lambda tx: tx.connection.execute(statement).scalar_one()))


@asynccontextmanager
async def watching(served: Served, hello: Any, place: str) -> AsyncIterator[Watcher]:
    async with websockets.connect(f"{served.ws}/api/v1/ws/analytics/{place}") as socket:
        await socket.send(json.dumps(hello) if isinstance(hello, dict) else hello)
        yield Watcher(socket)


def hello(staff: Staff) -> dict[str, str]:
    return {"type": "hello", "token": staff._headers["Authorization"].removeprefix("Bearer ")}


async def test_who_talks_and_who_waits(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    place = property_id(both)
    async with watching(both, hello(staff), place) as watcher:
        assert (await watcher.take())["type"] == "snapshot"
        begun = watcher.numbers["conversations_today"]
        async with talking(both.url) as chat:
            await chat.ask("Hi, I am Ondine, do you allow pets?")
            await watcher.until(lambda w: any(one["first_name"] == "Ondine" for one in w.talking.values()))
            await chat.send("handoff")
            await watcher.until(lambda w: w.numbers["waiting_count"] == 1 and len(w.waiting) == 1)
            assert watcher.numbers["conversations_today"] == begun + 1
            assert watcher.numbers["first_response_seconds"] is not None
            async with watching(both, hello(staff), place) as later:
                await later.take()
                assert (later.waiting, later.numbers) == (watcher.waiting, watcher.numbers)
                assert later.frames[0]["type"] == "snapshot"
            await chat.send("end")
            await watcher.until(lambda w: not w.waiting and not w.talking)
        seqs = [frame["seq"] for frame in watcher.frames]
        assert seqs == list(range(1, len(seqs) + 1))


async def test_another_property_is_another_board(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    async with watching(both, hello(staff), property_id(both, "wrenfield-lofts")) as watcher:
        await watcher.take()
        async with talking(both.url) as chat:
            await chat.ask("Do you allow pets?")
            await chat.send("handoff")
            async with watching(both, hello(staff), property_id(both)) as other:
                await other.take()
                await other.until(lambda w: w.numbers["waiting_count"] >= 1)
        assert (watcher.talking, watcher.waiting) == ({}, {})


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"type": "hello", "token": "x"}, 4401),
        ({"type": "hello"}, 4400),
        ({"type": "message", "token": "x"}, 4400),
        ("not json", 4400),
    ],
)
async def test_who_may_not_watch(both: Served, first: Any, code: int) -> None:
    async with watching(both, first, property_id(both)) as watcher:
        with pytest.raises(ConnectionClosed) as closed:
            await watcher.take()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


async def test_a_visitors_token_and_another_company_see_nothing(both: Served) -> None:
    async def other_company() -> str:
        house = both.house
        hashed = await house.web.passwords.hash("Strange-word-1")
        user = await house.database.write(
            profiles.create_admin, email="stranger@else.example", password_hash=hashed, company="Elsewhere"
        )
        signed_in = await house.database.write(accounts.open_session, user.id)
        return house.web.tokens.staff_access(signed_in.claims)

    stranger = both.run(other_company())
    for token, code in ((both.house.web.tokens.conversation("c"), 4401), (stranger, 4404)):
        async with watching(both, {"type": "hello", "token": token}, property_id(both)) as watcher:
            with pytest.raises(ConnectionClosed) as closed:
                await watcher.take()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


async def test_frames_come_twice_a_second_at_most(both: Served) -> None:
    """However much happens: a burst is one frame, and nothing of it is lost."""
    staff = await asyncio.to_thread(Staff, both)
    place = property_id(both)
    async with watching(both, hello(staff), place) as watcher:
        await watcher.take()
        begun = watcher.numbers["leads_today"]
        for number in range(12):
            mail = f"burst{number}@mail.example"
            await asyncio.to_thread(staff.call, "POST", "/leads", property_id=place, email=mail)
        await watcher.until(lambda w: w.numbers["leads_today"] == begun + 12)
        assert len(watcher.frames) < 12
