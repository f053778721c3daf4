"""What a reply may state: every figure of this turn's findings, the community's facts and earlier guarded lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.guards.figure_reading import Key, date_keys, keys_of, plain_text, unit_key
from bot.guards.folding import fold
from bot.guards.wishes import SPEAKS_OF_WISH, wished_in_state, wished_in_text
from bot.tools.results import (
    KnowledgeAnswer,
    LeadSaved,
    PersonAsked,
    PricesFound,
    Quote,
    SlotOffer,
    SlotsFound,
    ToolResult,
    TourOutcome,
    TourView,
    UnitsFound,
)
from leasing.ports import Home
from leasing.pricing import MOST_PETS, AppliedOffer, Charge, HomeQuote, Offer, WithChosen, monthly_fees
from leasing.similar import Relaxed

if TYPE_CHECKING:  # the tools import the context and the guards: at run time only types are asked of it here
    from bot.context import Agenda, Community, TurnContext

_PIECES = re.compile(r"(?<=[.!?])\s+|\n")

RECENT_LINES = 24
"""earlier lines that are looked at: what was said before them is no longer talked about"""

MINUTES = {"minute": 1, "hour": 60, "day": 1440}
"""of a span of time, by the unit in which it is told"""


@dataclass(frozen=True, slots=True)
class Evidence:
    layers: tuple[frozenset[Key], ...]
    """what may be stated as fact"""
    said: tuple[frozenset[Key], ...]
    """what earlier guarded lines stated: as good as fact unless it is the visitor's own figure that they echoed"""
    homes: dict[str, frozenset[Key]]
    """name, as `plain_text` gives it, of each home that was found this turn → its own figures"""
    wishes: frozenset[Key]
    """what the visitor said of themselves: may be echoed as their wish, never stated as fact"""
    cheapest_cents: int | None
    """the lowest rent among the homes on the table"""
    texts: tuple[str, ...]
    """this turn's knowledge and the community's own words, as written"""
    has_tour: bool = False
    """whether the visitor has a tour ahead, or had one in this turn"""

    def holds(self, key: Key) -> bool:
        return self.holds_apart_from_homes(key) or any(key in own for own in self.homes.values())

    def holds_apart_from_homes(self, key: Key) -> bool:
        if any(key in layer for layer in self.layers):
            return True
        return key not in self.wishes and any(key in layer for layer in self.said)

    def says(self, stem: str) -> bool:
        """Whether the community's own words hold this piece of folded text."""
        return any(stem in fold(text) for text in self.texts)


def evidence_of(ctx: TurnContext) -> Evidence:
    """The evidence as it stands now. Cheap enough for every sentence: what it reads of texts is remembered."""
    answers = tuple(
        result.answer for result in ctx.findings.results if isinstance(result, KnowledgeAnswer) and result.answered
    )
    lines = ctx.history[-RECENT_LINES:]
    earlier = [line.text for line in lines if line.author in {"bot", "manager"}]
    heard = [*(line.text for line in lines if line.author == "visitor"), ctx.text]
    layers = [
        _community_keys(ctx.community),
        _holiday_keys(ctx.community, ctx.today),
        *(keys_of(answer) for answer in answers),
        frozenset(_result_keys(ctx)),
        frozenset(_agenda_keys(ctx.agenda)),
        frozenset(_around_now(ctx.today)),
    ]
    homes = _keys_by_home(ctx)
    wishes = frozenset(key for text in heard for key in wished_in_text(text)) | frozenset(wished_in_state(ctx.state))
    said = tuple(stated for text in (*earlier, ctx.said) if (stated := _stated_in(text)))
    texts = (*answers, *_own_words(ctx.community), *_words_of_prices(ctx))
    return Evidence(tuple(layers), said, homes, wishes, _cheapest(ctx), texts, has_tour=_has_tour(ctx))


