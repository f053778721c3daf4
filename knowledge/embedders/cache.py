"""Vectors of questions asked before: visitors ask the same few things in the same few words."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial

from knowledge.embedders.protocol import Vectors

LONGEST_KEY = 500
"""Characters. A longer text is hardly asked twice, and could fill the memory."""


class QueryCache:
    """The last `entries` vectors by text, least recently used out first. One fills about 2 kB at 384 dimensions."""

    def __init__(self, entries: int) -> None:
        if entries < 0:
            raise ValueError("the query cache cannot hold fewer than 0 entries")
        self._entries = entries
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._coming: dict[str, asyncio.Future[Vectors]] = {}

    def __len__(self) -> int:
        return len(self._vectors)

    def get(self, text: str, compute: Callable[[str], Awaitable[Vectors]]) -> asyncio.Future[Vectors]:
        """The known vector of the text, or what `compute` gives, kept; it is begun before this returns. Who asks while
        it is computed waits for that."""
        known = self._vectors.get(text)
        if known is not None:
            self._vectors.move_to_end(text)
            found = asyncio.get_running_loop().create_future()
            found.set_result(known)
            return found
        coming = self._coming.get(text)
        if coming is None:
            coming = self._coming[text] = asyncio.ensure_future(compute(text))
            coming.add_done_callback(partial(self._arrived, text))
        # One who leaves meanwhile does not take it from the others.
        return asyncio.shield(coming)

    def _arrived(self, text: str, coming: asyncio.Future[Vectors]) -> None:
        self._coming.pop(text, None)
        if not coming.cancelled() and coming.exception() is None:
            vector = coming.result()
            # Handed to every later caller: one that wrote into it would change all their answers.
            vector.setflags(write=False)
            self._keep(text, vector)

    def _keep(self, text: str, vector: Vectors) -> None:
        if len(text) > LONGEST_KEY:
            return
        self._vectors[text] = vector
        if len(self._vectors) > self._entries:
            self._vectors.popitem(last=False)
