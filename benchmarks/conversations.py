"""Looking for conversations: full-text search, lists and the summary over many made-up ones, and what the index costs.

    python -m benchmarks.conversations [--conversations 20000] [--messages 20] [--database URL] [--json]

The words are drawn by Zipf's law from 20,000 made-up ones with some of renters among them, so that there are words that
are everywhere and words that are in one message. `--database` must name an empty database; without it a SQLite file is
made in a temporary folder. What a message costs to store is measured with the index of words and without it, in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from app.migrate import migrate
from benchmarks.machine import machine
from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import Company, Conversation, Message, Property, Visitor
from leasing.services import conversation_lists, messages
from leasing.services.conversation_lists import Filters
from leasing.tenancy import Paging, StaffScope

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RENTERS = [
    "pets",
    "parking",
    "rent",
    "garage",
    "pool",
    "deposit",
    "tour",
    "lease",
    "balcony",
    "studio",
    "washer",
    "dog",
    "cat",
    "mascotas",
    "baño",
    "alquiler",
]
COMPANY = "00000000-0000-7000-8000-000000000001"
AT_ONCE = 200


def vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    made = [
        "".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
        for _ in range(20_000)
    ]
    words = made[:40] + RENTERS + made[40:]
    return words, [1 / (rank + 1) for rank in range(len(words))]


def found(tx: Tx) -> list[str]:
    stamps = {"created_at": NOW, "updated_at": NOW}
    tx.connection.execute(insert(Company).values(id=COMPANY, slug="c", name="C", **stamps))
    ids = [new_id() for _ in range(5)]
    place = {"address": "1 A St", "city": "Austin", "state": "TX", "zip_code": "1", "timezone": "America/Chicago"}
    lists = {"amenities": [], "features": [], "tour_types": [], "allowed_origins": [], "chatbot_widget_settings": {}}
    rows = [{"id": one, "company_id": COMPANY, "slug": one, "name": "P", **place, **lists, **stamps} for one in ids]
    tx.connection.execute(insert(Property), rows)
    return ids


def fill(tx: Tx, properties: list[str], first: int, count: int, each: int, rng: random.Random, words: Any) -> None:
    visitors, talks, said = [], [], []
    listed, weights = words
    for number in range(first, first + count):
        at = NOW - timedelta(minutes=number)
        visitor, talk = new_id(), new_id()
        stamps = {"created_at": at, "updated_at": at, "company_id": COMPANY}
        visitors.append(
            {"id": visitor, "browser_id": visitor, "first_touch": {}, "last_touch": {}, "last_seen": at, **stamps}
        )
        contact = (
            {"first_name": rng.choice(listed[500:]).title(), "email": f"v{number}@mail.example"}
            if number % 3 == 0
            else {}
        )
        talks.append({
            "id": talk, "property_id": rng.choice(properties), "visitor_id": visitor, "last_seq": each,
            "last_message_at": at, "contact": contact, "lead_score": rng.randint(0, 100), "mode": "closed",
            "status": "closed", **stamps,
        })  # fmt: skip
        for seq in range(1, each + 1):
            line = " ".join(rng.choices(listed, weights, k=rng.randint(4, 20)))
            said.append({
                "id": new_id(), "company_id": COMPANY, "conversation_id": talk, "seq": seq, "text": line,
                "author": "visitor" if seq % 2 else "bot", "extras": {}, "why": {}, "created_at": at,
            })  # fmt: skip
    tx.connection.execute(insert(Visitor), visitors)
    tx.connection.execute(insert(Conversation), talks)
    tx.connection.execute(insert(Message), said)


async def timed(run: Callable[[], Awaitable[Any]], times: int = 15) -> tuple[float, float, Any]:
    """Median and worst in milliseconds, and what the last one gave."""
    taken, result = [], None
    for _ in range(times):
        began = time.perf_counter()
        result = await run()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), max(taken), result


async def stores(database: Database, talk: str, line: str, first: int, count: int = 400) -> float:
    """Median milliseconds of a transaction that stores one message."""

    def one(tx: Tx, seq: int) -> None:
        messages.store(tx, id=new_id(), company_id=COMPANY, conversation_id=talk, seq=seq, author="bot", text=line)

    taken = []
    for seq in range(first, first + count):
        began = time.perf_counter()
        await database.write(one, seq)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


async def index_cost(database: Database, talk: str, line: str) -> dict[str, float]:
    """With the index and without it in turns, on an index of full size; it is gone afterwards."""
    with_index = [await stores(database, talk, line, 1_000 + 1_000 * turn) for turn in range(3)]
    off = ("DROP TRIGGER messages_words_insert",) if database.is_sqlite else ("DROP INDEX ix_messages_words",)
    for statement in off:
        await database.write(lambda tx, statement=statement: tx.connection.execute(text(statement)) and None)
    without = [await stores(database, talk, line, 10_000 + 1_000 * turn) for turn in range(3)]
    return {"with": statistics.median(with_index), "without": statistics.median(without)}


async def measure(url: str, conversations: int, each: int) -> dict[str, Any]:
    database = Database(url, FixedClock(NOW), Bus())
    rng = random.Random(7)
    words = vocabulary(rng)
    began = time.perf_counter()
    properties = await database.write(found)
    for first in range(0, conversations, AT_ONCE):
        await database.write(fill, properties, first, min(AT_ONCE, conversations - first), each, rng, words)
    filled = time.perf_counter() - began
    if not database.is_sqlite:
        await database.write(lambda tx: tx.connection.execute(text("ANALYZE")) and None)
    scope = StaffScope(COMPANY, "", "admin")
    told: dict[str, Any] = {"filled_seconds": round(filled, 1)}
    rare = words[0][-1]
    searches = {
        "list": Filters(),
        "list, one property by score": Filters(property_id=properties[0], sort="score"),
        "list, by outcome": Filters(outcome="resolved_by_bot"),
        "search, a rare word": Filters(search=rare),
        "search, two words": Filters(search="mascotas baño"),
        "search, a common word": Filters(search="pets"),
        "search, the word that is everywhere": Filters(search=words[0][0]),
        "search, three letters": Filters(search="mas"),
        "search, an address": Filters(search="v300@mail.example"),
    }
    for name, filters in searches.items():
        median, worst, page = await timed(
            lambda filters=filters: database.read(conversation_lists.page, scope, Paging(), filters)
        )
        told[name] = {"p50_ms": round(median, 1), "worst_ms": round(worst, 1), "found": page.total}
    some = (await database.read(conversation_lists.page, scope, Paging(), Filters())).items[0].id
    line = " ".join(rng.choices(*words, k=20))
    told["one message stored, ms"] = {
        name: round(value, 3) for name, value in (await index_cost(database, some, line)).items()
    }
    await database.close()
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=20_000)
    parser.add_argument("--messages", type=int, default=20, help="of each conversation")
    parser.add_argument("--database", help="an empty database")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder, 'domiq.db')}"
        migrate(url)
        told = asyncio.run(measure(url, options.conversations, options.messages))
    if options.json:
        print(json.dumps(told))
        return
    for name, value in told.items():
        print(f"{name:40} {value}")


if __name__ == "__main__":
    main()
