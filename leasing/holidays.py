"""The holidays that come every year: when each falls, how it is written, and how people call it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from dateutil.relativedelta import MO, SA, SU, TH, relativedelta

Dated = tuple[tuple[date, str], ...]
"""days with the names of their holidays, in order"""


@dataclass(frozen=True, slots=True)
class Holiday:
    name: str
    on: Callable[[int], date]
    words: tuple[str, ...]
    """how visitors call it, besides its name, in small letters; "day" may follow each"""
    spanish: tuple[str, ...] = ()
    is_federal: bool = False


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, place: relativedelta, more: int = 0) -> Callable[[int], date]:
    """`place` is counted from the first of the month."""
    return lambda year: date(year, month, 1) + place + timedelta(days=more)


def _at(weekday: object) -> relativedelta:
    return relativedelta(weekday=weekday)  # type: ignore[arg-type]


YEARLY: dict[str, Holiday] = {
    "new_years_day": Holiday(
        "New Year's Day", _fixed(1, 1), ("new year's", "new years", "new year"), ("año nuevo", "ano nuevo"),
        is_federal=True,
    ),
    "martin_luther_king_day": Holiday(
        "Martin Luther King Jr. Day", _nth(1, _at(MO(3))), ("mlk day", "martin luther king day"), is_federal=True
    ),
    "presidents_day": Holiday(
        "Presidents' Day", _nth(2, _at(MO(3))), ("presidents day", "president's day"), is_federal=True
    ),
    "memorial_day": Holiday("Memorial Day", _nth(5, relativedelta(day=31, weekday=MO(-1))), (), is_federal=True),
    "juneteenth": Holiday("Juneteenth", _fixed(6, 19), (), is_federal=True),
    "independence_day": Holiday("Independence Day", _fixed(7, 4), ("fourth of july",), is_federal=True),
    "labor_day": Holiday("Labor Day", _nth(9, _at(MO(1))), (), is_federal=True),
    "columbus_day": Holiday("Columbus Day", _nth(10, _at(MO(2))), ("indigenous peoples' day",), is_federal=True),
    "veterans_day": Holiday("Veterans Day", _fixed(11, 11), ("veteran's day",), is_federal=True),
    "thanksgiving": Holiday(
        "Thanksgiving Day", _nth(11, _at(TH(4))), ("thanksgiving",), ("acción de gracias", "accion de gracias"),
        is_federal=True,
    ),
    "christmas": Holiday("Christmas Day", _fixed(12, 25), ("christmas", "xmas"), ("navidad",), is_federal=True),
    "valentines_day": Holiday("Valentine's Day", _fixed(2, 14), ("valentines day",), ("san valentín", "san valentin")),
    "good_friday": Holiday("Good Friday", lambda year: easter(year) - timedelta(days=2), (), ("viernes santo",)),
    "easter": Holiday("Easter Sunday", easter, ("easter",), ("pascua",)),
    "mothers_day": Holiday("Mother's Day", _nth(5, _at(SU(2))), ("mothers day",)),
    "fathers_day": Holiday("Father's Day", _nth(6, _at(SU(3))), ("fathers day",)),
    "halloween": Holiday("Halloween", _fixed(10, 31), ()),
    "day_after_thanksgiving": Holiday("Day after Thanksgiving", _nth(11, _at(TH(4)), 1), ("black friday",)),
    "christmas_eve": Holiday("Christmas Eve", _fixed(12, 24), ("xmas eve",), ("nochebuena",)),
    "boxing_day": Holiday("Boxing Day", _fixed(12, 26), ()),
    "new_years_eve": Holiday("New Year's Eve", _fixed(12, 31), ("new years eve",), ("nochevieja", "fin de año")),
}  # fmt: skip
FEDERAL = "federal"
"""stands for all holidays of the federal government (5 U.S.C. 6103)"""
CHOICES = (FEDERAL, *YEARLY)

ENGLISH = {
    word: key for key, one in YEARLY.items() for word in (one.name.lower(), *one.words) if not word.startswith("day ")
}
"""as visitors write it → which one; "day after thanksgiving" is for those who read days that another day tells"""
SPANISH = {word: key for key, one in YEARLY.items() for word in one.spanish}


@lru_cache(maxsize=256)
def of_year(chosen: tuple[str, ...], observed: bool, year: int) -> Dated:
    """The days of a year on which an office with these holidays is closed. `observed`: a federal one that falls on a
    weekend closes it on the weekday too on which it is observed, Friday for Saturday and Monday for Sunday."""
    found: dict[date, str] = {}
    for key, one in YEARLY.items():
        if key not in chosen and not (one.is_federal and FEDERAL in chosen):
            continue
        # The first of January may be observed on the last of December before.
        for day in (one.on(year), one.on(year + 1)) if observed and one.is_federal else (one.on(year),):
            found.setdefault(day, one.name)
            if observed and one.is_federal:
                found.setdefault(_observed(day), f"{one.name} (observed)")
    return tuple(sorted((day, name) for day, name in found.items() if day.year == year))


def _observed(day: date) -> date:
    return day + timedelta(days={SA.weekday: -1, SU.weekday: 1}.get(day.weekday(), 0))


@lru_cache(maxsize=256)
def ahead(chosen: tuple[str, ...], observed: bool, today: date) -> Dated:
    """Those of the next twelve months."""
    until = today + relativedelta(years=1)
    years = (of_year(chosen, observed, year) for year in (today.year, today.year + 1))
    return tuple((day, name) for one in years for day, name in one if today <= day < until)


def known(names: Iterable[str]) -> None:
    """Raises `ValueError` for a name that is none of CHOICES."""
    unknown = [name for name in names if name not in CHOICES]
    if unknown:
        raise ValueError(f"knows no {', '.join(unknown)[:200]}; there are {', '.join(CHOICES)}")
