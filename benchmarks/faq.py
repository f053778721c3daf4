"""Measure the retrieval through the code that ships: how often the right entry is first, what is refused, how fast.

    python -m benchmarks.faq DATA [--embedder minilm|wordllama] [--model-dir DIR] [--json] [--fit]
    python -m benchmarks.faq --scale 1000 100

`--fit` first fits `knowledge/calibration.json` on DATA and prints its cross-validated figures, the honest ones for it.
`--scale` asks synthetic communities, as many and with as many entries as it says.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from sqlalchemy import insert

from benchmarks.faq_cases import Asked, FaqData, read_data
from benchmarks.faq_fit import fit, write_calibration
from knowledge.embedders import Embedder, Vectors, load_embedder
from knowledge.retrieve import KnowledgeBase
from knowledge.threshold import CALIBRATION_FILE
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database, Tx
from leasing.models import Company, Faq, Property
from leasing.models.base import Base
from leasing.ports import Retrieved
from leasing.services.knowledge_rows import AnsweredRow

LISTS: dict[str, list[str]] = {"amenities": [], "features": [], "allowed_origins": [], "tour_types": []}
PLACE = {"address": "1 Main St", "city": "Austin", "state": "TX", "zip_code": "78701", "timezone": "America/Chicago"}


@asynccontextmanager
async def knowledge_of(
    entries: Mapping[str, Sequence[AnsweredRow]], embedder: Embedder
) -> AsyncGenerator[KnowledgeBase]:
    """A knowledge base over a temporary database with these entries by property."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/faq.db", SystemClock(), Bus())
        knowledge = KnowledgeBase(database, embedder, data_dir=Path(folder))
        await database.write(seed, entries)
        await knowledge.start()
        try:
            yield knowledge
        finally:
            await knowledge.close()
            await database.close()


