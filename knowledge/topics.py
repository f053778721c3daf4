"""What renters ask about, also where a community has said nothing on it.

A question that is like our phrases on swimming pools is not answered by an entry that is like those on parking, however
near the two are among the few entries of a community: that is how the retrieval knows that it does not know.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import structlog
import yaml
from numpy.typing import NDArray

from knowledge.embedders import Embedder, EmbeddingFailed, Vectors
from knowledge.packed import Spoilt, pack, unpack
from knowledge.snapshots import Snapshots
from knowledge.store import Stored, VectorStore

log = structlog.stdlib.get_logger(__name__)

TOPICS_FILE = Path(__file__).with_name("topics.yaml")
STORE_KEY = "topics"
"""Their vectors lie in the store beside the properties' own; no property has this id."""


@dataclass(frozen=True)
class Phrases:
    texts: tuple[str, ...]
    starts: tuple[int, ...]
    """Where each topic begins among the texts."""


@cache
def load_phrases(path: Path = TOPICS_FILE) -> Phrases:
    """The phrases in a file, read once. Raises OSError and yaml.YAMLError."""
    topics: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    texts: list[str] = []
    starts: list[int] = []
    for phrases in topics.values():
        starts.append(len(texts))
        texts += [phrase.strip() for phrase in phrases.split(" / ")]
    return Phrases(tuple(texts), tuple(starts))


class Topics:
    """The phrases' vectors, and what they say of other vectors."""

    def __init__(self, vectors: Vectors, starts: Sequence[int], temperature: float) -> None:
        """`temperature`: how much nearer one topic must be than another to count e times as much, as a cosine."""
        self._vectors = vectors
        self._starts = np.array(starts)
        self._temperature = temperature

    @property
    def is_known(self) -> bool:
        """False where the embedder gave no vectors: then nothing is like any topic."""
        return len(self._vectors) > 0

    @cached_property
    def identity(self) -> str:
        """A digest of all that the shares depend on."""
        digest = hashlib.blake2b(self._vectors.tobytes(), digest_size=8)
        digest.update(f"{self._starts.tolist()} {self._temperature}".encode())
        return digest.hexdigest()

    @property
    def count(self) -> int:
        return len(self._starts)

    def of(self, vectors: Vectors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(shares, nearest) of each row of vectors.

        `shares`: the square roots of how much a row is about each topic, adding up to 1, so that the product of two
        such rows is 1 where they are about the same and 0 where they have nothing in common (Bhattacharyya's
        coefficient). `nearest`: the cosine with the phrase that is most like it.
        """
        if not self.is_known:
            return np.zeros((len(vectors), 0), dtype=np.float32), np.zeros(len(vectors), dtype=np.float32)
        # Phrases by rows: numpy takes maxima of groups of rows five times as fast as of columns.
        likeness = np.maximum.reduceat(self._vectors @ vectors.T, self._starts, axis=0)
        nearest = likeness.max(axis=0)
        odds = np.exp((likeness - nearest) / self._temperature)
        shares = np.sqrt(odds / odds.sum(axis=0))
        return np.ascontiguousarray(shares.T, dtype=np.float32), nearest.astype(np.float32)


async def embedded_topics(
    embedder: Embedder, store: VectorStore, temperature: float, snapshots: Snapshots | None = None
) -> Topics:
    """The topics by this embedder, out of their file or the store where they are the same phrases.

    Raises EmbeddingFailed."""
    phrases = load_phrases()
    digests = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in phrases.texts]
    shape = (len(phrases.texts), embedder.dimensions)
    vectors = await asyncio.to_thread(_from_file, snapshots, digests, shape) if snapshots else None
    if vectors is None:
        vectors = await _from_store(embedder, store, phrases, digests)
        if snapshots is not None:
            snapshots.save(STORE_KEY, pack({"phrases": _digest_of(digests)}, {"vectors": vectors}))
    return Topics(vectors, phrases.starts, temperature)


def _digest_of(digests: Sequence[str]) -> str:
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _from_file(snapshots: Snapshots, digests: Sequence[str], shape: tuple[int, int]) -> Vectors | None:
    data = snapshots.read(STORE_KEY)
    if data is None:
        return None
    try:
        about, arrays = unpack(data)
        vectors = arrays["vectors"].astype(np.float32)
    except (Spoilt, KeyError) as error:
        log.warning("snapshot_spoilt", of=STORE_KEY, error=str(error))
        return None
    return vectors if about.get("phrases") == _digest_of(digests) and vectors.shape == shape else None


async def _from_store(embedder: Embedder, store: VectorStore, phrases: Phrases, digests: Sequence[str]) -> Vectors:
    had = await store.load(STORE_KEY)
    keys = [f"{STORE_KEY}:{digest}" for digest in digests]
    if any(key not in had for key in keys):
        rows = await embedder.embed(phrases.texts)
        fresh = {key: Stored(digest, row) for key, digest, row in zip(keys, digests, rows, strict=True)}
        store.change(STORE_KEY, fresh, sorted(set(had) - set(keys)))
        had = fresh
    return np.stack([had[key].vector for key in keys])


class TopicsOfEmbedder:
    """The topics, embedded at the first use and again after a failure."""

    def __init__(
        self, embedder: Embedder, store: VectorStore, temperature: float, snapshots: Snapshots | None = None
    ) -> None:
        self._snapshots = snapshots
        self._embedder = embedder
        self._store = store
        self._temperature = temperature
        self._embedding = asyncio.Lock()
        self.known = Topics(np.zeros((0, embedder.dimensions), dtype=np.float32), (), temperature)

    async def get(self) -> Topics:
        """The topics; ones that are not known where the embedder fails."""
        async with self._embedding:
            if not self.known.is_known:
                try:
                    self.known = await embedded_topics(self._embedder, self._store, self._temperature, self._snapshots)
                except EmbeddingFailed as error:
                    log.warning("topics_without_vectors", error=str(error))
            return self.known
