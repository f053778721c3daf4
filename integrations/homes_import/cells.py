"""Values as people and systems write them. Each function raises `Fault` for what it cannot read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from leasing.money import MAX_CENTS

LONGEST_NAME = 100
LONGEST_URL = 500
LONGEST_TEXT = 20_000
MOST_ITEMS = 200
MOST_FEET = 1_000_000
YEARS = range(2000, 2101)

_MONEY = re.compile(r"(?:USD?\s*)?\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,4})?\s*(?:USD)?", re.IGNORECASE)
_PER_MONTH = re.compile(r"\s*(?:/|per|a)\s*(?:mo|month|mth)\.?$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_US = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})\.?,?[- ](\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}|\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AP]M)?\s*(?:Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_NOW = frozenset({"now", "today", "immediately", "immediate", "available now", "available", "vacant", "ready now"})
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "allowed", "ok"})
_NO = frozenset({"no", "n", "false", "f", "0", "not allowed", "none allowed"})
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_WORDS_OF_FEET = re.compile(r"\s*(?:sq\.?\s*ft\.?|sqft|square feet|sf|ft²|ft2)\s*$", re.IGNORECASE)
_ROOMS = re.compile(
    r"(\d{1,2}(?:\.\d{1,2})?)\s*-?\s*(?:br|bd|bed|beds|bedrooms?|ba|bath|baths|bathrooms?)?", re.IGNORECASE
)
_STUDIO = frozenset({"studio", "efficiency", "s", "st", "eff", "bachelor", "0br"})
_FLOORS = {"ground": 0, "g": 0, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "basement": -1, "b": -1}
_ORDINAL = re.compile(r"(-?\d{1,3})(?:st|nd|rd|th)?(?:\s*(?:floor|fl)\.?)?", re.IGNORECASE)


class Fault(ValueError):
    """A value that cannot be read: `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def shown(value: str) -> str:
    """A value for a message: short, on one line."""
    flat = " ".join(value.split())
    return repr(flat if len(flat) <= 40 else flat[:39] + "…")


def name(value: str, longest: int = LONGEST_NAME) -> str:
    """A text of one line, single spaces."""
    flat = " ".join(text(value).split())
    if len(flat) > longest:
        raise Fault("length", f"{shown(flat)} has {len(flat)} characters; at most {longest} are kept. Shorten it.")
    return flat


def text(value: str, longest: int = LONGEST_TEXT) -> str:
    """A text with its line ends as newlines."""
    kept = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in kept):
        raise Fault("characters", "It holds characters that cannot be stored. Take them out.")
    if len(kept) > longest:
        raise Fault("length", f"The text has {len(kept)} characters; at most {longest} are kept. Shorten it.")
    return kept


def money(value: str) -> int:
    """Cents of an amount such as `$1,545.00`, `1545` or `1,545/mo`."""
    plain = _PER_MONTH.sub("", value.strip())
    found = _MONEY.fullmatch(plain)
    if not found:
        raise Fault("money", f"{shown(value)} is not one amount in dollars. Write it as 1545.00 or $1,545.00.")
    cents = Decimal(found[1].replace(",", "") + (found[2] or "")) * 100
    if cents != cents.to_integral_value():
        raise Fault("money", f"{shown(value)} has parts of a cent. Write it with two decimals.")
    if cents > MAX_CENTS:
        raise Fault("money", f"{shown(value)} is more than {MAX_CENTS // 100:,}.00 dollars. Check the amount.")
    return int(cents)


def day(value: str, today: date) -> date:
    """A date: year first (`2026-03-01`), with slashes month first as in the United States (`3/1/2026`), or with the
    month's name. A time of day behind it is left out. Words such as `now` are today."""
    plain = " ".join(value.split())
    if plain.lower() in _NOW:
        return today
    plain = _TIME.sub("", plain)
    if found := _ISO.fullmatch(plain):
        return _date(value, found[1], found[2], found[3])
    if found := _US.fullmatch(plain):
        return _date(value, found[4], found[1], found[3])
    if found := _MONTH_FIRST.fullmatch(plain):
        return _date(value, found[3], _month(value, found[1]), found[2])
    if found := _DAY_FIRST.fullmatch(plain):
        return _date(value, found[3], _month(value, found[2]), found[1])
    raise Fault("date", f"{shown(value)} is not a date that is read here. Write it as 2026-03-31 or 3/31/2026.")


def _month(value: str, word: str) -> str:
    number = _MONTHS.get(word[:3].lower())
    if number is None:
        raise Fault("date", f"{shown(value)} names no month in English. Write the date as 2026-03-31.")
    return str(number)


def _date(value: str, year: str, month: str, day_: str) -> date:
    whole = int(year) + 2000 if len(year) == 2 else int(year)
    if whole not in YEARS:
        raise Fault("date", f"{shown(value)} lies outside {YEARS[0]} to {YEARS[-1]}. Check the year.")
    try:
        return date(whole, int(month), int(day_))
    except ValueError as error:
        hint = " With slashes the month comes first." if int(month) > 12 else ""
        raise Fault("date", f"{shown(value)} is no day of the calendar.{hint} Write it as 2026-03-31.") from error


def truth(value: str) -> bool:
    word = value.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Fault("yes_no", f"{shown(value)} is neither yes nor no. Write yes or no.")


def square_feet(value: str) -> int | None:
    """Whole square feet; None for 0, by which systems mean that nobody knows."""
    found = _NUMBER.fullmatch(_WORDS_OF_FEET.sub("", value.strip()))
    if not found:
        raise Fault("number", f"{shown(value)} is not one number of square feet. Write it as 850.")
    feet = round(Decimal(found[1].replace(",", "") + (found[2] or "")))
    if feet > MOST_FEET:
        raise Fault("range", f"{shown(value)} is more than {MOST_FEET:,} square feet. Check the number.")
    return feet or None


def bedrooms(value: str) -> int:
    """0 is a studio."""
    word = value.strip().lower()
    if word in _STUDIO:
        return 0
    count = _rooms(value, "bedrooms")
    if count != int(count):
        raise Fault("range", f"{shown(value)} bedrooms: only whole ones are kept. Write a whole number.")
    return int(count)


def bathrooms(value: str) -> float:
    """In quarters as written; `halves` makes them what is kept."""
    return _rooms(value, "bathrooms")


def halves(count: float) -> float:
    """Bathrooms are kept in halves: a three-quarter bath counts as a half."""
    return int(count * 2) / 2


def _rooms(value: str, what: str) -> float:
    found = _ROOMS.fullmatch(value.strip())
    if not found:
        raise Fault("number", f"{shown(value)} is not a number of {what}. Write it as 2.")
    count = float(found[1])
    if count > 20:
        raise Fault("range", f"{shown(value)} {what} are more than 20. Check the number.")
    return count


def beds_and_baths(value: str) -> tuple[int, float]:
    """Both from one cell, as `2/1.5`, `2x2` or `2BR / 1.5BA`."""
    parts = [part for part in re.split(r"\s*[/x×|,]\s*|\s+-\s+", value.strip(), flags=re.IGNORECASE) if part]
    if len(parts) != 2:
        raise Fault("number", f"{shown(value)} is not bedrooms and bathrooms. Write it as 2/1.5.")
    return bedrooms(parts[0]), bathrooms(parts[1])


def floor(value: str) -> int:
    word = value.strip().lower().removesuffix(" floor")
    if word in _FLOORS:
        return _FLOORS[word]
    found = _ORDINAL.fullmatch(value.strip())
    if not found or not -10 <= int(found[1]) <= 200:
        raise Fault("number", f"{shown(value)} is not a floor from -10 to 200. Write it as 2.")
    return int(found[1])


def whole(value: str, least: int, most: int) -> int:
    try:
        number = Decimal(value.strip())
    except InvalidOperation as error:
        raise Fault("number", f"{shown(value)} is not a whole number. Write it as 12.") from error
    if not number.is_finite() or number != number.to_integral_value() or not least <= number <= most:
        raise Fault("range", f"{shown(value)} is not a whole number from {least} to {most}.")
    return int(number)


def choice(value: str, allowed: tuple[str, ...]) -> str:
    word = code_of(value)
    if word not in allowed:
        raise Fault("choice", f"{shown(value)} is not one of {', '.join(allowed)}.")
    return word


def address(value: str) -> str:
    """The address of a picture, here (`/…`) or elsewhere."""
    url = value.strip()
    if len(url) > LONGEST_URL:
        raise Fault("length", f"The address has {len(url)} characters; at most {LONGEST_URL} are kept.")
    if any(sign < " " or sign == "\x7f" or "\ud800" <= sign <= "\udfff" for sign in url):
        raise Fault("url", f"{shown(url)} holds signs that no address has.")
    if url.startswith("/") and not url.startswith("//"):
        return url
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Fault("url", f"{shown(url)} is not a web address.") from error
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise Fault("url", f"{shown(url)} is not an address that starts with https:// or http://.")
    return url


def code_of(value: str) -> str:
    """`Walk-In Closet` and `WalkInCloset` as `walk_in_closet`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value.strip())
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")