def _keys_by_home(ctx: TurnContext) -> dict[str, frozenset[Key]]:
    """The figures of each home: its record, its rent with the fees, and what a quote has worked out."""
    prices = ctx.community.prices
    found = {plain_text(home.name): _home_keys(home, monthly_fees(home, prices)) for home in _homes(ctx)}
    for result in ctx.findings.results:
        if isinstance(result, Quote) and result.home and result.costs:
            found[plain_text(result.home.name)] |= _quote_keys(result.costs)
            if result.chosen is not None:
                found[plain_text(result.home.name)] |= _chosen_keys(result.chosen)
    return found


def _words_of_prices(ctx: TurnContext) -> Iterator[str]:
    """What the team has written of the specials and fees that were looked up."""
    for result in ctx.findings.results:
        if isinstance(result, PricesFound):
            yield from _written(result.charges, result.offers)
        elif isinstance(result, Quote) and result.costs:
            costs = result.costs
            yield from _written(
                (*costs.monthly, *costs.varying, *costs.included, *costs.once, *costs.extra), costs.offers
            )


def _written(charges: Iterable[Charge], offers: Iterable[Offer | AppliedOffer]) -> Iterator[str]:
    yield from (f"{charge.name} {charge.description or ''}" for charge in charges)
    yield from (f"{offer.text} {offer.terms}" for offer in offers)


def _has_tour(ctx: TurnContext) -> bool:
    outcomes = (result for result in ctx.findings.results if isinstance(result, TourOutcome))
    return bool(ctx.tours) or any(outcome.tour is not None for outcome in outcomes)


def _cheapest(ctx: TurnContext) -> int | None:
    rents = [home.rent_cents for home in _homes(ctx)]
    rents.extend(rent for home in ctx.agenda.homes if isinstance(rent := home.get("rent_cents"), int))
    return min(rents, default=None)


def _own_words(community: Community) -> tuple[str, ...]:
    return tuple(text for text in (community.description, *community.amenities) if text)


def _homes(ctx: TurnContext) -> Iterator[Home]:
    yield from ctx.findings.homes
    for result in ctx.findings.results:
        if isinstance(result, UnitsFound):
            yield from result.homes
        elif isinstance(result, Quote) and result.home:
            yield result.home


@lru_cache(maxsize=4096)
def _stated_in(text: str) -> frozenset[Key]:
    """Figures of a line that was sent."""
    return frozenset(key for piece in _PIECES.split(text) if piece for key in _stated(piece))


def _stated(sentence: str) -> frozenset[Key]:
    """Figures of a sentence that was sent, without the amounts that it only echoed as the visitor's wish."""
    keys = keys_of(sentence)
    if not keys or not SPEAKS_OF_WISH.search(fold(sentence)):
        return keys
    return frozenset(key for key in keys if key[0] != "money")


