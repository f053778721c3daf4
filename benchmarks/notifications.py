"""Notifications to 50 managers who are connected at once: 1,000 facts at 100 a second, half of the lines cut meanwhile.

    python -m benchmarks.notifications [--managers 50] [--facts 1000] [--rate 100] [--fact visitor|note]
        [--only sqlite|postgres] [--json FILE]

Each fact is a visitor who asks for a person, sent over the socket of their open widget; it goes through the outbox like
every other. What is timed is the whole way: from the moment the visitor's frame was due to be sent until
the manager's socket has the notification. Half of the managers are cut off, without a close, about every second and
resume with the last `seq` that they hold. The server is a process of its own, this client another; both share the
machine. `--fact note` has a colleague's note sent instead, which costs the server less than a visitor does: it measures
the notifications alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

from benchmarks.client import connect
from benchmarks.machine import machine
from benchmarks.server import Server, environment
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from leasing.security import Tokens
from tests.support import databases
from tests.support.rows import add_property
from tests.support.team import Listener, hire

SECRET = "a secret key for the benchmark, long enough"
EACH_SECONDS = 1.0
"""between two cuts of a manager's line, about"""
PATIENCE_SECONDS = 60.0
"""for what is still on its way after the last fact"""


@dataclass
class Told:
    database: str
    facts: int
    lost: int
    doubled: int
    reconnects: int
    median_ms: float
    p99_ms: float
    median_ms_steady: float
    """of the managers whose line was not cut"""
    p99_ms_steady: float
    rate: float
    """facts a second that were really sent"""


@dataclass
class Manager:
    listener: Listener
    place: str
    cut: bool
    reconnects: int = 0
    heard: dict[str, float] = field(default_factory=dict[str, float])
    """fact → when the notification of it came"""
    times: Counter[str] = field(default_factory=Counter[str])

    async def live(self, over: asyncio.Event) -> None:
        while not over.is_set():
            with contextlib.suppress(websockets.ConnectionClosed, TimeoutError, OSError):
                async with self.listener.connected():
                    limit = random.uniform(0.5, 1.5) * EACH_SECONDS if self.cut else None
                    async with asyncio.timeout(limit):
                        await self._listen()
            if self.listener.socket is not None:
                self.listener.socket.transport.abort()
            self.reconnects += 1

    async def _listen(self) -> None:
        while True:
            frame = await self.listener.receive(3600)
            if frame["type"] == "notification":
                fact = frame["notification"]["conversation_id"] or frame["notification"]["title"]
                self.heard.setdefault(fact, time.perf_counter())
                self.times[fact] += 1


async def prepare(url: str, database_url: str, number: int) -> list[Manager]:
    """Managers at a property each."""
    database = Database(database_url, SystemClock(), Bus())
    tokens = Tokens(SECRET, SystemClock())
    made: list[Manager] = []
    for n in range(number):
        place = await database.write(add_property)
        who = await database.write(hire, place, f"M{n}")
        made.append(Manager(Listener(url, who.id, tokens.staff_access(who.claims)), place, cut=n % 2 == 0))
    await database.close()
    return made


async def opened(client: httpx.AsyncClient, managers: list[Manager], facts: int) -> list[tuple[str, ClientConnection]]:
    """An open widget for each fact, by turns at the managers' properties: the conversation and its socket."""
    line = asyncio.Semaphore(8)

    async def one(place: str) -> tuple[str, ClientConnection]:
        async with line:
            answer = await client.post("/api/v1/conversations", json={"property": place})
            data = answer.raise_for_status().json()["data"]
            return data["id"], await connect(str(client.base_url).rstrip("/"), data)

    return list(await asyncio.gather(*(one(managers[n % len(managers)].place) for n in range(facts))))


