"""One turn as the decisions look at it: what was understood, what is known, what the tools have found so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from bot.brains.embedded.goals import GOALS
from bot.brains.embedded.orders import accepts, consents, decides_later, is_an_order_to_cancel, puts_off
from bot.brains.embedded.understand import asks_something
from bot.brains.embedded.understand.dates import find_days
from bot.brains.embedded.understand.emoji import in_words
from bot.brains.embedded.understand.lexicon import lexicon_for
from bot.brains.embedded.understand.moments import UnclearDay
from bot.brains.embedded.understand.pleased import merely_pleased
from bot.brains.embedded.understand.times import find_times
from bot.brains.embedded.understand.tour_changes import keeps
from bot.brains.embedded.understand.tour_policy import declines_a_change, sentences_of_changing
from bot.context import TurnContext
from bot.guards.folding import fold
from bot.tools.results import LeadSaved, ToolResult, TourView
from bot.understanding import Intent, Understanding
from leasing.community import Sister
from leasing.pricing import Offer
from leasing.services.slots import problem

ASKS_WHY = re.compile(
    r"\b(?:why|what for|how come|(?:por|para) qu[eé])\b.{0,20}\b(?:need|want|ask\w*|have to|give|necesit\w*|quier\w*|"
    r"pid\w+|doy|dar\w*)\b|^\W*(?:but |and |pero |¿?y )?(?:why|what for|(?:por|para) qu[eé])\W*$"
)
"""asks what an address is for"""
HESITATES = re.compile(
    r"\W*(?:h+m+|m{2,}|u+h+m*|u+m+|e+h+|este|pues|a ver|well|let me (?:see|think)|d[eé]jeme (?:ver|pensar))\W*"
)
"""all of a message that says nothing yet"""
FEW_WORDS = 2
R = TypeVar("R", bound=ToolResult)

NOTES = "embedded"
CONTACT_FIELDS = ("first_name", "last_name", "email", "phone")
WISH_SLOTS = frozenset(
    (
        "bedrooms",
        "bathrooms",
        "move_in_date",
        "price_min_cents",
        "price_max_cents",
        "has_pets",
        "furnished",
        "desired_features",
    )
)
"""slots that change what a search finds"""
ASKING = (Intent.ASK, Intent.SEARCH, Intent.MORE_HOMES, Intent.QUOTE)


@dataclass(slots=True)
class Notes:
    """What this brain has to remember from one round of a turn to the next."""

    shown: list[dict[str, Any]]
    offered: list[dict[str, str]]
    rounds: list[list[str]] = field(default_factory=list[list[str]])
    """names of the tools called, round by round"""

    @classmethod
    def of(cls, ctx: TurnContext) -> Notes:
        """Kept in the turn's trace until the reply is spoken."""
        return ctx.trace.setdefault(NOTES, cls(list(ctx.agenda.homes), list(ctx.agenda.slots)))

    @property
    def called(self) -> list[str]:
        return [name for names in self.rounds for name in names]


