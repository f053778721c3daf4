"""What a home costs: its rent for a lease length and move-in, what comes on top each month, what is due once, and
which special applies. Computed from stored figures alone; what is not stored is None and never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from leasing.ports import Home

PET_KINDS = frozenset({"pet_rent", "pet_fee", "pet_deposit"})
COUNTED = ("pet", "vehicle")
MOST_PETS = 4
"""of which it is told what they come to"""
ON_THE_WAY_IN = ("application", "move_in")
WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class RentRow:
    """As `leasing.models.Rent`."""

    lease_months: int
    rent_cents: int | None = None
    difference_cents: int | None = None
    unit_id: str | None = None
    floor_plan_id: str | None = None
    move_in_from: date | None = None
    move_in_until: date | None = None

    def covers(self, home: Home, move_in: date) -> bool:
        of_home = self.unit_id in (None, home.id) and self.floor_plan_id in (None, home.floor_plan_id)
        begun = self.move_in_from is None or self.move_in_from <= move_in
        return of_home and begun and (self.move_in_until is None or move_in <= self.move_in_until)

    def rent(self, home: Home) -> int:
        if self.rent_cents is not None:
            return self.rent_cents
        return max(0, home.rent_cents + (self.difference_cents or 0))

    @property
    def nearness(self) -> tuple[int, date]:
        """The nearest to a home counts: its own, its plan's, the property's; of these the latest window."""
        owner = 2 if self.unit_id else 1 if self.floor_plan_id else 0
        return owner, self.move_in_from or date.min


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee or a deposit, as `leasing.models.Fee`. `amount_cents` is None where it varies."""

    name: str
    kind: str
    amount_cents: int | None
    frequency: str
    requirement: str
    per: str = "home"
    due: str | None = None
    refundable: bool = False
    included_in_rent: bool = False
    description: str | None = None
    floor_plan_id: str | None = None

    def adds_to(self, floor_plan_id: str | None) -> bool:
        """Whether every lease of a home of this plan pays it each month on top of the rent. What is counted by pets or
        cars has no amount for a home: it is told apart and in no total."""
        required = self.requirement == "mandatory" and self.per not in COUNTED
        of_plan = self.floor_plan_id in (None, floor_plan_id)
        return required and of_plan and self.frequency == "monthly" and not self.included_in_rent

    @property
    def is_due_later(self) -> bool:
        """Once, and not on the way in."""
        once = self.frequency == "one_time" and not self.included_in_rent
        return once and self.due not in ON_THE_WAY_IN

    @property
    def of_a_pet(self) -> bool:
        return self.per == "pet" or self.kind in PET_KINDS


@dataclass(frozen=True, slots=True)
class Offer:
    """A special, as `leasing.models.Special`; `floor_plan_ids` None is every plan."""

    id: str
    kind: str
    text: str
    terms: str = ""
    quantity: int | None = None
    amount_cents: int | None = None
    waived_kind: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    move_in_by: date | None = None
    min_lease_months: int | None = None
    max_lease_months: int | None = None
    floor_plan_ids: tuple[str, ...] | None = None
    floor_plans: tuple[str, ...] = ()
    """the names of these"""

    def is_offered(self, today: date) -> bool:
        """Whether it is offered on a day, and somebody can still move in by its latest day for some floor plan."""
        begun = self.starts_on is None or self.starts_on <= today
        ended = (last is not None and last < today for last in (self.ends_on, self.move_in_by))
        return begun and not any(ended) and self.floor_plan_ids != ()

    def may_be_of(self, home: Home, lease_months: int | None, first_day: date) -> bool:
        """Whether nothing that is known of home, lease and the first day of moving in rules it out."""
        if self.floor_plan_ids is not None and home.floor_plan_id not in self.floor_plan_ids:
            return False
        if self.move_in_by is not None and first_day > self.move_in_by:
            return False
        if lease_months is None:
            return True
        return (self.min_lease_months or 0) <= lease_months <= (self.max_lease_months or lease_months)

    def is_certain(self, lease_months: int | None, move_in: date | None) -> bool:
        """Whether all that it asks of lease and move-in is known."""
        needs_length = self.min_lease_months is not None or self.max_lease_months is not None
        return (lease_months is not None or not needs_length) and (move_in is not None or self.move_in_by is None)


