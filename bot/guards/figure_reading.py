"""Finds the figures in folded text and gives each as the keys under which evidence may hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.guards.figure_cues import (
    AT,
    COUNTED,
    DAY_THEN_TIME,
    MONEY_BEFORE,
    PRICE_AFTER,
    PRICE_BEFORE,
    SAME_NOUN,
    WEEKDAY_BEFORE,
    WEEKDAY_THEN_TIME,
)
from bot.guards.figure_patterns import FIGURE, MAY_HOLD_FIGURE, MONTHS, SHARED, WEEKDAYS
from bot.guards.folding import fold
from bot.guards.number_words import spell_in_digits

Key = tuple[str | int, ...]
"""A kind and its value. Numbers are in hundredths, times in minutes after midnight, money in cents."""


@dataclass(frozen=True, slots=True)
class Figure:
    kind: str
    keys: tuple[Key, ...]
    """any of them in the evidence suffices (10:00 without am or pm has two)"""
    start: int
    end: int


_COUNTS = frozenset(
    {"beds", "baths", "sqft", "floor", "ordinal", "times", "counted", "minute", "hour", "day", "week", "month", "year"}
)


def hundredths(text: str) -> int:
    return int(Decimal(text.replace(",", "")) * 100)


def plain_text(text: str) -> str:
    """Folded, with numbers as digits: what a figure's `start` and `end` count in."""
    return spell_in_digits(fold(text))


@lru_cache(maxsize=2048)
def figures_in(text: str) -> tuple[Figure, ...]:
    """All figures of a text as it is written. Remembered: the same lines come back in every turn."""
    folded = fold(text)
    if not MAY_HOLD_FIGURE.search(folded):
        return ()
    plain = spell_in_digits(folded)
    found = _without_shared([figure for match in FIGURE.finditer(plain) for figure in _read(match)])
    return (*found, *_moments(plain, found))


def _without_shared(found: list[Figure]) -> list[Figure]:
    """Drops the bare reading of a number that a later one has claimed ("2-3 bedrooms" is not a 2)."""
    claimed = {figure.start for figure in found if figure.kind != "number"}
    return [figure for figure in found if figure.kind != "number" or figure.start not in claimed]


def keys_of(text: str) -> frozenset[Key]:
    """All that a text is evidence for."""
    return frozenset(key for figure in figures_in(text) for key in (*figure.keys, *_implied(figure)))


def _implied(figure: Figure) -> Iterator[Key]:
    """A count may be spoken of as a bare number, a date without its year or weekday."""
    for key in figure.keys:
        if figure.kind in _COUNTS and key[0] == figure.kind:
            yield ("number", key[-1])
        if key[0] == "date":
            yield from date_keys(date(int(key[1]), int(key[2]), int(key[3])))
        elif key[0] == "weekday_date":
            yield ("day_of", key[2], key[3])


def date_keys(day: date) -> Iterator[Key]:
    """All ways to name a day."""
    yield ("date", day.year, day.month, day.day)
    yield ("day_of", day.month, day.day)
    yield ("weekday_date", day.weekday(), day.month, day.day)
    yield ("ordinal", day.day * 100)
    yield ("number", day.year * 100)


def unit_key(name: str) -> Key:
    return ("unit", re.sub(r"[^a-z0-9]", "", name))


def _read(match: re.Match[str]) -> Iterator[Figure]:
    kind = match.lastgroup or "number"
    reader = _READERS.get(kind, _read_counted)
    for index, (figure_kind, keys) in enumerate(reader(kind, match)):
        shared = SHARED.search(match.string, 0, match.start()) if index and figure_kind != "date" else None
        yield Figure(figure_kind, keys, shared.start() if shared else match.start(), match.end())


Reading = Iterator[tuple[str, tuple[Key, ...]]]


def _read_always(_: str, __: re.Match[str]) -> Reading:
    yield "always", (("always",),)


def _read_phone(_: str, match: re.Match[str]) -> Reading:
    yield "phone", (("phone", re.sub(r"\D", "", match.group())[-10:]),)


def _read_iso(_: str, match: re.Match[str]) -> Reading:
    year, month, day = (int(part) for part in match.group().split("-"))
    yield from _day(match, month, day, year)


def _read_named_day(_: str, match: re.Match[str]) -> Reading:
    text = match.group()
    name = re.search(r"[a-z]{3}[a-z]*", re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", text))
    month = MONTHS[name.group()[:3]] if name else 0
    year = re.search(r"20\d\d", text)
    for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text):
        yield from _day(match, month, int(number), int(year.group()) if year else None)


def _read_slashed(_: str, match: re.Match[str]) -> Reading:
    parts = [int(part) for part in match.group().split("/")]
    year = None if len(parts) == 2 else parts[2] % 100 + 2000
    yield from _day(match, parts[0], parts[1], year)


def _day(match: re.Match[str], month: int, day: int, year: int | None) -> Reading:
    """A day, held to the weekday and the year that it is given with. One that does not exist is no evidence at all."""
    try:
        real = date(year or 2024, month, day)
    except ValueError:
        yield "date", (("no_such_day", month, day),)
        return
    weekday = WEEKDAY_BEFORE.search(match.string, 0, match.start())
    if weekday is not None:
        named = WEEKDAYS[weekday.group(1)[:3]]
        wrong = year is not None and real.weekday() != named
        yield "date", (("no_such_day", month, day) if wrong else ("weekday_date", named, month, day),)
        if year is None:
            return
    yield "date", ((("date", year, month, day),) if year else (("day_of", month, day),))


