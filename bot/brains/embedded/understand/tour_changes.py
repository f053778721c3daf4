"""What becomes of a tour that is booked: kept after all, given up for another time, or put right."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.plans import PUTS_RIGHT, is_being_settled
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.tour_policy import asks_if_need_be
from bot.understanding import Intent

KEEPS = re.compile(
    r"\b(?:(?:don'?t|do not|not to|never|no need to) cancel\w*|(?:no,? )?(?:i(?:'ll| will) )?keep (?:it|my"
    r"|the|that|mine)"
    r"|never ?mind|"
    r"no (?:me |nos )?(?:la |lo |las |los )?(?:quiero |voy a |vaya a )?cancel\w*|"
    r"(?:d[eé]j|mant[eé]ng?|conserv)[aeo]n?(?:la|lo)\b|(?:la|lo) (?:dejo|mantengo|conservo)|siempre s[ií]|"
    r"leave it|(?:actually|wait|hold on),? (?:no|don'?t)(?: cancel\w*)?|scratch that)\b"
)
CANCELS = re.compile(r"\b(?:cancel\w*|cancle|call (?:it )?off)\b")


ANOTHER_TIME = re.compile(
    r"\b(?:(?:an)?other|different|new|later|earlier|better|some other|any other) (?:time|day|date|slot|week|hour)\b|"
    r"\bresched\w+|\binstead\b|\b(?:otr[oa]|diferente) (?:d[ií]a|hora|fecha|horario|momento)\b|\breprogram\w+"
)


WHEN_IS_IT = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|wait|sorry|hi|hey|hello|oh|remind me,?|thanks|y|ay|perd[oó]n|oye|hola|"
    r"pero)[,.! ]+)*¿?\W*"
    r"(?:(?:at )?(?:when|what (?:time|day|date))(?:'s|s)?(?: (?:is|was))? (?:it|that|this)"
    r"|(?:when|what (?:time|day|date))(?: (?:should|do|did|am|are|were|will))? (?:i|we)(?: (?:supposed to|"
    r"need to|have to|"
    r"going to|gonna))?(?: (?:be|come|show up|go|get|coming|going))?(?: there| in| by| over)?"
    r"|(?:a |para )?(?:cu[aá]ndo|qu[eé] (?:d[ií]a|hora|fecha))(?: (?:es|era|fue|ser[aá]|ser[ií]a|qued[oó]|quedamos|"
    r"tengo que ir|me toca|debo ir))+)"
    r"(?: (?:again|for|on|at|exactly|now|please|booked|scheduled|set|supposed to be|then|otra vez|por favor|entonces|"
    r"pues|exactamente|la m[ií]a|eso))*\W*$"
)
"""asks when, and of what only by a pronoun: a tour is what has a time here"""
NEEDS_A_TOUR = re.compile(
    r"\breschedul\w*|\bre-schedul\w*|\b(?:move|change|push|switch|postpone|shift) (?:my|our|the) (?:tour|"
    r"appointment|visit|"
    r"viewing|showing)\b|\b(?:reprogram|reagend)\w*|"
    r"\b(?:cambiar|mover|pasar|posponer|aplazar) (?:mi|la|nuestra) (?:visita|cita|tour)\b"
)
"""is said of a tour that is booked"""
GIVEN_UP = (Intent.TOUR_CANCEL, Intent.TOUR, Intent.ASK, Intent.DENY, Intent.UNCLEAR)
"""what the words of somebody who wants another time are taken for by themselves"""
CANNOT_COME = re.compile(
    r"\b(?:can'?t|cannot|won'?t(?: be able to)?|(?:not|unable) (?:be )?able to) (?:make|come|be there|attend)\b|"
    r"\bno (?:puedo|podr[eé]|podemos|voy a poder|vamos a poder) (?:ir|asistir|llegar|venir)\b"
)


def wants_another_time(found: list[Intent], reading: Reading) -> bool:
    """ "I can't make it, can we do another time?" gives up a time and no tour; who says "cancel" does."""
    text = reading.message.text
    gives_up = Intent.TOUR_CANCEL in found or CANNOT_COME.search(text) is not None
    if any(asks_if_need_be(clause, reading) for clause in reading.message.clauses):
        return False
    if not gives_up or CANCELS.search(text) or not reading.scene.tours:
        return False
    held = {(tour.starts_at.date(), tour.starts_at.time()) for tour in reading.scene.tours}
    when = reading.when
    named = (
        when is not None
        and when.day is not None
        and not any(day == when.day and when.at in (None, at) for day, at in held)
    )
    return Intent.TOUR_MOVE in found or named or ANOTHER_TIME.search(text) is not None


def asks_when_it_is(text: str, reading: Reading) -> bool:
    """ "When is it?", of the tour: without one unless something else is talked of that may be meant."""
    if WHEN_IS_IT.search(text) is None:
        return False
    scene = reading.scene
    before = next(iter(scene.own_lines), "").lower()
    return bool(scene.tours) or not (scene.agenda.homes or reading.lexicon.topic.search(before))


def lacks_a_tour(text: str, reading: Reading) -> bool:
    """ "Can you reschedule?" of who has no tour and names no time."""
    if reading.scene.tours or is_being_settled(reading) or NEEDS_A_TOUR.search(text) is None:
        return False
    return reading.lexicon.maybe_day.search(text) is None


def puts_the_tour_right(reading: Reading) -> bool:
    """ "Actually Thursday at 2", once a tour is booked for another time."""
    when, scene = reading.when, reading.scene
    if when is None or not scene.tours or scene.agenda.booking or not PUTS_RIGHT.match(reading.message.text):
        return False
    return when.day is not None or when.at is not None


def keeps(text: str, *, asked: bool = False) -> bool:
    """ "Cancel it, actually no, keep it": of cancelling and keeping the one said last counts. `asked`: whether to
    cancel was asked last, so that to keep need not name it."""
    text = text.lower().replace("’", "'")
    kept = list(KEEPS.finditer(text))
    if not kept:
        return False
    cancelled = [m.start() for m in CANCELS.finditer(text) if not any(k.start() <= m.start() < k.end() for k in kept)]
    return (asked or bool(CANCELS.search(text))) and kept[-1].start() > max(cancelled, default=-1)
