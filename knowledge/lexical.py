"""Comparing words without vectors: which entries share a question's words, and how alike they are in writing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.lexicon import Lexicon, Term
from knowledge.words import pieces, words

Scores = NDArray[np.float32]


class PieceRows:
    """The cosine of TF-IDF over pieces of words, between a question and every entry; columns are kept sparse."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [pieces(words(text)) for text in texts]
        seen: dict[str, int] = {}
        for counts in counted:
            for piece in counts:
                seen[piece] = seen.get(piece, 0) + 1
        self._rows = len(texts)
        self._column = {piece: at for at, piece in enumerate(seen)}
        self._rarity = np.array([_rarity(count, self._rows) for count in seen.values()], dtype=np.float32)
        self._unseen = _rarity(0, self._rows)
        self._starts, self._row, self._value = self._columns(counted, list(seen.values()))

    @property
    def nbytes(self) -> int:
        """Roughly; a key of the dictionary takes about 120 bytes."""
        return self._row.nbytes + self._value.nbytes + self._starts.nbytes + 120 * len(self._column)

    def scores(self, found: list[str]) -> Scores:
        """The cosine of each entry with a question's words, 0 to 1."""
        counts = pieces(found)
        known = [(self._column[piece], count) for piece, count in counts.items() if piece in self._column]
        if not known:
            return np.zeros(self._rows, dtype=np.float32)
        columns = np.array([column for column, _ in known])
        weights = _damped(np.array([count for _, count in known], dtype=np.float32)) * self._rarity[columns]
        unseen = _damped(np.array([count for piece, count in counts.items() if piece not in self._column]))
        length = math.sqrt(float(weights @ weights) + float(unseen @ unseen) * self._unseen**2)
        return self._product(columns, weights / length)

    def _product(self, columns: NDArray[np.int64], weights: Scores) -> Scores:
        starts, counts = self._starts[columns], self._starts[columns + 1] - self._starts[columns]
        # The places of all the columns' numbers, one after the other.
        places = np.arange(counts.sum()) + np.repeat(starts - np.concatenate(([0], counts.cumsum()[:-1])), counts)
        products = self._value[places] * np.repeat(weights, counts)
        return np.bincount(self._row[places], weights=products, minlength=self._rows).astype(np.float32)

    def _columns(
        self, counted: Sequence[Mapping[str, int]], seen: list[int]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], Scores]:
        starts = np.concatenate(([0], np.cumsum(seen, dtype=np.int64))).astype(np.int64)
        row = np.zeros(int(starts[-1]), dtype=np.int32)
        value = np.zeros(int(starts[-1]), dtype=np.float32)
        free = starts[:-1].tolist()
        for at, counts in enumerate(counted):
            columns = [self._column[piece] for piece in counts]
            weights = _damped(np.array(list(counts.values()), dtype=np.float32)) * self._rarity[columns]
            length = float(np.linalg.norm(weights)) or 1.0
            for column, weight in zip(columns, (weights / length).tolist(), strict=True):
                row[free[column]] = at
                value[free[column]] = weight
                free[column] += 1
        return starts, row, value


def _rarity(count: int, rows: int) -> float:
    return math.log((1 + rows) / (1 + count)) + 1.0


def _damped(counts: NDArray[np.floating]) -> Scores:
    return (1.0 + np.log(counts)).astype(np.float32) if counts.size else np.zeros(0, dtype=np.float32)


class TermRows:
    """Which entries hold a word or its meaning."""

    def __init__(self, texts: Sequence[str], lexicon: Lexicon) -> None:
        self._rows = len(texts)
        holders: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            for meaning in {each for term in lexicon.terms(words(text)) for each in term.meanings}:
                holders.setdefault(meaning, []).append(at)
        self._holders = {meaning: np.array(rows, dtype=np.int32) for meaning, rows in holders.items()}

    @property
    def nbytes(self) -> int:
        """Roughly; a key with its array takes about 220 bytes."""
        return sum(rows.nbytes + 220 for rows in self._holders.values())

    def coverage(self, terms: Sequence[Term]) -> Scores:
        """The share of a question's terms, by weight, that each entry holds, 0 to 1; 0 for a question without any."""
        covered = np.zeros(self._rows, dtype=np.float32)
        total = sum(term.weight for term in terms)
        if total == 0.0:
            return covered
        for term in terms:
            found = [self._holders[meaning] for meaning in term.meanings if meaning in self._holders]
            if found:
                covered[np.concatenate(found) if len(found) > 1 else found[0]] += term.weight
        return covered / total
