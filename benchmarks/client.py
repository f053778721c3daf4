"""A lean client of the chat protocol for load: it measures from the moment a message was due to its finished reply."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

TEXTS = (
    "What is your pet policy, my dog is called Number {n}?",
    "do you have any 2 bedrooms under ${rent}?",
    "How much is parking for car {n}?",
    "I need a 1 bedroom, at most {rent} a month",
    "Which utilities are included in home {n}?",
    "Can I see studios under {rent} dollars?",
)
"""one tool each: half ask the knowledge, half search homes; no two are the same, so nothing comes from a cache"""

_texts = itertools.count(1)
_sent = itertools.count(1)


def text() -> str:
    n = next(_texts)
    return TEXTS[n % len(TEXTS)].format(n=n, rent=1400 + n % 900)


async def opened(url: str, count: int) -> list[dict[str, str]]:
    """Open conversations."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        found: list[dict[str, str]] = []
        for _ in range(count):
            answer = await client.post("/api/v1/conversations", json={"property": "maple-court"})
            answer.raise_for_status()
            found.append(answer.json()["data"])
        return found


async def connect(url: str, conversation: dict[str, str]) -> ClientConnection:
    address = f"{url.replace('http', 'ws', 1)}/api/v1/ws/chat/{conversation['id']}"
    socket = await websockets.connect(address, compression=None, ping_interval=None, max_size=2**22)
    await socket.send(json.dumps({"type": "hello", "token": conversation["token"], "after": 0}))
    await socket.recv()
    return socket


@dataclass
class Talker:
    """One visitor; messages are sent one after the other, as the schedule or the last reply says."""

    socket: ClientConnection
    seconds: list[float] = field(default_factory=list[float])
    first: list[float] = field(default_factory=list[float])

    async def turn(self, due: float | None = None, words: str | None = None) -> None:
        began = time.perf_counter() if due is None else due
        frame = {"type": "message", "client_id": f"{id(self):x}-{next(_sent)}", "text": words or text()}
        await self.socket.send(json.dumps(frame))
        first: float | None = None
        while True:
            raw = await self.socket.recv()
            if first is None and '"type":"delta"' in raw:  # type: ignore[operator]
                first = time.perf_counter() - began
            if '"type":"message"' in raw and '"author":"bot"' in raw:  # type: ignore[operator]
                break
            if '"type":"error"' in raw:  # type: ignore[operator]
                raise RuntimeError(str(raw))
        self.seconds.append(time.perf_counter() - began)
        if first is not None:
            self.first.append(first)


async def closed_loop(url: str, connections: int, seconds: float) -> tuple[float, list[float]]:
    """Every visitor asks again as soon as they are answered: (turns a second, seconds of each)."""
    talkers = [Talker(await connect(url, one)) for one in await opened(url, connections)]
    until = time.perf_counter() + seconds

    async def talk(talker: Talker) -> None:
        while time.perf_counter() < until:
            await talker.turn()

    began = time.perf_counter()
    await asyncio.gather(*(talk(talker) for talker in talkers))
    took = time.perf_counter() - began
    for talker in talkers:
        await talker.socket.close()
    every = [one for talker in talkers for one in talker.seconds]
    return len(every) / took, every


async def open_loop(url: str, connections: int, rate: float, seconds: float) -> list[float]:
    """Messages come at a steady rate whether or not the last was answered; waiting counts."""
    talkers = [Talker(await connect(url, one)) for one in await opened(url, connections)]
    start = time.perf_counter() + 0.5
    share = rate / connections

    async def talk(talker: Talker, offset: float) -> None:
        due = start + offset
        while due < start + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await talker.turn(due)
            due += 1 / share

    await asyncio.gather(*(talk(talker, index / rate) for index, talker in enumerate(talkers)))
    for talker in talkers:
        await talker.socket.close()
    return [one for talker in talkers for one in talker.seconds]