@dataclass(frozen=True, slots=True)
class PriceList:
    """All of a property's prices beside the rents of its homes."""

    rents: tuple[RentRow, ...] = ()
    charges: tuple[Charge, ...] = ()
    offers: tuple[Offer, ...] = ()

    def offered(self, today: date) -> tuple[Offer, ...]:
        """The specials of a day, in their order."""
        return tuple(offer for offer in self.offers if offer.is_offered(today))


@dataclass(frozen=True, slots=True)
class LeaseRent:
    lease_months: int
    rent_cents: int


@dataclass(frozen=True, slots=True)
class AppliedOffer:
    """A special of a home. `effective_rent_cents` is the rent averaged over the lease, rounded up to whole cents;
    None unless lease length and terms are known, and it is only ever said together with `terms`."""

    text: str
    terms: str
    certain: bool
    """false where it also depends on a lease length or move-in that nobody has said"""
    effective_rent_cents: int | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class HomeQuote:
    """What one home costs. `total_cents` is the rent with every mandatory monthly charge whose amount is known."""

    lease_months: int | None
    move_in: date | None
    rent_cents: int | None
    """of the asked lease length; None where no rent is stored for it"""
    total_cents: int | None
    monthly: tuple[Charge, ...]
    """mandatory each month, on top of the rent"""
    varying: tuple[Charge, ...]
    """mandatory each month in an amount that varies: not in the total"""
    included: tuple[Charge, ...]
    """mandatory, and in the rent already"""
    once: tuple[Charge, ...]
    """mandatory, due once: at the application or at the move-in"""
    extra: tuple[Charge, ...]
    """by choice, of those to whom they apply, or due after the move-in"""
    offers: tuple[AppliedOffer, ...]
    lease_rents: tuple[LeaseRent, ...]
    """every lease length that a rent is stored for, shortest first"""
    fees_known: bool
    """whether the community has said what it charges at all: without, nothing is said to be all there is to pay"""


def monthly_fees(home: Home, prices: PriceList) -> int:
    """Cents of the mandatory monthly charges that come on top of a home's rent, as far as their amounts are known."""
    return plan_fees(home.floor_plan_id, prices)


def plan_fees(floor_plan_id: str | None, prices: PriceList) -> int:
    """The same for every home of a floor plan."""
    return sum(charge.amount_cents or 0 for charge in prices.charges if charge.adds_to(floor_plan_id))


def varying_fees(home: Home, prices: PriceList) -> tuple[Charge, ...]:
    """The mandatory monthly charges that come on top of a home's rent in an amount that varies: in no total."""
    return tuple(
        charge for charge in prices.charges if charge.amount_cents is None and charge.adds_to(home.floor_plan_id)
    )


def passes_budget(rent_cents: int, total_cents: int, most_cents: int | None) -> bool:
    """Whether a rent that is within a budget passes it together with the fees."""
    return most_cents is not None and rent_cents <= most_cents < total_cents


def rent_of(home: Home, prices: PriceList, lease_months: int, move_in: date) -> int | None:
    """The rent in cents for a lease length, None where none is stored for it."""
    rows = [row for row in prices.rents if row.lease_months == lease_months and row.covers(home, move_in)]
    # A rent of 0 is none: nobody is told that a home costs nothing.
    return (max(rows, key=lambda row: row.nearness).rent(home) or None) if rows else None


def lease_rents(home: Home, prices: PriceList, move_in: date) -> tuple[LeaseRent, ...]:
    """The rents of all lease lengths for a move-in, shortest first."""
    lengths = sorted({row.lease_months for row in prices.rents if row.covers(home, move_in)})
    rents = ((months, rent_of(home, prices, months, move_in)) for months in lengths)
    return tuple(LeaseRent(months, rent) for months, rent in rents if rent is not None)


