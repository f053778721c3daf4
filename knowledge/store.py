"""Chroma as the store of vectors behind the matrices in memory.

It saves embedding again what was embedded before, and is never the truth: that is SQL. So nothing here raises once it
is started: what cannot be read counts as missing, what cannot be written is embedded again after the next start, and
`degraded` says that it is so.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import structlog

from knowledge.chroma_client import close_client, open_client
from knowledge.embedders import Embedder, Vectors
from knowledge.folder_lock import FolderLock
from leasing.resilience import CircuitBreaker

T = TypeVar("T")

log = structlog.stdlib.get_logger(__name__)

FOLDER = "chroma"
RECIPE = "1"
"""What is embedded of an entry and how it is keyed; another recipe is another collection."""
OPEN_SECONDS = 40.0
READ_SECONDS = 5.0
"""A visitor waits meanwhile, and embedding again takes a second at most."""
WRITE_SECONDS = 20.0
CLOSE_SECONDS = 10.0
WAITING_WRITES = 512
BATCH = 1000
"""Vectors a request; Chroma's own bound is 5461."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A vector and the digest of the text that it was made from."""

    digest: str
    vector: Vectors


class VectorStore(Protocol):
    """Keeps vectors by property and key. No method raises."""

    @property
    def degraded(self) -> str | None:
        """What is wrong, in words; None where all is well."""
        ...

    async def load(self, property_id: str) -> Mapping[str, Stored]:
        """All that is kept of a property, by key; empty where it cannot be read."""
        ...

    def change(self, property_id: str, added: Mapping[str, Stored], removed: Sequence[str]) -> None:
        """Write in the background, in the order of the calls."""
        ...

    async def close(self) -> None:
        """Finish what waits to be written, within seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """An embedder's collection: its name, and what must be said in it."""

    name: str
    embedder: str
    dimensions: int

    @classmethod
    def of(cls, embedder: Embedder) -> Shelf:
        """The embedder's name where Chroma's rules allow, and a digest that tells apart what they make alike."""
        readable = re.sub(r"[^A-Za-z0-9]+", "-", embedder.name).strip("-")[:40] or "embedder"
        identity = f"{embedder.name}\n{embedder.dimensions}\n{RECIPE}"
        name = f"faqs-{readable}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
        return cls(name, embedder.name, embedder.dimensions)

    @property
    def described(self) -> dict[str, Any]:
        return {"embedder": self.embedder, "dimensions": self.dimensions, "recipe": RECIPE}


@dataclass(frozen=True, slots=True)
class _Write:
    shelf: Shelf
    property_id: str
    added: Mapping[str, Stored]
    removed: Sequence[str]


