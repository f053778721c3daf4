"""Which of several questions ask the same as another one: those that read alike and whose vectors are near enough."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from knowledge.embedders import Embedder, EmbeddingFailed
from knowledge.sameness import Reading, may_be_same, reading

log = structlog.stdlib.get_logger(__name__)

EMBEDDED = 8
"""Questions that are embedded at most: those that read alike are few, and all of them would be joined before."""


Compare = Callable[[str, Sequence[str]], Awaitable[Sequence[int]]]
"""Takes a question and others: the places of those that ask the same, the most alike first."""


async def same_questions(question: str, others: Sequence[str], embedder: Embedder, threshold: float) -> tuple[int, ...]:
    """The places of those that ask the same, the most alike first; none where the embedder fails.

    `threshold`: the embedder's cosine from which on two that read alike are the same."""
    if not others:
        return ()
    asked, alike = await asyncio.to_thread(_reading_alike, question, others)
    if not alike:
        return ()
    try:
        vector = await embedder.embed_query(asked.text)
        found = [(float(await embedder.embed_query(read.text) @ vector), place) for place, read in alike]
    except EmbeddingFailed as error:
        log.warning("questions_not_compared", error=str(error))
        return ()
    return tuple(place for cosine, place in sorted(found, reverse=True) if cosine >= threshold)


def _reading_alike(question: str, others: Sequence[str]) -> tuple[Reading, list[tuple[int, Reading]]]:
    asked = reading(question)
    read = ((place, reading(other)) for place, other in enumerate(others))
    return asked, [(place, other) for place, other in read if may_be_same(asked, other)][:EMBEDDED]
