"""Specials as staff keep them: what is offered, on which terms, from when until when, and for which floor plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leasing.database import Tx
from leasing.errors import FieldError, Invalid
from leasing.models import FloorPlan, Property, Special, SpecialFloorPlan
from leasing.money import from_wire, to_wire
from leasing.services.property_changes import prices_changed
from leasing.tenancy import Page, Paging, StaffScope

PLAIN = (
    "kind", "text", "terms", "quantity", "waived_kind", "starts_on", "ends_on", "move_in_by", "min_lease_months",
    "max_lease_months",
)  # fmt: skip
NEEDS = {
    "weeks_free": "quantity",
    "months_free": "quantity",
    "amount_off": "amount_cents",
    "monthly_discount": "amount_cents",
    "fee_waived": "waived_kind",
}
"""what a kind of special must say, and no other may"""
SPOKEN = {"amount_cents": "amount"}


@dataclass(frozen=True, slots=True)
class SpecialView:
    """`floor_plan_ids` null is for every floor plan."""

    id: str
    property_id: str
    kind: str
    text: str
    terms: str
    quantity: int | None
    amount: str | None
    waived_kind: str | None
    starts_on: date | None
    ends_on: date | None
    move_in_by: date | None
    min_lease_months: int | None
    max_lease_months: int | None
    floor_plan_ids: list[str] | None
    created_at: datetime
    updated_at: datetime


def page(
    tx: Tx, scope: StaffScope, property_id: str, paging: Paging, *, offered_on: date | None = None
) -> Page[SpecialView]:
    """The specials of a property, the oldest first; with a day those that are offered on it. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    statement = scope.select(Special).where(Special.property_id == property_id)
    if offered_on:
        statement = statement.where(
            (Special.starts_on.is_(None)) | (Special.starts_on <= offered_on),
            (Special.ends_on.is_(None)) | (Special.ends_on >= offered_on),
        )
    rows = scope.page(tx, statement.order_by(Special.created_at, Special.id), paging)
    plans = _plans_of(tx, scope, [row.id for row in rows.items])
    return rows.map(lambda row: _view(row, plans))


def get(tx: Tx, scope: StaffScope, special_id: str) -> SpecialView:
    return _view(scope.get(tx, Special, special_id), _plans_of(tx, scope, [special_id]))


def create(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> SpecialView:
    """A new special. Raises `NotFound`, `Invalid`."""
    scope.get(tx, Property, property_id)
    empty: dict[str, Any] = {**dict.fromkeys(PLAIN), "terms": "", "amount_cents": None, "every_floor_plan": True}
    values = empty | _values(given)
    _check(values)
    special_id = scope.insert(tx, Special, property_id=property_id, **values)
    _set_plans(tx, scope, property_id, special_id, given.get("floor_plan_ids") or ())
    prices_changed(tx, scope, property_id, special_id, "special")
    return get(tx, scope, special_id)


def update(tx: Tx, scope: StaffScope, special_id: str, given: Mapping[str, Any]) -> SpecialView:
    """Change the fields that are given; what another kind needs is forgotten with it. Raises `NotFound`, `Invalid`."""
    row = scope.get(tx, Special, special_id, lock=True)
    values = _values(given)
    if values.get("kind", row.kind) != row.kind:
        for name in set(NEEDS.values()) - {NEEDS.get(values["kind"])}:
            values.setdefault(name, None)
    _check({**row._mapping, **values})
    scope.change(tx, Special, special_id, **values)
    if "floor_plan_ids" in given:
        _set_plans(tx, scope, row.property_id, special_id, given["floor_plan_ids"] or ())
    prices_changed(tx, scope, row.property_id, special_id, "special")
    return get(tx, scope, special_id)


def delete(tx: Tx, scope: StaffScope, special_id: str) -> None:
    row = scope.get(tx, Special, special_id)
    scope.remove(tx, Special, special_id)
    prices_changed(tx, scope, row.property_id, special_id, "special")


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: given[name] for name in PLAIN if name in given}
    if "amount" in given:
        values["amount_cents"] = None if given["amount"] is None else from_wire(str(given["amount"]), "amount")
    if "floor_plan_ids" in given:
        values["every_floor_plan"] = given["floor_plan_ids"] is None
    return values


def _check(values: Mapping[str, Any]) -> None:
    """What the table's constraints hold, in words that say what to do. Raises `Invalid`."""
    wrong: list[tuple[str, str]] = []
    needed = NEEDS.get(values["kind"])
    for name in dict.fromkeys(NEEDS.values()):
        field = SPOKEN.get(name, name)
        if name == needed and not values[name]:
            wrong.append((field, f"a special of kind {values['kind']} needs {field}"))
        elif name != needed and values[name] is not None:
            wrong.append((field, f"a special of kind {values['kind']} has no {field}"))
    for first, last in (("starts_on", "ends_on"), ("min_lease_months", "max_lease_months")):
        if values[first] is not None and values[last] is not None and values[first] > values[last]:
            wrong.append((last, f"{last} must not be before {first}"))
    if wrong:
        errors = [FieldError(field=field, message=message, type="value_error") for field, message in wrong]
        raise Invalid("; ".join(message for _, message in wrong), errors)


def _set_plans(tx: Tx, scope: StaffScope, property_id: str, special_id: str, plan_ids: Iterable[str]) -> None:
    tx.connection.execute(scope.delete(SpecialFloorPlan).where(SpecialFloorPlan.special_id == special_id))
    for plan_id in dict.fromkeys(plan_ids):
        scope.get_of(tx, FloorPlan, plan_id, property_id)
        scope.insert(tx, SpecialFloorPlan, special_id=special_id, floor_plan_id=plan_id)


def _plans_of(tx: Tx, scope: StaffScope, special_ids: Sequence[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    statement = scope.select(SpecialFloorPlan).where(SpecialFloorPlan.special_id.in_(special_ids))
    for row in tx.connection.execute(statement.order_by(SpecialFloorPlan.floor_plan_id)):
        found[row.special_id].append(row.floor_plan_id)
    return found


def _view(row: Any, plans: Mapping[str, list[str]]) -> SpecialView:
    return SpecialView(
        id=row.id,
        property_id=row.property_id,
        amount=to_wire(row.amount_cents),
        floor_plan_ids=None if row.every_floor_plan else plans.get(row.id, []),
        created_at=row.created_at,
        updated_at=row.updated_at,
        **{name: getattr(row, name) for name in PLAIN},
    )
