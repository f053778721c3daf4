"""Days as people name them, made into dates. Every named day lies today or ahead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.brains.embedded.understand.lexicon.model import Lexicon

SEASON_STARTS = {"spring": (3, 20), "summer": (6, 1), "fall": (9, 1), "autumn": (9, 1), "winter": (12, 1)}
DAY_OF_PART = {"early": 1, "beginning": 1, "start": 1, "first": 1, "mid": 15, "middle": 15, "late": 25,
               "principios": 1, "inicios": 1, "comienzos": 1, "mediados": 15, "mitad": 15}  # fmt: skip
END_OF_MONTH = frozenset(("end", "fin", "fines", "finales", "último", "ultimo"))
FRIDAY, SATURDAY = 4, 5
OF_THE_CALENDAR = frozenset(("month_day", "ordinal_day", "iso"))
"""kinds of days that are told by their number"""
BESIDE_ITS_WEEKDAY = re.compile(r",? \(?(?:(?:which|that) is )?(?:an? |the |es |que (?:es|cae) (?:en )?)?")
PARTS_OF_WEEK = {
    "early": (0, 1), "beginning": (0, 1), "start": (0, 1), "first": (0, 2), "principios": (0, 1), "inicios": (0, 1),
    "mid": (2, 3), "middle": (2, 3), "mediados": (2, 3),
    "late": (3, 4), "end": (3, 4), "second": (2, 4), "latter": (2, 4), "back": (2, 4), "fines": (3, 4),
    "finales": (3, 4), "later": (2, 6),
}  # fmt: skip
"""as they are said → the first and the last weekday"""


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    start: int
    end: int
    kind: str
    until: date | None = None
    """the last day, where several suit: "this weekend", "early next week\""""
    other: date | None = None
    """the day of the week that was named with a date on which it does not fall"""

    @property
    def vague(self) -> bool:
        """A month, a week or "as soon as possible" rather than one day."""
        return self.kind in VAGUE


@dataclass(frozen=True, slots=True)
class Named:
    """A day as it was said, and what is needed to tell which it is."""

    match: re.Match[str]
    lexicon: Lexicon
    today: date

    def group(self, name: str) -> str | None:
        return self.match.groupdict().get(name)

    @property
    def day_number(self) -> int:
        word = self.group("dayword")
        return self.lexicon.ordinals[word] if word else int(self.match["day"])

    @property
    def month(self) -> int:
        return int(self.match["monthno"]) if self.group("monthno") else self.lexicon.months[self.match["month"]]

    @property
    def count(self) -> int:
        word = self.match["count"]
        return int(word) if word.isdigit() else int(self.lexicon.numbers[word])


def find_days(text: str, lexicon: Lexicon, today: date) -> list[Day]:
    """The days that a text names, in the order in which they stand."""
    found: list[Day] = []
    rest = text
    for rule in lexicon.days:
        for match in rule.pattern.finditer(rest):
            said = Named(match, lexicon, today)
            day = _HANDLERS[rule.kind](said)
            if day is not None:
                first, last = day if isinstance(day, tuple) else (day, None)
                other = _other(first, said.group("weekday"), said) if rule.kind in OF_THE_CALENDAR else None
                found.append(Day(first, match.start(), match.end(), rule.kind, last, other))
                rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    return _with_weekdays_after(sorted(found, key=lambda day: day.start), text, today)


def _other(day: date, weekday: str | None, said: Named) -> date | None:
    """The day of the week that was said with a date, next to it, where the two disagree."""
    return _nearest(day, said.lexicon.weekdays[weekday], said.today) if weekday else None


def _nearest(day: date, weekday: int, today: date) -> date | None:
    """None where the day falls on that weekday."""
    ahead = (weekday - day.weekday()) % 7
    if not ahead:
        return None
    before = day + timedelta(days=ahead - 7)
    return before if ahead > 7 - ahead and before >= today else day + timedelta(days=ahead)


def _with_weekdays_after(days: list[Day], text: str, today: date) -> list[Day]:
    """ "December 2nd, a Wednesday" is one day."""
    found: list[Day] = []
    for day in days:
        before = found[-1] if found else None
        of_a_date = day.kind == "weekday" and before is not None and before.kind in OF_THE_CALENDAR
        if before and of_a_date and BESIDE_ITS_WEEKDAY.fullmatch(text[before.end : day.start]):
            other = _nearest(before.day, day.day.weekday(), today)
            found[-1] = replace(before, end=day.end, other=other)
        else:
            found.append(day)
    return found


