"""What one home costs, for staff: the same figures that the chat says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import Property, Unit
from leasing.money import to_wire
from leasing.pricing import Charge, HomeQuote, quote
from leasing.services import inventory, pricing
from leasing.tenancy import StaffScope
from leasing.zones import zone


@dataclass(frozen=True, slots=True)
class LineView:
    """A charge of a quote; `amount` is null where it varies."""

    name: str
    kind: str
    amount: str | None
    frequency: str
    requirement: str
    per: str
    due: str | None
    refundable: bool
    description: str | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """A special; `certain` is false where it also depends on what was not asked for. `effective_rent` is the rent
    averaged over the lease, only ever to be shown together with `terms`."""

    id: str
    text: str
    terms: str
    certain: bool
    effective_rent: str | None


@dataclass(frozen=True, slots=True)
class LeaseRentView:
    lease_months: int
    rent: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What a home costs. `total` is the rent with every mandatory monthly charge of known amount; rent and total are
    null where no rent is stored for the asked lease length."""

    unit_id: str
    unit: str
    lease_months: int | None
    move_in: date | None
    base_rent: str
    rent: str | None
    total: str | None
    monthly: list[LineView]
    varying: list[LineView]
    included: list[LineView]
    once: list[LineView]
    extra: list[LineView]
    specials: list[OfferView]
    lease_rents: list[LeaseRentView]


def of_unit(
    tx: Tx, scope: StaffScope, unit_id: str, *, lease_months: int | None = None, move_in: date | None = None
) -> QuoteView:
    """Quote a unit. Raises `NotFound`, and `Conflict` for one that nobody can rent."""
    row = scope.get(tx, Unit, unit_id)
    found = scope.get(tx, Property, row.property_id)
    _, homes = inventory.rentable(tx, row.property_id)
    home = next((home for home in homes if home.id == unit_id), None)
    if home is None:
        raise Conflict(
            f"Unit {row.name} is {row.status}: only units that are available or on notice, with a date and a rent, "
            "can be quoted.",
            code="PRECONDITION_FAILED",
            details={"status": row.status},
        )
    today = tx.now.astimezone(zone(found.timezone)).date()
    costs = quote(home, pricing.load(tx, row.property_id), today, lease_months=lease_months, move_in=move_in)
    return _view(row.id, row.name, home.rent_cents, costs)


def _view(unit_id: str, name: str, base_cents: int, costs: HomeQuote) -> QuoteView:
    return QuoteView(
        unit_id=unit_id,
        unit=name,
        lease_months=costs.lease_months,
        move_in=costs.move_in,
        base_rent=to_wire(base_cents) or "0.00",
        rent=to_wire(costs.rent_cents),
        total=to_wire(costs.total_cents),
        monthly=_lines(costs.monthly),
        varying=_lines(costs.varying),
        included=_lines(costs.included),
        once=_lines(costs.once),
        extra=_lines(costs.extra),
        specials=[
            OfferView(offer.id, offer.text, offer.terms, offer.certain, to_wire(offer.effective_rent_cents))
            for offer in costs.offers
        ],
        lease_rents=[LeaseRentView(one.lease_months, to_wire(one.rent_cents) or "0.00") for one in costs.lease_rents],
    )


def _lines(charges: tuple[Charge, ...]) -> list[LineView]:
    return [
        LineView(
            name=charge.name,
            kind=charge.kind,
            amount=to_wire(charge.amount_cents),
            frequency=charge.frequency,
            requirement=charge.requirement,
            per=charge.per,
            due=charge.due,
            refundable=charge.refundable,
            description=charge.description,
        )
        for charge in charges
    ]
