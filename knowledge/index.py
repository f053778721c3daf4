"""The indexes of the communities that are asked now: as many as fit, each built once for all who wait for it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import structlog

from knowledge.embedders import Embedder, EmbeddingFailed
from knowledge.lexicon import Lexicon
from knowledge.property_index import Passage, PropertyIndex, passage
from knowledge.store import Stored, VectorStore
from knowledge.topics import TopicsOfEmbedder
from leasing.database import Database
from leasing.services import knowledge_rows

log = structlog.stdlib.get_logger(__name__)

MEMORY_BYTES = 64 * 2**20
RETRY_SECONDS = 15.0
"""How long an index that lacks vectors is used before they are tried again."""


class Indexes:
    """Least recently used out first; at least the one that was asked last stays, however large."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        store: VectorStore,
        lexicon: Lexicon,
        topics: TopicsOfEmbedder,
        *,
        spanish_by_words: bool,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._store = store
        self._lexicon = lexicon
        self._topics = topics
        self._spanish_by_words = spanish_by_words
        self._memory_bytes = memory_bytes
        self._kept: OrderedDict[str, PropertyIndex] = OrderedDict()
        self._used = 0
        self._builds: dict[str, asyncio.Task[PropertyIndex]] = {}
        self._retry_at: dict[str, float] = {}
        self.builds = 0
        """How many were built since the start."""

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def nbytes(self) -> int:
        return self._used

    @property
    def incomplete(self) -> int:
        """How many of the kept ones lack vectors, because the embedder failed."""
        return len(self._retry_at)

    def known(self, property_id: str, version: int) -> PropertyIndex | None:
        """The index where it is at hand in this version or a newer one, without waiting."""
        index = self._kept.get(property_id)
        if index is None or index.version < version or self._is_to_be_retried(property_id):
            return None
        self._kept.move_to_end(property_id)
        return index

    async def get(self, property_id: str, version: int) -> PropertyIndex:
        """The property's entries as of a version or newer; empty where there is no such property.

        A version that the database has not reached gives what the database holds.
        """
        index = self.known(property_id, version)
        if index is not None:
            return index
        running = self._builds.get(property_id)
        if running is not None:
            index = await asyncio.shield(running)
            if index.version >= version:
                return index
        # Whoever began a build before this call may have read the rows before the change that is asked for; one that
        # begins now cannot have.
        running = self._builds.get(property_id) or self._begin(property_id)
        # One visitor who leaves must not spoil the build for the others.
        return await asyncio.shield(running)

    async def close(self) -> None:
        """Give up what is being built."""
        running = list(self._builds.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _begin(self, property_id: str) -> asyncio.Task[PropertyIndex]:
        task = asyncio.create_task(self._build(property_id), name=f"index-{property_id}")
        self._builds[property_id] = task
        return task

    async def _build(self, property_id: str) -> PropertyIndex:
        try:
            return await self._built(property_id)
        finally:
            # Here and not in a callback, which runs later: who was woken by this build must not find it again.
            del self._builds[property_id]

    async def _built(self, property_id: str) -> PropertyIndex:
        version, rows = await self._database.read(knowledge_rows.answered, property_id)
        wanted = [passage(row, self._lexicon, spanish_by_words=self._spanish_by_words) for row in rows]
        old = self._kept.get(property_id)
        had = old.stored if old is not None else await self._store.load(property_id)
        vectors = _still_true(wanted, had)
        made = await self._embedded([each for each in wanted if each.key not in vectors])
        gone = sorted(set(had) - {each.key for each in wanted})
        self._store.change(property_id, made, gone)
        topics = await self._topics.get()
        # A thread, for a hundred entries take some ten milliseconds, which the event loop's visitors would notice.
        index = await asyncio.to_thread(
            PropertyIndex, property_id, version, rows, vectors | made, topics, self._embedder.dimensions, self._lexicon
        )
        self.builds += 1
        self._keep(index)
        log.debug("index_built", property_id=property_id, version=version, entries=len(rows), embedded=len(made))
        return index

    async def _embedded(self, missing: Sequence[Passage]) -> dict[str, Stored]:
        if not missing:
            return {}
        try:
            rows = await self._embedder.embed([each.text for each in missing])
        except EmbeddingFailed as error:
            log.warning("index_without_vectors", passages=len(missing), error=str(error))
            return {}
        return {each.key: Stored(each.digest, rows[at]) for at, each in enumerate(missing)}

    def _keep(self, index: PropertyIndex) -> None:
        self._drop(index.property_id)
        self._kept[index.property_id] = index
        self._used += index.nbytes
        if not index.is_complete:
            self._retry_at[index.property_id] = asyncio.get_running_loop().time() + RETRY_SECONDS
        while self._used > self._memory_bytes and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, property_id: str) -> None:
        index = self._kept.pop(property_id, None)
        if index is not None:
            self._used -= index.nbytes
        self._retry_at.pop(property_id, None)

    def _is_to_be_retried(self, property_id: str) -> bool:
        return self._retry_at.get(property_id, float("inf")) <= asyncio.get_running_loop().time()


def _still_true(wanted: Sequence[Passage], had: Mapping[str, Stored]) -> dict[str, Stored]:
    """The vectors that were made from the very texts that are wanted."""
    kept: dict[str, Stored] = {}
    for each in wanted:
        stored = had.get(each.key)
        if stored is not None and stored.digest == each.digest:
            kept[each.key] = stored
    return kept
