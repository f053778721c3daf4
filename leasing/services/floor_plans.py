"""Floor plans as staff keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import FloorPlan, Property, Unit
from leasing.services import photos
from leasing.services.property_changes import touch
from leasing.tenancy import Page, Paging, StaffScope

COLUMNS = ("name", "bedrooms", "bathrooms", "square_feet", "description", "features")


@dataclass(frozen=True, slots=True)
class FloorPlanView:
    id: str
    property_id: str
    name: str
    bedrooms: int
    bathrooms: float
    square_feet: int | None
    description: str | None
    features: list[str]
    image_urls: list[str]
    units_count: int
    created_at: datetime
    updated_at: datetime


def page(
    tx: Tx, scope: StaffScope, property_id: str, paging: Paging, *, bedrooms: int | None = None
) -> Page[FloorPlanView]:
    """The floor plans of a property, the smallest first. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    statement = scope.select(FloorPlan).where(FloorPlan.property_id == property_id)
    if bedrooms is not None:
        statement = statement.where(FloorPlan.bedrooms == bedrooms)
    rows = scope.page(tx, statement.order_by(FloorPlan.bedrooms, FloorPlan.name, FloorPlan.id), paging)
    more = _more(tx, scope, property_id)
    return rows.map(lambda row: _view(row, *more))


def get(tx: Tx, scope: StaffScope, plan_id: str) -> FloorPlanView:
    row = scope.get(tx, FloorPlan, plan_id)
    return _view(row, *_more(tx, scope, row.property_id))


def create(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> FloorPlanView:
    """A new floor plan. Raises `NotFound`, and `Conflict` where the property has one of this name."""
    scope.get(tx, Property, property_id)
    values: dict[str, Any] = {"features": [], **{name: given[name] for name in COLUMNS if name in given}}
    try:
        plan_id = scope.insert(tx, FloorPlan, property_id=property_id, **values)
    except IntegrityError as error:
        raise _taken(values["name"]) from error
    photos.replace_urls(tx, scope, property_id, "floor_plan_id", plan_id, given.get("image_urls") or ())
    _changed(tx, scope, property_id, plan_id)
    return get(tx, scope, plan_id)


def update(tx: Tx, scope: StaffScope, plan_id: str, given: Mapping[str, Any]) -> FloorPlanView:
    """Change the fields that are given; its units keep their own sizes. Raises `NotFound`, `Conflict`."""
    row = scope.get(tx, FloorPlan, plan_id, lock=True)
    values = {name: given[name] for name in COLUMNS if name in given}
    try:
        scope.change(tx, FloorPlan, plan_id, **values)
    except IntegrityError as error:
        raise _taken(values.get("name", row.name)) from error
    if "image_urls" in given:
        photos.replace_urls(tx, scope, row.property_id, "floor_plan_id", plan_id, given["image_urls"])
    _changed(tx, scope, row.property_id, plan_id)
    return get(tx, scope, plan_id)


def delete(tx: Tx, scope: StaffScope, plan_id: str) -> None:
    """Delete a floor plan with its prices and pictures; its units stay, without a plan. Raises `NotFound`."""
    row = scope.get(tx, FloorPlan, plan_id)
    scope.remove(tx, FloorPlan, plan_id)
    _changed(tx, scope, row.property_id, plan_id)


def _more(tx: Tx, scope: StaffScope, property_id: str) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Pictures, and how many units there are, by floor plan."""
    counted = (
        scope.select(Unit, Unit.floor_plan_id, func.count().label("units"))
        .where(Unit.property_id == property_id, Unit.floor_plan_id.is_not(None))
        .group_by(Unit.floor_plan_id)
    )
    counts = {row.floor_plan_id: row.units for row in tx.connection.execute(counted)}
    return photos.urls_of(tx, scope, property_id, "floor_plan_id"), counts


def _changed(tx: Tx, scope: StaffScope, property_id: str, plan_id: str) -> None:
    touch(tx, scope, property_id)
    tx.emit("floor_plan.changed", scope.company_id, property_id=property_id, subject_id=plan_id)


def _taken(name: str) -> Conflict:
    return Conflict(f"This property already has a floor plan {name!r}.", details={"field": "name"})


def _view(row: Any, pictures: Mapping[str, list[str]], counts: Mapping[str, int]) -> FloorPlanView:
    return FloorPlanView(
        id=row.id,
        property_id=row.property_id,
        name=row.name,
        bedrooms=row.bedrooms,
        bathrooms=float(row.bathrooms),
        square_feet=row.square_feet,
        description=row.description,
        features=row.features,
        image_urls=pictures.get(row.id, []),
        units_count=counts.get(row.id, 0),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
