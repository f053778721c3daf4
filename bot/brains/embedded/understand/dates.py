"""Days as people name them, made into dates. Every named day lies today or ahead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.brains.embedded.understand.lexicon.model import Lexicon

SEASON_STARTS = {"spring": (3, 20), "summer": (6, 1), "fall": (9, 1), "autumn": (9, 1), "winter": (12, 1)}
DAY_OF_PART = {"early": 1, "beginning": 1, "start": 1, "first": 1, "mid": 15, "middle": 15, "late": 25}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    start: int
    end: int
    kind: str

    @property
    def vague(self) -> bool:
        """A month, a week or "as soon as possible" rather than one day."""
        return self.kind in VAGUE


def find_days(text: str, lexicon: Lexicon, today: date) -> list[Day]:
    """The days that a text names, in the order in which they stand."""
    found: list[Day] = []
    rest = text
    for rule in lexicon.days:
        for match in rule.pattern.finditer(rest):
            day = _HANDLERS[rule.kind](match, lexicon, today)
            if day is not None:
                found.append(Day(day, match.start(), match.end(), rule.kind))
                rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    return sorted(found, key=lambda day: day.start)


def _group(match: re.Match[str], name: str) -> str | None:
    return match.groupdict().get(name)


def _day_number(match: re.Match[str], lexicon: Lexicon) -> int:
    word = _group(match, "dayword")
    return lexicon.ordinals[word] if word else int(match["day"])


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


def _month(match: re.Match[str], lexicon: Lexicon) -> int:
    return int(match["monthno"]) if _group(match, "monthno") else lexicon.months[match["month"]]


def _month_day(match: re.Match[str], lexicon: Lexicon, today: date) -> date | None:
    return _ahead(today, _month(match, lexicon), _day_number(match, lexicon), _group(match, "year"))


def _day_of_month(match: re.Match[str], lexicon: Lexicon, today: date) -> date | None:
    base = today + relativedelta(months=match["which"] == "next")
    return _valid(base.year, base.month, _day_number(match, lexicon))


def _ordinal_day(match: re.Match[str], lexicon: Lexicon, today: date) -> date | None:
    number = _day_number(match, lexicon)
    base = today if number >= today.day else today + relativedelta(months=1)
    return _valid(base.year, base.month, number)


def _part_of_month(match: re.Match[str], lexicon: Lexicon, today: date) -> date | None:
    name = _group(match, "month")
    which = _group(match, "which")
    first = date(today.year, lexicon.months[name], 1) if name else today.replace(day=1)
    if which == "next":
        first += relativedelta(months=1)
    part = match["part"]
    day = first + relativedelta(day=31) if part == "end" else first.replace(day=DAY_OF_PART[part])
    if day < today and name:
        return day + relativedelta(years=1)
    if day < today:
        # "the first of the month", said on the 20th, is the coming one.
        return day + relativedelta(months=1)
    return day


def _count(word: str, lexicon: Lexicon) -> int:
    return int(word) if word.isdigit() else int(lexicon.numbers[word])


def _days_ahead(match: re.Match[str], lexicon: Lexicon, today: date) -> date:
    return today + relativedelta(**{f"{match['unit']}s": _count(match["count"], lexicon)})  # type: ignore[arg-type]


def _upcoming(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _monday_of(today: date, weeks: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def _weekday(match: re.Match[str], lexicon: Lexicon, today: date) -> date:
    return _upcoming(today, lexicon.weekdays[match["weekday"]])


def _weekday_of_week(match: re.Match[str], lexicon: Lexicon, today: date) -> date:
    weekday = lexicon.weekdays[match["weekday"]]
    if match["which"] == "this":
        return _upcoming(today, weekday)
    return _monday_of(today, 1) + timedelta(days=weekday)


def _week_from(match: re.Match[str], lexicon: Lexicon, today: date) -> date:
    return _weekday(match, lexicon, today) + timedelta(weeks=_count(match["count"], lexicon))


def _weekend(match: re.Match[str], lexicon: Lexicon, today: date) -> date:
    coming = today if today.weekday() > SATURDAY else _upcoming(today, SATURDAY)
    return coming + timedelta(weeks=_group(match, "which") == "next")


def _whole_month(match: re.Match[str], lexicon: Lexicon, today: date) -> date | None:
    number = lexicon.months[match["month"]]
    year = _group(match, "year")
    if number == today.month and not year:
        return today
    return _ahead(today, number, 1, year)


def _season(match: re.Match[str], lexicon: Lexicon, today: date) -> date | None:
    return _ahead(today, *SEASON_STARTS[match["season"]])


Handler = Callable[[re.Match[str], Lexicon, date], date | None]

_HANDLERS: dict[str, Handler] = {
    "iso": lambda m, lexicon, today: _valid(int(m["year"]), int(m["monthno"]), int(m["day"])),
    "month_day": _month_day,
    "day_of_month": _day_of_month,
    "after_tomorrow": lambda m, lexicon, today: today + timedelta(days=2),
    "tomorrow": lambda m, lexicon, today: today + timedelta(days=1),
    "part_of_month": _part_of_month,
    "days_ahead": _days_ahead,
    "week_from": _week_from,
    "weekday_of_week": _weekday_of_week,
    "weekday": _weekday,
    "weekend": _weekend,
    "next_month": lambda m, lexicon, today: today.replace(day=1) + relativedelta(months=1),
    "this_month": lambda m, lexicon, today: today,
    "next_week": lambda m, lexicon, today: _monday_of(today, 1),
    "this_week": lambda m, lexicon, today: today,
    "today": lambda m, lexicon, today: today,
    "month": _whole_month,
    "ordinal_day": _ordinal_day,
    "season": _season,
    "asap": lambda m, lexicon, today: today,
}

VAGUE = frozenset(("part_of_month", "next_month", "this_month", "next_week", "this_week", "month", "season", "asap"))
