"""Two hundred conversations want one time: one gets it, the others hear of other times, and nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import Tour
from leasing.services.effects import TurnRef
from tests.support.racers import AT_ONCE, order, race
from tests.support.tours import NOW, add_manager, at, cells, holds, property_with, visitor

RACERS = 200
WANTED = at(18)


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


async def _racers(database: Database, place: str, count: int = RACERS) -> list[TurnRef]:
    line = asyncio.Semaphore(AT_ONCE)

    async def come(number: int) -> TurnRef:
        async with line:
            return await visitor(database, place, f"r{number}@x.example")

    return list(await asyncio.gather(*(come(number) for number in range(count))))


async def _judge(database: Database, outcomes: list[dict[str, Any]], seats: int = 1) -> None:
    """What must hold however the race went."""
    won = [one for one in outcomes if one["first"] == "booked"]
    lost = [one for one in outcomes if one["first"] != "booked"]
    assert len(won) == seats
    assert {one["first"] for one in lost} == {"taken"}
    assert all(one["offered"] for one in lost), "whoever lost hears of other times"
    assert not any(datetime.fromisoformat(time) == WANTED for one in lost for time in one["offered"])

    booked = await database.read(lambda tx: tx.connection.execute(select(Tour.__table__)).all())
    got = Counter(datetime.fromisoformat(one["got"]) for one in outcomes if one["got"])
    assert Counter(row.starts_at for row in booked) == got, "what was answered is what is stored"
    assert max(got.values()) <= seats
    assert len(got) > 1, "some of the others took the times that they were offered"
    assert await database.read(holds) == [], "no hold is left behind"
    taken = await database.read(cells)
    assert len(taken) == 6 * len(booked)
    assert {cell.tour_id for cell in taken} == {row.id for row in booked}


async def test_one_winner_among_tasks_of_several_threads(
    database: Database, database_url: str, clock: FixedClock
) -> None:
    refs = await _racers(database, await property_with(database))
    started = threading.Barrier(4)
    outcomes: list[dict[str, Any]] = []

    def run(part: list[TurnRef]) -> None:
        started.wait()
        outcomes.extend(asyncio.run(race(database_url, NOW, part, WANTED)))

    await asyncio.gather(*(asyncio.to_thread(run, refs[n::4]) for n in range(4)))
    assert len(outcomes) == RACERS
    await _judge(database, outcomes)


async def test_one_tour_a_manager_and_no_more(database: Database, database_url: str, clock: FixedClock) -> None:
    place = await property_with(database)
    for name in ("One", "Two", "Three"):
        await database.write(add_manager, [place], name)
    refs = await _racers(database, place, 40)
    await _judge(database, await race(database_url, NOW, refs, WANTED), seats=3)


async def test_one_winner_among_processes(database: Database, database_url: str, clock: FixedClock) -> None:
    if database.is_sqlite:
        # Its file belongs to one server process.
        return
    refs = await _racers(database, await property_with(database))

    async def run(part: list[TurnRef]) -> list[dict[str, Any]]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.racers", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate(order(database_url, NOW, part, WANTED).encode())
        assert process.returncode == 0
        return json.loads(out)

    both = await asyncio.gather(run(refs[::2]), run(refs[1::2]))
    assert len(both[0]) + len(both[1]) == RACERS
    await _judge(database, [*both[0], *both[1]])