async def measure(name: str, url: str, database_url: str, given: argparse.Namespace) -> Told:
    managers = await prepare(url, database_url, given.managers)
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        notes = [(f"note {n}", managers[n % len(managers)]) for n in range(given.facts)] if given.fact == "note" else []
        talks = await opened(client, managers, given.facts) if not notes else []
        over = asyncio.Event()
        living = [asyncio.create_task(one.live(over)) for one in managers]
        await asyncio.sleep(3)
        due: dict[str, float] = {}
        began = time.perf_counter()
        sending: list[asyncio.Task[Any]] = []
        send: list[tuple[str, Any, Any]] = [(talk, _hand_off, socket) for talk, socket in talks] + [
            (name, _note, who) for name, who in notes
        ]
        for n, (fact, make, with_) in enumerate(send):
            due[fact] = began + n / given.rate
            await asyncio.sleep(max(0.0, due[fact] - time.perf_counter()))
            sending.append(asyncio.create_task(make(client, fact, with_)))
        await asyncio.gather(*sending)
        took = time.perf_counter() - began
        deadline = time.perf_counter() + PATIENCE_SECONDS
        while sum(len(one.heard) for one in managers) < given.facts and time.perf_counter() < deadline:
            await asyncio.sleep(0.1)
        # What would come a second time comes now.
        await asyncio.sleep(3)
        over.set()
        for task in living:
            task.cancel()
        await asyncio.gather(*living, *(socket.close() for _, socket in talks), return_exceptions=True)
    waits = _waits(managers, due)
    steady = _waits([one for one in managers if not one.cut], due)
    return Told(
        database=name,
        facts=given.facts,
        lost=given.facts - len({talk for one in managers for talk in one.heard}),
        doubled=sum(times - 1 for one in managers for times in one.times.values()),
        reconnects=sum(one.reconnects for one in managers if one.cut),
        median_ms=round(statistics.median(waits), 1),
        p99_ms=round(_p99(waits), 1),
        median_ms_steady=round(statistics.median(steady), 1),
        p99_ms_steady=round(_p99(steady), 1),
        rate=round(given.facts / took, 1),
    )


async def _note(client: httpx.AsyncClient, title: str, who: Manager) -> None:
    answer = await client.post(
        "/api/v1/lead-notifications",
        json={"property_manager_id": who.listener.manager_id, "title": title},
        headers={"Authorization": f"Bearer {who.listener.token}"},
    )
    answer.raise_for_status()


async def _hand_off(_client: httpx.AsyncClient, _talk: str, socket: ClientConnection) -> None:
    await socket.send(json.dumps({"type": "handoff", "client_id": "h"}))
    while json.loads(await socket.recv())["type"] != "ack":
        pass


def _waits(managers: list[Manager], due: dict[str, float]) -> list[float]:
    return sorted((at - due[talk]) * 1000 for one in managers for talk, at in one.heard.items())


def _p99(waits: list[float]) -> float:
    return waits[min(len(waits) - 1, round(len(waits) * 0.99))]


def run(name: str, given: argparse.Namespace) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        if name == "sqlite":
            return _served(name, data, databases.sqlite_url(data, data), given)
        url = databases.postgres_url()
        try:
            return _served(name, data, url, given)
        finally:
            databases.give_back(url)
            databases.drop_all()


def _served(name: str, data: Path, database_url: str, given: argparse.Namespace) -> Told:
    with Server(environment(data, database_url, DOMIQ_SECRET_KEY=SECRET)) as server:
        server.settle()
        return asyncio.run(measure(name, server.url, database_url, given))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--managers", type=int, default=50)
    parser.add_argument("--facts", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--fact", choices=("visitor", "note"), default="visitor")
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(machine())
    found = [run(name, given) for name in ("sqlite", "postgres") if given.only in (None, name)]
    for one in found:
        print(
            f"{one.database}: {one.facts} facts at {one.rate}/s to {given.managers} managers, {one.reconnects} "
            f"reconnects: lost {one.lost}, doubled {one.doubled}, median {one.median_ms} ms, p99 {one.p99_ms} ms; "
            f"where the line was not cut: median {one.median_ms_steady} ms, p99 {one.p99_ms_steady} ms"
        )
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in found], indent=1))


if __name__ == "__main__":
    main()
