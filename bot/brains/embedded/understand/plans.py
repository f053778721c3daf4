"""Whether a day or a time that was named is one to come at, and for what: a tour, or moving in."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.dates import Day, find_days
from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.text import Clause
from bot.brains.embedded.understand.times import TimeOfDay, find_times
from bot.understanding import Intent

TOUR_TASKS = (Intent.TOUR, Intent.TOUR_MOVE, Intent.TOUR_CANCEL, Intent.TOUR_CONFIRM, Intent.TOUR_STATUS)
TOUR_QUESTIONS = {"tour_time", "day", "book", "move", "cancel"}
MINE = re.compile(r"\b(?:i|we|me|my|our|us)\b")
LOOK_BACK = 60
MONTHS = ("month", "part_of_month", "next_month")
BEGINS = re.compile(r"\b(?:mov(?:e|es|ing)|start\w*|relocat\w+|mud\w+|desde|a partir de|entr\w+)\b[^,.;?!]{0,16}$")
"""right before the day on which a lease is to begin"""
TOUR, MOVE_IN = "tour", "move_in"
WORDS_OF_A_BARE_DAY = 6


def is_a_plan(found: TimeOfDay, reading: Reading) -> bool:
    """Whether a time of day is one to come at, not one at which something happens ("are the lights on at night?")."""
    clause = reading.message.clause_at(found.start)
    task = reading.tasks.get(clause)
    if task in TOUR_TASKS:
        return True
    if _asks_of_the_community(clause, reading):
        # "Is there parking at 4 for visitors?"
        return False
    if reading.lexicon.tour_cue.search(clause.text):
        return True
    if reading.lexicon.bye.search(clause.text) or _is_of_another_matter(clause, reading):
        # "Have a great night!"
        return False
    return tour_is_the_matter(reading) or (task is None and len(clause.text.split()) <= WORDS_OF_A_BARE_DAY)


def purpose_of(day: Day, times: list[TimeOfDay], reading: Reading) -> str | None:
    """What a day was named for: a tour, moving in, or neither ("that's all for today")."""
    clause = reading.message.clause_at(day.start)
    task = reading.tasks.get(clause)
    if task in TOUR_TASKS or reading.lexicon.tour_cue.search(clause.text):
        return MOVE_IN if _moving_stands_nearer(day, clause.start, reading) else TOUR
    begins = BEGINS.search(reading.message.text[clause.start : day.start])
    if task is Intent.QUOTE and (begins or day.kind in MONTHS):
        # "How much is 204, moving in on December 10?", "what about 204 in January?"
        return MOVE_IN
    if _only_asks(clause, times, reading) or _is_of_another_matter(clause, reading):
        return None
    likely_a_tour = bool(times) or tour_is_the_matter(reading)
    if task in (Intent.SEARCH, Intent.MORE_HOMES) or reading.lexicon.move_in_cue.search(clause.text):
        return _of_a_search(day, clause, reading, likely_a_tour=likely_a_tour)
    if "move_in" in reading.asked:
        return MOVE_IN
    if day.kind == "asap" or reading.lexicon.bye.search(clause.text):
        return None
    if likely_a_tour:
        return TOUR
    # Nobody moves in on "weekdays".
    bare = task is None and day.kind != "weekdays"
    return MOVE_IN if bare and len(clause.text.split()) <= WORDS_OF_A_BARE_DAY else None


def _asks_of_the_community(clause: Clause, reading: Reading) -> bool:
    """Of a home's figures, or of what communities have policies about."""
    task = reading.tasks.get(clause)
    return task is Intent.QUOTE or (task is Intent.ASK and reading.lexicon.topic.search(clause.text) is not None)


def _only_asks(clause: Clause, times: list[TimeOfDay], reading: Reading) -> bool:
    """ "Is the office open on Saturday?" plans nothing for Saturday."""
    if _asks_of_the_community(clause, reading):
        return True
    task = reading.tasks.get(clause)
    return task is Intent.ASK and not times and not tour_is_the_matter(reading) and not MINE.search(clause.text)


def _is_of_another_matter(clause: Clause, reading: Reading) -> bool:
    """The weather, or whatever else a visitor whose tour is booked has on some day."""
    if reading.lexicon.weather.search(clause.text):
        return True
    if reading.asked & TOUR_QUESTIONS:
        return False
    told = reading.lexicon.weather.search(reading.scene.last_line.lower())
    return told is not None or (_has_booked(reading) and not asks_for_a_time(clause, reading))


def _of_a_search(day: Day, clause: Clause, reading: Reading, *, likely_a_tour: bool) -> str:
    """Of a clause that looks for something, or says that something is available: a home, or a time to come."""
    if _moving_stands_nearer(day, clause.start, reading):
        return MOVE_IN
    if is_being_settled(reading) and not reading.lexicon.of_homes.search(clause.text):
        # "Do you have anything on Wednesday?"
        return TOUR
    return TOUR if likely_a_tour and reading.tasks.get(clause) is None else MOVE_IN


