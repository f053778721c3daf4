"""A time zone that a visitor names with a time: "noon California time", "3 pm eastern"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

ZONES = {
    "America/Los_Angeles": r"pacific|california|west coast|la|seattle|pst|pdt|pt",
    "America/Denver": r"mountain|denver|colorado|mst|mdt|mt",
    "America/Phoenix": r"arizona|phoenix",
    "America/Chicago": r"central|chicago|texas|cst|cdt|ct",
    "America/New_York": r"eastern|new york|east coast|florida|est|edt|et",
    "Pacific/Honolulu": r"hawaii|hawaiian|hst",
    "America/Anchorage": r"alaska|akst|akdt",
    "UTC": r"utc|gmt",
    "Europe/London": r"london|uk|bst",
}
ALONE = r"pacific|eastern|central|mountain|pst|pdt|mst|mdt|cst|cdt|est|edt|hst|utc|gmt"
SHORT = r"pt|et|ct|mt"
NAMED = re.compile(rf"\b(?P<zone>{'|'.join(ZONES.values())})(?:'s)? (?:standard |daylight )?time\b")
AFTER_A_TIME = re.compile(rf"^\W{{0,2}}(?:in )?(?P<zone>{ALONE}|{SHORT})\b")
PATTERNS = tuple((ZoneInfo(name), re.compile(rf"^(?:{words})$")) for name, words in ZONES.items())


def named_zone(text: str, ends: list[int]) -> ZoneInfo | None:
    """The zone that a text names, or one that follows a time ending at one of the places."""
    matches = [AFTER_A_TIME.search(text[end:]) for end in ends]
    match = next((found for found in (*matches, NAMED.search(text)) if found), None)
    if match is None:
        return None
    return next((zone for zone, words in PATTERNS if words.match(match["zone"])), None)


def converted(day: date, at: time, zone: tzinfo, here: tzinfo | None) -> tuple[date, time]:
    """A time of another zone as the day and time of this one."""
    local = datetime.combine(day, at, zone).astimezone(here)
    return local.date(), local.time().replace(tzinfo=None)
