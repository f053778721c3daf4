"""Comparing words without vectors: which entries hold what a question asks about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.lexicon import Lexicon, Term

Scores = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.generic]]


@lru_cache(maxsize=50_000)
def _number(meaning: str) -> int:
    """A meaning's 64 bits, the same in every process: two of a community's thousand words that share them are not to
    be expected within the age of the universe."""
    return int.from_bytes(hashlib.blake2b(meaning.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _meanings(found: Sequence[str], lexicon: Lexicon) -> set[str]:
    return {meaning for term in lexicon.terms(found) for meaning in term.meanings}


def packed_terms(
    texts: Iterable[tuple[Sequence[str], Sequence[str]]], lexicon: Lexicon
) -> dict[str, NDArray[np.generic]]:
    """The arrays of a `TermRows`. `texts` are each entry's (words of its question, words of all of it), in order.

    `meanings` holds the numbers of all meanings in ascending order, `ends` where each one's holders end, and `holders`
    twice the place of each entry that holds it, plus one where its question does.
    """
    holders: dict[int, list[int]] = {}
    for at, (asked, all_of_it) in enumerate(texts):
        in_question = _meanings(asked, lexicon)
        for meaning in in_question | _meanings(all_of_it, lexicon):
            holders.setdefault(_number(meaning), []).append(2 * at + (meaning in in_question))
    ordered = sorted(holders)
    return {
        "meanings": np.array(ordered, dtype=np.uint64),
        "ends": np.cumsum([len(holders[number]) for number in ordered], dtype=np.uint32),
        "holders": np.array([holder for number in ordered for holder in holders[number]], dtype=np.uint32),
    }


class TermRows:
    """Which entries hold a word or its meaning: a sparse table, one column per meaning, in arrays of `packed_terms`."""

    def __init__(self, arrays: Arrays, rows: int) -> None:
        self._rows = rows
        self._meanings: NDArray[np.uint64] = arrays["meanings"].view(np.uint64)
        self._ends: NDArray[np.uint32] = arrays["ends"].view(np.uint32)
        self._holders: NDArray[np.uint32] = arrays["holders"].view(np.uint32)

    def held(self, terms: Sequence[Term]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(in the entry, in its question) of each term, a row a term and a column an entry."""
        within = np.zeros((len(terms), self._rows), dtype=np.bool_)
        asked = np.zeros((len(terms), self._rows), dtype=np.bool_)
        wanted = [(at, _number(meaning)) for at, term in enumerate(terms) for meaning in term.meanings]
        if not wanted or not len(self._meanings):
            return within, asked
        numbers = np.array([number for _, number in wanted], dtype=np.uint64)
        places = np.minimum(np.searchsorted(self._meanings, numbers), len(self._meanings) - 1)
        for found in np.flatnonzero(self._meanings[places] == numbers):
            place = int(places[found])
            holders = self._holders[int(self._ends[place - 1]) if place else 0 : int(self._ends[place])]
            at = wanted[found][0]
            within[at, holders >> 1] = True
            asked[at, holders[(holders & 1) == 1] >> 1] = True
        return within, asked

    def coverage(self, terms: Sequence[Term]) -> Scores:
        """The share of a question's terms, by weight, that each entry holds, 0 to 1; 0 for a question without any."""
        return coverage(self.held(terms)[0], terms)


def coverage(held: NDArray[np.bool_], terms: Sequence[Term]) -> Scores:
    """The share of the terms, by weight, that each entry holds, from `TermRows.held`."""
    weights = np.array([term.weight for term in terms], dtype=np.float32)
    total = float(weights.sum())
    return weights @ held / np.float32(total) if total else np.zeros(held.shape[1], dtype=np.float32)


def rare_coverage(within: NDArray[np.bool_], asked: NDArray[np.bool_], terms: Sequence[Term]) -> tuple[Scores, Scores]:
    """Like `coverage`, of entries and of their questions alone, where a term counts the more the fewer entries hold it,
    and most where none does: what the community never says is what it has not answered."""
    entries = within.shape[1]
    rarity = np.log((entries + 1) / (within.sum(axis=1) + 0.5))
    weights = np.array([term.weight for term in terms], dtype=np.float32) * rarity.astype(np.float32)
    total = float(weights.sum())
    if not total:
        nothing = np.zeros(entries, dtype=np.float32)
        return nothing, nothing
    return weights @ within / np.float32(total), weights @ asked / np.float32(total)
