"""The language of leasing as data: which words carry a question, which mean the same, and Spanish ones in English."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.words import stem, words

LEXICON_FILE = Path(__file__).with_name("lexicon.yaml")
GENERIC_WEIGHT = 0.25
"""What a word such as `apartment` counts, which nearly every question could carry, where others count 1."""
SPANISH_SHARE = 0.5
"""From this share of words that are Spanish and not English on, a question is read as Spanish."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One word or fixed phrase of a question: its stem and the concepts that it stands for, and what it counts."""

    meanings: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Lexicon:
    stop: frozenset[str]
    generic: frozenset[str]
    concepts: Mapping[Phrase, tuple[str, ...]]
    """Stems of a phrase to the concepts that it stands for; a concept is written `=pet`."""
    spanish: Mapping[Phrase, str]
    """A Spanish phrase, plain, to English; an empty string for words that carry nothing."""
    in_both: frozenset[str]
    """Words of the Spanish phrases that are English too."""
    longest: int
    """Words of the longest phrase of either."""
    identity: str
    """A digest of the file."""

    def terms(self, found: Sequence[str]) -> list[Term]:
        """The terms of a text's words, in order; words without meaning are left out."""
        stems = [stem(word) for word in found]
        terms: list[Term] = []
        at = 0
        while at < len(found):
            size = self._longest_at(self.concepts, stems, at)
            if size > 1:
                # A phrase's words stay words of their own beside it: `move in` also covers `moving`.
                terms.append(Term(self.concepts[tuple(stems[at : at + size])], 1.0))
                terms += [term for each in range(at, at + size) for term in self._word(found[each], stems[each])]
            else:
                terms += self._word(found[at], stems[at])
            at += max(size, 1)
        return terms

    def _word(self, word: str, stemmed: str) -> list[Term]:
        if word in self.stop:
            return []
        meanings = (stemmed, *self.concepts.get((stemmed,), ()))
        return [Term(meanings, GENERIC_WEIGHT if stemmed in self.generic else 1.0)]

    def in_english(self, found: Sequence[str]) -> str | None:
        """A Spanish question word by word in English; None where it is not Spanish."""
        spanish = foreign = 0
        for phrase, english in self._by_phrases(found):
            if english is None:
                foreign += 1
            else:
                # Words of both languages tell nothing.
                spanish += sum(word not in self.stop and word not in self.in_both for word in phrase)
        if spanish == 0 or spanish / (spanish + foreign) < SPANISH_SHARE:
            return None
        return self.word_by_word(found)

    def word_by_word(self, found: Sequence[str]) -> str:
        """Words that are known to be Spanish in English, as far as they are known."""
        return " ".join(
            filter(None, (" ".join(p) if english is None else english for p, english in self._by_phrases(found)))
        )

    def _by_phrases(self, found: Sequence[str]) -> Iterator[tuple[Sequence[str], str | None]]:
        """The longest Spanish phrases in order, each with its English; None for a word that is no such phrase."""
        at = 0
        while at < len(found):
            size = self._longest_at(self.spanish, found, at)
            phrase = found[at : at + max(size, 1)]
            yield phrase, self.spanish[tuple(phrase)] if size else None
            at += len(phrase)

    def _longest_at(self, phrases: Mapping[Phrase, Any], found: Sequence[str], at: int) -> int:
        """How many words the longest phrase has that begins here; 0 where none does."""
        for size in range(min(self.longest, len(found) - at), 0, -1):
            if tuple(found[at : at + size]) in phrases:
                return size
        return 0


@cache
def load_lexicon(path: Path = LEXICON_FILE) -> Lexicon:
    """The lexicon in a file, read once. Raises OSError and yaml.YAMLError."""
    raw = path.read_bytes()
    data: dict[str, Any] = yaml.safe_load(raw.decode("utf-8"))
    concepts: dict[Phrase, tuple[str, ...]] = {}
    for concept, members in data["concepts"].items():
        for phrase in [concept.replace("_", " "), *_listed(members)]:
            key = tuple(stem(word) for word in words(phrase))
            concepts[key] = (*concepts.get(key, ()), f"={concept}")
    spanish = spanish_phrases(data["spanish"])
    return Lexicon(
        stop=frozenset(word for phrase in _listed(data["stop"]) for word in words(phrase)),
        generic=frozenset(stem(word) for phrase in _listed(data["generic"]) for word in words(phrase)),
        concepts=concepts,
        spanish=spanish,
        in_both=frozenset(words(data["in_both"])),
        longest=max(len(phrase) for phrase in (*concepts, *spanish)),
        identity=hashlib.sha256(raw).hexdigest()[:16],
    )


def _listed(text: str) -> list[str]:
    """The phrases of a text with commas between them."""
    return [phrase.strip() for phrase in text.split(",") if phrase.strip()]


def spanish_phrases(rows: Mapping[str, str]) -> dict[Phrase, str]:
    """Rows of English to Spanish phrases, turned round and by words."""
    return {tuple(words(phrase)): english for phrase, english in _spanish(rows)}


def _spanish(rows: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Each row is English to the Spanish phrases that mean it; `_` stands for nothing."""
    for english, phrases in rows.items():
        for phrase in _listed(phrases):
            yield phrase, "" if english == "_" else english
