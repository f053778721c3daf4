"""Fees and deposits as staff keep them. Money is cents inside and decimal strings in requests and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict, FieldError, Invalid
from leasing.fee_names import PET_KINDS, columns_of, per_of
from leasing.models import Fee, FloorPlan, Property
from leasing.money import from_wire, to_wire
from leasing.services.property_changes import prices_changed
from leasing.tenancy import Page, Paging, StaffScope

COLUMNS = frozenset(
    {
        "name", "kind", "description", "frequency", "due", "requirement", "per", "refundable", "included_in_rent",
        "floor_plan_id", "position",
    }
)  # fmt: skip
DEPOSITS = frozenset({"security_deposit", "pet_deposit"})


@dataclass(frozen=True, slots=True)
class FeeView:
    """`per` is application, move_in, pet or month: the short form that a property's own answer has."""

    name: str
    amount: str
    per: str
    optional: bool


@dataclass(frozen=True, slots=True)
class ChargeView:
    """A fee or deposit; `amount` is null where it varies."""

    id: str
    property_id: str
    floor_plan_id: str | None
    name: str
    kind: str
    description: str | None
    amount: str | None
    frequency: str
    due: str | None
    requirement: str
    per: str
    refundable: bool
    included_in_rent: bool
    position: int
    created_at: datetime
    updated_at: datetime


