"""The pictures of a community, its floor plans and its units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import FloorPlan, Photo, Property, Unit
from leasing.services.property_changes import touch
from leasing.tenancy import Page, Paging, StaffScope

OWNERS = {"unit_id": Photo.unit_id, "floor_plan_id": Photo.floor_plan_id}
OWNING = {"unit_id": Unit, "floor_plan_id": FloorPlan}
COLUMNS = ("url", "alt", "position", "unit_id", "floor_plan_id")


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A picture of a unit or a floor plan; with neither of the community. `alt` is empty where nobody has said what is
    seen on it."""

    id: str
    property_id: str
    unit_id: str | None
    floor_plan_id: str | None
    url: str
    alt: str
    position: int
    created_at: datetime
    updated_at: datetime


def page(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    paging: Paging,
    *,
    unit_id: str | None = None,
    floor_plan_id: str | None = None,
) -> Page[PhotoView]:
    """The pictures of a property in their order. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    statement = scope.select(Photo).where(Photo.property_id == property_id)
    if unit_id:
        statement = statement.where(Photo.unit_id == unit_id)
    if floor_plan_id:
        statement = statement.where(Photo.floor_plan_id == floor_plan_id)
    return scope.page(tx, statement.order_by(Photo.position, Photo.created_at, Photo.id), paging).map(_view)


def get(tx: Tx, scope: StaffScope, photo_id: str) -> PhotoView:
    return _view(scope.get(tx, Photo, photo_id))


def create(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> PhotoView:
    """A new picture, last where no position is given. Raises `NotFound`, `Invalid`, `Conflict`."""
    scope.get(tx, Property, property_id)
    values: dict[str, Any] = {"alt": "", **{name: given[name] for name in COLUMNS if name in given}}
    _check(tx, scope, property_id, values)
    if "position" not in values:
        last = scope.select(Photo, func.max(Photo.position)).where(Photo.property_id == property_id)
        values["position"] = (tx.connection.execute(last).scalar() or 0) + 1
    try:
        photo_id = scope.insert(tx, Photo, property_id=property_id, **values)
    except IntegrityError as error:
        raise _taken() from error
    touch(tx, scope, property_id)
    return get(tx, scope, photo_id)


def update(tx: Tx, scope: StaffScope, photo_id: str, given: Mapping[str, Any]) -> PhotoView:
    """Change the fields that are given. Raises `NotFound`, `Invalid`, `Conflict`."""
    row = scope.get(tx, Photo, photo_id, lock=True)
    values = {name: given[name] for name in COLUMNS if name in given}
    _check(tx, scope, row.property_id, {**row._mapping, **values})
    try:
        scope.change(tx, Photo, photo_id, **values)
    except IntegrityError as error:
        raise _taken() from error
    touch(tx, scope, row.property_id)
    return get(tx, scope, photo_id)


def delete(tx: Tx, scope: StaffScope, photo_id: str) -> None:
    row = scope.get(tx, Photo, photo_id)
    scope.remove(tx, Photo, photo_id)
    touch(tx, scope, row.property_id)


def urls_of(tx: Tx, scope: StaffScope, property_id: str, owner: str) -> dict[str, list[str]]:
    """The addresses by owner, in their order; `owner` is unit_id or floor_plan_id."""
    of = OWNERS[owner]
    found: defaultdict[str, list[str]] = defaultdict(list)
    statement = scope.select(Photo).where(Photo.property_id == property_id, of.is_not(None))
    for row in tx.connection.execute(statement.order_by(Photo.position, Photo.created_at, Photo.id)):
        found[getattr(row, owner)].append(row.url)
    return found


def replace_urls(tx: Tx, scope: StaffScope, property_id: str, owner: str, owner_id: str, urls: Sequence[str]) -> None:
    """Make these the pictures of a unit or floor plan, in this order. One that stays keeps its words."""
    mine = scope.select(Photo, Photo.id, Photo.url).where(OWNERS[owner] == owner_id)
    known = {row.url: row.id for row in tx.connection.execute(mine)}
    wanted = list(dict.fromkeys(url for url in urls if url))
    gone = [row_id for url, row_id in known.items() if url not in wanted]
    if gone:
        tx.connection.execute(scope.delete(Photo).where(Photo.id.in_(gone)))
    for position, url in enumerate(wanted):
        if url in known:
            scope.change(tx, Photo, known[url], position=position)
        else:
            scope.insert(tx, Photo, property_id=property_id, **{owner: owner_id}, url=url, alt="", position=position)


def _check(tx: Tx, scope: StaffScope, property_id: str, values: Mapping[str, Any]) -> None:
    if values.get("unit_id") and values.get("floor_plan_id"):
        raise Invalid.field("unit_id", "a picture is of a unit or of a floor plan, not of both", "value_error")
    for name, model in OWNING.items():
        if values.get(name):
            scope.get_of(tx, model, values[name], property_id)


def _taken() -> Conflict:
    return Conflict("It has this picture already.", details={"field": "url"})


def _view(row: Any) -> PhotoView:
    return PhotoView(**{name: getattr(row, name) for name in PhotoView.__dataclass_fields__})
