"""What the knowledge is asked where no knowledge base runs: in the worker, which compares questions and finds out what
an entry answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import structlog

from knowledge.answering import answered_in_full
from knowledge.embedders import Embedder, EmbeddingFailed, Vectors
from knowledge.generation import FOLDER, SMALL_BYTES, Generation
from knowledge.lexicon import load_lexicon
from knowledge.same_questions import same_questions
from knowledge.store import Stored
from knowledge.threshold import load_calibration
from leasing.database import Database

log = structlog.stdlib.get_logger(__name__)


class KnowledgeAside:
    """Its embedder is loaded at the first use. It keeps its indexes in files as the knowledge base does, and shares
    them where the folder is the same; Chroma is the knowledge base's alone."""

    def __init__(self, database: Database, load: Callable[[], Embedder], data_dir: Path) -> None:
        self._database = database
        self._load = load
        self._folder = data_dir / FOLDER
        self._loading = asyncio.Lock()
        self._loaded: Generation | None = None

    async def warm(self, property_ids: Sequence[str]) -> None:
        generation = await self._generation()
        for property_id in property_ids:
            await generation.indexes.complete(property_id)

    async def same_questions(self, question: str, others: Sequence[str]) -> Sequence[int]:
        if not others:
            return ()
        generation = await self._generation()
        return await same_questions(question, others, generation.embedder, generation.calibration.same_question)

    async def answered_by(self, property_id: str, knowledge_version: int, question: str) -> str | None:
        generation = await self._generation()
        asked = generation.understood(question)

        async def vector() -> Vectors | None:
            try:
                return await generation.embedder.embed_query(asked.text)
            except EmbeddingFailed as error:
                log.warning("question_without_vector", error=str(error))
                return None

        found = await generation.ask(property_id, knowledge_version, asked, vector)
        return await answered_in_full(question, found, generation.embedder)

    async def close(self) -> None:
        """Give up what is being built, and let the embedder go."""
        if self._loaded is not None:
            await self._loaded.close()
            await self._loaded.embedder.aclose()

    async def _generation(self) -> Generation:
        async with self._loading:
            if self._loaded is None:
                embedder = await asyncio.to_thread(self._load)
                self._loaded = Generation(
                    self._database,
                    embedder,
                    _NoStore(),
                    load_lexicon(),
                    load_calibration(embedder.name),
                    folder=self._folder,
                    memory_bytes=SMALL_BYTES,
                )
            return self._loaded


class _NoStore:
    """A `VectorStore` that keeps nothing: what is not in a file is embedded again."""

    degraded: str | None = None

    async def load(self, property_id: str) -> Mapping[str, Stored]:  # noqa: ARG002
        return {}

    def change(self, property_id: str, added: Mapping[str, Stored], removed: Sequence[str]) -> None:
        """Nothing is kept."""

    async def close(self) -> None:
        """Nothing is held."""
