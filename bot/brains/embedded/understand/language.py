"""Which language a message is in, told by its commonest words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.brains.embedded.understand.lexicon import ENGLISH, LEXICONS

_NAMED = r"[A-ZÀ-Ý][\w'’À-ÿ-]+"
_PARTICLES = r"(?:(?:de|del|da|la|las|los|y|e|van|von) ){0,3}"
ADDRESS = re.compile(r"\S+@\S+")
INTRODUCED = re.compile(
    r"(?i:\b(?:i'?m|i am|my (?:full )?name(?:'s| is)|this is|call me|me llamo|mi nombre es|soy)) "
    rf"(?P<name>{_NAMED}(?: {_PARTICLES}{_NAMED}){{0,3}})"
)
"""a name that follows the words by which people give theirs"""
PROPER = re.compile(
    r"\b(?!(?:Hola|Buen[oa]?s?|Muchas|Muy|Por|Me|Mi|Yo|Soy|Quiero|Busco|Necesito)\b)"
    rf"[A-ZÀ-Ý][a-zß-ÿ'’-]+(?: {_PARTICLES}[A-ZÀ-Ý][a-zß-ÿ'’-]+)+|(?<=[a-z,] )[A-ZÀ-Ý]\w*[áéíóúñ]\w*"
)
"""names of people and places: "Los Angeles", "José Peña", and a single one within a sentence"""
BEFORE_ADDRESS = re.compile(rf"^\W*{_NAMED}(?=,? +\S+@)")
COURTESY = re.compile(
    r"\W*(?:(?:yes|yep|ok|okay|thanks|thank you|please|bye|s[ií]|vale|no|gracias|muchas gracias|por favor|adi[oó]s)\b"
    r"[\s,.!]*){1,2}"
)
"""words that people borrow from the other language"""


def language_of(text: str, locale: str, before: Iterable[str] = ()) -> str:
    """The language with the most tell-tale words; where none has any, that of what they wrote before (latest first),
    and then the locale's. Names and addresses tell nothing."""
    lowered = _without_names(text).lower()
    earlier = (_without_names(line).lower() for line in before)
    borrowed = COURTESY.fullmatch(lowered) is not None
    # What is all courtesy changes no language that was settled before.
    lines = (*earlier, lowered) if borrowed else (lowered, *earlier)
    for line in lines:
        found = told_by_words(line)
        if found:
            return found
    spoken = locale[:2].lower()
    return spoken if spoken in LEXICONS else ENGLISH.code


def _without_names(text: str) -> str:
    if "@" in text:
        text = ADDRESS.sub(" ", BEFORE_ADDRESS.sub(" ", text))
    text = INTRODUCED.sub(lambda found: found.group()[: found.start("name") - found.start()], text)
    return PROPER.sub(" ", text)


def told_by_words(lowered: str) -> str | None:
    """The language with the most tell-tale words in a lower-case text; None where none has any."""
    # A message without a word of another language is settled by one look each.
    counts = {code: len(lexicon.hints.findall(lowered)) for code, lexicon in LEXICONS.items()}
    best = max(counts, key=lambda code: (counts[code], code == ENGLISH.code))
    return best if counts[best] else None


def spoken_in(text: str) -> int:
    """How many tell-tale words of a language that we speak a text has."""
    lowered = text.lower()
    return max(len(lexicon.hints.findall(lowered)) for lexicon in LEXICONS.values())