def _ahead(today: date, month: int, day: int, year: str | None = None) -> date | None:
    """The next such day of the year, or None where the calendar has none."""
    if year:
        return _valid(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = _valid(today.year, month, day)
    if this_year and this_year >= today:
        return this_year
    return _valid(today.year + 1, month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # February 30 is a slip of the tongue, not a day
        return None


def _month_day(said: Named) -> date | None:
    return _ahead(said.today, said.month, said.day_number, said.group("year"))


def _day_of_month(said: Named) -> date | None:
    base = said.today + relativedelta(months=said.match["which"] == "next")
    return _valid(base.year, base.month, said.day_number)


def _ordinal_day(said: Named) -> date | None:
    """ "The 13th" """
    number = said.day_number
    base = said.today if number >= said.today.day else said.today + relativedelta(months=1)
    return _valid(base.year, base.month, number)


def _part_of_month(said: Named) -> date | None:
    name = said.group("month")
    which = said.group("which") or said.group("coming")
    first = date(said.today.year, said.lexicon.months[name], 1) if name else said.today.replace(day=1)
    if which in ("next", "próximo", "proximo", "siguiente", "que viene", "que entra"):
        first += relativedelta(months=1)
    part = said.match["part"]
    day = first + relativedelta(day=31) if part in END_OF_MONTH else first.replace(day=DAY_OF_PART[part])
    if day < said.today and name:
        return day + relativedelta(years=1)
    if day < said.today:
        # "the first of the month", said on the 20th, is the coming one.
        return day + relativedelta(months=1)
    return day


def _days_ahead(said: Named) -> date:
    unit = said.lexicon.units[said.match["unit"]]
    return said.today + relativedelta(**{f"{unit}s": said.count})  # type: ignore[arg-type]


def _upcoming(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _monday_of(today: date, weeks: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def _weekday(said: Named) -> date:
    return _upcoming(said.today, said.lexicon.weekdays[said.match["weekday"]])


def _weekday_of_week(said: Named) -> date:
    weekday = said.lexicon.weekdays[said.match["weekday"]]
    if said.match["which"] == "this":
        return _upcoming(said.today, weekday)
    return _monday_of(said.today, 1) + timedelta(days=weekday)


def _week_from(said: Named) -> date:
    return _weekday(said) + timedelta(weeks=said.count)


def _part_of_week(said: Named) -> tuple[date, date]:
    """Where it is over, that of the week to come; "early in the week", said on its last day, means no more today."""
    part, which = said.match["part"], said.group("which") or said.group("coming")
    first, last = PARTS_OF_WEEK[part]
    monday = _monday_of(said.today, 0 if which in (None, "this", "esta") else 1)
    if monday + timedelta(days=last) < said.today + timedelta(days=first == 0):
        monday += timedelta(weeks=1)
    begin, end = monday + timedelta(days=first), monday + timedelta(days=last)
    return min(max(begin, said.today + timedelta(days=part == "later")), end), end


def _week(first: date) -> tuple[date, date]:
    """From a day to the Sunday of its week."""
    return first, first + timedelta(days=6 - first.weekday())


def _weekend(said: Named) -> tuple[date, date]:
    coming = said.today if said.today.weekday() > SATURDAY else _upcoming(said.today, SATURDAY)
    return _week(coming + timedelta(weeks=(said.group("which") or "")[:2] in ("ne", "pr")))


def _weekdays(said: Named) -> tuple[date, date]:
    """From tomorrow on to the Friday of that week."""
    first = said.today + timedelta(days=1)
    if first.weekday() >= SATURDAY:
        first = _monday_of(said.today, 1)
    return first, _monday_of(first, 0) + timedelta(days=FRIDAY)


def _whole_month(said: Named) -> date | None:
    number = said.lexicon.months[said.match["month"]]
    year = said.group("year")
    if number == said.today.month and not year:
        return said.today
    return _ahead(said.today, number, 1, year)


def _season(said: Named) -> date | None:
    return _ahead(said.today, *SEASON_STARTS[said.match["season"]])


Handler = Callable[[Named], date | tuple[date, date] | None]

_HANDLERS: dict[str, Handler] = {
    "iso": lambda said: _valid(int(said.match["year"]), said.month, said.day_number),
    "month_day": _month_day,
    "day_of_month": _day_of_month,
    "after_tomorrow": lambda said: said.today + timedelta(days=2),
    "tomorrow": lambda said: said.today + timedelta(days=1),
    "part_of_month": _part_of_month,
    "days_ahead": _days_ahead,
    "week_from": _week_from,
    "weekday_of_week": _weekday_of_week,
    "weekday": _weekday,
    "part_of_week": _part_of_week,
    "weekend": _weekend,
    "weekdays": _weekdays,
    "next_month": lambda said: said.today.replace(day=1) + relativedelta(months=1),
    "this_month": lambda said: said.today,
    "next_week": lambda said: _week(_monday_of(said.today, 1)),
    "week_after_next": lambda said: _week(_monday_of(said.today, 2)),
    "this_week": lambda said: _week(said.today),
    "today": lambda said: said.today,
    "month": _whole_month,
    "ordinal_day": _ordinal_day,
    "season": _season,
    "asap": lambda said: said.today,
}

VAGUE = frozenset(
    (
        "part_of_month",
        "next_month",
        "this_month",
        "next_week",
        "week_after_next",
        "this_week",
        "month",
        "season",
        "asap",
    )
)
