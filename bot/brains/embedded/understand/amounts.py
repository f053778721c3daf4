"""Amounts in words, made into figures: "fifteen hundred", "two thousand five hundred", "mil quinientos"."""

from __future__ import annotations

import re

ONES = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
TENS = {"fifty": 50, "twenty five": 25, "seventy five": 75}
UNOS = {"un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5}
CIENTOS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
SOLOS = {word: count for word, count in CIENTOS.items() if count > 100}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_TAIL = rf"(?:(?: and)? (?P<tens>{_any(TENS)})\b)?"
ENGLISH = re.compile(
    rf"\b(?P<thousands>{_any(ONES)}|[1-9]) (?:thousand|grand)\b"
    rf"(?:,?(?: and)? (?P<hundreds>{_any(ONES)}|"
    rf"[1-9]) hundred\b)?"
    rf"{_TAIL}|\b(?P<many>{_any(ONES)}) hundred\b{_TAIL.replace('tens', 'also')}"
)
SPANISH = re.compile(
    rf"\b(?:(?P<miles>{_any(UNOS)}|\d) )?mil\b(?: (?P<cientos>{_any(CIENTOS)}|\d{{3}})\b)?(?: (?P<diez>cincuenta)\b)?"
    rf"|\b(?P<solo>{_any(SOLOS)})\b(?: (?P<otro>cincuenta)\b)?"
)
DOTTED = re.compile(r"(?<![\d.,])(\d)\.(\d{3})(?![\d.,]*\d)")
"""1.600, as one writes it in Spanish"""


def in_figures(text: str, language: str) -> str:
    if language == "es":
        text = SPANISH.sub(_spanish, DOTTED.sub(r"\1,\2", text))
    return ENGLISH.sub(_english, text)


def _english(match: re.Match[str]) -> str:
    if match["many"]:
        return str(ONES[match["many"]] * 100 + TENS.get(match["also"] or "", 0))
    return str(
        _one(match["thousands"], ONES) * 1000 + _one(match["hundreds"], ONES) * 100 + TENS.get(match["tens"] or "", 0)
    )


def _spanish(match: re.Match[str]) -> str:
    if match["solo"]:
        return str(CIENTOS[match["solo"]] + (50 if match["otro"] else 0))
    thousands = _one(match["miles"], UNOS) or 1
    return str(thousands * 1000 + _one(match["cientos"], CIENTOS) + (50 if match["diez"] else 0))


def _one(word: str | None, words: dict[str, int]) -> int:
    if not word:
        return 0
    return int(word) if word.isdigit() else words[word]
