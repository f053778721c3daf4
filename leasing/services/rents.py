"""Rents by lease length as staff keep them, and what one home costs. Money is cents inside, decimal strings outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict, FieldError, Invalid
from leasing.models import FloorPlan, Property, Rent, Unit
from leasing.money import from_wire, to_wire
from leasing.services.property_changes import prices_changed
from leasing.tenancy import Page, Paging, StaffScope

PLAIN = frozenset({"lease_months", "move_in_from", "move_in_until", "floor_plan_id", "unit_id"})


@dataclass(frozen=True, slots=True)
class RentView:
    """`rent` is an amount of its own, `difference` what is added to each home's rent; one of them is null."""

    id: str
    property_id: str
    floor_plan_id: str | None
    unit_id: str | None
    lease_months: int
    move_in_from: date | None
    move_in_until: date | None
    rent: str | None
    difference: str | None
    created_at: datetime
    updated_at: datetime


def page(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    paging: Paging,
    *,
    floor_plan_id: str | None = None,
    unit_id: str | None = None,
) -> Page[RentView]:
    """The rents of a property by lease length. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    statement = scope.select(Rent).where(Rent.property_id == property_id)
    if floor_plan_id:
        statement = statement.where(Rent.floor_plan_id == floor_plan_id)
    if unit_id:
        statement = statement.where(Rent.unit_id == unit_id)
    return scope.page(tx, statement.order_by(Rent.lease_months, Rent.created_at, Rent.id), paging).map(_view)


def get(tx: Tx, scope: StaffScope, rent_id: str) -> RentView:
    return _view(scope.get(tx, Rent, rent_id))


def create(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> RentView:
    """A new rent. Raises `NotFound`, `Invalid`, and `Conflict` where this lease length has one for this window."""
    scope.get(tx, Property, property_id)
    values = dict.fromkeys((*PLAIN, "rent_cents", "difference_cents")) | _values(given)
    _check(tx, scope, property_id, values)
    try:
        rent_id = scope.insert(tx, Rent, property_id=property_id, **values)
    except IntegrityError as error:
        raise _taken() from error
    prices_changed(tx, scope, property_id, rent_id, "rent")
    return get(tx, scope, rent_id)


def update(tx: Tx, scope: StaffScope, rent_id: str, given: Mapping[str, Any]) -> RentView:
    """Change the fields that are given; a rent takes a difference's place, and the other way round. Raises
    `NotFound`, `Invalid`, `Conflict`."""
    row = scope.get(tx, Rent, rent_id, lock=True)
    values = _values(given)
    for mine, other in (("rent_cents", "difference_cents"), ("difference_cents", "rent_cents")):
        if values.get(mine) is not None:
            values.setdefault(other, None)
    _check(tx, scope, row.property_id, {**row._mapping, **values})
    try:
        scope.change(tx, Rent, rent_id, **values)
    except IntegrityError as error:
        raise _taken() from error
    prices_changed(tx, scope, row.property_id, rent_id, "rent")
    return get(tx, scope, rent_id)


def delete(tx: Tx, scope: StaffScope, rent_id: str) -> None:
    row = scope.get(tx, Rent, rent_id)
    scope.remove(tx, Rent, rent_id)
    prices_changed(tx, scope, row.property_id, rent_id, "rent")


def signed_cents(text: str, field: str = "difference") -> int:
    """Cents of a decimal string that may be below zero. Raises `Invalid`."""
    text = text.strip()
    return -from_wire(text[1:], field) if text.startswith("-") else from_wire(text.removeprefix("+"), field)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if name in PLAIN}
    if "rent" in given:
        values["rent_cents"] = None if given["rent"] is None else from_wire(str(given["rent"]), "rent")
    if "difference" in given:
        values["difference_cents"] = None if given["difference"] is None else signed_cents(str(given["difference"]))
    return values


def _check(tx: Tx, scope: StaffScope, property_id: str, values: Mapping[str, Any]) -> None:
    """What the table's constraints hold, in words that say what to do. Raises `Invalid`, `NotFound`."""
    wrong: list[tuple[str, str]] = []
    if (values["rent_cents"] is None) == (values["difference_cents"] is None):
        wrong.append(("rent", "give either rent or difference"))
    if values["unit_id"] and values["floor_plan_id"]:
        wrong.append(("unit_id", "a rent is a unit's or a floor plan's, not both"))
    if values["rent_cents"] is not None and not (values["unit_id"] or values["floor_plan_id"]):
        wrong.append(("rent", "a rent needs unit_id or floor_plan_id; for all homes give a difference"))
    begins, ends = values["move_in_from"], values["move_in_until"]
    if begins and ends and begins > ends:
        wrong.append(("move_in_until", "move_in_until must not be before move_in_from"))
    if wrong:
        errors = [FieldError(field=field, message=message, type="value_error") for field, message in wrong]
        raise Invalid("; ".join(message for _, message in wrong), errors)
    if values["floor_plan_id"]:
        scope.get_of(tx, FloorPlan, values["floor_plan_id"], property_id)
    if values["unit_id"]:
        scope.get_of(tx, Unit, values["unit_id"], property_id)


def _taken() -> Conflict:
    message = "There is a rent for this lease length and beginning of the move-in window already. Change that one."
    return Conflict(message, details={"field": "lease_months"})


def _view(row: Any) -> RentView:
    return RentView(
        id=row.id,
        property_id=row.property_id,
        floor_plan_id=row.floor_plan_id,
        unit_id=row.unit_id,
        lease_months=row.lease_months,
        move_in_from=row.move_in_from,
        move_in_until=row.move_in_until,
        rent=to_wire(row.rent_cents),
        difference=to_wire(row.difference_cents),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
