"""Which of the homes or times that were offered is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.brains.embedded.understand.names import Found
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.sizes import LOOK_BACK, taken_back
from bot.understanding import Intent

ORDINAL_WORDS = {
    "1st": 0,
    "2nd": 1,
    "3rd": 2,
    "4th": 3,
    "5th": 4,
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "primer": 0,
    "segund": 1,
    "tercer": 2,
    "cuart": 3,
    "quint": 4,
}
HomeFacts = dict[str, Any]
STREET_NUMBER = re.compile(r"\b\d+ (?:[A-Z]\w* ){1,3}$")
LINES_BACK = 6
CLOCK = re.compile(r"^.*?(?=\d{1,2}:\d\d)")
NOT_LIKED = re.compile(r"\b(?:not|doesn'?t|don'?t|isn'?t|too|won'?t|but)\b|n't\b")


def read_home(reading: Reading) -> None:
    """Sets `home` (a unit) or the community that is meant."""
    shown = reading.scene.agenda.homes
    named = _named_home(reading, shown) or _pointed_home(reading, shown)
    if named:
        reading.home = named
        reading.updates["unit_of_interest"] = _name_of(named, shown)
        return
    place = _named_place(reading) or _chosen_place(reading)
    if place:
        reading.updates["property_of_interest"] = place


def read_slot(reading: Reading) -> None:
    """Sets `slot` where the message picks one of the offered times by its place in the list."""
    slots = reading.scene.agenda.slots
    if not slots or reading.when is not None or reading.home is not None:
        return
    if reading.scene.agenda.homes and reading.scene.agenda.asked and not times_came_last(reading):
        return
    for rule in reading.lexicon.references:
        match = rule.pattern.search(reading.rest)
        if match is None:
            continue
        at = _place(rule.kind, match, len(slots))
        if at is not None and 0 <= at < len(slots):
            reading.slot = slots[at]["value"]
            return


def times_came_last(reading: Reading) -> bool:
    """Whether "the first one" means a time: the line that offered anything last offered times."""
    agenda = reading.scene.agenda
    if not agenda.slots:
        return agenda.asked == "tour_time"
    times = {CLOCK.sub("", slot["label"]) for slot in agenda.slots}
    names = {str(home["name"]) for home in agenda.homes}
    lines = [line.text for line in reversed(reading.scene.history) if line.author in ("bot", "manager")]
    for line in lines[:LINES_BACK]:
        if any(time and time in line for time in times):
            return True
        if any(name in line for name in names):
            return False
    return agenda.asked == "tour_time" or not agenda.homes


def offered_places(reading: Reading) -> tuple[str, ...]:
    """Names of the communities in the latest line that offered any."""
    if not reading.scene.home_names.names:
        return ()
    lines = [line.text for line in reversed(reading.scene.history) if line.author in ("bot", "manager")]
    for line in lines[:LINES_BACK]:
        found = [place for place in reading.scene.home_names.find(line.lower()) if not _in_an_address(place, line)]
        if found:
            return tuple(dict.fromkeys(place.name for place in found))
    return ()


def _in_an_address(place: Found, line: str) -> bool:
    """ "at 12 Fremont Boulevard" names no community, even where one is called Boulevard."""
    return STREET_NUMBER.search(line[: place.start]) is not None


def _name_of(home: str, shown: Sequence[HomeFacts]) -> str:
    return next((str(facts["name"]) for facts in shown if home in (facts["id"], facts["name"])), home)


def named_homes(text: str, reading: Reading) -> list[str]:
    """The homes that a lower-case text names, as they stand in it."""
    shown = (str(facts["name"]).lower() for facts in reading.scene.agenda.homes)
    known = [name for name in shown if re.search(rf"(?<![\w$-]){re.escape(name)}(?![\w-])", text)]
    # The longer names first, and what stands before a number ("unit 204") with it.
    return [match.group() for match in _unit_rule(reading).finditer(text)] + sorted(known, key=len, reverse=True)


def _unit_rule(reading: Reading) -> re.Pattern[str]:
    return next(rule.pattern for rule in reading.lexicon.references if rule.kind == "unit")


def _named_home(reading: Reading, shown: Sequence[HomeFacts]) -> str | None:
    for facts in shown:
        name = str(facts["name"]).lower()
        if re.search(rf"(?<![\w$-]){re.escape(name)}(?![\w])", reading.message.text):
            return str(facts["id"])
    match = _unit_rule(reading).search(reading.rest)
    if match is None:
        return None
    written = next(group for group in match.groups() if group).upper()
    if len(written) == 1 and shown:
        # "Number 2" of those shown
        return None
    close = [facts for facts in shown if str(facts["name"]).upper().replace("-", "").endswith(written.replace("-", ""))]
    return str(close[0]["id"]) if len(close) == 1 else written


def _pointed_home(reading: Reading, shown: Sequence[HomeFacts]) -> str | None:
    if not shown or times_came_last(reading):
        return None
    for rule in reading.lexicon.references:
        if rule.kind not in _HOME_OF:
            continue
        match = next((m for m in rule.pattern.finditer(reading.message.text) if not _is_passed_over(m, reading)), None)
        if match:
            chosen = _HOME_OF[rule.kind](match, shown)
            if chosen:
                return str(chosen["id"])
    if len(shown) == 1 and _is_chosen(reading):
        return str(shown[0]["id"])
    return None


def points_at_one(reading: Reading) -> bool:
    """Whether a message tells one of several by its place or by what sets it apart."""
    rules = (rule for rule in reading.lexicon.references if rule.kind in _HOME_OF and rule.kind != "that")
    return any(rule.pattern.search(reading.message.text) for rule in rules)


def _is_passed_over(match: re.Match[str], reading: Reading) -> bool:
    """ "Not the first one, the third": here the first."""
    before = reading.message.text[: match.start()]
    return taken_back(reading, match.start()) and "," in reading.message.text[match.end() :] and len(before) < LOOK_BACK


def _named_place(reading: Reading) -> str | None:
    for found in reading.places:
        if not reading.only_asks(found.start):
            reading.informed.add(reading.message.clause_at(found.start))
            return found.name
    tasks = set(reading.tasks.values())
    if reading.scene.home_names.names and ("place" in reading.asked or Intent.TOUR in tasks):
        return reading.scene.home_names.nearest_within(reading.message.text)
    return None


def _chosen_place(reading: Reading) -> str | None:
    """The community offered last, when the visitor likes it or wants to see it."""
    if not _is_chosen(reading):
        return None
    offered = offered_places(reading)
    if len(offered) == 1:
        return offered[0]
    known = reading.scene.state.property_of_interest
    return None if known in offered or not offered else _pointed_place(reading, offered)


def _pointed_place(reading: Reading, offered: tuple[str, ...]) -> str | None:
    for rule in reading.lexicon.references:
        match = rule.pattern.search(reading.message.text)
        at = _place(rule.kind, match, len(offered)) if match else None
        if at is not None and 0 <= at < len(offered):
            return offered[at]
    return offered[0]


def _is_chosen(reading: Reading) -> bool:
    tasks = set(reading.tasks.values())
    if tasks & {Intent.MORE_HOMES, Intent.SEARCH}:
        return False
    if tasks & {Intent.TOUR, Intent.TOUR_MOVE}:
        return True
    text = reading.message.text
    liked = reading.lexicon.likes.search(text)
    if liked:
        return not NOT_LIKED.search(text[max(0, liked.start() - LINES_BACK * 2) : liked.start()])
    # "Yes" to the offer itself; a "yes" to another question is no choice of a home.
    only_that = bool(reading.lexicon.affirm.search(text)) and Intent.ASK not in tasks
    return only_that and reading.asked <= {"book", "unit", "tour_time"}


def _place(kind: str, match: re.Match[str], count: int) -> int | None:
    """The place in a list of so many that a reference means."""
    place = _PLACE_OF.get(kind)
    return place(match, count) if place else None


def _ordinal(match: re.Match[str], _count: int) -> int | None:
    return ORDINAL_WORDS[match["n"]]


_PLACE_OF: dict[str, Callable[[re.Match[str], int], int | None]] = {
    "ordinal": _ordinal,
    "number": lambda match, _count: int(match["n"]) - 1,
    "last": lambda _match, count: count - 1,
    "earliest": lambda _match, _count: 0,
    "that": lambda _match, count: 0 if count == 1 else None,
}


def _by(shown: Sequence[HomeFacts], fact: str, *, most: bool = False) -> HomeFacts | None:
    known = [facts for facts in shown if facts.get(fact) is not None]
    if not known:
        return None
    return max(known, key=lambda facts: facts[fact]) if most else min(known, key=lambda facts: facts[fact])


def _at(shown: Sequence[HomeFacts], place: int | None) -> HomeFacts | None:
    return shown[place] if place is not None and 0 <= place < len(shown) else None


_HOME_OF: dict[str, Callable[[re.Match[str], Sequence[HomeFacts]], HomeFacts | None]] = {
    "ordinal": lambda match, shown: _at(shown, _ordinal(match, len(shown))),
    "number": lambda match, shown: _at(shown, int(match["n"]) - 1),
    "last": lambda _match, shown: shown[-1],
    "cheapest": lambda _match, shown: _by(shown, "rent_cents"),
    "priciest": lambda _match, shown: _by(shown, "rent_cents", most=True),
    "largest": lambda _match, shown: _by(shown, "bedrooms", most=True),
    "smallest": lambda _match, shown: _by(shown, "bedrooms"),
    "that": lambda _match, shown: shown[0] if len(shown) == 1 else None,
}
