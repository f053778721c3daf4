"""Whether two wordings ask the same question.

Cosines alone do not tell: "is there a pool" is nearer to "is the pool heated" than to "somewhere to swim". A question
is read into what it asks (how much, when, may I) of which things, under one name for each thing; two that read alike
are the same where the vectors of what was read are near enough too. A wrong join loses somebody's question, and a
missed one costs a second answer: in doubt they are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.lexicon import Lexicon, load_lexicon
from knowledge.words import stem, words

SAMENESS_FILE = Path(__file__).with_name("sameness.yaml")
LONGEST = 300
"""Characters. Who writes more tells a story: it is compared by its wording only."""
POLAR, WHAT, AMOUNT = "polar", "what", "amount"
"""Kinds of questions: for yes or no, for what is so, and for how much it is."""
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question asks of which things."""

    kind: str
    modes: frozenset[str]
    """Of a question for yes or no: whether it asks what is there, or what one may."""
    things: frozenset[str]
    """Empty where the question is only ever the same in the same words."""
    text: str
    """The question with one name for each thing: what is embedded to compare it."""


def may_be_same(one: Reading, other: Reading) -> bool:
    """Whether nothing tells two questions apart."""
    if not one.things or one.things != other.things or one.kind != other.kind:
        return False
    return one.modes == other.modes or not (one.modes and other.modes)


@dataclass(frozen=True)
class Sameness:
    """The tables of a file, by stems."""

    kinds: Mapping[Phrase, str]
    modes: Mapping[Phrase, str]
    money: frozenset[str]
    priced: frozenset[str]
    turning: frozenset[str]
    neutral: frozenset[str]
    names: Mapping[Phrase, str]
    told_by: Mapping[str, frozenset[str]]
    """By thing, those of which a yes or no is one to who asks after it: it is a kind of them, or they make it up."""
    longest: int

    def read(self, question: str, lexicon: Lexicon) -> Reading:
        found = words(question)
        english = lexicon.in_english(found)
        found = found if english is None else words(english)
        stems = [stem(word) for word in found]
        named = self._named(found)
        text = " ".join(named).replace("_", " ")
        if len(question) > LONGEST or not self.turning.isdisjoint(stems):
            return Reading(POLAR, frozenset(), frozenset(), text)
        kind, said = self._kind(named)
        modes = (mode for phrase, mode in self.modes.items() if _place(stems, phrase) is not None)
        return Reading(kind, frozenset(modes if kind == POLAR else ()), self._things(kind, said), text)

    def things_of(self, text: str, lexicon: Lexicon) -> frozenset[str]:
        """What any text names, under one name for each thing."""
        found = words(text)
        english = lexicon.in_english(found)
        return self._things(POLAR, self._named(found if english is None else words(english)))

    def _kind(self, named: Sequence[str]) -> tuple[str, Sequence[str]]:
        """What is asked, and the words that do not say that."""
        stems = [stem(word) for word in named]
        for phrase, kind in self.kinds.items():
            at = _place(stems, phrase)
            if at is not None:
                asks_amount = kind == WHAT and not self.money.isdisjoint(stems)
                return AMOUNT if asks_amount else kind, [*named[:at], *named[at + len(phrase) :]]
        return POLAR, named

    def _things(self, kind: str, said: Sequence[str]) -> frozenset[str]:
        quiet = self.neutral | self.priced if kind == AMOUNT else self.neutral
        # Named again without what tells nothing, so that a word between does not hide a name.
        return frozenset(stem(each) for each in self._named([word for word in said if stem(word) not in quiet]))

    def _named(self, found: Sequence[str]) -> list[str]:
        """The words, with one name for what has several."""
        stems = [stem(word) for word in found]
        named: list[str] = []
        at = 0
        while at < len(found):
            sizes = range(min(self.longest, len(found) - at), 0, -1)
            size = next((size for size in sizes if tuple(stems[at : at + size]) in self.names), 0)
            name = self.names[tuple(stems[at : at + size])] if size else found[at]
            # A word stays in its number, so that what is embedded stays a sentence.
            named.append(found[at] if stem(name) == stems[at] and size == 1 else name)
            at += max(size, 1)
        return named


def _place(stems: Sequence[str], phrase: Phrase) -> int | None:
    size = len(phrase)
    return next((at for at in range(len(stems) - size + 1) if tuple(stems[at : at + size]) == phrase), None)


@cache
def load_sameness(path: Path = SAMENESS_FILE) -> Sameness:
    """The tables in a file, read once. Raises OSError and yaml.YAMLError."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = dict(_by_phrase(data["synonyms"]))
    return Sameness(
        kinds=dict(_by_phrase(data["kinds"])),
        modes=dict(_by_phrase(data["modes"])),
        money=_stems(data["money"]),
        priced=_stems(data["priced"]),
        turning=_stems(data["turning"]),
        neutral=_stems(data["neutral"]),
        names=names,
        told_by={stem(thing): _stems(others) for thing, others in data["told_by"].items()},
        longest=max(map(len, names)),
    )


@lru_cache(maxsize=16_384)
def reading(question: str) -> Reading:
    """What a question asks; takes a tenth of a millisecond the first time."""
    return load_sameness().read(question, load_lexicon())


def _by_phrase(rows: Mapping[str, str]) -> Iterable[tuple[Phrase, str]]:
    for name, phrases in rows.items():
        for phrase in _listed(phrases):
            yield tuple(stem(word) for word in words(phrase)), name


def _stems(phrases: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _listed(phrases))


def _listed(phrases: str) -> list[str]:
    return [phrase.strip() for phrase in phrases.split(",") if phrase.strip()]
