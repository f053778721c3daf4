"""Vectors for entries that have none yet: made in pieces, for one property at a time, and waited for only so long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

import structlog

from knowledge.embedders import Embedder, EmbeddingFailed
from knowledge.property_index import Passage
from knowledge.store import Stored, VectorStore

log = structlog.stdlib.get_logger(__name__)

PIECE = 64
"""Entries embedded and stored at a time: so much is lost at most where the process ends."""

Job = asyncio.Task["dict[str, Stored]"]


class EmbeddingJobs:
    """At most one job a property. What a job has made is stored at once and taken over by the next build."""

    def __init__(self, embedder: Embedder, store: VectorStore, done: Callable[[str], None]) -> None:
        """`done` is called with a property's id where vectors came for which nobody waited any more."""
        self._embedder = embedder
        self._store = store
        self._done = done
        self._jobs: dict[str, Job] = {}
        self.closed = False

    def pending(self, property_id: str) -> Job | None:
        """The job whose vectors no build has taken over yet; it may be done."""
        return self._jobs.get(property_id)

    async def fill(self, property_id: str, missing: Sequence[Passage], seconds: float) -> dict[str, Stored]:
        """The vectors of these passages, as far as they come within so many seconds; the rest goes on being made."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        found: dict[str, Stored] = {}
        left = list(missing)
        while left:
            job = self._jobs.get(property_id)
            is_own = job is None
            if job is None:
                job = self._jobs[property_id] = asyncio.create_task(self._make(property_id, left))
            await asyncio.wait({job}, timeout=max(deadline - loop.time(), 0.0))
            if not job.done():
                job.add_done_callback(lambda _: self._done(property_id))
                break
            del self._jobs[property_id]
            found |= still_true(left, job.result())
            before, left = left, [each for each in left if each.key not in found]
            if is_own and len(left) == len(before):
                # A job for these very passages made none of them: the embedder fails.
                break
        return found

    async def close(self) -> None:
        """Give up what is being made."""
        self.closed = True
        running = list(self._jobs.values())
        for job in running:
            job.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _make(self, property_id: str, missing: Sequence[Passage]) -> dict[str, Stored]:
        made: dict[str, Stored] = {}
        for start in range(0, len(missing), PIECE):
            piece = missing[start : start + PIECE]
            try:
                rows = await self._embedder.embed([each.text for each in piece])
            except EmbeddingFailed as error:
                log.warning("entries_without_vectors", entries=len(missing) - len(made), error=str(error))
                break
            fresh = {each.key: Stored(each.digest, rows[at]) for at, each in enumerate(piece)}
            self._store.change(property_id, fresh, [])
            made |= fresh
        return made


def still_true(wanted: Sequence[Passage], had: Mapping[str, Stored]) -> dict[str, Stored]:
    """The vectors that were made from the very texts that are wanted."""
    kept: dict[str, Stored] = {}
    for each in wanted:
        stored = had.get(each.key)
        if stored is not None and stored.digest == each.digest:
            kept[each.key] = stored
    return kept
