"""Our own inventory of homes: what stands in for a property-management system where none is connected."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from leasing.database import Tx
from leasing.models import FloorPlan, Photo, Property, Unit
from leasing.ports import Home

_RENTABLE = (
    select(
        Unit.__table__,
        FloorPlan.name.label("plan_name"),
        FloorPlan.features.label("plan_features"),
        Property.amenities,
    )
    .join_from(Unit, Property, Property.id == Unit.property_id)
    .outerjoin(FloorPlan, FloorPlan.id == Unit.floor_plan_id)
    .where(Unit.property_id == bindparam("property_id"))
    .where(Unit.status.in_(("available", "notice")))
    .where(Unit.available_on.is_not(None))
    # By a rent of 0 systems mean that it has none yet: nobody is told that it costs nothing.
    .where(Unit.rent_cents > 0)
    .order_by(Unit.rent_cents, Unit.name)
)

_PHOTOS = (
    select(func.coalesce(Photo.unit_id, Photo.floor_plan_id), Photo.url)
    .where(Photo.property_id == bindparam("property_id"))
    .where(or_(Photo.unit_id.is_not(None), Photo.floor_plan_id.is_not(None)))
    .order_by(Photo.position, Photo.created_at, Photo.id)
)


def rentable(tx: Tx, property_id: str) -> tuple[int, list[Home]]:
    """The version of a property, and every home of it that may be rented, cheapest first."""
    version = tx.connection.execute(select(Property.version).where(Property.id == property_id)).scalar_one_or_none()
    rows = tx.connection.execute(_RENTABLE, {"property_id": property_id})
    pictures = _pictures(tx, property_id)
    return version or 0, [_home(row, pictures) for row in rows]


def _pictures(tx: Tx, property_id: str) -> dict[str, list[str]]:
    """Addresses of pictures by the id of their unit or floor plan."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for owner, url in tx.connection.execute(_PHOTOS, {"property_id": property_id}):
        found[owner].append(url)
    return found


def find(homes: list[Home], reference: str) -> Home | None:
    """The home with this id, or with this name however it is written: `unit 204`, `#204`, `b311` for `B-311`."""
    written, wanted = reference.strip(), _key(reference)
    # `B-311` and `B311` may be two homes: the one that is written so comes first.
    near = [home for home in homes if home.id == reference or _key(home.name) == wanted]
    return next((home for home in near if written in {home.id, home.name}), near[0] if near else None)


def _key(name: str) -> str:
    cleaned = re.sub(r"[^a-z0-9]", "", name.lower())
    return re.sub(r"^(?:unit|apartment|apt|home|number|no)(?=[a-z]?\d)", "", cleaned)


def _home(row: Any, pictures: dict[str, list[str]]) -> Home:
    features: dict[str, None] = dict.fromkeys([*row.features, *(row.plan_features or []), *row.amenities])
    return Home(
        id=row.id,
        name=row.name,
        floor_plan=row.plan_name,
        bedrooms=row.bedrooms,
        bathrooms=float(row.bathrooms),
        square_feet=row.square_feet,
        rent_cents=row.rent_cents,
        deposit_cents=row.deposit_cents,
        available_on=row.available_on,
        floor=row.floor,
        features=tuple(features),
        pets_allowed=row.pets_allowed,
        furnished=row.furnished,
        image_urls=tuple(pictures.get(row.id) or pictures.get(row.floor_plan_id) or ()),
        floor_plan_id=row.floor_plan_id,
    )
