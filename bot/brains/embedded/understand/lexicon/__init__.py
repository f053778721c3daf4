"""The words of each language, as data. A language that is not here is read with the English words."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.english import ENGLISH
from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.lexicon.spanish import SPANISH

LEXICONS: dict[str, Lexicon] = {lexicon.code: lexicon for lexicon in (ENGLISH, SPANISH)}


def lexicon_for(language: str) -> Lexicon:
    return LEXICONS.get(language, ENGLISH)


__all__ = ["ENGLISH", "LEXICONS", "SPANISH", "Lexicon", "lexicon_for"]
