"""What embedders that compute on this machine share: off the event loop, in bounded batches."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from knowledge.embedders.cache import QueryCache
from knowledge.embedders.protocol import Vectors
from knowledge.embedders.vectors import readable

BATCH = 8
"""Texts computed in one go. Measured with MiniLM: a text takes as long at 16, and twice as long at 64."""


class LocalEmbedder(ABC):
    """Turns a blocking `encode` into an Embedder.

    Two threads of its own: questions wait for other questions only, never for a document that is being indexed.
    """

    def __init__(self, name: str, dimensions: int, *, cache_entries: int, inline_characters: int) -> None:
        """`inline_characters`: questions up to this length are computed on the event loop, without a thread's hop."""
        self._name = name
        self._dimensions = dimensions
        self._inline_characters = inline_characters
        self._cache = QueryCache(cache_entries)
        self._questions = ThreadPoolExecutor(1, thread_name_prefix="embed-question")
        self._documents = ThreadPoolExecutor(1, thread_name_prefix="embed-document")

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows for at most BATCH texts, each made `readable`. Blocks; is called from threads."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for batch in _batches(texts):
            some = [readable(texts[index]) for index in batch]
            rows[batch] = await asyncio.get_running_loop().run_in_executor(self._documents, self.encode, some)
        return rows

    def embed_query(self, text: str) -> asyncio.Future[Vectors]:
        return self._cache.get(text, self._embed_question)

    async def aclose(self) -> None:
        for pool in (self._questions, self._documents):
            pool.shutdown(wait=False, cancel_futures=True)

    def _embed_question(self, text: str) -> Awaitable[Vectors]:
        if len(text) <= self._inline_characters:
            return self._embed_inline(text)
        return asyncio.get_running_loop().run_in_executor(self._questions, self._encode_one, text)

    async def _embed_inline(self, text: str) -> Vectors:
        return self._encode_one(text)

    def _encode_one(self, text: str) -> Vectors:
        return self.encode([readable(text)])[0]


def _batches(texts: Sequence[str]) -> list[list[int]]:
    """The texts' indexes in batches of like length, because a batch is padded to its longest text."""
    by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    return [by_length[start : start + BATCH] for start in range(0, len(by_length), BATCH)]
