"""What speaks for an entry as the answer to a question, in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedders import Vectors
from knowledge.lexical import coverage, rare_coverage
from knowledge.lexicon import Lexicon, Term
from knowledge.property_index import PropertyIndex
from knowledge.things import asks_after_thing
from knowledge.words import LONGEST_TEXT, same_text_key, words

FEATURES = ("cosine", "coverage", "topic", "familiar")
"""The cosine of question and entry; the share of the question's words that the entry holds; how far both are about the
same topics; the question's cosine with its nearest topic, against which the first must be seen (it is the same for all
entries)."""
WORD_FEATURES = ("rare", "rare_in_question")
"""Where there are no vectors: the share of the question's words that the entry, and that the entry's question or
heading holds, words counting the more the fewer entries hold them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A visitor's question as an index is asked it."""

    key: str
    """What it shares with wordings that differ in case and signs only; empty where it has no words."""
    text: str
    """What is embedded."""
    terms: list[Term]
    after_thing: bool = False
    """Whether it asks after a thing that it names."""


def understood(question: str, lexicon: Lexicon, *, spanish_by_words: bool) -> Question:
    """`spanish_by_words`: embed a Spanish question word by word in English, for an embedder that knows English only."""
    found = words(question)
    english = lexicon.in_english(found)
    text = english if english and spanish_by_words else question[:LONGEST_TEXT]
    terms = lexicon.terms(words(english) if english else found)
    return Question(same_text_key(question), text, terms, asks_after_thing(question))


def features(index: PropertyIndex, question: Question, vector: Vectors) -> NDArray[np.float32]:
    """One row per entry, one column per feature, all about 0 to 1; those of entries without a vector mean nothing."""
    rows = np.empty((len(index), len(FEATURES)), dtype=np.float32)
    shares, nearest = index.topics.of(vector[np.newaxis])
    rows[:, 0] = index.cosines(vector)
    rows[:, 1] = coverage(index.terms.held(question.terms)[0], question.terms)
    rows[:, 2] = (
        index.topic_shares.astype(np.float32) @ shares[0] if shares.shape[1] == index.topic_shares.shape[1] else 0
    )
    rows[:, 3] = nearest[0]
    return rows


def word_features(index: PropertyIndex, question: Question) -> NDArray[np.float32]:
    """The same by words alone: one row per entry, one column per feature, 0 to 1."""
    within, asked = index.terms.held(question.terms)
    return np.stack(rare_coverage(within, asked, question.terms), axis=1)
