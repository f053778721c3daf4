"""One plain form of any text, so that each rule is written once and no costume hides words from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Characters that nobody sees: zero-width ones, bidi controls, soft hyphen, variation selectors, and the tag block.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_TAGGED = re.compile("[\U000e0020-\U000e007e]+")
_SPACES = re.compile(r"[^\S\n]+")

_SIGNS = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"), "-"),
    ord("\u00bf"): " ",
    ord("\u00a1"): " ",
}
# Cyrillic and Greek letters that look like Latin ones; Unicode's normal forms leave them as they are.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u0442\u043a\u043c\u0432\u043d"
    "\u03b1\u03b5\u03b9\u03bf\u03c1\u03c4\u03c5\u03bd\u03ba",
    "aeopcyxijsdhtkmbn" + "aeioptuvk",
)
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"\b(?=[a-z@$]*[013457@$])(?=(?:[0134577@$]?[a-z])+)[a-z013457@$]{5,}\b")

# Words that Spanish has and English has not; two of them, or one with Spanish signs, make a text Spanish.
_SPANISH = re.compile(
    r"\b(?:el|la|los|las|un|una|es|son|esta|estan|hay|que|como|cuando|donde|cuanto|cuanta|cuantos|cual|tienen|tiene|"
    r"puedo|pueden|quiero|necesito|aceptan|acepta|permiten|para|por|con|sin|mi|mis|su|yo|usted|ustedes|eres|soy|hola|"
    r"gracias|renta|departamento|apartamento|recamaras?|mascotas?|zona|vecinos|perro|gato|ninos|si|del|de|se|una?)\b"
)
_SPANISH_SIGNS = re.compile(r"[\u00bf\u00a1\u00f1]|[a-z][\u00e1\u00e9\u00ed\u00f3\u00fa]", re.IGNORECASE)


@lru_cache(maxsize=512)
def fold(text: str) -> str:
    """Lower case, Latin, without accents, invisible characters or typographic signs; line ends stay."""
    if text.isascii():
        return _SPACES.sub(" ", text).lower()
    seen = INVISIBLE.sub("", _TAGGED.sub(_untag, text).translate(_SIGNS))
    parts = unicodedata.normalize("NFKD", seen).lower()
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    return _SPACES.sub(" ", plain.translate(_SIGNS).translate(_LOOKALIKES))


def visible(text: str) -> str:
    """The text without the characters that nobody sees."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def unleet(folded: str) -> str:
    """Words with digits for letters (`1gn0re`) spelt out. For finding attacks only: it ruins figures."""
    return _LEET_WORD.sub(lambda word: word.group().translate(_LEET), folded)


def _untag(found: re.Match[str]) -> str:
    """Text smuggled in the invisible tag block, as the letters it stands for."""
    return " " + "".join(chr(ord(char) - 0xE0000) for char in found.group()) + " "


def is_spanish(raw: str, folded: str) -> bool:
    found = len(_SPANISH.findall(folded[:400]))
    return found >= 3 or (found >= 1 and _SPANISH_SIGNS.search(raw) is not None)


@dataclass(frozen=True, slots=True)
class Message:
    """A visitor's message, read once for all rules."""

    raw: str
    folded: str
    spanish: bool


@lru_cache(maxsize=256)
def message(raw: str, locale: str = "en") -> Message:
    folded = fold(raw)
    return Message(raw, folded, is_spanish(raw, folded) or locale.lower().startswith("es"))
