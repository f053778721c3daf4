"""What the tools give back. The embedded brain phrases these; the other brains read `for_model` of the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from leasing.ports import Home, Match
from leasing.pricing import Charge, HomeQuote, Offer, WithChosen
from leasing.similar import Relaxed


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """A time at which a tour can start. `value` is what a `choice` frame sends back: ISO local time with offset."""

    value: str
    starts_at: datetime
    label: str
    """as a person in the community's zone says it: `Tue, Nov 24 at 10:00 AM`"""


@dataclass(frozen=True, slots=True)
class TourView:
    id: str
    starts_at: datetime
    """in the property's zone"""
    label: str
    tour_type: str
    status: str
    unit_interest: str | None = None
    host: str | None = None
    """the first name of who gives it"""


@dataclass(frozen=True, slots=True)
class KnowledgeAnswer:
    question: str
    answered: bool
    answer: str
    score: float
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitsFound:
    homes: tuple[Home, ...]
    total: int
    relaxed: tuple[str, ...] = ()
    """wishes let go because nothing matched them all; see leasing.similar"""
    relaxed_by: tuple[Relaxed, ...] = ()
    """each of them, and by how much"""
    all_in: dict[str, str] = field(default_factory=dict[str, str])
    """name of a home → its rent with every mandatory monthly fee, where that is more"""
    over_budget: tuple[str, ...] = ()
    """names of homes that pass the highest rent asked for with these fees, and not by the rent alone"""


@dataclass(frozen=True, slots=True)
class Quote:
    """One home and what it costs; both None where there is no such home."""

    reference: str
    home: Home | None
    costs: HomeQuote | None = None
    over_budget: bool = False
    """whether the total passes the visitor's budget, and the advertised rent alone does not"""
    chosen: WithChosen | None = None
    """the month with the charges by choice that were asked for"""


@dataclass(frozen=True, slots=True)
class PricesFound:
    """What the community charges beside its rents, and the specials of today."""

    charges: tuple[Charge, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class LeadSaved:
    saved: tuple[str, ...]
    """names of the fields that were taken"""
    invalid: dict[str, str] = field(default_factory=dict[str, str])
    """field → what is wrong with it, to tell the visitor"""
    reachable: bool = False


@dataclass(frozen=True, slots=True)
class SlotsFound:
    slots: tuple[SlotOffer, ...]
    requested_on: date | None = None
    requested_until: date | None = None
    """where any day from `requested_on` to this one suits"""
    exact: bool = True
    """false where nothing is free on the asked day or time and these are the nearest"""
    reason: str | None = None
    """why it is not exact: closed, full, past, too_soon, too_far"""


@dataclass(frozen=True, slots=True)
class TourOutcome:
    """Of booking, moving or cancelling. Without a problem `tour` is the tour as it stands now."""

    tour: TourView | None
    problem: str | None = None
    """needs_contact, taken, closed, off_grid, unstaffed, past, too_soon, too_far, no_tour, several_tours, unknown_type,
    has_tour (to book while `tour` is already booked: offer to move it)"""
    alternatives: tuple[SlotOffer, ...] = ()
    previous_label: str | None = None
    already: bool = False
    """the visitor already holds exactly this tour (or it was cancelled before)"""
    previous_type: str | None = None
    held: bool = False
    """with needs_contact: the time is kept for the visitor for some minutes while they leave an address"""


@dataclass(frozen=True, slots=True)
class PersonAsked:
    reason: str
    joined: bool
    """the same question was already waiting"""
    expected_at: datetime | None = None
    """when the office next answers, in the property's zone"""
    open_now: bool = False


ToolResult = KnowledgeAnswer | UnitsFound | Quote | PricesFound | LeadSaved | SlotsFound | TourOutcome | PersonAsked
