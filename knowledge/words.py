"""Words of a text, made comparable: case, accents and endings do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 4000
"""Characters that are read of a question; the rest of a longer one says nothing new and would take time."""

_WORD = re.compile(r"\w+")
_APOSTROPHES = re.compile(r"(?<=\w)['’`´](?=\w)")
_VOWELS = frozenset("aeiou")


def plain(text: str) -> str:
    """Lower case without accents, in compatibility form: `¿Dónde está el GARAJE?` gives `¿donde esta el garaje?`."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return text.casefold()


def words(text: str) -> list[str]:
    """The words of a text, plain, in order; `don't` is one word, `dont`."""
    return _WORD.findall(_APOSTROPHES.sub("", plain(text[:LONGEST_TEXT])))


def same_text_key(text: str) -> str:
    """What two wordings share that differ in case, accents, punctuation and spaces only."""
    return " ".join(words(text))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without the commonest English endings: `parking`, `parked`, `parks` give `park`."""
    word = _without_plural(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest is not word and len(rest) >= 3 and _VOWELS & set(rest):
            return _without_doubling(rest)
    return word.removesuffix("e") if len(word) > 4 else word


def _without_plural(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def _without_doubling(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        return word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word
