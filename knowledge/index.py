"""The indexes of the communities that are asked now: as many as fit, each built once for all who wait for it.

An index comes from memory, or from a snapshot that is compared with SQL, or is built of SQL's rows and the vectors that
are known: those of the last index or snapshot, else of Chroma, else embedded now. Whoever asks first waits some seconds
for vectors; then words answer until they have come.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import structlog

from knowledge.embedders import Embedder
from knowledge.embedding_jobs import EmbeddingJobs, still_true
from knowledge.lexicon import Lexicon
from knowledge.packed import Spoilt
from knowledge.property_index import Made, Passage, PropertyIndex, content_of, index_of_rows, passage
from knowledge.snapshots import Snapshots
from knowledge.store import Stored, VectorStore
from knowledge.topics import Topics, TopicsOfEmbedder
from leasing.database import Database
from leasing.services import knowledge_rows
from leasing.services.knowledge_rows import AnsweredRow

log = structlog.stdlib.get_logger(__name__)

RECIPE = "1"
"""How an index is made of its entries; files of another recipe are built anew."""
MEMORY_BYTES = 128 * 2**20
RETRY_SECONDS = 15.0
"""How long an index that lacks vectors is used before they are tried again."""
EMBED_SECONDS = 3.0
"""How long a build waits for vectors: an edited entry takes some ten milliseconds, a community's hundred entries less
than a second, an import of thousands a minute. A renter waits sooner than to be told that nobody knows."""


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
        snapshots: Snapshots | None = None,
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._store = store
        self._lexicon = lexicon
        self._topics = topics
        self._spanish_by_words = spanish_by_words
        self._memory_bytes = memory_bytes
        self._snapshots = snapshots
        self._jobs = EmbeddingJobs(embedder, store, self._vectors_came)
        self._kept: OrderedDict[str, PropertyIndex] = OrderedDict()
        self._used = 0
        self._builds: dict[str, asyncio.Task[PropertyIndex]] = {}
        self._retry_at: dict[str, float] = {}
        self.builds = 0
        """How many were built since the start, snapshots that were still true left out."""

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def nbytes(self) -> int:
        return self._used

    @property
    def incomplete(self) -> int:
        """How many of the kept ones lack vectors, because the embedder failed or is still at work."""
        return sum(not index.is_complete for index in self._kept.values())

    def is_full_for(self, nbytes: int) -> bool:
        """Whether something would have to go for another index of this size."""
        return self._used + nbytes > self._memory_bytes

    def limit(self, memory_bytes: int) -> None:
        """Another bound from now on."""
        self._memory_bytes = memory_bytes
        self._make_room()

    def known(self, property_id: str, version: int) -> PropertyIndex | None:
        """The index where it is at hand in this version or a newer one, without waiting."""
        index = self._kept.get(property_id)
        if index is None or index.version < version or self._is_to_be_retried(property_id):
            return None
        self._kept.move_to_end(property_id)
        return index

    def refresh(self, property_id: str, version: int) -> None:
        """Begin to build a newer version of an index that is kept, so that nobody need wait for it."""
        index = self._kept.get(property_id)
        if index is not None and index.version < version and property_id not in self._builds and not self._jobs.closed:
            self._begin(property_id).add_done_callback(_logged)

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

    async def complete(self, property_id: str) -> PropertyIndex:
        """The property's entries as they are now, with all their vectors; without some where the embedder fails."""
        running = self._builds.get(property_id)
        if running is not None:
            await asyncio.wait({running})
        index = await asyncio.shield(self._builds.get(property_id) or self._begin(property_id))
        while not index.is_complete and (job := self._jobs.pending(property_id)) is not None:
            await asyncio.wait({job})
            index = await asyncio.shield(self._builds.get(property_id) or self._begin(property_id))
        return index

    async def close(self) -> None:
        """Give up what is being built."""
        await self._jobs.close()
        running = list(self._builds.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _vectors_came(self, property_id: str) -> None:
        if property_id not in self._builds and not self._jobs.closed:
            self._begin(property_id).add_done_callback(_logged)

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
        topics = await self._topics.get()
        made = Made(self._identity(topics), topics, self._embedder.dimensions, self._lexicon)
        old = self._kept.get(property_id) or await asyncio.to_thread(self._from_snapshot, property_id, topics)
        if old is not None and old.says(content_of(rows), made.identity):
            index = old.at(version)
        else:
            index = await self._made(property_id, version, rows, old, made)
            self.builds += 1
        self._keep(index)
        return index

    async def _made(
        self, property_id: str, version: int, rows: Sequence[AnsweredRow], old: PropertyIndex | None, made: Made
    ) -> PropertyIndex:
        had: Mapping[str, Stored] = {}
        if old is not None and old.has_vector.any():
            had = await asyncio.to_thread(old.stored)
        else:
            had = await self._store.load(property_id)
        wanted = await asyncio.to_thread(self._passages, rows)
        vectors = still_true(wanted, had)
        missing = [each for each in wanted if each.key not in vectors]
        vectors |= await self._jobs.fill(property_id, missing, EMBED_SECONDS)
        self._store.change(property_id, {}, sorted(set(had) - {each.key for each in wanted}))
        # A thread, for a hundred entries take some ten milliseconds, which the event loop's visitors would notice.
        index = await asyncio.to_thread(index_of_rows, property_id, version, rows, vectors, made)
        if self._snapshots is not None and index.is_complete and (rows or old is not None):
            self._snapshots.save(property_id, index.data)
        log.debug("index_built", property_id=property_id, version=version, entries=len(rows), embedded=len(missing))
        return index

    def _passages(self, rows: Sequence[AnsweredRow]) -> list[Passage]:
        return [passage(row, self._lexicon, spanish_by_words=self._spanish_by_words) for row in rows]

    def _identity(self, topics: Topics) -> str:
        return f"{RECIPE} {self._embedder.name} {topics.identity} {self._lexicon.identity} {self._spanish_by_words}"

    def _from_snapshot(self, property_id: str, topics: Topics) -> PropertyIndex | None:
        """Blocks. A file that cannot be used is deleted."""
        data = self._snapshots.read(property_id) if self._snapshots is not None else None
        if data is None or self._snapshots is None:
            return None
        try:
            index = PropertyIndex(data, topics)
            if index.property_id != property_id:
                raise Spoilt(f"it is of {index.property_id}")
            if index.dimensions != self._embedder.dimensions:
                raise Spoilt(f"its vectors have {index.dimensions} dimensions")
        except Spoilt as error:
            log.warning("snapshot_spoilt", property_id=property_id, error=str(error))
            self._snapshots.remove(property_id)
            return None
        return index

    def _keep(self, index: PropertyIndex) -> None:
        self._drop(index.property_id)
        self._kept[index.property_id] = index
        self._used += index.nbytes
        if not index.is_complete and self._jobs.pending(index.property_id) is None:
            self._retry_at[index.property_id] = asyncio.get_running_loop().time() + RETRY_SECONDS
        self._make_room()

    def _make_room(self) -> None:
        while self._used > self._memory_bytes and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, property_id: str) -> None:
        index = self._kept.pop(property_id, None)
        if index is not None:
            self._used -= index.nbytes
        self._retry_at.pop(property_id, None)

    def _is_to_be_retried(self, property_id: str) -> bool:
        return self._retry_at.get(property_id, float("inf")) <= asyncio.get_running_loop().time()


def _logged(task: asyncio.Task[PropertyIndex]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.warning("index_not_built", task=task.get_name(), error=f"{type(error).__name__}: {error}")
