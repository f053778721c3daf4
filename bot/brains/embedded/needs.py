"""Which tools a turn needs, as a table: a tool is called when its `args` give any, once what it waits for is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.brains.embedded.asked_fees import (
    drops_fees,
    fees_added,
    fees_dropped,
    fees_named,
    pets_asked,
    pets_named,
    pets_priced,
)
from bot.brains.embedded.needs_tours import Args, book_args, cancel_args, confirm_args, given, move_args, slots_args
from bot.brains.embedded.understand import asks_something
from bot.brains.embedded.understand.dates import find_days
from bot.brains.embedded.understand.inquiries import BARE_HOUR
from bot.brains.embedded.understand.lexicon import lexicon_for
from bot.brains.embedded.understand.prices import asks_for_every_fee, asks_for_specials, fee_kinds
from bot.brains.embedded.understand.times import find_times
from bot.brains.embedded.view import WISH_SLOTS, View, named_in
from bot.guards.folding import fold
from bot.subjects import prices_another_animal
from bot.tools.results import (
    KnowledgeAnswer,
    LeadSaved,
    PersonAsked,
    PricesFound,
    Quote,
    SlotsFound,
    ToolResult,
    TourOutcome,
    UnitsFound,
)
from bot.understanding import Intent
from leasing.money import to_wire
from leasing.pricing import Charge

OFFICE = re.compile(
    r"\b(?:open|close[sd]?|hours|holidays?|office|staff\w*|until when|abr\w+|cierr\w+|cerrad\w+|horarios?|oficina|"
    r"feriados?)\b"
)
"""words of a question about the office rather than about a tour"""
MOST_QUESTIONS = 5
"""looked up in one turn"""
MOST_QUOTES = 3
"""homes that are compared in one turn"""
LONG_ENOUGH_TO_LOOK_UP = 3
SIZE_SLOTS = frozenset(("bedrooms", "bathrooms", "price_min_cents", "price_max_cents"))


@dataclass(frozen=True, slots=True)
class Need:
    tool: str
    gives: type[ToolResult]
    args: Callable[[View], list[Args]]
    """the arguments of each call; none where the tool is not needed"""
    waits_for: tuple[str, ...] = ()


def failed(view: View) -> list[str]:
    """Tools that were called and left no result."""
    return [need.tool for need in NEEDS if need.tool in view.notes.called and not view.results(need.gives)]


def outstanding(view: View, called: list[str]) -> list[tuple[str, Args]]:
    """The calls to make now. What another brain has found in this turn already is not looked for again."""
    wanted: list[tuple[Need, list[Args]]] = []
    for need in NEEDS:
        if need.tool not in called and not view.results(need.gives):
            args = need.args(view)
            if args:
                wanted.append((need, args))
    pending = {need.tool for need, _ in wanted}
    ready = [(need, args) for need, args in wanted if not pending & set(need.waits_for)]
    return [(need.tool, each) for need, args in ready for each in args]


def _lead(view: View) -> list[Args]:
    return [dict(view.given_contact)] if view.given_contact else []


def questions(view: View) -> list[str]:
    """The questions of the message, apart where each stands on its own."""
    if view.asks_why:
        # Why an address is asked for is ours to say.
        return []
    if view.goal == "besides":
        # It is passed on as it stands.
        return []
    if not view.understood.parts:
        # Nothing was made of it: the community's knowledge may still know what it is about.
        long_enough = len(view.ctx.text.split()) >= LONG_ENOUGH_TO_LOOK_UP
        if long_enough and _found_no_home_for_a_question(view):
            return [view.ctx.text]
        return [view.ctx.text] if view.understood.intents == [Intent.UNCLEAR] and long_enough else []
    # How a tour is changed here is ours to say.
    of_changing = " ".join(view.of_changing)
    parts = tuple(part for part in view.understood.parts if part.strip(" ?¿.!") not in of_changing)
    if view.offers:
        # What the specials are is known to the letter; an answer that somebody once wrote may be out of date.
        parts = tuple(part for part in parts if not asks_for_specials(part, view.language))
    if wants_every_fee(view):
        # An answer on one fee would pass for all of them.
        parts = tuple(part for part in parts if not asks_for_every_fee(part, view.language))
    parts = tuple(part for part in parts if not drops_fees(part, view))
    added = fees_added(view)
    if added and "parking" not in added:
        # The list of fees answers it. Of parking the community may have more to say: some of it may be free.
        parts = tuple(part for part in parts if not fees_named(part, view))
    if pets_asked(view) is not None:
        # The list of fees says what so many pets come to.
        parts = tuple(part for part in parts if pets_priced(part, view) is None)
    if view.sister is not None:
        # What this community has said is no answer on another, and its team has none.
        parts = tuple(part for part in parts if not named_in(fold(part), view.sister.name))
    if view.goal in ("book", "move", "inquire") and view.understood.names_a_time:
        # "Is Monday still possible?" is answered by the calendar; the office hours beside it answer nothing more.
        parts = tuple(part for part in parts if not _asks_for_a_time(part, view))
    return list(parts[:MOST_QUESTIONS])


def _asks_for_a_time(part: str, view: View) -> bool:
    """Whether a question names the time of the tour, and is not about the office or its holidays."""
    lexicon, text = lexicon_for(view.language), part.lower()
    if view.goal == "inquire" and (BARE_HOUR.search(text) or any(pattern.search(text) for pattern in lexicon.inquires)):
        return True
    named = find_days(text, lexicon, view.ctx.today) or find_times(text, lexicon)
    return bool(named) and not OFFICE.search(text)


def wants_every_fee(view: View) -> bool:
    """Whether it is asked what the community charges, and it has said so."""
    asked = any(asks_for_every_fee(part, view.language) for part in view.understood.parts)
    return asked and bool(view.ctx.community.prices.charges)


def _found_no_home_for_a_question(view: View) -> bool:
    """Where nothing at all is for rent, "do you have three bedrooms?" asks what the place is like."""
    found = view.last(UnitsFound)
    nothing = found is not None and not found.homes and not view.has(Intent.MORE_HOMES)
    return nothing and view.goal is None and asks_something(view.ctx.text, view.language)


def _knowledge(view: View) -> list[Args]:
    return [{"question": question} for question in questions(view)]


def wants_homes(view: View) -> bool:
    if view.has(Intent.SEARCH, Intent.MORE_HOMES):
        return True
    if fees_added(view) or fees_dropped(view):
        # "How much with my dog?" is about the homes on the table.
        return False
    if view.has(Intent.QUOTE) and view.understood.home:
        # "How much is A-103 if I move in on the 10th?" looks for no other home.
        return False
    changed = WISH_SLOTS & (view.understood.updates.keys() | view.understood.cleared)
    if view.goal is None:
        return bool(changed)
    # "A tour of a two bedroom on Thursday" wishes for a home too, where none is chosen or on the table yet.
    chosen = view.shown or view.unit or view.ctx.agenda.booking
    return view.goal == "book" and bool(changed & SIZE_SLOTS) and not chosen


def _units(view: View) -> list[Args]:
    if not wants_homes(view):
        return []
    state = view.ctx.state
    assistance = state.pet_details.get("assistance_animal")
    limits = [cents for cents in (state.price_max_cents, view.understood.below_cents) if cents is not None]
    args: Args = {
        "bedrooms": state.bedrooms,
        "or_bedrooms": next((size for size in view.ctx.agenda.sizes if size != state.bedrooms), None),
        "bathrooms": state.bathrooms,
        "min_rent": to_wire(state.price_min_cents),
        "max_rent": to_wire(min(limits) if limits else None),
        "move_in_date": state.move_in_date.isoformat() if state.move_in_date else None,
        # An assistance animal is not a pet: it narrows nothing.
        "has_pets": True if state.has_pets and not assistance else None,
        "furnished": state.furnished,
        "features": list(state.desired_features) or None,
        "exclude": [str(home["id"]) for home in view.shown] if view.has(Intent.MORE_HOMES) else None,
    }
    return [given(args)]


def quoted_home(view: View) -> str | None:
    """The home whose figures are asked: named, the only one shown, or the one that the talk is about."""
    shown = view.shown
    if view.understood.home:
        return view.understood.home
    if len(shown) == 1:
        return str(shown[0]["id"])
    return view.ctx.state.unit_of_interest


def _quote(view: View) -> list[Args]:
    found, named = view.last(UnitsFound), view.understood.home
    if found is not None and named is None and view.understood.price and view.understood.price.lease_months is not None:
        # "A two bedroom for 6 months": the rent of another lease length is another one.
        lease = view.understood.price.lease_months
        return [{"unit": home.id, "lease_months": lease} for home in found.homes[:MOST_QUOTES]]
    answers_which = view.asked == "unit" and named is not None
    added = fees_added(view)
    of_a_month = bool(added) or fees_dropped(view)
    if view.settles and not of_a_month:
        return []
    if not view.has(Intent.QUOTE) and not answers_which and not of_a_month:
        return []
    home, price = quoted_home(view), view.understood.price
    homes = [home] if home else [str(each["id"]) for each in view.shown] if price or of_a_month else []
    homes = (view.compared or homes)[:MOST_QUOTES]
    lease = price.lease_months if price else None
    asked = {"lease_months": lease, "with_fees": added or None, "pets": pets_named(view) if added else None}
    return [given({"unit": each, **asked}) for each in homes]


def _prices(view: View) -> list[Args]:
    price = view.understood.price
    asks_specials = price is not None and price.specials and bool(view.offers)
    return [{}] if asks_specials or wants_every_fee(view) or pets_asked(view) or _fees_from_the_list(view) else []


def _fees_from_the_list(view: View) -> list[str]:
    """Questions that nobody has answered, but whose fee is in the community's list."""
    return [question for question in _not_in_knowledge(view) if charges_for(view, question)]


