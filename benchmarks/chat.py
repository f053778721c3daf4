"""Whole turns of the chat (stored, guarded, one tool, reply stored) with the embedded brain, on SQLite and PostgreSQL.

    python -m benchmarks.chat [--seconds 8] [--only sqlite|postgres] [--json FILE]

The server is a process of its own, the client another; both share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import statistics
import tempfile
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import create_engine, make_url, text

from benchmarks.client import Talker, closed_loop, connect, open_loop, opened
from benchmarks.machine import machine
from benchmarks.provider import first_token
from benchmarks.server import Server, environment
from tests.support import databases

IDLE = 1000


async def measure(server: Server, seconds: float) -> dict[str, Any]:
    url = server.url
    await closed_loop(url, 8, 2)
    alone = Talker(await connect(url, (await opened(url, 1))[0]))
    for _ in range(20):
        await alone.turn()
    alone.seconds.clear()
    for _ in range(200):
        await alone.turn()
    capacity, closed = await closed_loop(url, 16, seconds)
    loaded = await open_loop(url, 50, capacity * 0.6, seconds)
    return {
        "alone_ms": _ms(alone.seconds),
        "capacity_turns_per_second": round(capacity, 1),
        "closed_loop_ms": _ms(closed),
        "open_loop_rate": round(capacity * 0.6, 1),
        "open_loop_ms": _ms(loaded),
    }


async def idle_memory(server: Server) -> float:
    """Kilobytes of the server for each connection that says nothing."""
    process = psutil.Process(server.pid)
    conversations = await opened(server.url, IDLE + 50)
    warm = [await connect(server.url, one) for one in conversations[:50]]
    before = process.memory_info().rss
    sockets = [await connect(server.url, one) for one in conversations[50:]]
    await asyncio.sleep(1)
    after = process.memory_info().rss
    for socket in [*sockets, *warm]:
        await socket.close()
    return round((after - before) / 1024 / IDLE, 1)


def stages(database_url: str) -> dict[str, float]:
    """Median milliseconds of each stage, from what the turns recorded of themselves."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(str(url.database)) as database:
            rows = [row[0] for row in database.execute("SELECT why FROM messages WHERE author = 'bot' LIMIT 4000")]
    else:
        engine = create_engine(url.set(drivername="postgresql+psycopg"))
        with engine.connect() as connection:
            query = text("SELECT why::text FROM messages WHERE author = 'bot' LIMIT 4000")
            rows = [row[0] for row in connection.execute(query)]
        engine.dispose()
    found: dict[str, list[float]] = {}
    for row in rows:
        why = json.loads(row)
        for stage, value in why["ms"].items():
            found.setdefault(stage, []).append(value)
        for called in why.get("tools", []):
            found.setdefault(f"  of it {called['tool']}", []).append(called["ms"])
    return {stage: round(statistics.median(values), 2) for stage, values in found.items()}


def _ms(values: list[float]) -> dict[str, float]:
    ordered = sorted(value * 1000 for value in values)
    at = lambda share: round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)  # noqa: E731
    return {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": round(ordered[-1], 2), "turns": len(ordered)}


def run(kind: str, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        url = databases.postgres_url() if kind == "postgres" else databases.sqlite_url(data, data)
        try:
            with Server(environment(data, url)) as server:
                server.settle()
                found = asyncio.run(measure(server, seconds))
                found["stages_ms"] = stages(url)
            with Server(environment(data, url)) as server:
                found["idle_connection_kb"] = asyncio.run(idle_memory(server))
            found["provider"] = first_token(data, url)
        finally:
            if kind == "postgres":
                databases.give_back(url)
                databases.drop_all()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, Any] = {"machine": machine()}
    print(results["machine"])
    for kind in [options.only] if options.only else ["sqlite", "postgres"]:
        results[kind] = run(kind, options.seconds)
        print(f"\n{kind}")
        for name, value in results[kind].items():
            print(f"  {name:<28} {value}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