def seed(tx: Tx, entries: Mapping[str, Sequence[AnsweredRow]]) -> None:
    Base.metadata.create_all(tx.connection)
    stamps = {"created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    tx.connection.execute(insert(Company).values(id="company", slug="company", name="Company", **stamps))
    for number, (owner, rows) in enumerate(entries.items()):
        tx.connection.execute(
            insert(Property).values(
                id=owner,
                company_id="company",
                slug=f"p{number}",
                name=owner,
                chatbot_widget_settings={},
                **PLACE,
                **LISTS,
                **stamps,
            )
        )
        said = {"company_id": "company", "property_id": owner, "status": "answered", "source_type": "import", **stamps}
        values = [{"id": row.id, "question": row.question, "answer": row.answer, **said} for row in rows]
        tx.connection.execute(insert(Faq), values)


@dataclass(frozen=True)
class Outcome:
    case: Asked
    got: Retrieved

    @property
    def rank(self) -> int:
        """Of the right entry, from 1; 0 where it is not among the matches."""
        ids = [match.faq_id for match in self.got.matches]
        return ids.index(self.case.gold) + 1 if self.case.gold in ids else 0

    @property
    def wrong(self) -> bool:
        if not self.got.answered:
            return False
        return self.got.matches[0].faq_id not in {self.case.gold, *self.case.also_right}


async def ask_all(knowledge: KnowledgeBase, asked: Sequence[Asked]) -> list[Outcome]:
    return [Outcome(case, await knowledge.ask(case.property_id, 1, case.text, limit=50)) for case in asked]


def quality(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    answerable = [each for each in outcomes if each.case.kind == "answerable"]
    unanswerable = [each for each in outcomes if each.case.kind == "unanswerable"]
    groups = {each.case.group for each in unanswerable}
    figures: dict[str, Any] = {}
    for lang in sorted({each.case.lang for each in answerable}):
        some = [each for each in answerable if each.case.lang == lang]
        figures[f"top1_{lang}"] = counted(sum(each.rank == 1 for each in some), len(some))
        figures[f"mrr_{lang}"] = round(statistics.fmean(1 / each.rank if each.rank else 0.0 for each in some), 3)
        rightly = sum(each.rank == 1 and each.got.answered for each in some)
        figures[f"answered_rightly_{lang}"] = counted(rightly, len(some))
    refused = sum(each.case.share for each in unanswerable if not each.got.answered)
    wrong = sum(each.case.share for each in outcomes if each.wrong)
    anywhere = {each.case.group for each in unanswerable if each.got.answered}
    rightly = sum(each.rank == 1 and each.got.answered for each in answerable)
    figures["answered_rightly"] = counted(rightly, len(answerable))
    figures["refused"] = counted(refused, len(groups))
    figures["refused_by_every_community"] = counted(len(groups - anywhere), len(groups))
    figures["wrong_answers"] = counted(wrong, len(answerable) + len(groups))
    return figures


def counted(some: float, of: int) -> dict[str, float | int | list[float]]:
    """A share with its count and Wilson's 95 % interval."""
    if of == 0:
        return {"share": 0.0, "of": 0}
    share, z = some / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return {"share": round(share, 3), "of": of, "interval": [round(middle - half, 3), round(middle + half, 3)]}


def speed(found: Sequence[Retrieved]) -> dict[str, dict[str, float]]:
    """Median and 99th percentile in milliseconds by stage."""
    stages = {
        stage: [each.milliseconds[stage] for each in found if stage in each.milliseconds]
        for stage in ("index", "embed", "search")
    }
    stages["all"] = [sum(each.milliseconds.values()) for each in found]
    return {
        stage: {"p50": round(float(np.percentile(taken, 50)), 3), "p99": round(float(np.percentile(taken, 99)), 3)}
        for stage, taken in stages.items()
    }


async def measure(data: FaqData, embedder: Embedder) -> dict[str, Any]:
    asked = data.of("answerable") + data.of("unanswerable")
    async with knowledge_of(data.entries, embedder) as knowledge:
        began = time.perf_counter()
        await knowledge.warm(data.entries)
        built = (time.perf_counter() - began) * 1000
        outcomes = await ask_all(knowledge, asked)
        fresh = [each.got for each in outcomes if each.case.kind == "answerable"]
    return {"embedder": embedder.name, **quality(outcomes), "milliseconds": speed(fresh), "built_in_ms": round(built)}


class RandomEmbedder:
    """Any vectors, at no cost: to measure everything but the embedding."""

    name = "random/1"
    dimensions = 384

    async def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.random.default_rng(len(texts)).normal(size=(len(texts), self.dimensions)).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    async def embed_query(self, text: str) -> Vectors:
        return (await self.embed([text]))[0]

    async def aclose(self) -> None:
        """Nothing is held."""


SUBJECTS = (
    "parking",
    "pets",
    "laundry",
    "the internet",
    "deposits",
    "guests",
    "noise",
    "keys",
    "storage",
    "heating",
    "mail",
)


async def scale(properties: int, entries: int) -> dict[str, Any]:
    """Time and memory with synthetic communities, embedding left out."""
    answer = "Yes, that is possible for residents with a permit from the leasing office, open on every weekday."
    many = {
        f"p{owner:05}": [
            AnsweredRow(f"{owner:05}-{at:05}", f"What is rule {at} on {SUBJECTS[at % len(SUBJECTS)]} here?", answer)
            for at in range(entries)
        ]
        for owner in range(properties)
    }
    async with knowledge_of(many, RandomEmbedder()) as knowledge:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        await knowledge.warm(many)
        built = (time.perf_counter() - began) * 1000 / properties
        health = knowledge.health()
        kept = list(many)[-health.properties :]
        question = "may my guests park in stall {}?"
        found = [await knowledge.ask(kept[at % len(kept)], 1, question.format(at)) for at in range(3000)]
        cold = [await knowledge.ask(owner, 1, "may my guests park?") for owner in list(many)[: min(50, properties)]]
        return {
            "properties": properties,
            "entries": entries,
            "built_ms_each": round(built, 2),
            "in_memory": health.properties,
            "in_memory_mb": round(health.bytes / 2**20, 1),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before),
            "milliseconds": speed(found),
            "milliseconds_where_evicted": speed(cold),
        }


async def run(given: argparse.Namespace) -> dict[str, Any]:
    if given.scale:
        return await scale(*given.scale)
    data = read_data(given.data)
    embedder = load_embedder(given.embedder, given.model_dir).embedder
    report: dict[str, Any] = {}
    if given.fit:
        fitted = await fit(embedder, data)
        write_calibration(fitted, "faq_dev, faq_queries_dev, faq_unanswerable_dev", CALIBRATION_FILE)
        report["cross_validated"], report["threshold"] = fitted.figures, fitted.weights.threshold
        report["by_words"], report["words_threshold"] = fitted.word_figures, fitted.words.threshold
    report |= await measure(data, embedder)
    await embedder.aclose()
    return report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faq", description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="the folder with the three files")
    parser.add_argument("--embedder", choices=["minilm", "wordllama"], default="minilm")
    parser.add_argument("--model-dir", type=Path, default=Path(".venv/models/minilm"))
    parser.add_argument("--fit", action="store_true", help="write knowledge/calibration.json first")
    parser.add_argument("--json", action="store_true", help="one line for programs")
    parser.add_argument("--scale", type=int, nargs=2, metavar=("PROPERTIES", "ENTRIES"))
    given = parser.parse_args()
    if given.data is None and not given.scale:
        parser.error("give a data folder, or --scale")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    report = asyncio.run(run(given))
    if given.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:28} {value}")


if __name__ == "__main__":
    main()
