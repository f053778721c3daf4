"""How many bedrooms and bathrooms are wanted. Of several wishes the last one holds, of "1 or 2" the lower."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.hours import hours_named
from bot.brains.embedded.understand.plans import TOUR_QUESTIONS
from bot.brains.embedded.understand.reading import Reading

MOST_WORDS_OF_A_BARE_ANSWER = 9
LOOK_BACK = 28
ANSWER = re.compile(r"\W*(?:(?:only|just|probably|maybe|um+|solo|s[oó]lo|nada m[aá]s|creo que) )?[\w-]+(?=[,.!])")
"""the answer, before whatever else is said"""
DATE = re.compile(r"\d{1,2}/\d{1,2}")


def read_sizes(reading: Reading) -> None:
    _read_bedrooms(reading)
    _read_bathrooms(reading)
    if "bedrooms" in reading.asked and "bedrooms" not in reading.updates:
        _read_bare(reading, "bedrooms", int)
    elif "bathrooms" in reading.asked and "bathrooms" not in reading.updates:
        _read_bare(reading, "bathrooms", float)


def number(word: str, reading: Reading) -> float:
    word = word.strip()
    if word.replace(".", "").isdigit():
        return float(word)
    if word.endswith(" and a half"):
        return reading.lexicon.numbers[word.removesuffix(" and a half")] + 0.5
    return reading.lexicon.numbers[word]


def taken_back(reading: Reading, place: int) -> bool:
    """Whether "not" or the like stands right before a place."""
    return reading.lexicon.negation.search(reading.message.text[max(0, place - LOOK_BACK) : place]) is not None


def _read_bedrooms(reading: Reading) -> None:
    best: tuple[int, tuple[int, ...], float | None] | None = None
    refused = False
    for rule in reading.lexicon.bedrooms:
        for match in reading.matches(rule):
            if _is_a_date(match, reading):
                continue
            place = match.start()
            negated = taken_back(reading, place)
            beds, baths = _bedrooms_of(rule.kind, match, reading)
            refused = refused or negated
            skip = negated or reading.only_asks(place)
            reading.blank(place, match.end())
            if not skip and (best is None or place > best[0]):
                best = (place, beds, baths)
    if best:
        place, beds, baths = best
        reading.inform("bedrooms", beds[0], place)
        reading.sizes = beds if len(beds) > 1 else ()
        if baths is not None:
            reading.inform("bathrooms", baths, place)
    elif refused:
        # "I don't want two bedrooms, I want three"
        _read_bare(reading, "bedrooms", int)


def _is_a_date(match: re.Match[str], reading: Reading) -> bool:
    """ "1/1", where it is said when, is no size."""
    if not DATE.fullmatch(match.group().strip()):
        return False
    clause = reading.message.clause_at(match.start())
    before = reading.message.text[clause.start : match.start()]
    asked = bool(reading.asked & {"move_in", *TOUR_QUESTIONS})
    return asked or bool(reading.lexicon.move_in_cue.search(before) or reading.lexicon.tour_cue.search(before))


def _bedrooms_of(kind: str, match: re.Match[str], reading: Reading) -> tuple[tuple[int, ...], float | None]:
    """(the numbers of bedrooms of which any suits, the fewest first; the bathrooms)"""
    if kind == "studio":
        return (0,), None
    if kind == "studio_or":
        return (0, int(number(match["m"], reading))), None
    count = int(number(match["n"], reading))
    if kind == "both":
        return (count,), float(count)
    if kind == "beds_baths":
        return (count,), float(match["m"])
    if kind == "range":
        return tuple(sorted({count, int(number(match["m"], reading))})), None
    return (count,), None


def _read_bathrooms(reading: Reading) -> None:
    for rule in reading.lexicon.bathrooms:
        for match in reading.matches(rule):
            place = match.start()
            if not taken_back(reading, place) and not reading.only_asks(place) and match["n"] != "1/2":
                half = 0.5 if rule.kind == "baths_and_half" else 0
                reading.inform("bathrooms", float(number(match["n"] or "1", reading)) + half, place)
            reading.blank(place, match.end())


def _read_bare(reading: Reading, slot: str, kind: type[int] | type[float]) -> None:
    first = ANSWER.match(reading.rest)
    if first is None and reading.words > MOST_WORDS_OF_A_BARE_ANSWER and len(reading.asked) < 2:
        return
    # Of "not two, three" the last counts.
    end = first.end() if first is not None and reading.words > MOST_WORDS_OF_A_BARE_ANSWER else len(reading.rest)
    hours = hours_named(reading)
    for match in reversed(list(reading.lexicon.bare_number.finditer(reading.rest, 0, end))):
        if any(start <= match.start(1) < stop for start, stop in hours):
            # "Tuesday, Dec 1 at 2" is no size, although one was asked for.
            continue
        if not taken_back(reading, match.start()) and not reading.only_asks(match.start()):
            reading.inform(slot, kind(number(match[1], reading)), match.start())
            reading.blank(match.start(), match.end())
            return
