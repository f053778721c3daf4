"""All that one community has said, ready to be asked: texts, vectors and words, never changed once built."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedders import Vectors
from knowledge.lexical import PieceRows, TermRows
from knowledge.lexicon import Lexicon
from knowledge.store import Stored
from knowledge.words import same_text_key
from leasing.services.knowledge_rows import AnsweredRow

TEXT_OVERHEAD = 500
"""Bytes that Python keeps around the texts of an entry, roughly."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of an entry that gets a vector of its own; `key` is its place in the store."""

    key: str
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()[:32]


def whole(row: AnsweredRow) -> Passage:
    return Passage(f"{row.id}:whole", f"{row.question} {row.answer}")


def asked(row: AnsweredRow) -> Passage:
    return Passage(f"{row.id}:asked", row.question)


def passages(rows: Sequence[AnsweredRow]) -> list[Passage]:
    """Everything that an index needs vectors of."""
    return [passage for row in rows for passage in (whole(row), asked(row))]


class PropertyIndex:
    """The entries of one property as of a knowledge version. Row `n` of every part belongs to entry `n`."""

    def __init__(
        self,
        property_id: str,
        version: int,
        rows: Sequence[AnsweredRow],
        stored: Mapping[str, Stored],
        dimensions: int,
        lexicon: Lexicon,
    ) -> None:
        """`stored` holds the vectors by passage key; one that is missing leaves its entry to be found by words."""
        self.property_id = property_id
        self.version = version
        self.rows = tuple(rows)
        self.wholes = _matrix([whole(row) for row in rows], stored, dimensions)
        self.asked = _matrix([asked(row) for row in rows], stored, dimensions)
        self.stored = self._as_views(stored)
        texts = [f"{row.question} {row.answer}" for row in rows]
        self.pieces = PieceRows(texts)
        self.terms = TermRows(texts, lexicon)
        self._by_question = {same_text_key(row.question): at for at, row in enumerate(rows)}

    def __len__(self) -> int:
        return len(self.rows)

    def _as_views(self, stored: Mapping[str, Stored]) -> Mapping[str, Stored]:
        """The same with the matrices' rows as vectors, so that each is held once."""
        views: dict[str, Stored] = {}
        for at, row in enumerate(self.rows):
            for passage, matrix in ((whole(row), self.wholes), (asked(row), self.asked)):
                if passage.key in stored:
                    views[passage.key] = Stored(stored[passage.key].digest, matrix[at])
        return views

    @property
    def is_complete(self) -> bool:
        """Whether every passage has its vector."""
        return len(self.stored) == 2 * len(self.rows)

    @property
    def nbytes(self) -> int:
        """What it takes in memory, roughly."""
        texts = sum(len(row.question) + len(row.answer) + TEXT_OVERHEAD for row in self.rows)
        vectors = self.wholes.nbytes + self.asked.nbytes
        return texts + vectors + self.pieces.nbytes + self.terms.nbytes

    def place_of(self, question_key: str) -> int | None:
        """The entry whose question reads the same, by `same_text_key`; None where there is none."""
        return self._by_question.get(question_key) if question_key else None


def _matrix(wanted: Sequence[Passage], stored: Mapping[str, Stored], dimensions: int) -> Vectors:
    rows = np.zeros((len(wanted), dimensions), dtype=np.float32)
    for at, passage in enumerate(wanted):
        if passage.key in stored:
            rows[at] = stored[passage.key].vector
    rows.setflags(write=False)
    return rows
