"""Comparing words without vectors: which entries hold what a question asks about."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.lexicon import Lexicon, Term

Scores = NDArray[np.float32]


class TermRows:
    """Which entries hold a word or its meaning: a sparse table, one column per meaning."""

    def __init__(self, texts: Sequence[Sequence[str]], lexicon: Lexicon) -> None:
        """`texts` are the entries' words, in the order of the entries."""
        self._rows = len(texts)
        holders: dict[str, list[int]] = {}
        for at, found in enumerate(texts):
            # Communities use the same words: interned, each is in memory once for all of them.
            for meaning in {sys.intern(each) for term in lexicon.terms(found) for each in term.meanings}:
                holders.setdefault(meaning, []).append(at)
        self._column = {meaning: at for at, meaning in enumerate(holders)}
        ends = np.cumsum([0, *map(len, holders.values())])
        self._span = list(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True))
        self._holder = np.array([row for rows in holders.values() for row in rows], dtype=np.int32)

    @property
    def nbytes(self) -> int:
        """Roughly: a column takes a place in the dictionary and a tuple."""
        return self._holder.nbytes + 230 * len(self._column)

    def coverage(self, terms: Sequence[Term]) -> Scores:
        """The share of a question's terms, by weight, that each entry holds, 0 to 1; 0 for a question without any."""
        covered = np.zeros(self._rows, dtype=np.float32)
        total = sum(term.weight for term in terms)
        if total == 0.0:
            return covered
        for term in terms:
            # An entry that holds several meanings of a term is named several times here and still counts once, for
            # numpy adds to each place once.
            for_term = [self._holders(meaning) for meaning in term.meanings if meaning in self._column]
            if for_term:
                covered[np.concatenate(for_term) if len(for_term) > 1 else for_term[0]] += term.weight
        return covered / total

    def _holders(self, meaning: str) -> NDArray[np.int32]:
        start, end = self._span[self._column[meaning]]
        return self._holder[start:end]
