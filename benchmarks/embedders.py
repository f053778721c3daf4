"""Measure the embedders: speed, memory, and how often a renter's question finds the right entry first.

    python -m benchmarks.embedders DATA --minilm DIR [--minilm DIR ...]

DATA holds `faq_dev.jsonl` (entries: index, property_id, question, answer) and `faq_queries_dev.jsonl` (query,
gold_index, property_id, lang). A question is asked among its own property's entries only. Each embedder runs in a
process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import multiprocessing
import re
import resource
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embedders import Embedder, load_embedder

Scores = NDArray[np.float64]

QUERY = "do you have covered parking for two cars?"
PASSAGE = (
    "The community has covered parking for residents at a monthly fee, and visitors may park in front of the leasing "
    "office between eight and six. Ask the office for a permit. "
)
WEIGHTS = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
"""The lexical score's share that is tried, the rest being the cosine's."""


@dataclass(frozen=True)
class Entry:
    index: int
    question: str
    answer: str

    @property
    def text(self) -> str:
        return f"{self.question} {self.answer}"


@dataclass(frozen=True)
class Question:
    text: str
    gold: int
    """The right entry's place among the property's."""
    lang: str
    entries: tuple[Entry, ...]
    property_id: str


def read_questions(data: Path) -> list[Question]:
    entries: dict[str, list[Entry]] = {}
    for row in _rows(data / "faq_dev.jsonl"):
        entries.setdefault(row["property_id"], []).append(Entry(row["index"], row["question"], row["answer"]))
    questions: list[Question] = []
    for row in _rows(data / "faq_queries_dev.jsonl"):
        among = tuple(entries[row["property_id"]])
        gold = [entry.index for entry in among].index(row["gold_index"])
        questions.append(Question(row["query"], gold, row["lang"], among, row["property_id"]))
    return questions


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def all_entries(questions: Sequence[Question]) -> list[Entry]:
    return sorted({entry for question in questions for entry in question.entries}, key=lambda entry: entry.index)


async def cosines(embedder: Embedder, questions: Sequence[Question]) -> dict[str, list[Scores]]:
    """For each way of embedding an entry, the scores of every question's entries."""
    entries = all_entries(questions)
    place = {entry: row for row, entry in enumerate(entries)}
    asked = await embedder.embed([question.text for question in questions])
    by_question = await embedder.embed([entry.question for entry in entries])
    by_text = await embedder.embed([entry.text for entry in entries])
    found: dict[str, list[Scores]] = {}
    for row, question in enumerate(questions):
        places = [place[entry] for entry in question.entries]
        short = (by_question[places] @ asked[row]).astype(np.float64)
        long = (by_text[places] @ asked[row]).astype(np.float64)
        ways = {"question": short, "question+answer": long, "max": np.maximum(short, long), "mean": (short + long) / 2}
        for way, scores in ways.items():
            found.setdefault(way, []).append(scores)
    return found


def pieces(text: str) -> Counter[str]:
    """The runs of three to five characters of its words, ends marked: robust to slips and endings."""
    padded = [f" {word} " for word in re.findall(r"\w+", text.lower())]
    return Counter(word[at : at + size] for word in padded for size in (3, 4, 5) for at in range(len(word) - size + 1))


class Lexical:
    """TF-IDF over pieces of words, rarity counted over all communities' entries."""

    def __init__(self, entries: Collection[Entry]) -> None:
        counts = {entry: pieces(entry.text) for entry in entries}
        self._seen = Counter(piece for each in counts.values() for piece in each)
        self._total = len(entries)
        self._vectors = {entry: self._unit(each) for entry, each in counts.items()}

    def scores(self, question: Question) -> Scores:
        asked = self._unit(pieces(question.text))
        found = [self._vectors[entry] for entry in question.entries]
        return np.array([sum(value * vector.get(piece, 0.0) for piece, value in asked.items()) for vector in found])

    def _unit(self, counts: Counter[str]) -> dict[str, float]:
        rare = {piece: math.log((1 + self._total) / (1 + self._seen[piece])) + 1 for piece in counts}
        vector = {piece: (1 + math.log(count)) * rare[piece] for piece, count in counts.items()}
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        return {piece: value / length for piece, value in vector.items()}


def right_first(questions: Sequence[Question], scores: Sequence[Scores]) -> NDArray[np.bool_]:
    """Per question: the right entry alone has the highest score."""
    ranks = [int((each >= each[question.gold]).sum()) for question, each in zip(questions, scores, strict=True)]
    return np.array(ranks) == 1