@dataclass
class View:
    ctx: TurnContext
    understood: Understanding
    notes: Notes

    def has(self, *intents: Intent) -> bool:
        return self.understood.has(*intents)

    @property
    def language(self) -> str:
        return self.understood.language

    @property
    def goes_on(self) -> bool:
        """Whether something of this reply was said already, by a guard's ruling or by another brain."""
        return bool(self.ctx.said.strip())

    @cached_property
    def shown(self) -> list[dict[str, Any]]:
        """The homes that the visitor had before them when they wrote; tools of this turn may show others."""
        return self.notes.shown

    @property
    def compared(self) -> list[str]:
        """ "Compare A-101 and B-202": those of the homes shown that are named, where it is more than one."""
        text = fold(self.ctx.text)
        named = [str(home["id"]) for home in self.shown if named_in(text, str(home["name"]))]
        return named if len(named) > 1 else []

    @cached_property
    def offered(self) -> list[dict[str, str]]:
        """The tour times that the visitor had before them when they wrote."""
        return self.notes.offered

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """The community's specials of today."""
        return self.ctx.community.prices.offered(self.ctx.today)

    def results(self, kind: type[R]) -> list[R]:
        return [result for result in self.ctx.findings.results if isinstance(result, kind)]

    def last(self, kind: type[R]) -> R | None:
        return next(iter(reversed(self.results(kind))), None)

    @property
    def asked(self) -> str | None:
        """What the visitor was asked last turn."""
        return self.ctx.agenda.asked

    def declined(self, what: str) -> bool:
        """Whether the visitor does not want to be asked for it."""
        return what in self.ctx.agenda.declined

    @property
    def agrees(self) -> bool:
        """Whether they say yes; who is only pleased does not."""
        yes = self.has(Intent.AFFIRM) and not self.has(Intent.DENY, Intent.TOUR_STATUS)
        return yes and not self.is_merely_pleased

    @cached_property
    def is_merely_pleased(self) -> bool:
        return merely_pleased(self.ctx.text)

    @property
    def asks_why(self) -> bool:
        """Whether an address that was asked for is not refused, but its purpose asked."""
        of_contact = self.asked == "contact" or self.has(Intent.STOP_ASKING)
        return of_contact and ASKS_WHY.search(self.ctx.text.lower()) is not None

    @cached_property
    def sister(self) -> Sister | None:
        """Another community of the company that is named, and not this one."""
        text = fold(self.ctx.text)
        if named_in(text, self.ctx.community.name):
            return None
        return next((sister for sister in self.ctx.community.sisters if named_in(text, sister.name)), None)

    @property
    def hesitates(self) -> bool:
        undecided = HESITATES.fullmatch(self.ctx.text.lower()) is not None or self.is_merely_pleased
        return undecided or self.hangs_back

    @cached_property
    def hangs_back(self) -> bool:
        """ "Good to know" to "shall I book it?": a time waits for their yes, and this is none."""
        text, waiting = in_words(self.ctx.text), "starts_at" in self.ctx.agenda.booking
        if self.is_merely_pleased and self.starts_at is not None:
            return True
        if not waiting or self.asked not in ("book", "move") or self.given_contact or self.understood.invalid:
            return False
        if decides_later(text):
            return True
        if self.starts_at is None or not self.is_waited_for(self.starts_at) or self.has(Intent.BYE):
            return False
        return puts_off(text) or not (self.understood.slot or self._names_a_time_itself or accepts(text))

    @property
    def _names_a_time_itself(self) -> bool:
        """Whether the time stands in the message, and not only in the line to which it answers."""
        text, lexicon = self.ctx.text.lower(), lexicon_for(self.language)
        return bool(find_times(text, lexicon) or find_days(text, lexicon, self.ctx.today))

    @property
    def agrees_to_some_time(self) -> bool:
        """ "OK" to several times: which of them is still open, and no others are looked for."""
        settled = self.starts_at or self.understood.names_a_time or "tour_type" in self.understood.updates
        return self.asked == "tour_time" and self.agrees and len(self.offered) > 1 and not settled

    @property
    def settles(self) -> bool:
        """A bare "OK" of who has a tour and was asked nothing: it ends the matter, and asks no price."""
        bare = len(self.ctx.text.split()) <= FEW_WORDS and not asks_something(self.ctx.text, self.language)
        agrees = self.agrees or self.is_merely_pleased
        return agrees and self.asked is None and bool(self.ctx.tours) and bare

    @property
    def waits_for_a_time(self) -> bool:
        """Whether times were offered for a tour, and none of them was chosen yet."""
        booking = self.ctx.agenda.booking
        open_since = booking and "starts_at" not in booking and not self.ctx.tours
        return bool(self.offered and (self.asked == "tour_time" or open_since))

    @cached_property
    def keeps(self) -> bool:
        """Whether a cancellation is taken back, or a tour is not to be moved."""
        stays = bool(self.ctx.tours) and declines_a_change(self.ctx.text)
        return stays or keeps(self.ctx.text, asked=self.asked == "cancel")

    @cached_property
    def of_changing(self) -> list[str]:
        """The sentences that ask how a tour can be changed if need be."""
        return sentences_of_changing(self.understood.question or "")

    @property
    def passes_on(self) -> bool:
        """Whether they agree to have their wish passed on to the team."""
        return self.asked == "ask_person" and self.agrees and bool(self.ctx.agenda.question)

    @cached_property
    def time_problem(self) -> str | None:
        """Why no tour can start at the time that is meant, leaving other tours aside."""
        if self.starts_at is None:
            return None
        at = datetime.fromisoformat(self.starts_at)
        return problem(self.ctx.community, at, self.ctx.clock.now(), self.offered_type)

    @cached_property
    def given_contact(self) -> dict[str, str]:
        """Contact fields that this message brought."""
        return {name: str(self.understood.updates[name]) for name in CONTACT_FIELDS if name in self.understood.updates}

    @property
    def reachable(self) -> bool:
        saved = self.last(LeadSaved)
        return self.ctx.state.contact.reachable or (saved is not None and saved.reachable)

    @property
    def will_be_reachable(self) -> bool:
        return self.reachable or bool({"email", "phone"} & self.given_contact.keys())

    @cached_property
    def goal(self) -> str | None:
        """What this turn does about tours: book, move, confirm, cancel, status, inquire (answer of a time), besides
        (pass on a second one), or None."""
        return next((name for name, holds in GOALS if holds(self)), None)

    @cached_property
    def starts_at(self) -> str | None:
        """The time that is meant, to the minute: picked now, named now, or waiting from before."""
        return _starts_at(self)

    def is_waited_for(self, starts_at: str) -> bool:
        """Whether it is the time that a booking waits with."""
        waiting = self.ctx.agenda.booking.get("starts_at")
        return waiting is not None and datetime.fromisoformat(waiting) == datetime.fromisoformat(starts_at)

    @property
    def unclear_day(self) -> UnclearDay | None:
        """A day that was named in words that do not tell which it is."""
        when = self.understood.when
        return when if isinstance(when, UnclearDay) else None

    @property
    def picked_tour(self) -> TourView | None:
        """The tour that is chosen or whose day is named."""
        return _picked_tour(self)

    @cached_property
    def tour(self) -> TourView | None:
        """The tour that a move or a cancellation is about, if it is clear which."""
        return _tour_meant(self)

    @property
    def unit(self) -> str | None:
        booking = self.ctx.agenda.booking
        return self.understood.home or booking.get("unit") or self.ctx.state.unit_of_interest

    @property
    def tour_type(self) -> str | None:
        """The type that is wished for, offered or not."""
        said = self.understood.updates.get("tour_type")
        return said or self.ctx.agenda.booking.get("tour_type") or self.ctx.state.tour_type

    @property
    def offered_type(self) -> str | None:
        """The type that is wished for, where the community gives such tours."""
        return self.tour_type if self.tour_type in self.ctx.community.tour_types else None

    @property
    def new_type(self) -> str | None:
        """The other type that a booked tour is to become."""
        wanted = self.understood.updates.get("tour_type") or self.ctx.agenda.booking.get("tour_type")
        return wanted if self.tour is not None and wanted != self.tour.tour_type else None

    @property
    def cancels_at_once(self) -> bool:
        """A plain order to cancel the only tour needs no asking back; a question about cancelling does."""
        chosen = self.picked_tour is not None and not asks_something(self.ctx.text, self.language)
        if self.asked == "cancel" and (chosen or consents(self.ctx.text)):
            return True
        # What only examples tell is asked back: a tour that was cancelled may be gone to somebody else.
        guessed = self.understood.learnt is not None
        ordered = self.has(Intent.TOUR_CANCEL) and not self.has(Intent.ASK) and not guessed
        return ordered and is_an_order_to_cancel(self.ctx.text)