def charges_for(view: View, question: str) -> list[Charge]:
    """What the community's list of fees says on a question about a fee."""
    kinds = fee_kinds(question, view.language)
    # What dogs and cats are charged is not what a parrot costs; an assistance animal is charged nothing.
    no_pet = view.ctx.state.pet_details.get("assistance_animal") or prices_another_animal(question)
    charges = view.ctx.community.prices.charges
    return [each for each in charges if each.kind in kinds and not (no_pet and each.of_a_pet)]


def _person(view: View) -> list[Args]:
    if view.has(Intent.PERSON):
        return [{"question": view.ctx.text, "reason": "customer_request"}]
    if view.passes_on:
        return [{"question": view.ctx.agenda.question, "reason": "unsupported_request"}]
    if _price_unknown(view):
        return [{"question": view.ctx.text, "reason": "missing_knowledge"}]
    # What was not understood at all is asked back, not passed on.
    unknown = unanswered(view) if view.has(Intent.ASK) else []
    return [{"question": joined_questions(unknown), "reason": "missing_knowledge"}] if unknown else []


def _price_unknown(view: View) -> bool:
    """Whether a price was asked that is not stored: of a lease length, or of all the fees."""
    price, quotes = view.understood.price, [quote.costs for quote in view.results(Quote) if quote.costs]
    if price is None:
        return False
    wants_all = price.total or price.due
    return any(costs.rent_cents is None or (wants_all and not costs.fees_known) for costs in quotes)