def page(tx: Tx, scope: StaffScope, property_id: str, paging: Paging, *, kind: str | None = None) -> Page[ChargeView]:
    """The fees of a property in their order. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    statement = scope.select(Fee).where(Fee.property_id == property_id)
    if kind:
        statement = statement.where(Fee.kind == kind)
    return scope.page(tx, statement.order_by(Fee.position, Fee.created_at, Fee.id), paging).map(_view)


def get(tx: Tx, scope: StaffScope, fee_id: str) -> ChargeView:
    return _view(scope.get(tx, Fee, fee_id))


def create(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> ChargeView:
    """A new fee, last of the list where no position is given. Raises `NotFound`, `Invalid`, `Conflict`."""
    scope.get(tx, Property, property_id)
    values: dict[str, Any] = {"per": "home", "included_in_rent": False, **_values(given)}
    values.setdefault("refundable", values["kind"] in DEPOSITS)
    values.setdefault("due", None if values["frequency"] == "monthly" else "move_in")
    if "position" not in values:
        last = scope.select(Fee, func.max(Fee.position)).where(Fee.property_id == property_id)
        values["position"] = (tx.connection.execute(last).scalar() or 0) + 1
    _check(tx, scope, property_id, values)
    try:
        fee_id = scope.insert(tx, Fee, property_id=property_id, **values)
    except IntegrityError as error:
        raise _taken(values["name"]) from error
    prices_changed(tx, scope, property_id, fee_id, "fee")
    return get(tx, scope, fee_id)


def update(tx: Tx, scope: StaffScope, fee_id: str, given: Mapping[str, Any]) -> ChargeView:
    """Change the fields that are given. Raises `NotFound`, `Invalid`, `Conflict`."""
    row = scope.get(tx, Fee, fee_id, lock=True)
    values = _values(given)
    if "frequency" in values and "due" not in values and values["frequency"] != row.frequency:
        values["due"] = None if values["frequency"] == "monthly" else "move_in"
    _check(tx, scope, row.property_id, {**row._mapping, **values})
    try:
        scope.change(tx, Fee, fee_id, **values)
    except IntegrityError as error:
        raise _taken(values.get("name", row.name)) from error
    prices_changed(tx, scope, row.property_id, fee_id, "fee")
    return get(tx, scope, fee_id)


def delete(tx: Tx, scope: StaffScope, fee_id: str) -> None:
    row = scope.get(tx, Fee, fee_id)
    scope.remove(tx, Fee, fee_id)
    prices_changed(tx, scope, row.property_id, fee_id, "fee")


def short_forms(tx: Tx, scope: StaffScope, property_ids: Sequence[str]) -> dict[str, list[FeeView]]:
    """The fees of several properties in the short form; those whose amount varies have none and are left out."""
    found: dict[str, list[FeeView]] = {property_id: [] for property_id in property_ids}
    statement = scope.select(Fee).where(Fee.property_id.in_(property_ids), Fee.amount_cents.is_not(None))
    for row in tx.connection.execute(statement.order_by(Fee.position, Fee.created_at, Fee.id)):
        per = per_of(row.frequency, row.due, row.per)
        amount = to_wire(row.amount_cents) or "0.00"
        found[row.property_id].append(FeeView(row.name, amount, per, row.requirement != "mandatory"))
    return found


def replace_short(tx: Tx, scope: StaffScope, property_id: str, given: Sequence[Mapping[str, Any]]) -> None:
    """Make these the fees of a property, and take away the others whose amount is known. One that is there under the
    same name and stays what it was keeps what the short form does not say of it. Raises `Invalid`."""
    statement = scope.select(Fee).where(Fee.property_id == property_id, Fee.floor_plan_id.is_(None))
    known = {row.name: row for row in tx.connection.execute(statement)}
    names = [fee["name"] for fee in given]
    if len(set(names)) != len(names):
        raise Invalid.field("fees", "fees must not have one name twice", "value_error")
    amounts = [from_wire(str(fee["amount"]), f"fees.{index}.amount") for index, fee in enumerate(given)]
    gone = or_(Fee.floor_plan_id.is_not(None), Fee.name.not_in(names))
    tx.connection.execute(scope.delete(Fee).where(Fee.property_id == property_id, Fee.amount_cents.is_not(None), gone))
    for position, (fee, cents) in enumerate(zip(given, amounts, strict=True)):
        row, per, optional = known.get(fee["name"]), fee["per"], fee.get("optional", False)
        same = row is not None and (per_of(row.frequency, row.due, row.per), row.requirement != "mandatory") == (
            per, optional,
        )  # fmt: skip
        values = {"amount_cents": cents, "position": position}
        if not same:
            values |= columns_of(fee["name"], per, optional=optional)
        if row is None:
            scope.insert(tx, Fee, property_id=property_id, name=fee["name"], **values)
        else:
            scope.change(tx, Fee, row.id, **values)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if name in COLUMNS}
    if "amount" in given:
        amount = given["amount"]
        values["amount_cents"] = None if amount is None else from_wire(str(amount), "amount")
    return values


def _check(tx: Tx, scope: StaffScope, property_id: str, values: Mapping[str, Any]) -> None:
    """What the table's constraints hold, in words that say what to do. Raises `Invalid`."""
    wrong: list[tuple[str, str]] = []
    monthly = values["frequency"] == "monthly"
    if monthly and values["due"] is not None:
        wrong.append(("due", "due is for one_time fees; leave it out of a monthly one"))
    if not monthly and values["due"] is None:
        wrong.append(("due", "a one_time fee needs due: application, move_in, move_out or event"))
    if monthly and values["refundable"]:
        wrong.append(("refundable", "a monthly fee is not refundable; a deposit is one_time"))
    if values["included_in_rent"] and not (monthly and values["requirement"] == "mandatory"):
        wrong.append(("included_in_rent", "only a mandatory monthly fee can be included in the rent"))
    if values["kind"] in PET_KINDS and values["requirement"] == "mandatory":
        wrong.append(("requirement", "a charge for pets is situational or optional, never mandatory"))
    if values.get("amount_cents") is None and not values.get("description"):
        wrong.append(("description", "say in the description how a fee without an amount is worked out"))
    if wrong:
        errors = [FieldError(field=field, message=message, type="value_error") for field, message in wrong]
        raise Invalid("; ".join(message for _, message in wrong), errors)
    if values.get("floor_plan_id"):
        scope.get_of(tx, FloorPlan, values["floor_plan_id"], property_id)


def _taken(name: str) -> Conflict:
    return Conflict(f"This property already has a fee {name!r}.", details={"field": "name"})


def _view(row: Any) -> ChargeView:
    return ChargeView(
        id=row.id,
        property_id=row.property_id,
        floor_plan_id=row.floor_plan_id,
        name=row.name,
        kind=row.kind,
        description=row.description,
        amount=to_wire(row.amount_cents),
        frequency=row.frequency,
        due=row.due,
        requirement=row.requirement,
        per=row.per,
        refundable=row.refundable,
        included_in_rent=row.included_in_rent,
        position=row.position,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
