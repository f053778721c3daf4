"""Numbers in words as digits ("fifteen hundred" as "1500"), in English and Spanish, within folded text."""

from __future__ import annotations

import re

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte"
)
_UNITS = {word: value for words in (_ENGLISH, _SPANISH) for value, word in enumerate(words.split())}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
}  # fmt: skip
_SPANISH_HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "mil": 1000, "million": 1_000_000}

_PLAIN = {**_UNITS, **_TENS, **_SPANISH_HUNDREDS}
_WORD = "(?:" + "|".join(sorted([*_PLAIN, *_SCALES], key=len, reverse=True)) + ")"
_NUMBER = re.compile(rf"\b(?:an?\s+(?=(?:hundred|thousand|million)\b))?{_WORD}(?:(?:[\s-]+(?:and\s+|y\s+)?){_WORD})*\b")
# "one" and its like are numbers only before what can be counted; else they are pronouns ("this one", "no one").
_COUNTED = re.compile(
    r"[\s-]+(?:bed|bath|studio|br\b|month|week|day|hour|minute|year|pet|dog|cat|animal|car|vehicle|parking|space|"
    r"person|"
    r"people|percent|recamara|habitacion|mes|semana|dia|mascota|dollar|buck)"
)
_PRONOUNS = frozenset({"one", "uno", "once"})
"""`once` is eleven in Spanish and far more often English"""


def spell_in_digits(folded: str) -> str:
    """The text with number words replaced by digits."""
    return _NUMBER.sub(_in_digits, folded)


def _in_digits(found: re.Match[str]) -> str:
    words = [word for word in re.split(r"[\s-]+", found.group()) if word not in {"and", "y", "a", "an"}]
    if len(words) == 1 and words[0] in _PRONOUNS and not _COUNTED.match(found.string, found.end()):
        return found.group()
    return " ".join(str(value) for value in _values(words))


def _values(words: list[str]) -> list[int]:
    """The numbers that the words say: one as a rule, several where they only stand side by side ("two three")."""
    values: list[int] = []
    total = current = 0
    last = 0
    for word in words:
        scale = _SCALES.get(word)
        if scale is not None:
            total, current = _scaled(total, current, scale)
            last = scale
            continue
        value = _PLAIN[word]
        if current and not _fits_under(last, value):
            if 11 <= current <= 99 and value >= 10 and total == 0:
                current = current * 100 + value  # "eighteen fifty" is 1,850
                last = value
                continue
            values.append(total + current)
            total = current = 0
        current += value
        last = value
    return [*values, total + current]


def _fits_under(last: int, value: int) -> bool:
    """Whether a number word continues the one before it: fifty-five, five hundred fifty, ciento veinte."""
    return (last >= 100 and value < last) or (20 <= last < 100 and value < 10)


def _scaled(total: int, current: int, scale: int) -> tuple[int, int]:
    if scale == 100:
        return total, (current or 1) * 100
    return total + (current or 1) * scale, 0