def named_in(folded: str, name: str) -> bool:
    """Whether a folded text holds a name as whole words."""
    return re.search(rf"\b{re.escape(fold(name))}\b", folded) is not None


def _picked_tour(view: View) -> TourView | None:
    tours = view.ctx.tours
    day = view.understood.when.day if view.understood.when else None
    for tour in tours:
        if tour.id == view.ctx.choice:
            return tour
    on_day = [tour for tour in tours if tour.starts_at.date() == day]
    return on_day[0] if len(on_day) == 1 else None


def _tour_meant(view: View) -> TourView | None:
    tours = view.ctx.tours
    if len(tours) == 1:
        return tours[0]
    waiting = view.ctx.agenda.booking.get("tour_id")
    return view.picked_tour or next((tour for tour in tours if tour.id == waiting), None)


def _starts_at(view: View) -> str | None:
    if view.understood.slot:
        return view.understood.slot
    booking = view.ctx.agenda.booking.get("starts_at")
    when = view.understood.when
    if view.unclear_day:
        return None
    if when is None:
        slots = view.offered
        if not booking and len(slots) == 1 and view.agrees and view.asked == "tour_time":
            return slots[0]["value"]
        return booking
    if when.leaves_the_day_open:
        return None
    earlier = datetime.fromisoformat(booking) if booking else None
    at = when.at or (earlier.time() if earlier and not when.leaves_the_hour_open else None)
    day = when.day or (earlier.date() if earlier else None)
    if at is None or day is None:
        return None
    return datetime.combine(day, at, view.ctx.community.zone).isoformat()
