"""Homes as staff keep them. Money is cents inside and decimal strings in requests and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict, FieldError, Invalid
from leasing.models import FloorPlan, Property, Unit
from leasing.money import from_wire, to_wire
from leasing.services import photos
from leasing.services.property_changes import touch
from leasing.tenancy import Page, Paging, StaffScope
from leasing.zones import zone

COLUMNS = frozenset(
    {
        "name",
        "floor",
        "bedrooms",
        "bathrooms",
        "square_feet",
        "status",
        "available_on",
        "pets_allowed",
        "furnished",
        "features",
    }
)
RENTABLE = frozenset({"available", "notice"})


@dataclass(frozen=True, slots=True)
class UnitView:
    id: str
    property_id: str
    name: str
    floor_plan_id: str | None
    floor_plan: str | None
    floor: int | None
    bedrooms: int
    bathrooms: float
    square_feet: int | None
    rent: str
    deposit: str | None
    status: str
    available_on: date | None
    pets_allowed: bool | None
    furnished: bool | None
    features: list[str]
    image_urls: list[str]
    created_at: datetime
    updated_at: datetime


def page(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    paging: Paging,
    *,
    status: str | None = None,
    bedrooms: int | None = None,
) -> Page[UnitView]:
    """The units of a property by name. Raises `NotFound` for a property that is not there."""
    scope.get(tx, Property, property_id)
    statement = scope.select(Unit).where(Unit.property_id == property_id).order_by(Unit.name, Unit.id)
    if status:
        statement = statement.where(Unit.status == status)
    if bedrooms is not None:
        statement = statement.where(Unit.bedrooms == bedrooms)
    rows = scope.page(tx, statement, paging)
    plans = _plan_names(tx, scope, property_id)
    pictures = photos.urls_of(tx, scope, property_id, "unit_id")
    return rows.map(lambda row: _view(row, plans, pictures))


def get(tx: Tx, scope: StaffScope, unit_id: str) -> UnitView:
    row = scope.get(tx, Unit, unit_id)
    pictures = photos.urls_of(tx, scope, row.property_id, "unit_id")
    return _view(row, _plan_names(tx, scope, row.property_id), pictures)


def create(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> UnitView:
    """A new unit. Raises `NotFound`, `Invalid`, and `Conflict` where the property has one of this name."""
    of = scope.get(tx, Property, property_id)
    values = _values(given)
    plan = _plan(tx, scope, property_id, given)
    if plan is not None:
        values["floor_plan_id"] = plan.id
        for name in ("bedrooms", "bathrooms", "square_feet"):
            values.setdefault(name, getattr(plan, name))
    _require(values, "bedrooms", "bathrooms")
    values.setdefault("status", "available")
    if values["status"] in RENTABLE and "available_on" not in values:
        values["available_on"] = tx.now.astimezone(zone(of.timezone)).date()
    values.setdefault("features", [])
    try:
        unit_id = scope.insert(tx, Unit, property_id=property_id, **values)
    except IntegrityError as error:
        raise _taken(values["name"]) from error
    _set_pictures(tx, scope, property_id, unit_id, given)
    touch(tx, scope, property_id)
    tx.emit("unit.created", scope.company_id, property_id=property_id, subject_id=unit_id)
    return get(tx, scope, unit_id)


def update(tx: Tx, scope: StaffScope, unit_id: str, given: Mapping[str, Any]) -> UnitView:
    """Change the fields that are given. Raises `NotFound`, `Invalid`, `Conflict`."""
    row = scope.get(tx, Unit, unit_id, lock=True)
    values = _values(given)
    if given.get("floor_plan") is not None or given.get("floor_plan_id") is not None:
        sized = {"bedrooms": row.bedrooms, "bathrooms": row.bathrooms, "square_feet": row.square_feet}
        plan = _plan(tx, scope, row.property_id, {**sized, **given})
        values["floor_plan_id"] = plan.id if plan else None
    elif "floor_plan" in given or "floor_plan_id" in given:
        values["floor_plan_id"] = None
    try:
        scope.change(tx, Unit, unit_id, **values)
    except IntegrityError as error:
        raise _taken(values.get("name", row.name)) from error
    _set_pictures(tx, scope, row.property_id, unit_id, given)
    touch(tx, scope, row.property_id)
    tx.emit("unit.updated", scope.company_id, property_id=row.property_id, subject_id=unit_id)
    return get(tx, scope, unit_id)


def delete(tx: Tx, scope: StaffScope, unit_id: str) -> None:
    row = scope.get(tx, Unit, unit_id)
    scope.remove(tx, Unit, unit_id)
    touch(tx, scope, row.property_id)
    tx.emit("unit.deleted", scope.company_id, property_id=row.property_id, subject_id=unit_id, data={"name": row.name})


def _set_pictures(tx: Tx, scope: StaffScope, property_id: str, unit_id: str, given: Mapping[str, Any]) -> None:
    if "image_urls" in given:
        photos.replace_urls(tx, scope, property_id, "unit_id", unit_id, given["image_urls"])


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if name in COLUMNS}
    if "rent" in given:
        values["rent_cents"] = from_wire(str(given["rent"]), "rent")
    if "deposit" in given:
        deposit = given["deposit"]
        values["deposit_cents"] = None if deposit is None else from_wire(str(deposit), "deposit")
    return values


def _require(values: Mapping[str, Any], *names: str) -> None:
    errors = [
        FieldError(field=name, message=f"{name} is required unless a floor plan says it", type="missing")
        for name in names
        if values.get(name) is None
    ]
    if errors:
        raise Invalid(", ".join(error["message"] for error in errors), errors)


def _plan(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> Any:
    """The floor plan that a request names, made where the property has none of this name."""
    if given.get("floor_plan_id"):
        return scope.get_of(tx, FloorPlan, given["floor_plan_id"], property_id)
    name = given.get("floor_plan")
    if name is None:
        return None
    of_name = scope.select(FloorPlan).where(FloorPlan.property_id == property_id, FloorPlan.name == name)
    plan = tx.connection.execute(of_name).one_or_none()
    if plan is not None:
        return plan
    _require(given, "bedrooms", "bathrooms")
    plan_id = scope.insert(
        tx,
        FloorPlan,
        property_id=property_id,
        name=name,
        bedrooms=given["bedrooms"],
        bathrooms=given["bathrooms"],
        square_feet=given.get("square_feet"),
        features=[],
    )
    return scope.get(tx, FloorPlan, plan_id)


def _plan_names(tx: Tx, scope: StaffScope, property_id: str) -> dict[str, str]:
    named = scope.select(FloorPlan, FloorPlan.id, FloorPlan.name).where(FloorPlan.property_id == property_id)
    return {row.id: row.name for row in tx.connection.execute(named)}


def _taken(name: str) -> Conflict:
    return Conflict(f"This property already has a unit {name!r}.", details={"field": "name"})


def _view(row: Any, plans: Mapping[str, str], pictures: Mapping[str, list[str]]) -> UnitView:
    return UnitView(
        id=row.id,
        property_id=row.property_id,
        name=row.name,
        floor_plan_id=row.floor_plan_id,
        floor_plan=plans.get(row.floor_plan_id) if row.floor_plan_id else None,
        floor=row.floor,
        bedrooms=row.bedrooms,
        bathrooms=row.bathrooms,
        square_feet=row.square_feet,
        rent=to_wire(row.rent_cents) or "0.00",
        deposit=to_wire(row.deposit_cents),
        status=row.status,
        available_on=row.available_on,
        pets_allowed=row.pets_allowed,
        furnished=row.furnished,
        features=row.features,
        image_urls=pictures.get(row.id, []),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
