"""Measure the knowledge of many communities through the code that ships: building, memory, questions, edits.

    python -m benchmarks.knowledge [--properties 1000] [--entries 100] [--questions 10000] [--memory-mb 128]
                                   [--database postgresql://…] [--json FILE]

The communities are made up (`benchmarks/communities.py`). Vectors are random ones of 384 dimensions at no cost, so that
the figures are those of everything but the embedding. Chroma is kept out of the way, at an address where nobody
listens: questions do not wait for it once the files are written.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

# One thread, as the server has it: two that wait for each other take longer than one for products of this size.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import structlog
from sqlalchemy import inspect, select, update

from benchmarks.communities import communities, fill
from benchmarks.machine import machine
from knowledge.embedders import Vectors
from knowledge.retrieve import KnowledgeBase
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database, Tx
from leasing.models import Faq, Property
from leasing.models.base import Base

NO_CHROMA = "http://127.0.0.1:9"
EDITS = 60
COLD = 400


class RandomEmbedder:
    """A vector of its own for each text, the same in every process, at next to no cost."""

    name = "random/1"
    dimensions = 384

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    async def embed_query(self, text: str) -> Vectors:
        return self._vector(text)

    async def aclose(self) -> None:
        """Nothing is held."""

    def _vector(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        row = np.random.default_rng(seed).normal(size=self.dimensions).astype(np.float32)
        return row / np.linalg.norm(row)


@asynccontextmanager
async def knowing(database: Database, folder: Path, memory_mb: int) -> AsyncGenerator[KnowledgeBase]:
    knowledge = KnowledgeBase(
        database, RandomEmbedder(), data_dir=folder, chroma_url=NO_CHROMA, memory_bytes=memory_mb * 2**20
    )
    await knowledge.start()
    try:
        yield knowledge
    finally:
        await knowledge.close()


def version_of(tx: Tx, property_id: str) -> int:
    chosen = select(Property.knowledge_version).where(Property.id == property_id)
    return tx.connection.execute(chosen).scalar_one()


def create(tx: Tx) -> None:
    if inspect(tx.connection).get_table_names():
        raise SystemExit("The database is not empty, and its tables would be dropped at the end: give an empty one.")
    Base.metadata.create_all(tx.connection)


def edit(tx: Tx, faq_id: str, property_id: str, answer: str) -> None:
    tx.connection.execute(update(Faq).where(Faq.id == faq_id).values(answer=answer))
    raised = Property.knowledge_version + 1
    tx.connection.execute(update(Property).where(Property.id == property_id).values(knowledge_version=raised))


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def quantiles(taken: Sequence[float]) -> dict[str, float]:
    return {"p50": round(float(np.percentile(taken, 50)), 3), "p99": round(float(np.percentile(taken, 99)), 3)}


class Bench:
    def __init__(self, given: argparse.Namespace, database: Database, folder: Path) -> None:
        self._given = given
        self._database = database
        self._folder = folder
        self._many = communities(given.properties, given.entries)
        self._owners = list(self._many)
        self._chance = np.random.default_rng(1)
        self.report: dict[str, Any] = {}

    async def run(self) -> None:
        await self._database.write(fill, self._many)
        await self._build()
        await self._start_again()

    async def _build(self) -> None:
        """From SQL's rows, with nothing in files."""
        async with knowing(self._database, self._folder, self._given.memory_mb) as knowledge:
            await knowledge.ask("nobody", 0, "the topics are embedded by this")
            before, began = resident_mb(), time.perf_counter()
            await knowledge.warm(self._owners)
            entries = sum(len(rows) for rows in self._many.values())
            took = time.perf_counter() - began
            self.report["built"] = {
                "entries": entries,
                "seconds": round(took, 1),
                "ms_each": round(took * 1000 / len(self._owners), 2),
            }
            self.report["memory_built"] = self._memory(knowledge, before)

    def _memory(self, knowledge: KnowledgeBase, before: float) -> dict[str, float]:
        health = knowledge.health()
        grown = resident_mb() - before
        kept = health.properties * self._given.entries
        return {
            "communities": health.properties,
            "counted_mb": round(health.bytes / 2**20, 1),
            "resident_before_mb": round(before),
            "resident_grown_mb": round(grown, 1),
            "bytes_an_entry": round(health.bytes / max(kept, 1)),
        }

    async def _start_again(self) -> None:
        """With files, as after a restart."""
        async with knowing(self._database, self._folder, self._given.memory_mb) as knowledge:
            await knowledge.ask("nobody", 0, "the topics are read by this")
            before = resident_mb()
            cold = self._chance.permutation(self._owners)[:COLD].tolist()
            self.report["cold_from_files_ms"] = await self._asked(knowledge, cold)
            began = time.perf_counter()
            await knowledge.warm(self._owners)
            self.report["warmed_from_files_seconds"] = round(time.perf_counter() - began, 1)
            self.report["memory_warmed"] = self._memory(knowledge, before)
            count = self._given.questions
            uniform = self._chance.choice(self._owners, count).tolist()
            ranks = np.minimum(self._chance.zipf(1.2, count), len(self._owners)) - 1
            self.report["warm_uniform_ms"] = await self._asked(knowledge, uniform)
            self.report["warm_zipf_ms"] = await self._asked(knowledge, [self._owners[rank] for rank in ranks])
            await self._edits(knowledge)

    async def _asked(self, knowledge: KnowledgeBase, owners: Sequence[str]) -> dict[str, float]:
        """What a question takes, its embedding left out."""
        taken: list[float] = []
        for owner in owners:
            rows = self._many[owner]
            row = rows[int(self._chance.integers(len(rows)))]
            found = await knowledge.ask(owner, 1, f"hello, {row.question.lower()} number {len(taken)}")
            taken.append(sum(ms for stage, ms in found.milliseconds.items() if stage != "embed"))
            if len(taken) % 50 == 0:
                await asyncio.sleep(0)
        return quantiles(taken)

    async def _edits(self, knowledge: KnowledgeBase) -> None:
        """From the end of the transaction that stored it to the answer that says it."""
        mine: list[float] = []
        theirs: list[float] = []
        with other_process(self._database, self._folder.with_name("other"), self._given.memory_mb) as other:
            for number in range(EDITS):
                owner = self._owners[number % len(self._owners)]
                row = self._many[owner][number % self._given.entries]
                other_answer(other, owner, row.question)
                said = f"Since today it is otherwise, notice {number}."
                await self._database.write(edit, row.id, owner, said)
                began = time.perf_counter()
                found = await knowledge.ask(owner, await self._database.read(version_of, owner), row.question)
                mine.append((time.perf_counter() - began) * 1000)
                began = time.perf_counter()
                answer = other_answer(other, owner, row.question)
                theirs.append((time.perf_counter() - began) * 1000)
                if not found.answer == answer == said:
                    raise AssertionError(f"the edit was not seen: {found.answer!r}, {answer!r}")
        self.report["edit_seen_here_ms"] = quantiles(mine)
        self.report["edit_seen_in_another_process_ms"] = quantiles(theirs)


