"""Many conversations that want one tour time at once: in this process, in its threads, or in others of their own.

python -m tests.support.racers < {"url", "now", "refs", "wanted"} > outcomes, one JSON object
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.community import Community
from leasing.database import Database
from leasing.services import slots, tours
from leasing.services.bookings import Refused
from leasing.services.calendar import Mine
from leasing.services.communities import load
from leasing.services.effects import TurnRef

AT_ONCE = 30
"""transactions that a process asks for at once: three times what its pool has connections. A busy machine must not make
a task wait for one longer than the pool lets it"""


async def race(url: str, now: datetime, refs: list[TurnRef], wanted: datetime) -> list[dict[str, Any]]:
    """What became of each: `first` (booked, or the problem), the times it was offered instead, and the one it `got`."""
    database = Database(url, FixedClock(now), Bus())
    try:
        here = await database.read(load, refs[0].property_id)
        line = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(_run(database, here, line, ref, wanted) for ref in refs))
    finally:
        await database.close()


async def _run(
    database: Database, here: Community, line: asyncio.Semaphore, ref: TurnRef, wanted: datetime
) -> dict[str, Any]:
    told: dict[str, Any] = {"conversation": ref.conversation_id, "first": "booked", "offered": [], "got": None}

    async def book(starts_at: datetime) -> str | None:
        try:
            if random.random() < 0.5:
                async with line:
                    await database.write(tours.hold, ref, here, starts_at=starts_at, tour_type="in_person")
            async with line:
                await database.write(tours.book, ref, here, starts_at=starts_at, tour_type="in_person")
        except Refused as refused:
            return refused.problem
        told["got"] = starts_at.isoformat()
        return None

    problem = await book(wanted)
    if problem is None:
        return told
    told["first"] = problem
    mine = slots.For(mine=Mine(ref.conversation_id))
    async with line:
        found = await database.read(slots.nearest, here, wanted, 4, mine)
    told["offered"] = [slot.starts_at.isoformat() for slot in found]
    for slot in found:
        if await book(slot.starts_at) is None:
            break
    return told


def main() -> None:
    given = json.load(sys.stdin)
    refs = [TurnRef(**ref) for ref in given["refs"]]
    now, wanted = datetime.fromisoformat(given["now"]), datetime.fromisoformat(given["wanted"])
    print(json.dumps(asyncio.run(race(given["url"], now, refs, wanted))))


def order(url: str, now: datetime, refs: list[TurnRef], wanted: datetime) -> str:
    """What a process is given on its standard input."""
    plain = [asdict(ref) for ref in refs]
    return json.dumps({"url": url, "now": now.isoformat(), "refs": plain, "wanted": wanted.isoformat()})


if __name__ == "__main__":
    main()