def mean_reciprocal_rank(questions: Sequence[Question], scores: Sequence[Scores]) -> float:
    pairs = zip(questions, scores, strict=True)
    return statistics.fmean(1 / int((each >= each[question.gold]).sum()) for question, each in pairs)


def blended(dense: Sequence[Scores], lexical: Sequence[Scores], weight: float) -> list[Scores]:
    return [(1 - weight) * one + weight * other for one, other in zip(dense, lexical, strict=True)]


def cross_validated(questions: Sequence[Question], dense: Sequence[Scores], lexical: Sequence[Scores]) -> float:
    """Right first with the weight that was best on all other properties; ties go to the smaller weight."""
    hits = np.array([right_first(questions, blended(dense, lexical, weight)) for weight in WEIGHTS])
    owners = np.array([question.property_id for question in questions])
    total = 0
    for owner in set(owners.tolist()):
        best = int(hits[:, owners != owner].sum(axis=1).argmax())
        total += int(hits[best, owners == owner].sum())
    return total / len(questions)


def interval(share: float, count: int) -> str:
    """Wilson's 95 % interval."""
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{middle - half:.2f}-{middle + half:.2f}"


async def timed(action: Callable[[], Awaitable[Any]], times: int) -> list[float]:
    """Milliseconds of each run, after one that is not counted."""
    await action()
    taken: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        await action()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


async def print_speed(embedder: Embedder) -> None:
    one = sorted(await timed(lambda: embedder.embed_query(QUERY), 300))
    print(f"  query of {len(QUERY)} characters: median {statistics.median(one):.2f} ms, p95 {one[285]:.2f} ms")
    short, long = [QUERY] * 64, [PASSAGE * (1 + place % 6) for place in range(64)]
    for name, texts in (("64 short questions", short), ("64 passages of 30 to 180 words", long)):
        taken = await timed(lambda texts=texts: embedder.embed(texts), 5)
        print(f"  {name}: median {statistics.median(taken):.0f} ms")
    print(f"  longest hold of the event loop meanwhile: {await longest_hold(embedder, long):.1f} ms")


async def longest_hold(embedder: Embedder, texts: Sequence[str]) -> float:
    """Milliseconds between two turns of a task that only gives way."""
    work = asyncio.create_task(embedder.embed(texts))
    longest, last = 0.0, time.perf_counter()
    while not work.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest * 1000


def print_quality(found: dict[str, list[Scores]], questions: Sequence[Question], lexical: list[Scores]) -> None:
    for lang in ("en", "es"):
        chosen = [place for place, question in enumerate(questions) if question.lang == lang]
        some = [questions[place] for place in chosen]
        words_only = [lexical[place] for place in chosen]
        share = right_first(some, words_only).mean()
        print(f"  {lang}, {len(some)} questions: words alone {share:.3f}; right entry first, by lexical weight:")
        print(f"    {'':16}" + "".join(f"{weight:7.1f}" for weight in WEIGHTS) + "   cross-validated, 95 %, MRR at 0")
        for way, scores in found.items():
            dense = [scores[place] for place in chosen]
            shares = [right_first(some, blended(dense, words_only, weight)).mean() for weight in WEIGHTS]
            best = cross_validated(some, dense, words_only)
            tail = f"   {best:.3f} ({interval(best, len(some))}) {mean_reciprocal_rank(some, dense):.3f}"
            print(f"    {way:16}" + "".join(f"{each:7.3f}" for each in shares) + tail)


async def measure(choice: str, model_dir: Path, data: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    # Without a cache: it would answer all but the first of the timed queries.
    embedder = load_embedder(choice, model_dir, cache_entries=0).embedder
    took = (time.perf_counter() - start) * 1000
    await embedder.embed_query(QUERY)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\n{embedder.name}: loaded in {took:.0f} ms, peak memory {grown:.0f} MB above the bare process")
    await print_speed(embedder)
    questions = read_questions(data)
    lexical = Lexical(all_entries(questions))
    print_quality(await cosines(embedder, questions), questions, [lexical.scores(question) for question in questions])
    await embedder.aclose()


def run_measure(choice: str, model_dir: Path, data: Path) -> None:
    asyncio.run(measure(choice, model_dir, data))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embedders", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--minilm", type=Path, action="append", default=[], help="a built model; may be given again")
    given = parser.parse_args()
    runs = [("minilm", folder) for folder in given.minilm] + [("wordllama", Path())]
    for choice, folder in runs:
        process = multiprocessing.get_context("spawn").Process(target=run_measure, args=(choice, folder, given.data))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