def _has_booked(reading: Reading) -> bool:
    """There is a tour, and nothing of it was just asked for."""
    scene = reading.scene
    return bool(scene.tours) and not (scene.agenda.booking or scene.agenda.slots or reading.asked & TOUR_QUESTIONS)


PUTS_RIGHT = re.compile(
    r"\W*(?:oh |ay )?(?:actually|sorry|wait|hold on|no|nope|on second thought|i mean|i meant|better|mejor|perd[oó]n|"
    r"espere?|m[aá]s bien|digo|siempre no|make (?:it|that))\b|.*\b(?:actually|mejor)\W*$"
)
"""how somebody begins, or ends, who puts right what was settled"""


BESIDE_A_TIME = re.compile(
    r"(?:\W|\b(?:and|or|so|then|ok|okay|well|maybe|perhaps|how|what|about|on|at|by|around|the|is|please|possibly|add|also|too|as|well|y|o|"
    r"entonces|pues|bueno|tal|qu[eé]|quiz[aá]s?|el|los|las?|a|para|por favor|tambi[eé]n|adem[aá]s)\b)*"
)
"""little words that say nothing of a time that they stand beside"""


def asks_for_a_time(clause: Clause, reading: Reading) -> bool:
    """Whether a clause with a day or an hour wants to come then: "Friday instead", "can we do 3?", "does 3 suit
    you?"."""
    words = len(clause.text.split())
    puts_right = words <= WORDS_OF_A_BARE_DAY and PUTS_RIGHT.match(reading.message.text) is not None
    return (
        puts_right
        or words <= WORDS_OF_A_BARE_DAY // 2
        or reading.lexicon.another_time.search(clause.text) is not None
        or any(pattern.search(clause.text) for pattern in reading.lexicon.suits)
        or _names_only_a_time(clause, reading)
    )


def _names_only_a_time(clause: Clause, reading: Reading) -> bool:
    """ "Friday, Dec 4 at 2?" """
    rest = clause.text
    for day in find_days(rest, reading.lexicon, reading.scene.now.date()):
        rest = rest[: day.start] + " " * (day.end - day.start) + rest[day.end :]
    for found in find_times(rest, reading.lexicon):
        rest = rest[: found.start] + " " * (found.end - found.start) + rest[found.end :]
    return rest != clause.text and BESIDE_A_TIME.fullmatch(rest) is not None


def is_being_settled(reading: Reading) -> bool:
    agenda = reading.scene.agenda
    return bool(agenda.matter == "tour" or reading.asked & TOUR_QUESTIONS or agenda.booking or agenda.slots)


OPENINGS = re.compile(
    r"\b(?:openings?|slots?|availability|anything (?:available|open|free)|what(?:'s| is|s) (?:available|open|free)|"
    r"disponibilidad|hay (?:algo )?(?:lugar|espacio|libre))\b"
)


def asks_for_openings(clause: Clause, reading: Reading) -> bool:
    """ "Any openings this afternoon?", while a tour is talked of: its times, and no homes."""
    days = find_days(clause.text, reading.lexicon, reading.scene.now.date())
    named = any(not day.vague for day in days) or find_times(clause.text, reading.lexicon)
    of_tours = OPENINGS.search(clause.text) is not None and not reading.lexicon.of_homes.search(clause.text)
    return bool(named) and of_tours


def tour_is_the_matter(reading: Reading) -> bool:
    agenda, state = reading.scene.agenda, reading.scene.state
    chosen = state.unit_of_interest or state.property_of_interest
    raised = not set(TOUR_TASKS).isdisjoint(reading.tasks.values())
    return bool(
        raised or is_being_settled(reading) or agenda.homes or chosen or state.tour_requested_on or reading.scene.tours
    )


def _moving_stands_nearer(day: Day, clause_start: int, reading: Reading) -> bool:
    """ "tour it before I move on the 1st": of two signs the one closer to the day counts."""
    before = reading.message.text[clause_start : day.start]
    # "Move my tour to Friday" moves no household.
    shifts = [m.span() for m in reading.lexicon.tour_shift.finditer(reading.message.text[clause_start : day.end])]
    moving = max(
        (
            m.end()
            for m in reading.lexicon.move_in_cue.finditer(before)
            if m.group().startswith(("mov", "relocat", "mud"))
            and not any(start <= m.start() < end for start, end in shifts)
        ),
        default=-1,
    )
    touring = max((m.end() for m in reading.lexicon.tour_cue.finditer(before)), default=-1)
    return moving > touring


def rejected(start: int, end: int, text: str, lexicon: Lexicon) -> bool:
    """Whether a day or time is named as one that does not suit."""
    before = lexicon.rejected_before.search(text[max(0, start - LOOK_BACK) : start])
    return before is not None or lexicon.rejected_after.search(text[end : end + LOOK_BACK]) is not None
