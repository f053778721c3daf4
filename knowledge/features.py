"""What speaks for an entry as the answer to a question, in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedders import Vectors
from knowledge.lexicon import Lexicon, Term
from knowledge.property_index import PropertyIndex
from knowledge.words import same_text_key, words

FEATURES = ("whole", "asked", "writing", "coverage")
"""The cosine with question and answer; with the question alone; likeness in writing; share of the words that it holds."""


@dataclass(frozen=True)
class Question:
    """A visitor's question as the index is asked it."""

    key: str
    """What it shares with wordings that differ in case and signs only."""
    text: str
    """What is embedded: the question itself, or its words in English where it is Spanish."""
    words: list[str]
    terms: list[Term]


def understood(question: str, lexicon: Lexicon) -> Question:
    found = words(question)
    english = lexicon.in_english(found)
    text, found = (question, found) if english is None else (english, words(english))
    return Question(same_text_key(question), text, found, lexicon.terms(found))


def features(index: PropertyIndex, question: Question, vector: Vectors) -> NDArray[np.float32]:
    """One row per entry, one column per feature, all about 0 to 1."""
    rows = np.empty((len(index), len(FEATURES)), dtype=np.float32)
    rows[:, 0] = index.wholes @ vector
    rows[:, 1] = index.asked @ vector
    rows[:, 2] = index.pieces.scores(question.words)
    rows[:, 3] = index.terms.coverage(question.terms)
    return rows
