"""Reading a property's prices for conversations."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, select

from leasing.database import Tx
from leasing.models import Fee, FloorPlan, Rent, Special, SpecialFloorPlan
from leasing.pricing import Charge, Offer, PriceList, RentRow

_RENTS = select(Rent.__table__).where(Rent.property_id == bindparam("id"))
_FEES = select(Fee.__table__).where(Fee.property_id == bindparam("id")).order_by(Fee.position, Fee.created_at, Fee.id)
_SPECIALS = (
    select(Special.__table__).where(Special.property_id == bindparam("id")).order_by(Special.created_at, Special.id)
)
_PLANS = (
    select(SpecialFloorPlan.special_id, FloorPlan.id, FloorPlan.name)
    .join(Special, Special.id == SpecialFloorPlan.special_id)
    .join(FloorPlan, FloorPlan.id == SpecialFloorPlan.floor_plan_id)
    .where(Special.property_id == bindparam("id"))
    .order_by(FloorPlan.name, FloorPlan.id)
)


def load(tx: Tx, property_id: str) -> PriceList:
    """All of a property's prices beside the rents of its homes; empty where it has none."""
    by_id = {"id": property_id}
    plans: defaultdict[str, dict[str, str]] = defaultdict(dict)
    specials = tx.connection.execute(_SPECIALS, by_id).all()
    if specials:
        for special_id, plan_id, name in tx.connection.execute(_PLANS, by_id):
            plans[special_id][plan_id] = name
    return PriceList(
        rents=tuple(_rent(row) for row in tx.connection.execute(_RENTS, by_id)),
        charges=tuple(_charge(row) for row in tx.connection.execute(_FEES, by_id)),
        offers=tuple(_offer(row, plans) for row in specials),
    )


def _rent(row: Any) -> RentRow:
    return RentRow(
        lease_months=row.lease_months,
        rent_cents=row.rent_cents,
        difference_cents=row.difference_cents,
        unit_id=row.unit_id,
        floor_plan_id=row.floor_plan_id,
        move_in_from=row.move_in_from,
        move_in_until=row.move_in_until,
    )


def _charge(row: Any) -> Charge:
    return Charge(
        name=row.name,
        kind=row.kind,
        amount_cents=row.amount_cents,
        frequency=row.frequency,
        requirement=row.requirement,
        per=row.per,
        due=row.due,
        refundable=row.refundable,
        included_in_rent=row.included_in_rent,
        description=row.description,
        floor_plan_id=row.floor_plan_id,
    )


def _offer(row: Any, plans: dict[str, dict[str, str]]) -> Offer:
    of_plans = {} if row.every_floor_plan else plans.get(row.id, {})
    return Offer(
        id=row.id,
        kind=row.kind,
        text=row.text,
        terms=row.terms,
        quantity=row.quantity,
        amount_cents=row.amount_cents,
        waived_kind=row.waived_kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        move_in_by=row.move_in_by,
        min_lease_months=row.min_lease_months,
        max_lease_months=row.max_lease_months,
        floor_plan_ids=None if row.every_floor_plan else tuple(of_plans),
        floor_plans=tuple(of_plans.values()),
    )
