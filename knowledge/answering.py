"""Whether an entry says all that a question asks, so that it may be brought to who waits for that question's answer.

Retrieval tells which entry the assistant would say; it says one on the pool also to who asks whether the pool is
heated, which is better than nothing for a visitor who can ask on. Who waits for a person's answer gets one answer only:
an entry is theirs where it leaves nothing of the question out. In doubt it is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from knowledge.disagreement import CLOCK
from knowledge.embedders import Embedder, EmbeddingFailed
from knowledge.lexicon import load_lexicon
from knowledge.sameness import AMOUNT, POLAR, WHAT, load_sameness, reading
from knowledge.topics import load_phrases
from knowledge.words import plain, stem, words
from leasing.ports import Retrieved
from leasing.services.knowledge_rows import FAQ

SAME_WORD = 0.62
"""Cosine from which on two words that renters seldom say mean the same: ceramics and pottery, hens and chickens. Of the
usual words we know by name which are the same, and those that are near are often opposites: cats and dogs."""
MOST_WORDS = 40
"""of an entry that are compared with a word that it does not hold"""
_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho)\b"
)
_DAYS = (
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)\b|"
    r"\b(?:daily|every day|week(?:day|end)s?|around the clock|24|noon|midnight|always|any ?time|cada dia|siempre)\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|"
    r"\b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b"
)
_TELLS: Mapping[str, re.Pattern[str]] = {
    AMOUNT: re.compile(
        r"\$ ?\d|\d ?(?:%|dollars|usd|dolares)|\bfree\b|\bno (?:charge|cost|fee)|\binclu|\bgratis|\bsin c"
    ),
    "when": re.compile(f"{CLOCK.pattern}|{_DAYS}"),
    "count": re.compile(rf"{_NUMBER}|\bunlimited\b|\bno limit|\bsin limite"),
    "duration": re.compile(_NUMBER),
    "measure": re.compile(_NUMBER),
    "where": re.compile(
        r"\b(?:in|on|at|by|behind|beside|near|next to|across|outside|inside|between|under|"
        r"en|junto|detras|cerca|frente)\b"
    ),
}
"""What an answer to such a question holds, whatever its entry asks."""
_OPEN = frozenset({WHAT, "choice", "way"})
"""kinds that are one where they ask the same of a thing"""


async def answered_in_full(asked: str, found: Retrieved, embedder: Embedder) -> str | None:
    """The FAQ with which the assistant would answer, where it says all that is asked; else None."""
    best = found.matches[0] if found.answered else None
    if best is None or best.kind != FAQ or not await says_all(asked, best.question, best.answer, embedder):
        return None
    return best.faq_id


async def says_all(asked: str, question: str, answer: str, embedder: Embedder) -> bool:
    """Whether the entry of this question and answer leaves nothing open of what is asked. False where the embedder
    fails and words alone do not tell."""
    wanted, entry = reading(asked), reading(question)
    if not wanted.things or not entry.things or not _is_told(wanted.kind, entry.kind, answer):
        return False
    said = entry.things | load_sameness().things_of(answer, load_lexicon())
    missing = wanted.things - _same_stems(wanted.things, said)
    if not missing:
        # What is asked of all is not answered by what is said of some.
        return not wanted.things < entry.things
    if any(_is_usual(thing) for thing in missing):
        return False
    whole = {stem(word): word for word in words(f"{asked} {question} {answer}")}
    try:
        return await _are_near(
            [whole.get(thing, thing) for thing in missing],
            [whole.get(thing, thing) for thing in sorted(said)[:MOST_WORDS]],
            embedder,
        )
    except EmbeddingFailed:
        return False


def _is_told(kind: str, of_entry: str, answer: str) -> bool:
    """Whether an answer can be one to a question of this kind: an amount to how much, a time to when. Whether there is
    something is told by what it costs, too."""
    if kind == of_entry or {kind, of_entry} <= _OPEN:
        return True
    tells = _TELLS.get(of_entry if kind == POLAR else kind)
    return tells is not None and tells.search(plain(answer)) is not None


def _same_stems(wanted: frozenset[str], said: frozenset[str]) -> frozenset[str]:
    """`fire` and `fired` have one stem only without their e."""
    bare = {each.removesuffix("e") for each in said}
    return frozenset(each for each in wanted if each.removesuffix("e") in bare)


def _is_usual(thing: str) -> bool:
    return "_" in thing or any(sign.isdigit() for sign in thing) or thing in _usual()


async def _are_near(missing: Sequence[str], said: Sequence[str], embedder: Embedder) -> bool:
    vectors = [await embedder.embed_query(word) for word in said]
    for thing in missing:
        vector = await embedder.embed_query(thing)
        if max(float(vector @ other) for other in vectors) < SAME_WORD:
            return False
    return True


@cache
def _usual() -> frozenset[str]:
    """The words that renters usually say, by stems."""
    lexicon, sameness = load_lexicon(), load_sameness()
    known = {stem(word) for text in load_phrases().texts for word in words(text)}
    known |= {stem(word) for english in lexicon.spanish.values() for word in words(english)}
    for phrases in (lexicon.concepts, sameness.names):
        known |= {word for phrase in phrases for word in phrase}
    return frozenset(known | set(sameness.names.values()))
