"""Finding names of a known list (homes, communities, towns) in what somebody wrote, however they wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

WORD = re.compile(r"[a-z0-9à-ÿ]+")
GENERIC = frozenset(
    (
        "apartment",
        "apartments",
        "apt",
        "apts",
        "home",
        "homes",
        "the",
        "at",
        "of",
        "on",
        "in",
        "community",
        "village",
        "unit",
    )
)
"""Words that a name may carry and that people leave out."""
MOST_WORDS_OF_A_NAME = 4
CLOSE_ENOUGH = 88
"""rapidfuzz ratio from which a run of words counts as a misspelling of a name."""


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Names by their first telling word, so that a message costs a few look-ups however long the list is."""

    names: tuple[str, ...] = ()
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = field(
        default_factory=dict[str, list[tuple[tuple[str, ...], str]]]
    )
    by_letter: dict[str, list[tuple[str, str]]] = field(default_factory=dict[str, list[tuple[str, str]]])

    def find(self, text: str) -> list[Found]:
        """The names in a lower-case text, in order; of overlapping ones the longest."""
        if not self.names:
            return []
        words = [(m.group(), m.start(), m.end()) for m in WORD.finditer(text)]
        found: list[Found] = []
        at = 0
        while at < len(words):
            hit, used = self._longest_at(words, at)
            if hit:
                found.append(Found(hit, words[at][1], words[at + used - 1][2]))
            at += max(used, 1)
        return found

    def nearest(self, text: str) -> str | None:
        """The name that a text as a whole is a misspelling of."""
        words = WORD.findall(text)
        if not words or not words[0]:
            return None
        spoken = " ".join(words)
        best: tuple[float, str] | None = None
        for spelled, name in self.by_letter.get(spoken[0], ()):
            score = fuzz.ratio(spoken, spelled, score_cutoff=CLOSE_ENOUGH)
            if score and (best is None or score > best[0]):
                best = (score, name)
        return best[1] if best else None

    def nearest_within(self, text: str) -> str | None:
        """The name that a run of words in a text is a misspelling of."""
        words = WORD.findall(text)
        for length in range(min(MOST_WORDS_OF_A_NAME, len(words)), 1, -1):
            for start in range(len(words) - length + 1):
                found = self.nearest(" ".join(words[start : start + length]))
                if found:
                    return found
        return None

    def _longest_at(self, words: list[tuple[str, int, int]], at: int) -> tuple[str | None, int]:
        best: tuple[str | None, int] = (None, 0)
        for spelled, name in self.by_first.get(words[at][0], ()):
            length = len(spelled)
            if length > best[1] and tuple(word for word, _, _ in words[at : at + length]) == spelled:
                best = (name, length)
        return best


def _index(names: Iterable[str]) -> NameIndex:
    kept = tuple(dict.fromkeys(name for name in names if name.strip()))
    index = NameIndex(kept)
    for name in kept:
        spelled = tuple(WORD.findall(name.lower()))
        if not spelled:
            continue
        for variant in _variants(spelled):
            index.by_letter.setdefault(variant[0][0], []).append((" ".join(variant), name))
            index.by_first.setdefault(variant[0], []).append((variant, name))
    return index


def _variants(spelled: tuple[str, ...]) -> set[tuple[str, ...]]:
    """A name with and without the words that people leave out."""
    telling = tuple(word for word in spelled if word not in GENERIC)
    trimmed = spelled[1:] if spelled[0] == "the" else spelled
    # One short telling word alone ("park") would be found in ordinary talk.
    short = telling if len(telling) > 1 or (telling and len(telling[0]) > 4) else spelled
    return {spelled, trimmed or spelled, short}


@lru_cache(maxsize=512)
def index_of(names: tuple[str, ...]) -> NameIndex:
    """The index of a list of names; the same list is indexed once."""
    return _index(names)
