"""All that one community has said, ready to be asked: texts, vectors and words, never changed once built."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedders import Vectors
from knowledge.lexical import TermRows
from knowledge.lexicon import Lexicon
from knowledge.store import Stored
from knowledge.topics import Topics
from knowledge.words import same_text_key, words
from leasing.services.knowledge_rows import AnsweredRow

ENTRY_OVERHEAD = 900
"""Bytes that Python keeps around an entry's texts, key and vector, roughly."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded of an entry; `key` is its place in the store."""

    key: str
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()[:32]


def passage(row: AnsweredRow, lexicon: Lexicon, *, spanish_by_words: bool) -> Passage:
    """Question and answer as one text; word by word in English where they are Spanish and the embedder is not."""
    text = f"{row.question} {row.answer}"
    english = lexicon.in_english(words(text)) if spanish_by_words else None
    return Passage(row.id, english or text)


class PropertyIndex:
    """The entries of one property as of a knowledge version. Row `n` of every part belongs to entry `n`."""

    def __init__(
        self,
        property_id: str,
        version: int,
        rows: Sequence[AnsweredRow],
        stored: Mapping[str, Stored],
        topics: Topics,
        dimensions: int,
        lexicon: Lexicon,
    ) -> None:
        """`stored` holds the vectors by the entries' ids; an entry without one is found by its exact question only."""
        self.property_id = property_id
        self.version = version
        self.rows = tuple(rows)
        self.topics = topics
        self.vectors = _matrix(rows, stored, dimensions)
        self.topic_shares = topics.of(self.vectors)[0]
        self.stored = {
            row.id: Stored(stored[row.id].digest, self.vectors[at]) for at, row in enumerate(rows) if row.id in stored
        }
        """What an index of the next version may take over."""
        self.terms = TermRows([_english_words(f"{row.question} {row.answer}", lexicon) for row in rows], lexicon)
        self._by_question = {same_text_key(row.question): at for at, row in enumerate(rows)}

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_complete(self) -> bool:
        """Whether every entry has its vector, and the topics theirs."""
        return len(self.stored) == len(self.rows) and self.topics.is_known

    @property
    def nbytes(self) -> int:
        """What it takes in memory, roughly."""
        texts = sum(len(row.question) + len(row.answer) + ENTRY_OVERHEAD for row in self.rows)
        return texts + self.vectors.nbytes + self.topic_shares.nbytes + self.terms.nbytes

    def place_of(self, question_key: str) -> int | None:
        """The entry whose question reads the same, by `same_text_key`; None where there is none."""
        return self._by_question.get(question_key) if question_key else None


def _english_words(text: str, lexicon: Lexicon) -> list[str]:
    found = words(text)
    english = lexicon.in_english(found)
    return found if english is None else words(english)


def _matrix(rows: Sequence[AnsweredRow], stored: Mapping[str, Stored], dimensions: int) -> Vectors:
    matrix = np.zeros((len(rows), dimensions), dtype=np.float32)
    for at, row in enumerate(rows):
        if row.id in stored:
            matrix[at] = stored[row.id].vector
    matrix.setflags(write=False)
    return matrix
