"""The cases of a data folder as the fit needs them: vectors computed once, indexes without what is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.evaluation.questions_data import Asked, FaqData
from knowledge.embedders import Embedder, Vectors
from knowledge.lexicon import load_lexicon
from knowledge.property_index import Made, PropertyIndex, index_of_rows, passage
from knowledge.store import Stored
from knowledge.topics import Topics


class Vectorizer:
    """Each text's vector, computed once."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self._known: dict[str, Vectors] = {}

    async def learn(self, texts: Sequence[str]) -> None:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, row in zip(missing, await self.embedder.embed(missing), strict=True):
            self._known[text] = row

    def of(self, text: str) -> Vectors:
        return self._known[text]

    def all(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._known[text] for text in texts])


def index_of(data: FaqData, case: Asked, vectors: Vectorizer, topics: Topics) -> PropertyIndex:
    """The index that the case is asked of, built as the shipping code builds it. The vectors must be known."""
    lexicon = load_lexicon()
    rows = [row for row in data.entries[case.property_id] if row.id not in case.left_out]
    wanted = [passage(row, lexicon, spanish_by_words=True) for row in rows]
    stored = {each.key: Stored(each.digest, vectors.of(each.text)) for each in wanted}
    return index_of_rows(case.property_id, 1, rows, stored, Made("", topics, vectors.embedder.dimensions, lexicon))
