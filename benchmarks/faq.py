"""Fit the retrieval's calibration, and measure the retrieval at scale; `domiq eval faq` measures it on data.

    python -m benchmarks.faq DATA --fit [--embedder minilm|wordllama] [--model-dir DIR] [--json]
    python -m benchmarks.faq --scale 1000 100

`--fit` fits `knowledge/calibration.json` on DATA and prints its cross-validated figures, the honest ones for it.
`--scale` asks synthetic communities, as many and with as many entries as it says.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from app.evaluation.questions import knowledge_of, measure, speed
from app.evaluation.questions_data import read_data
from benchmarks.faq_fit import fit, write_calibration
from knowledge.embedders import Vectors, load_embedder
from knowledge.threshold import CALIBRATION_FILE
from leasing.services.knowledge_rows import AnsweredRow


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
    fitted = await fit(embedder, data)
    write_calibration(fitted, "faq_dev, faq_queries_dev, faq_unanswerable_dev", CALIBRATION_FILE)
    report: dict[str, Any] = {
        "cross_validated": fitted.figures,
        "threshold": fitted.weights.threshold,
        "by_words": fitted.word_figures,
        "words_threshold": fitted.words.threshold,
    }
    report |= (await measure(data, embedder))[0]
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
    if not given.scale and not (given.data and given.fit):
        parser.error("give a data folder with --fit, or --scale")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    report = asyncio.run(run(given))
    if given.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:28} {value}")


if __name__ == "__main__":
    main()
