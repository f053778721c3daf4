"""Days told by another day: "the day after Thanksgiving", "the first Saturday of December", "a week later"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.brains.embedded.understand.dates import Day, find_days
from bot.brains.embedded.understand.lexicon.english_dates import COUNT, MONTHS, WEEKDAYS
from bot.brains.embedded.understand.lexicon.model import Lexicon
from leasing.holidays import ENGLISH, SPANISH, YEARLY, Dated

PLACES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2, "a couple": 2, "couple": 2, "a few": 3,
}  # fmt: skip


def _any(words: object) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"  # type: ignore[call-overload]


WEEKDAY = _any(WEEKDAYS)
LOOSE = rf"(?:{COUNT}|a couple of|a couple|couple|a few|an|a)"
HOLIDAY = re.compile(rf"\b{_any(ENGLISH)}(?: day)?\b")
FESTIVE = re.compile(rf"\b{_any(SPANISH)}\b")
BESIDE_FESTIVE = re.compile(r"\b(?:despu[eé]s|antes|v[ií]spera)(?: del?)?(?: la)? ?(?:d[ií]a de )?$")
NTH = re.compile(
    rf"\b(?:the )?(?P<place>{_any(PLACES)}) (?P<weekday>{WEEKDAY}) (?:of|in) (?:the )?"
    rf"(?:(?P<month>{_any(MONTHS)})|(?P<which>next|this|coming)? ?month)\b(?:,? (?P<year>20\d\d))?"
)
SHIFTED = re.compile(
    rf"\b(?:(?P<count>{LOOSE}) (?P<unit>day|week)s?|(?:the )?(?P<day>day)|(?:the )?(?P<week>week)|"
    rf"(?:on )?(?:the )?(?P<weekday>{WEEKDAY})) (?:right |just )?"
    r"(?P<side>after|before|following|prior to) (?:the |on )?$"
)
AROUND = re.compile(r"\b(?:the )?(?P<what>week(?:end)?) of (?:the )?$")
BY_ITSELF = re.compile(
    rf"\b(?:(?P<count>{LOOSE}) (?P<unit>day|week)s? "
    r"(?P<later>later|earlier|sooner|after that|before that|after|before)|"
    rf"(?P<next>(?:the )?(?:next|following) day|(?:the )?day (?:after|before)(?: that)?|(?:the )?week (?:after|before)"
    rf"(?: that)?|same (?:day|time|day and time|time and day)(?:,? but)?,? (?:the )?(?:next|following) week)|"
    rf"(?:the )?(?P<weekday>{WEEKDAY}) (?P<side>after|before)(?: that)?)"
    r"(?=\s*(?:$|[,.;!?]|please|instead|at\b|if\b| \s))"
)
YESTERDAY = re.compile(rf"\b(?:yesterday|(?:this )?past (?P<past>{WEEKDAY})|last (?P<last>{WEEKDAY}))\b")
ANY = re.compile(
    rf"{HOLIDAY.pattern}|{FESTIVE.pattern}|\b(?:yesterday|last|past|later|earlier|sooner|after|before|following|next)\b|\b{WEEKDAY}\b"
)
DOUBT_BEFORE = re.compile(r"\b(?:after|before|following|prior to|week of|the eve of)(?: the)? ?$")
DOUBT_WITHIN = re.compile(r"^(?:after|before) ")
DOUBT_AFTER = re.compile(
    r"^s? (?:(?:right |just )?(?:after|before|following|prior to)\b(?! (?:noon|lunch|work|my|i|i'm|we|our|school|class|"
    r"that works|\d|\s)| *$)|(?:after|before|following) *(?:$|[,.;!?])|of (?=[a-z]))"
)


def holiday(name: str, year: int) -> date:
    key = ENGLISH.get(name) or SPANISH.get(name) or ENGLISH[name.removesuffix(" day")]
    return YEARLY[key].on(year)


def days_of(  # noqa: C901  # one pass over the text, in which each kind of phrase takes its words from the next
    text: str, lexicon: Lexicon, today: date, base: date | None, own: Dated = ()
) -> tuple[list[Day], list[Day]]:
    """The days that a text names, and those of them that stand beside words which say that another day is meant."""
    if lexicon.code != "en":
        return _beside_spanish(text, lexicon, today)
    found: list[Day] = []
    doubtful: list[Day] = []
    rest = text

    def take(day: date | None, start: int, end: int, kind: str) -> None:
        nonlocal rest
        (found if day is not None else doubtful).append(Day(day or today, start, end, kind))
        rest = rest[:start] + " " * (end - start) + rest[end:]

    for match in YESTERDAY.finditer(rest):
        weekday = match["past"] or match["last"]
        if weekday and match["last"] and re.match(r" (?:of|in)\b", rest[match.end() :]):
            continue
        back = (today.weekday() - WEEKDAYS[weekday]) % 7 or 7 if weekday else 1
        take(today - timedelta(days=back), match.start(), match.end(), "past")
    for match in NTH.finditer(rest):
        take(_nth(match, today), match.start(), match.end(), "nth")
    anchors = _holidays(rest, today, own)
    for anchor in anchors:
        rest = rest[: anchor.start] + " " * (anchor.end - anchor.start) + rest[anchor.end :]
    anchors += find_days(rest, lexicon, today)
    anchors.sort(key=lambda day: day.start)
    used: set[int] = set()
    for number, anchor in enumerate(anchors):
        core = anchor.start
        # "before", "after" and "the" belong to some of the patterns of days.
        lead = re.match(r"(?:(?:after|before|on|the|this|by|until|for)[ ,]+)+", text[anchor.start : anchor.end])
        if lead:
            core += lead.end()
        around = AROUND.search(text[:core])
        if around is not None and not anchor.vague and anchor.until is None:
            used.add(number)
            first, last = _around(anchor.day, around["what"])
            found.append(Day(first, around.start(), anchor.end, "around", last))
            rest = rest[: around.start()] + " " * (anchor.end - around.start()) + rest[anchor.end :]
            continue
        shift = SHIFTED.search(text[:core])
        if shift is None or anchor.vague:
            continue
        start = shift.start()
        used.add(number)
        # A weekday before "after" is part of this phrase and no day of its own.
        used.update(i for i, other in enumerate(anchors[:number]) if other.end > start)
        take(_shifted(shift, anchor.day), start, anchor.end, "relative")
    for number, anchor in enumerate(anchors):
        if number in used:
            continue
        by_itself = next(
            (m for m in BY_ITSELF.finditer(text) if m.start() < anchor.end and anchor.start < m.end()), None
        )
        if by_itself is not None:
            continue
        before, said, after = text[: anchor.start], text[anchor.start : anchor.end], text[anchor.end :]
        doubt = DOUBT_BEFORE.search(before) or DOUBT_WITHIN.match(said) or DOUBT_AFTER.match(after)
        # "After 6 months" is a day by itself.
        (doubtful if doubt and not anchor.vague and anchor.kind != "days_ahead" else found).append(anchor)
        rest = rest[: anchor.start] + " " * (anchor.end - anchor.start) + rest[anchor.end :]
    for match in BY_ITSELF.finditer(rest):
        take(_by_itself(match, base) if base else None, match.start(), match.end(), "relative")
    doubtful += _impossible(text, lexicon)
    return sorted(found, key=lambda day: day.start), doubtful


def _holidays(text: str, today: date, own: Dated) -> list[Day]:
    found: list[Day] = []
    for day, name in sorted(own):
        at = text.find(name.lower()) if len(name) > 3 and day >= today else -1
        if at >= 0 and not any(other.start < at + len(name) and at < other.end for other in found):
            found.append(Day(day, at, at + len(name), "holiday"))
    for day in _named(HOLIDAY, text, today):
        if not any(other.start < day.end and day.start < other.end for other in found):
            found.append(day)
    return found


def _named(pattern: re.Pattern[str], text: str, today: date) -> list[Day]:
    found: list[Day] = []
    for match in pattern.finditer(text):
        day = holiday(match.group(), today.year)
        day = day if day >= today else holiday(match.group(), today.year + 1)
        found.append(Day(day, match.start(), match.end(), "holiday"))
    return found


def _beside_spanish(text: str, lexicon: Lexicon, today: date) -> tuple[list[Day], list[Day]]:
    found, doubtful = find_days(text, lexicon, today), list[Day]()
    for day in _named(FESTIVE, text, today):
        (doubtful if BESIDE_FESTIVE.search(text[: day.start]) else found).append(day)
    return sorted(found, key=lambda day: day.start), doubtful


def _nth(match: re.Match[str], today: date) -> date | None:
    weekday, place = WEEKDAYS[match["weekday"]], PLACES[match["place"]]
    month = MONTHS[match["month"]] if match["month"] else None
    first = today.replace(day=1)
    if month:
        first = date(int(match["year"] or today.year), month, 1)
    elif match["which"] in ("next", "coming"):
        first += relativedelta(months=1)
    day = _nth_of(first, weekday, place)
    if day is not None and day < today and not match["year"] and match["which"] is None:
        day = _nth_of(first + (relativedelta(years=1) if month else relativedelta(months=1)), weekday, place)
    return day


def _nth_of(first: date, weekday: int, place: int) -> date | None:
    if place < 0:
        last = first + relativedelta(day=31)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=place - 1)
    return day if day.month == first.month else None


def _shifted(match: re.Match[str], day: date) -> date:
    back = match["side"] in ("before", "prior to")
    if match["weekday"]:
        return _weekday_from(day, WEEKDAYS[match["weekday"]], back)
    count = _number(match["count"]) if match["count"] else 1
    days = count * (7 if match["unit"] == "week" or match["week"] else 1)
    return day + timedelta(days=-days if back else days)


def _around(day: date, what: str) -> tuple[date, date]:
    """ "The week of December 7th", "the weekend of the 5th"."""
    monday = day - timedelta(days=day.weekday())
    return monday + timedelta(days=5 if what == "weekend" else 0), monday + timedelta(days=6)


def _weekday_from(day: date, weekday: int, back: bool) -> date:
    if back:
        return day - timedelta(days=(day.weekday() - weekday) % 7 or 7)
    return day + timedelta(days=(weekday - day.weekday()) % 7 or 7)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _by_itself(match: re.Match[str], base: date) -> date:
    if match["weekday"]:
        return _weekday_from(base, WEEKDAYS[match["weekday"]], match["side"] == "before")
    if match["next"]:
        days = 7 if "week" in match["next"] else 1
        return base + timedelta(days=-days if "before" in match["next"] else days)
    days = _number(match["count"]) * (7 if match["unit"] == "week" else 1)
    back = match["later"] in ("earlier", "sooner", "before that", "before")
    return base + timedelta(days=-days if back else days)


def _impossible(text: str, lexicon: Lexicon) -> list[Day]:
    """ "11/31": written as a day, and none."""
    found: list[Day] = []
    for rule in lexicon.days:
        if rule.kind != "month_day":
            continue
        for match in rule.pattern.finditer(text):
            groups = match.groupdict()
            month = int(groups["monthno"]) if groups.get("monthno") else lexicon.months[match["month"]]
            word = groups.get("dayword")
            day = lexicon.ordinals[word] if word else int(match["day"])
            if day > (31 if month in (1, 3, 5, 7, 8, 10, 12) else 29 if month == 2 else 30):
                found.append(Day(date.max, match.start(), match.end(), "impossible"))
    return found
