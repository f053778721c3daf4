"""What a visitor's message was understood to mean: the seam between reading and deciding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, Literal

Matter = Literal["search", "tour"]
"""what a talk is about"""


class Intent(StrEnum):
    GREET = "greet"
    THANK = "thank"
    BYE = "bye"
    AFFIRM = "affirm"
    DENY = "deny"
    INFORM = "inform"
    """gives facts about themselves or their wishes without asking for anything"""
    SEARCH = "search"
    """wants homes found (again)"""
    MORE_HOMES = "more_homes"
    """another one than those shown"""
    QUOTE = "quote"
    """asks price, deposit, size or availability of a home that was named or shown"""
    ASK = "ask"
    """a question for the community's knowledge"""
    TOUR = "tour"
    """wants to see a home: to hear times, or to book one"""
    TOUR_MOVE = "tour_move"
    TOUR_CANCEL = "tour_cancel"
    TOUR_CONFIRM = "tour_confirm"
    """will come to the tour that they have"""
    TOUR_STATUS = "tour_status"
    PERSON = "person"
    """wants a human being"""
    IS_AI = "is_ai"
    HELP = "help"
    """asks what the assistant can do"""
    STOP_ASKING = "stop_asking"
    """does not want to give what was asked for"""
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Guess:
    """What examples say that an unclear message is for."""

    intent: Intent
    label: str
    """the intent, or after a dot a kind of it: `search.cheaper`"""
    score: float
    """its lead over the next intent"""


@dataclass(frozen=True, slots=True)
class When:
    """A time that was named, in the property's zone. Any part may be missing."""

    day: date | None = None
    at: time | None = None
    part_of_day: str | None = None
    """morning, midday, afternoon, evening"""
    until: date | None = None
    """the last day, where one of several is wanted"""
    earliest: time | None = None
    """not before then: "after 4" """
    latest: time | None = None
    """it begins before then: "before 3 pm" """

    @property
    def bounds_the_hour(self) -> bool:
        return self.earliest is not None or self.latest is not None

    @property
    def leaves_the_hour_open(self) -> bool:
        """Hours were named of which any suits."""
        return self.at is None and (self.part_of_day is not None or self.bounds_the_hour)

    @property
    def is_a_day_alone(self) -> bool:
        return self.at is None and not self.leaves_the_hour_open

    @property
    def leaves_the_day_open(self) -> bool:
        return self.until is not None and self.until != self.day


@dataclass(slots=True)
class PriceAsk:
    """What is asked of prices."""

    lease_months: int | None = None
    """for a lease of so many months; 0 is month to month"""
    total: bool = False
    """with everything"""
    due: bool = False
    """on the way in"""
    specials: bool = False


@dataclass(slots=True)
class Understanding:
    intents: list[Intent]
    """in the order in which they were said; never empty"""
    updates: dict[str, Any] = field(default_factory=dict[str, Any])
    """slot → value: the names of leasing.understood.Understood and of its Contact (first_name, email, …)"""
    cleared: set[str] = field(default_factory=set[str])
    """slots that the visitor took back"""
    question: str | None = None
    """the part to ask the knowledge, where there is an ASK"""
    parts: tuple[str, ...] = ()
    """the questions in it, each standing on its own"""
    sizes: tuple[int, ...] = ()
    """numbers of bedrooms of which any suits ("a studio or one bedroom"); the slot holds the first"""
    home: str | None = None
    """id or name of the home that is meant: named, or "the second one" of those shown"""
    slot: str | None = None
    """value of the offered tour time that is meant"""
    when: When | None = None
    """the tour time that was named (a move-in date is in `updates` instead)"""
    inquires: bool = False
    """the time is asked about ("is 3 pm busy?"), and not asked for"""
    besides: bool = False
    """a tour is wanted beside the one that the visitor has: a second one, or somebody else's"""
    invalid: dict[str, str] = field(default_factory=dict[str, str])
    """field → what is wrong with it (an email that cannot be one)"""
    below_cents: int | None = None
    """what homes are to cost at most so as to be cheaper than those shown; no budget of theirs"""
    price: PriceAsk | None = None
    """what is asked of prices beyond a home's own figures"""
    language: str = "en"
    unsure: bool = False
    """nothing in it told for certain what it is for: examples may"""
    learnt: Guess | None = None
    """what examples said of it, where an intent comes from them"""
    foreign: bool = False
    """written in a language that the embedded brain does not speak"""

    @property
    def names_a_time(self) -> bool:
        """Whether it says when the tour is to be, or when not."""
        return self.when is not None or self.slot is not None

    def has(self, *intents: Intent) -> bool:
        return any(intent in self.intents for intent in intents)


TOURS = frozenset((Intent.TOUR, Intent.TOUR_MOVE, Intent.TOUR_CANCEL, Intent.TOUR_STATUS, Intent.TOUR_CONFIRM))


def matter_after(found: Understanding, before: Matter | None) -> Matter | None:
    """What the talk is about after a message: what it was about, until another matter is raised or this one is
    declined."""
    if TOURS & set(found.intents):
        return "tour"
    if found.has(Intent.SEARCH, Intent.MORE_HOMES):
        return "search"
    if found.has(Intent.DENY) and not found.has(Intent.INFORM):
        return None
    return "search" if before is None and found.updates else before