def other_process(database: Database, folder: Path, memory_mb: int) -> subprocess.Popen[str]:
    url = database.url.render_as_string(hide_password=False)
    command = [
        sys.executable,
        "-m",
        "benchmarks.knowledge",
        "--answer",
        url,
        str(folder),
        "--memory-mb",
        str(memory_mb),
    ]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def other_answer(process: subprocess.Popen[str], owner: str, question: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    print(json.dumps([owner, question]), file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


async def answer(url: str, folder: Path, memory_mb: int) -> None:
    """The other process: reads the version and asks, as a turn does, until its input ends."""
    database = Database(url, SystemClock(), Bus())
    async with knowing(database, folder, memory_mb) as knowledge:
        while line := await asyncio.to_thread(sys.stdin.readline):
            owner, question = json.loads(line)
            found = await knowledge.ask(owner, await database.read(version_of, owner), question)
            print(json.dumps(found.answer), flush=True)
    await database.close()


async def measure(given: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/knowledge.db"
        database = Database(url, SystemClock(), Bus())
        await database.write(create)
        bench = Bench(given, database, Path(folder) / "one")
        try:
            await bench.run()
        finally:
            if given.database:
                await database.write(lambda tx: Base.metadata.drop_all(tx.connection))
            await database.close()
    return bench.report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.knowledge", description=__doc__)
    parser.add_argument("--properties", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=100)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--memory-mb", type=int, default=128)
    parser.add_argument("--database", help="an empty PostgreSQL database; its tables are dropped at the end")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    parser.add_argument("--answer", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    if given.answer:
        asyncio.run(answer(given.answer[0], Path(given.answer[1]), given.memory_mb))
        return
    load = os.getloadavg()[0]
    print(f"{machine()}; load of the machine before: {load:.1f}")
    report = asyncio.run(measure(given))
    for name, value in report.items():
        print(f"{name:34} {value}")
    if given.json:
        given.json.write_text(json.dumps({"machine": machine(), "load_before": load, **report}, indent=2) + "\n")


if __name__ == "__main__":
    main()
