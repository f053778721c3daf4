"""Which language a message is in, told by its commonest words."""

from __future__ import annotations

from collections.abc import Iterable

from bot.brains.embedded.understand.lexicon import ENGLISH, LEXICONS


def language_of(text: str, locale: str, before: Iterable[str] = ()) -> str:
    """The language with the most tell-tale words; where none has any, that of what they wrote before (latest first),
    and then the locale's."""
    for lowered in (text.lower(), *(line.lower() for line in before)):
        found = told_by_words(lowered)
        if found:
            return found
    spoken = locale[:2].lower()
    return spoken if spoken in LEXICONS else ENGLISH.code


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