class ChromaStore:
    """One collection for each embedder, in the data folder or on a server. Its own methods are about the collection of
    the embedder that it was made for; `beside` gives another one's."""

    def __init__(self, embedder: Embedder, *, data_dir: Path, chroma_url: str | None) -> None:
        self._shelf = Shelf.of(embedder)
        self._folder = data_dir / FOLDER
        self._url = chroma_url
        self._lock = FolderLock(data_dir)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chroma")
        self._breaker = CircuitBreaker("chroma", failures=1)
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._trouble: str | None = None
        self._writes: asyncio.Queue[_Write] = asyncio.Queue(WAITING_WRITES)
        self._writer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take the folder. Chroma itself is opened by the first call, for its import takes a second.

        Raises FolderInUse where another process has the folder open.
        """
        if self._url is None:
            self._lock.acquire()
        self._writer = asyncio.create_task(self._write_forever(), name="chroma-writer")

    @property
    def degraded(self) -> str | None:
        return self._trouble

    def beside(self, embedder: Embedder) -> VectorStore:
        """Another embedder's collection, behind the same client."""
        return _Beside(self, Shelf.of(embedder))

    async def open(self) -> None:
        """Open Chroma ahead of the first call."""
        await self._attempt("open", lambda collection: collection, OPEN_SECONDS)

    async def load(self, property_id: str) -> Mapping[str, Stored]:
        return await self.load_from(self._shelf, property_id)

    def change(self, property_id: str, added: Mapping[str, Stored], removed: Sequence[str]) -> None:
        self.change_in(self._shelf, property_id, added, removed)

    async def load_from(self, shelf: Shelf, property_id: str) -> Mapping[str, Stored]:
        def read(collection: Any) -> Mapping[str, Stored]:
            found = collection.get(where={"property_id": property_id}, include=["embeddings", "metadatas"])
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            digests = [str(metadata["digest"]) for metadata in found["metadatas"]]
            return {key: Stored(digests[at], rows[at]) for at, key in enumerate(found["ids"])}

        return await self._attempt("read", read, READ_SECONDS, shelf) or {}

    def change_in(self, shelf: Shelf, property_id: str, added: Mapping[str, Stored], removed: Sequence[str]) -> None:
        if not added and not removed:
            return
        try:
            self._writes.put_nowait(_Write(shelf, property_id, added, removed))
        except asyncio.QueueFull:
            # They are embedded again after the next start; to wait here would hold up a visitor's answer.
            log.warning("chroma_write_dropped", property_id=property_id, vectors=len(added))

    async def drop(self, name: str) -> None:
        """Delete another embedder's collection; nothing happens where there is none."""

        def delete(_: Any) -> None:
            self._collections.pop(name, None)
            if name in {each.name for each in self._client.list_collections()}:
                self._client.delete_collection(name)

        await self._attempt("delete", delete, WRITE_SECONDS)

    async def settled(self) -> None:
        """Wait until everything that was to be written has been tried."""
        await self._writes.join()

    async def close(self) -> None:
        if self._writer is not None:
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self.settled()
            except TimeoutError:
                log.warning("chroma_writes_lost", waiting=self._writes.qsize())
            self._writer.cancel()
            self._writer = None
        self._thread.submit(self._close_client)
        await asyncio.to_thread(self._thread.shutdown, True)
        self._lock.release()

    async def _write_forever(self) -> None:
        while True:
            write = await self._writes.get()
            try:
                await self._attempt(
                    "write", lambda collection, write=write: _apply(collection, write), WRITE_SECONDS, write.shelf
                )
            finally:
                self._writes.task_done()

    async def _attempt(
        self, what: str, call: Callable[[Any], T], seconds: float, shelf: Shelf | None = None
    ) -> T | None:
        """The call's result, made in Chroma's thread with a collection; None where Chroma cannot be had."""
        permit = self._breaker.acquire()
        if permit is None:
            return None
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                result = await asyncio.get_running_loop().run_in_executor(self._thread, self._guarded, call, shelf)
        except (ChromaFailed, TimeoutError) as error:
            permit.failed()
            why = str(error) or f"no answer in {seconds:g} s"
            self._trouble = f"Chroma does not {what}: {why}"
            took = round(time.monotonic() - began, 2)
            log.warning("chroma_failed", what=what, seconds=took, error=why, at=self._url or str(self._folder))
            return None
        except asyncio.CancelledError:
            permit.dropped()
            raise
        permit.succeeded()
        self._trouble = None
        return result

    def _guarded(self, call: Callable[[Any], T], shelf: Shelf | None = None) -> T:
        """In Chroma's thread. Its Rust core panics with exceptions that are not even `Exception`s."""
        try:
            return call(self._collection_of(shelf or self._shelf))
        except BaseException as error:
            self._collections.clear()
            raise ChromaFailed(f"{type(error).__name__}: {str(error)[:300]}") from error

    def _collection_of(self, shelf: Shelf) -> Any:
        if self._client is None:
            self._client = open_client(self._folder, self._url)
        if shelf.name not in self._collections:
            collection = self._client.get_or_create_collection(
                shelf.name, metadata=shelf.described, embedding_function=None
            )
            if {key: (collection.metadata or {}).get(key) for key in shelf.described} != shelf.described:
                raise ChromaFailed(f"the collection {shelf.name} was made by another embedder")
            self._collections[shelf.name] = collection
        return self._collections[shelf.name]

    def _close_client(self) -> None:
        if self._client is not None:
            close_client(self._client)
            self._client = None
            self._collections.clear()


@dataclass(frozen=True, slots=True)
class _Beside:
    """A `VectorStore` in another one's client; closed with that."""

    store: ChromaStore
    shelf: Shelf

    @property
    def degraded(self) -> str | None:
        return self.store.degraded

    async def load(self, property_id: str) -> Mapping[str, Stored]:
        return await self.store.load_from(self.shelf, property_id)

    def change(self, property_id: str, added: Mapping[str, Stored], removed: Sequence[str]) -> None:
        self.store.change_in(self.shelf, property_id, added, removed)

    async def close(self) -> None:
        """The client is the other one's."""


class ChromaFailed(Exception):
    """Chroma cannot be used; the message is its own."""


def _apply(collection: Any, write: _Write) -> None:
    # First what is gone: an entry that comes back under its key is among the added ones.
    for some in _batches(list(write.removed)):
        collection.delete(ids=some)
    for some in _batches(list(write.added)):
        collection.upsert(
            ids=some,
            embeddings=np.stack([write.added[key].vector for key in some]),
            metadatas=[{"property_id": write.property_id, "digest": write.added[key].digest} for key in some],
        )


def _batches(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