def unanswered(view: View) -> list[str]:
    """The questions of the message that neither the community's knowledge nor its list of fees answers."""
    return [question for question in _not_in_knowledge(view) if not charges_for(view, question)]


def _not_in_knowledge(view: View) -> list[str]:
    found = view.results(KnowledgeAnswer)
    return list(dict.fromkeys(answer.question for answer in found if not answer.answered))


def joined_questions(parts: list[str]) -> str:
    """Several questions as the one that a person is asked."""
    if len(parts) == 1:
        return parts[0]
    return " ".join(part if part[-1:] in "?.!" else f"{part}?" for part in parts)


NEEDS = (
    Need("save_lead", LeadSaved, _lead),
    Need("answer_from_knowledge", KnowledgeAnswer, _knowledge),
    Need("search_units", UnitsFound, _units),
    Need("quote_unit", Quote, _quote, waits_for=("search_units",)),
    Need("fees_and_specials", PricesFound, _prices, waits_for=("answer_from_knowledge",)),
    Need("tour_slots", SlotsFound, slots_args),
    Need("book_tour", TourOutcome, book_args, waits_for=("save_lead",)),
    Need("move_tour", TourOutcome, move_args),
    Need("confirm_tour", TourOutcome, confirm_args),
    Need("cancel_tour", TourOutcome, cancel_args),
    Need("ask_person", PersonAsked, _person, waits_for=("answer_from_knowledge", "quote_unit")),
)