@lru_cache(maxsize=256)
def _community_keys(community: Community) -> frozenset[Key]:
    texts = [*(f"{sister.name} {sister.phone or ''}" for sister in community.sisters)]
    texts += [community.name, community.address, community.zip_code, community.phone or "", *_own_words(community)]
    keys = {key for text in texts for key in keys_of(text)}
    for charge in community.prices.charges:
        if charge.floor_plan_id is None:
            keys |= _charge_keys(charge)
    for minutes in (
        community.tour_duration_minutes,
        community.tour_notice_minutes,
        community.tour_hold_minutes,
        community.tour_horizon_days * MINUTES["day"],
    ):
        keys.update((unit, minutes // size * 100) for unit, size in MINUTES.items() if minutes % size == 0)
    for weekday, opens, closes in community.hours:
        keys.update([("time", opens), ("time", closes), ("weekly", weekday, opens), ("weekly", weekday, closes)])
    return frozenset(keys)


@lru_cache(maxsize=256)
def _holiday_keys(community: Community, today: date) -> frozenset[Key]:
    return frozenset(key for day, _ in community.holidays_ahead(today) for key in date_keys(day))


@lru_cache(maxsize=4096)
def _charge_keys(charge: Charge) -> frozenset[Key]:
    own = () if charge.amount_cents is None else (("money", charge.amount_cents),)
    return frozenset((*own, *keys_of(charge.name), *keys_of(charge.description or "")))


def _chosen_keys(chosen: WithChosen) -> frozenset[Key]:
    """The month with fees by choice, and each of these as often as it is counted."""
    amounts = [(charge.amount_cents or 0) * chosen.times(charge) for charge in (*chosen.monthly, *chosen.once)]
    return frozenset({("money", cents) for cents in (chosen.total_cents, *amounts)} | {("number", chosen.pets * 100)})


@lru_cache(maxsize=1024)
def _quote_keys(costs: HomeQuote) -> frozenset[Key]:
    """The figures that were worked out for one home, and are no other's."""
    amounts = [costs.rent_cents, costs.total_cents, *(offer.effective_rent_cents for offer in costs.offers)]
    amounts += [rent.rent_cents for rent in costs.lease_rents]
    amounts.append(sum(charge.amount_cents or 0 for charge in costs.monthly))
    keys: set[Key] = {("money", cents) for cents in amounts if cents is not None}
    lengths = [costs.lease_months, *(rent.lease_months for rent in costs.lease_rents)]
    keys.update(("month", months * 100) for months in lengths if months)
    keys.update(("number", months * 100) for months in lengths if months)
    for charge in (*costs.monthly, *costs.varying, *costs.included, *costs.once, *costs.extra):
        keys |= _charge_keys(charge)
    for offer in costs.offers:
        keys.update((*keys_of(offer.text), *keys_of(offer.terms)))
    return frozenset(keys)


@lru_cache(maxsize=4096)
def _home_keys(home: Home, fees_cents: int) -> frozenset[Key]:
    keys: set[Key] = {
        ("money", home.rent_cents),
        ("money", home.rent_cents + fees_cents),
        ("beds", home.bedrooms * 100),
        ("baths", round(home.bathrooms * 100)),
        unit_key(fold(home.name)),
        *date_keys(home.available_on),
    }
    if home.deposit_cents is not None:
        keys.add(("money", home.deposit_cents))
    if home.square_feet is not None:
        keys.update([("sqft", home.square_feet * 100), ("number", home.square_feet * 100)])
    if home.floor is not None:
        keys.add(("floor", home.floor * 100))
    for text in (home.name, f"unit {home.name}", home.floor_plan or "", *home.features):
        keys.update(keys_of(text))
    return frozenset(keys)


def _result_keys(ctx: TurnContext) -> Iterator[Key]:
    for result in ctx.findings.results:
        yield from _of_result(result)
    for slot in ctx.findings.slots:
        yield from _moment_keys(slot.starts_at, ctx)
    for tour in (*ctx.tours, *([ctx.findings.tour] if ctx.findings.tour else [])):
        yield from _tour_keys(tour)
    for count, noun in ((len(ctx.findings.homes), "home"), (len(ctx.findings.slots), "slot"), (len(ctx.tours), "slot")):
        yield from _count_keys(count, noun)


def _of_result(result: ToolResult) -> Iterator[Key]:
    match result:
        case UnitsFound():
            yield from _count_keys(result.total, "home")
            yield from _count_keys(len(result.homes), "home")
            for relaxed in result.relaxed_by:
                yield from _relaxed_keys(relaxed)
        case PricesFound():
            yield from _price_keys(result)
        case SlotsFound():
            yield from _slot_keys(result.slots)
            if result.requested_on:
                yield from date_keys(result.requested_on)
        case TourOutcome():
            yield from _slot_keys(result.alternatives)
            yield from keys_of(result.previous_label or "")
            if result.tour:
                yield from _tour_keys(result.tour)
        case PersonAsked():
            if result.expected_at:
                yield from _moment_keys(result.expected_at)
        case KnowledgeAnswer() | LeadSaved() | Quote():
            return  # answers are read as texts; what a visitor gave is in the state; a quote is of its home


def _relaxed_keys(relaxed: Relaxed) -> Iterator[Key]:
    if relaxed.over_cents is not None:
        yield ("money", relaxed.over_cents)
    if relaxed.days_later is not None:
        yield ("day", relaxed.days_later * 100)


def _price_keys(found: PricesFound) -> Iterator[Key]:
    for charge in found.charges:
        yield from _charge_keys(charge)
        if charge.per == "pet" and charge.amount_cents:
            # What it comes to for several pets is worked out, and not made up.
            yield from (("money", charge.amount_cents * pets) for pets in range(2, MOST_PETS + 1))
    for offer in found.offers:
        for text in (offer.text, offer.terms, *offer.floor_plans):
            yield from keys_of(text)


def _count_keys(count: int, noun: str) -> Iterator[Key]:
    yield ("counted", noun, count * 100)
    yield ("number", count * 100)


def _slot_keys(slots: tuple[SlotOffer, ...]) -> Iterator[Key]:
    yield from _count_keys(len(slots), "slot")
    for slot in slots:
        yield from keys_of(slot.label)
        yield from _moment_keys(slot.starts_at)


def _tour_keys(tour: TourView) -> Iterator[Key]:
    yield from keys_of(tour.label)
    yield from _moment_keys(tour.starts_at)
    yield from keys_of(f"unit {tour.unit_interest}" if tour.unit_interest else "")


def _moment_keys(at: datetime, ctx: TurnContext | None = None) -> Iterator[Key]:
    local = at.astimezone(ctx.community.zone) if ctx else at
    minutes = local.hour * 60 + local.minute
    yield from date_keys(local.date())
    yield ("time", minutes)
    yield ("moment", local.month, local.day, minutes)
    yield ("weekly", local.weekday(), minutes)


def _agenda_keys(agenda: Agenda) -> Iterator[Key]:
    """What was offered in an earlier turn and is still on the table."""
    for home in agenda.homes:
        yield from _offered_home_keys(*(home.get(field) for field in _OFFERED))
    for slot in agenda.slots:
        yield from keys_of(slot.get("label", ""))
        yield from _iso_keys(slot.get("value", ""))
    for value in (agenda.booking.get("starts_at", ""), *agenda.booking.get("days", "").split()):
        yield from _iso_keys(value)
    yield from keys_of(f"unit {agenda.booking['unit']}" if agenda.booking.get("unit") else "")
    yield from _count_keys(len(agenda.homes), "home")
    yield from _count_keys(len(agenda.slots), "slot")


_OFFERED = ("rent_cents", "bedrooms", "bathrooms", "name", "available_on")


@lru_cache(maxsize=1024)
def _offered_home_keys(
    rent_cents: object, bedrooms: object, bathrooms: object, name: object, free: object
) -> frozenset[Key]:
    keys: set[Key] = set()
    for value, kind, scale in ((rent_cents, "money", 1), (bedrooms, "beds", 100), (bathrooms, "baths", 100)):
        if isinstance(value, (int, float)):
            keys.add((kind, round(value * scale)))
    if isinstance(name, str):
        keys |= {unit_key(fold(name)), *keys_of(f"unit {name}"), *keys_of(name)}
    return frozenset(keys.union(_iso_keys(str(free or ""))))


def _iso_keys(value: str) -> Iterator[Key]:
    """Of a stored date or time; one that cannot be read is evidence for nothing."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return
    yield from _moment_keys(moment) if "T" in value else date_keys(moment.date())


def _around_now(today: date) -> Iterator[Key]:
    """Days that a reply may name without having looked anything up."""
    yield from date_keys(today)
    yield from date_keys(today + timedelta(days=1))
