"""A settled time moved by so much: "30 minutes earlier", "push it back an hour", "media hora antes"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_COUNT = r"(?P<count>\d{1,3}|half an?|an?|one|two|three|una?|dos|tres|media)"
_UNIT = r"(?P<unit>hours?|hrs?|minutes?|mins?|horas?|minutos?)"
LATER, EARLIER = r"later|after|m[aá]s tarde|despu[eé]s", r"earlier|sooner|before|antes|m[aá]s temprano"
SHIFT = re.compile(
    rf"\b{_COUNT} {_UNIT}(?: (?P<half>y media))? (?:(?P<later>{LATER})|(?P<earlier>{EARLIER}))\b"
    r"(?! (?:the|my|that|i|we)\b)"
)
# "Move it back" is said of both directions, and read as neither.
PUSHED = re.compile(
    rf"\b(?:(?P<later>push\w* (?:it |that |(?:my|the) \w+ )?(?:back|out)|delay\w*(?: it| that| (?:my|the) \w+)?)|"
    rf"(?P<earlier>(?:mov|bring|pull|push)\w* (?:it |that |(?:my|the) \w+ )?(?:up|forward))) (?:by )?{_COUNT} {_UNIT}\b"
)
NUMBERS = {"one": 1, "two": 2, "three": 3, "dos": 2, "tres": 3}


@dataclass(frozen=True, slots=True)
class Shift:
    by: timedelta
    start: int
    end: int


def find_shift(text: str) -> Shift | None:
    """By how much a text moves the time that is settled."""
    match = PUSHED.search(text) or SHIFT.search(text)
    if match is None:
        return None
    word = match["count"]
    count = float(word) if word.isdigit() else 0.5 if word.startswith(("half", "media")) else NUMBERS.get(word, 1)
    if match.groupdict().get("half"):
        count += 0.5
    by = timedelta(hours=count) if match["unit"].startswith("h") else timedelta(minutes=count)
    return Shift(by if match["later"] else -by, match.start(), match.end())
