"""The community's knowledge: a question in, what it holds on it out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog

from knowledge.embedders import Embedder, EmbeddingFailed, Vectors
from knowledge.features import Question, features, understood
from knowledge.index import MEMORY_BYTES, Indexes
from knowledge.lexicon import load_lexicon
from knowledge.property_index import PropertyIndex
from knowledge.store import ChromaStore
from knowledge.threshold import Calibration, load_calibration
from knowledge.topics import TopicsOfEmbedder
from leasing.database import Database
from leasing.ports import Match, Retrieved
from leasing.services.knowledge_rows import properties_with_answers

log = structlog.stdlib.get_logger(__name__)

CERTAIN = 1.0
"""The score of an entry whose question reads the same."""


@dataclass(frozen=True, slots=True)
class KnowledgeHealth:
    """`degraded` says in words what does not work; questions are answered all the same, slower or by words alone."""

    embedder: str
    degraded: tuple[str, ...]
    properties: int
    """in memory"""
    bytes: int

    @property
    def ok(self) -> bool:
        return not self.degraded


class KnowledgeBase:
    """`leasing.ports.Knowledge` over the answered entries in SQL."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        *,
        data_dir: Path,
        chroma_url: str | None = None,
        calibration: Calibration | None = None,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        """`calibration`: another one than the file has for this embedder, to measure."""
        self._embedder = embedder
        self._lexicon = load_lexicon()
        self._calibration = calibration or load_calibration(embedder.name)
        self._store = ChromaStore(embedder, data_dir=data_dir, chroma_url=chroma_url)
        self._topics = TopicsOfEmbedder(embedder, self._store, self._calibration.temperature)
        self._indexes = Indexes(
            database,
            embedder,
            self._store,
            self._lexicon,
            self._topics,
            spanish_by_words=self._calibration.spanish_by_words,
            memory_bytes=memory_bytes,
        )
        self._preparing: asyncio.Task[object] | None = None
        self._embedder_trouble: str | None = None
        self._expected: set[asyncio.Future[Vectors]] = set()

    async def start(self) -> None:
        """Take the vectors' folder, and begin to open Chroma and to embed the topics, for which nobody need wait.

        Raises FolderInUse where another process has the folder open.
        """
        await self._store.start()
        self._preparing = asyncio.create_task(self._prepare(), name="knowledge-prepare")

    async def _prepare(self) -> None:
        await self._store.open()
        await self._topics.get()

    async def close(self) -> None:
        """Stop building and finish writing. The embedder is its owner's to close."""
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)
        await self._indexes.close()
        await self._store.close()

    async def warm(self, property_ids: Iterable[str]) -> None:
        """Build the indexes of these properties, one after the other, so that their first question need not wait."""
        for property_id in property_ids:
            await self._indexes.get(property_id, 0)

    def health(self) -> KnowledgeHealth:
        troubles = [trouble for trouble in (self._store.degraded, self._embedder_trouble) if trouble]
        if self._indexes.incomplete:
            troubles.append(f"{self._indexes.incomplete} communities are searched by words alone")
        return KnowledgeHealth(self._embedder.name, tuple(troubles), len(self._indexes), self._indexes.nbytes)

    def expect(self, question: str) -> None:
        """Begin to embed a question, so that its vector is there when it is asked."""
        asked = understood(question, self._lexicon, spanish_by_words=self._calibration.spanish_by_words)
        if asked.key:
            task = asyncio.ensure_future(self._embedder.embed_query(asked.text))
            self._expected.add(task)
            task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Future[Vectors]) -> None:
        self._expected.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever asks the question meets the same error, and answers by words alone.
            log.debug("question_not_prepared", error=str(error))

    async def ask(self, property_id: str, knowledge_version: int, question: str, limit: int = 3) -> Retrieved:
        """Search a property's answered entries as of a knowledge version or newer.

        `matches` are the `limit` likeliest entries, the best first. Where the embedder fails, words alone decide.
        """
        clock = Stopwatch()
        asked = understood(question, self._lexicon, spanish_by_words=self._calibration.spanish_by_words)
        index = self._indexes.known(property_id, knowledge_version)
        if index is None:
            index = await self._indexes.get(property_id, knowledge_version)
        clock.lap("index")
        if not index.rows or not asked.key:
            return Retrieved(False, "", 0.0, (), clock.laps)
        vector = await self._vector(asked, index)
        clock.lap("embed")
        found = self._ranked(index, asked, vector, limit)
        clock.lap("search")
        best = found[0]
        answered = self._calibration.knows(best.score)
        return Retrieved(answered, best.answer if answered else "", best.score, found, clock.laps)

    async def _vector(self, asked: Question, index: PropertyIndex) -> Vectors:
        same = index.place_of(asked.key)
        if same is not None:
            # The entry is known already; its neighbours are found well enough by its own vector.
            return index.vectors[same]
        try:
            vector = await self._embedder.embed_query(asked.text)
        except EmbeddingFailed as error:
            if self._embedder_trouble is None:
                log.warning("question_without_vector", error=str(error))
            self._embedder_trouble = f"questions get no vectors: {error}"
            return np.zeros(self._embedder.dimensions, dtype=np.float32)
        self._embedder_trouble = None
        return vector

    def _ranked(self, index: PropertyIndex, asked: Question, vector: Vectors, limit: int) -> tuple[Match, ...]:
        scores = self._calibration.scores(features(index, asked, vector))
        same = index.place_of(asked.key)
        if same is not None:
            scores[same] = CERTAIN
        best = np.argsort(-scores, kind="stable")[: max(limit, 1)]
        return tuple(_match(index, int(place), float(scores[place])) for place in best)


def _match(index: PropertyIndex, place: int, score: float) -> Match:
    row = index.rows[place]
    return Match(row.id, row.question, row.answer, round(score, 4))


class Stopwatch:
    """Milliseconds between laps, by name."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = (now - self._last) * 1000
        self._last = now


async def warm_all(knowledge: KnowledgeBase, database: Database) -> None:
    """Build every community's index in the background of a start, giving way to visitors between them."""
    for property_id in await database.read(properties_with_answers):
        await knowledge.warm([property_id])
        await asyncio.sleep(0)
