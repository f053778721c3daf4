"""Questions about a time, which are no request for it: they are answered, and nothing is booked on them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.plans import is_being_settled
from bot.brains.embedded.understand.text import Clause
from bot.brains.embedded.understand.times import find_times

if TYPE_CHECKING:
    from bot.brains.embedded.understand.reading import Reading

BARE_HOUR = re.compile(r"\b(?:is|was|would|are|does) \d{1,2}\b(?! ?(?:bed|bath|br\b|people|pets|dogs|cats|homes))")
GOES_ON = re.compile(r"\W*(?:(?:ok|okay|hmm+|well|so|bueno|pues)\W+)*(?:and|or|(?:what|how) about|y|o|qu[eé] tal)\b")
"""begins what goes on with a question, with a question mark or without"""
REQUESTS = re.compile(
    r"\b(?:(?:can|could|may|might) (?:i|we|you|u)|please|instead|i'?d like|let'?s|puedo|podemos|"
    r"podr[ií]a\w*|puede[sn]?|por favor|quiero|quisiera|mejor)\b"
)
"""asks for a time, also in the form of a question"""
OF_TIMES = frozenset(("late", "open", "hours"))
"""topics that may be said of a time as well"""


def asks_of_a_time(clause: Clause, lexicon: Lexicon) -> bool:
    """ "Is 3 pm busy?", "or is that too late?" """
    return clause.asks and any(pattern.search(clause.text) for pattern in lexicon.inquires)


def asks_of_an_hour(clause: Clause, reading: Reading) -> bool:
    """Whether a clause asks of an hour of the clock, and of nothing else that a community has."""
    lexicon = reading.lexicon
    if not asks_of_a_time(clause, lexicon) or not set(lexicon.topic.findall(clause.text)) <= OF_TIMES:
        return False
    bare = is_being_settled(reading) and BARE_HOUR.search(clause.text) is not None
    return bare or any(found.at for found in find_times(clause.text, lexicon))


def _goes_on_asking(reading: Reading) -> bool:
    """ "And at 4?", where of another time was only asked before: again a question, unless it asks for the time."""
    text = reading.message.text
    booking = reading.scene.agenda.booking
    asks = any(clause.asks for clause in reading.message.clauses)
    if "inquires" not in booking or REQUESTS.search(text) or (reading.slot is not None and not asks):
        return False
    if "starts_at" in booking and _is_named(datetime.fromisoformat(booking["starts_at"]), reading):
        # A yes to the time itself, with a question besides.
        return False
    return asks or GOES_ON.match(text) is not None


def _is_named(time: datetime, reading: Reading) -> bool:
    when = reading.when
    return when is not None and when.day in (None, time.date()) and when.at in (None, time.time())


def inquires(reading: Reading) -> bool:
    """Whether the time that a message names is only asked about: "is 3 free? If so book it" orders it."""
    if reading.when is None and reading.slot is None:
        return False
    lexicon = reading.lexicon
    asked = any(asks_of_a_time(clause, lexicon) for clause in reading.message.clauses) or _goes_on_asking(reading)
    return asked and lexicon.takes.search(reading.message.text) is None
