"""Which language a message is in, told by its commonest words."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon import ENGLISH, LEXICONS


def language_of(text: str, locale: str) -> str:
    """The language with the most tell-tale words; the locale's where none has any."""
    lowered = text.lower()
    # A message without a word of another language is settled by one look each.
    counts = {code: len(lexicon.hints.findall(lowered)) for code, lexicon in LEXICONS.items()}
    best = max(counts, key=lambda code: (counts[code], code == ENGLISH.code))
    if counts[best]:
        return best
    spoken = locale[:2].lower()
    return spoken if spoken in LEXICONS else ENGLISH.code