def _read_clock(_: str, match: re.Match[str]) -> Reading:
    text = match.group()
    if text in {"noon", "mediodia", "midnight", "medianoche"}:
        yield "time", (("time", 720 if text in {"noon", "mediodia"} else 0),)
        return
    hour, minute = int(re.findall(r"\d+", text)[0]), int((re.findall(r":(\d\d)", text) or ["0"])[0])
    letters = re.sub(r"[^apm]", "", text)
    yield "time", time_keys(hour, minute, letters[:1])
    before = SHARED.search(match.string, 0, match.start())
    if before and "." not in before["first"] and int(before["first"]) <= 12:
        yield "time", time_keys(int(before["first"]), 0, "")


def time_keys(hour: int, minute: int, half: str) -> tuple[Key, ...]:
    """`half` is a, p or empty where nobody said."""
    if half:
        return (("time", (hour % 12 + (12 if half == "p" else 0)) * 60 + minute),)
    if hour > 12 or hour == 0:
        return (("time", hour * 60 + minute),)
    return (("time", hour % 12 * 60 + minute), ("time", (hour % 12 + 12) * 60 + minute))


def _read_money(_: str, match: re.Match[str]) -> Reading:
    yield "money", (("money", _cents(match.group())),)
    before = SHARED.search(match.string, 0, match.start())
    if before:
        yield "money", (("money", _cents(before["first"])),)


_SCALE = re.compile(r"(?<=[\d\s])(k|thousand|hundred|grand|mil|million|m)\b")
_SCALES = {
    "k": 1000,
    "thousand": 1000,
    "grand": 1000,
    "mil": 1000,
    "hundred": 100,
    "m": 1_000_000,
    "million": 1_000_000,
}


def _cents(text: str) -> int:
    """Cents of an amount in any of the usual ways to write it."""
    digits = re.search(r"\d[\d,.' ]*", text)
    number = digits.group().strip(" ,.'") if digits else "0"
    scale = _SCALE.search(text)
    if scale:
        return int(Decimal(re.sub(r"[,' ]", "", number)) * 100 * _SCALES[scale.group(1)])
    decimals = re.search(r"[.,](\d{1,2})$", number)
    whole = re.sub(r"\D", "", number[: decimals.start()] if decimals else number)
    return int(Decimal(f"{whole or '0'}.{decimals.group(1) if decimals else '0'}") * 100)


def _read_foreign(_: str, match: re.Match[str]) -> Reading:
    yield "money", (("foreign", re.sub(r"\s", "", match.group())),)


def _read_cents(_: str, match: re.Match[str]) -> Reading:
    yield "money", (("money", int(re.findall(r"\d+", match.group())[0])),)


def _read_floor(_: str, match: re.Match[str]) -> Reading:
    yield "floor", (("floor", int(re.findall(r"\d+", match.group())[0]) * 100),)


def _read_unit(_: str, match: re.Match[str]) -> Reading:
    name = re.sub(r"^[a-z]{3,}\.?\s(?:number\s|no\.?\s)?", "", match.group())
    yield "unit", (unit_key(name),)


def _read_counted(kind: str, match: re.Match[str]) -> Reading:
    """A number with its unit, and the one before it that shares the unit."""
    kind = "floor" if kind == "floor_ordinal" else kind
    digits = re.match(r"\d[\d,]*(?:\.\d+)?", match.group())
    values = [hundredths(digits.group().rstrip(","))] if digits else []
    before = SHARED.search(match.string, 0, match.start())
    if before and kind != "ordinal":
        values.append(hundredths(before["first"]))
    for value in values:
        yield kind, ((kind, value),)


def _read_number(_: str, match: re.Match[str]) -> Reading:
    """A bare number, by what stands around it: a price, a time, a count of something, or nothing known."""
    value = hundredths(match.group())
    text, start, end = match.string, match.start(), match.end()
    counted = COUNTED.match(text, end)
    if counted:
        noun = SAME_NOUN.get(counted.group(1), counted.group(1))
        yield "counted", (("counted", noun, value),)
        return
    if _is_price(text, start, end):
        yield "money", (("money", value),)
        return
    keys: tuple[Key, ...] = (("number", value),)
    if value % 100 == 0 and 100 <= value <= 1200 and AT.search(text, max(0, start - 24), start):
        keys = (*keys, *time_keys(value // 100, 0, ""))
    yield "number", keys


def _is_price(text: str, start: int, end: int) -> bool:
    return bool(
        PRICE_AFTER.match(text, end)
        or PRICE_BEFORE.search(text, max(0, start - 40), start)
        or MONEY_BEFORE.search(text, max(0, start - 20), start)
    )


_READERS = {
    "always": _read_always, "phone": _read_phone, "iso": _read_iso, "month_day": _read_named_day,
    "day_month": _read_named_day, "slashed": _read_slashed, "clock": _read_clock, "money": _read_money,
    "foreign": _read_foreign, "cents": _read_cents, "floor": _read_floor, "unit": _read_unit, "number": _read_number,
}  # fmt: skip


def _moments(plain: str, found: list[Figure]) -> Iterator[Figure]:
    """A day together with the time that follows it: both may be known and yet not belong together."""
    for index, figure in enumerate(found):
        minutes = [key[1] for key in figure.keys if key[0] == "time"]
        if not minutes:
            continue
        earlier = found[index - 1] if index else None
        if earlier is not None and earlier.kind == "date" and DAY_THEN_TIME.fullmatch(plain, earlier.end, figure.start):
            month, day = earlier.keys[0][-2:]
            yield Figure("moment", tuple(("moment", month, day, at) for at in minutes), earlier.start, figure.end)
            continue
        weekday = WEEKDAY_THEN_TIME.search(plain, max(0, figure.start - 44), figure.start)
        if weekday is not None:
            named = WEEKDAYS[weekday.group(1)[:3]]
            yield Figure("moment", tuple(("weekly", named, at) for at in minutes), weekday.start(), figure.end)
