"""What a language brings: the form that `english` and `spanish` fill in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.brains.embedded.understand.corrections import Corrections
from bot.understanding import Intent

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign of an intent in a clause. The weights of the signs found add up."""

    intent: Intent
    weight: float
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase that names a day, a time or a wish; `kind` says which handler reads its named groups."""

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, eq=False, slots=True)
class Lexicon:
    """Compared and hashed by identity, so that it can key caches."""

    code: str
    hints: re.Pattern[str]
    """words by which the language is recognised"""
    slips: tuple[tuple[re.Pattern[str], str], ...]
    mendable: tuple[str, ...]
    """words of six letters and more that typing slips are mended to"""
    mendable_short: tuple[str, ...]
    """shorter ones, where only slips that leave the consonants alone are mended"""
    never_mended: frozenset[str]
    corrections: Corrections
    """how a figure is put right in the same breath"""
    no_tour: re.Pattern[str]
    """wants no tour, or not now"""
    compared: re.Pattern[str]
    """wishes for something cheaper, sooner, earlier or later than what was shown, by the name of the group"""
    clause_cut: re.Pattern[str]
    """where one clause ends and the next begins"""
    question_start: re.Pattern[str]
    asks_indirectly: re.Pattern[str]
    question_joint: re.Pattern[str]
    """what may stand between two questions"""
    question_run_on: re.Pattern[str]
    """where the next begins without anything between"""
    leaning: re.Pattern[str]
    """in a question that means nothing without the one before it"""
    list_lead: re.Pattern[str]
    """begins a question that may list several things"""
    list_cut: re.Pattern[str]
    list_item: re.Pattern[str]
    numbers: dict[str, float]
    ordinals: dict[str, int]
    weekdays: dict[str, int]
    months: dict[str, int]
    units: dict[str, str]
    """day, week, month, year by their names"""
    maybe_day: re.Pattern[str]
    """a cheap test: without a match no day or time was named"""
    days: tuple[Rule, ...]
    times: tuple[Rule, ...]
    rejected_before: re.Pattern[str]
    """stands between the beginning of a sentence and a day or time that does not suit"""
    rejected_after: re.Pattern[str]
    """stands right after one"""
    another_time: re.Pattern[str]
    """asks for another time than the one that is booked"""
    inquires: tuple[re.Pattern[str], ...]
    """in a question with a time: asks about it, and not for it"""
    suits: tuple[re.Pattern[str], ...]
    """asks whether a time suits the team, and so for it"""
    weather: re.Pattern[str]
    """says what kind of a day it is"""
    of_homes: re.Pattern[str]
    """names a home, or moving into one"""
    takes: re.Pattern[str]
    """tells to go ahead with what was proposed"""
    proposal: re.Pattern[str]
    """in a line that proposes a time to the visitor"""
    move_in_cue: re.Pattern[str]
    tour_cue: re.Pattern[str]
    tour_shift: re.Pattern[str]
    """moves a tour, not a household"""
    greet: re.Pattern[str]
    thank: re.Pattern[str]
    bye: re.Pattern[str]
    courtesy: re.Pattern[str]
    """a clause that only asks how one is: manners, and no question"""
    affirm: re.Pattern[str]
    deny: re.Pattern[str]
    likes: re.Pattern[str]
    """is pleased with what was just offered"""
    cues: tuple[Cue, ...]
    figures: re.Pattern[str]
    """what the record of a home holds: price, deposit, size, availability"""
    only_figures: re.Pattern[str]
    """a clause that asks for such a figure and names nothing else: it goes on about the home before it"""
    home_alone: re.Pattern[str]
    """what may stand around the name of a home that is a message of its own"""
    topic: re.Pattern[str]
    """what communities have policies, fees and amenities about"""
    wish: re.Pattern[str]
    """says what they need, or asks to find it"""
    bare_number: re.Pattern[str]
    """a number alone, as an answer"""
    bedrooms: tuple[Rule, ...]
    bathrooms: tuple[Rule, ...]
    negation: re.Pattern[str]
    """right before a value: takes the value back"""
    money: tuple[Rule, ...]
    occupants: tuple[Rule, ...]
    pets: tuple[Rule, ...]
    pet_kinds: dict[str, str]
    furnished: tuple[Rule, ...]
    features: dict[str, re.Pattern[str]]
    deal: tuple[Rule, ...]
    indifferent: tuple[Rule, ...]
    """`kind` is a slot that does not matter to them (any more)"""
    shrug: re.Pattern[str]
    """says that about whatever was asked"""
    tour_types: dict[str, re.Pattern[str]]
    areas: tuple[Rule, ...]
    not_areas: frozenset[str]
    people: tuple[Rule, ...]
    not_names: frozenset[str]
    background: tuple[Rule, ...]
    references: tuple[Rule, ...]
    asked: tuple[Rule, ...] = field(default=())
    """what a line that was said to the visitor asks for"""