def quote(
    home: Home,
    prices: PriceList,
    today: date,
    *,
    lease_months: int | None = None,
    move_in: date | None = None,
    with_pet_charges: bool = True,
) -> HomeQuote:
    """What a home costs. Without a lease length its rent is the advertised one; without a move-in the prices are those
    of the first day on which it can be had. `with_pet_charges` is false for an assistance animal, which is no pet."""
    first_day = max(home.available_on, today)
    day = max(move_in, first_day) if move_in else first_day
    rent = home.rent_cents if lease_months is None else rent_of(home, prices, lease_months, day)
    offers = tuple(
        _applied(offer, rent, lease_months, move_in)
        for offer in prices.offered(today)
        if offer.may_be_of(home, lease_months, day)
    )
    charges = [charge for charge in prices.charges if charge.floor_plan_id in (None, home.floor_plan_id)]
    if not with_pet_charges:
        charges = [charge for charge in charges if not charge.of_a_pet]
    mandatory = [charge for charge in charges if charge.requirement == "mandatory" and charge.per not in COUNTED]
    on_top = [charge for charge in charges if charge.adds_to(home.floor_plan_id)]
    monthly = tuple(charge for charge in on_top if charge.amount_cents is not None)
    return HomeQuote(
        lease_months=lease_months,
        move_in=move_in,
        rent_cents=rent,
        total_cents=None if rent is None else rent + sum(charge.amount_cents or 0 for charge in monthly),
        monthly=monthly,
        varying=tuple(charge for charge in on_top if charge.amount_cents is None),
        included=tuple(charge for charge in mandatory if charge.included_in_rent),
        once=_with_deposit(home, (charge for charge in mandatory if charge.frequency == "one_time")),
        extra=tuple(charge for charge in charges if charge not in mandatory or charge.is_due_later),
        offers=offers,
        lease_rents=lease_rents(home, prices, day),
        fees_known=bool(prices.charges),
    )


@dataclass(frozen=True, slots=True)
class WithChosen:
    """A month of a home together with charges by choice that were asked for, and what they cost once."""

    total_cents: int
    """the total of the month with the chosen charges, as often as they are counted"""
    monthly: tuple[Charge, ...]
    once: tuple[Charge, ...]
    """due once where these are chosen: a pet's fee and deposit"""
    pets: int = 1

    def times(self, charge: Charge) -> int:
        return self.pets if charge.per == "pet" else 1


def with_chosen(costs: HomeQuote, kinds: Iterable[str], pets: int = 1) -> WithChosen | None:
    """None where the rent is not known, or nothing of these kinds with an amount is charged by choice each month."""
    wanted = set(kinds)
    if wanted & PET_KINDS:
        wanted |= PET_KINDS
    chosen = [charge for charge in costs.extra if charge.kind in wanted and charge.amount_cents is not None]
    monthly = tuple(charge for charge in chosen if charge.frequency == "monthly" and not charge.included_in_rent)
    if costs.total_cents is None or not monthly:
        return None
    once = tuple(charge for charge in chosen if charge.frequency != "monthly" and charge.of_a_pet)
    found = WithChosen(0, monthly, once, pets)
    added = sum((charge.amount_cents or 0) * found.times(charge) for charge in monthly)
    return replace(found, total_cents=costs.total_cents + added)


def _with_deposit(home: Home, charges: Iterable[Charge]) -> tuple[Charge, ...]:
    """The charges due on the way in; a deposit of the home's own stands in for the property's general one."""
    due = [charge for charge in charges if not charge.is_due_later]
    if home.deposit_cents is None:
        return tuple(due)
    general = next((charge for charge in due if charge.kind == "security_deposit"), None)
    own = replace(general or _DEPOSIT, amount_cents=home.deposit_cents)
    return (own, *(charge for charge in due if charge is not general))


_DEPOSIT = Charge("Security deposit", "security_deposit", None, "one_time", "mandatory", due="move_in")


def _applied(offer: Offer, rent: int | None, lease_months: int | None, move_in: date | None) -> AppliedOffer:
    certain = offer.is_certain(lease_months, move_in)
    effective = effective_rent(offer, rent, lease_months) if certain and rent is not None else None
    return AppliedOffer(offer.text, offer.terms, certain, effective, offer.id)


def effective_rent(offer: Offer, rent_cents: int, lease_months: int | None) -> int | None:
    """The rent with a special, averaged over the lease and rounded up; None where it does not lower the rent or the
    lease has no length, and where nothing would be left of it: then its figures are wrong."""
    if offer.kind == "monthly_discount":
        left = rent_cents - (offer.amount_cents or 0)
        return left if left > 0 else None
    if not lease_months:
        return None
    whole = rent_cents * lease_months
    if offer.kind == "months_free":
        free, share = rent_cents * (offer.quantity or 0), 1
    elif offer.kind == "weeks_free":
        free, share = rent_cents * MONTHS_A_YEAR * (offer.quantity or 0), WEEKS_A_YEAR
    elif offer.kind == "amount_off":
        free, share = offer.amount_cents or 0, 1
    else:
        return None
    average = -((free - whole * share) // (share * lease_months))
    return average if average > 0 else None
