"""Our own inventory of homes: what stands in for a property-management system where none is connected."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select

from leasing.database import Tx
from leasing.models import FloorPlan, Property, Unit
from leasing.ports import Home, UnitQuery, UnitSearch

_RENTABLE = (
    select(
        Unit.__table__,
        FloorPlan.name.label("plan_name"),
        FloorPlan.features.label("plan_features"),
        FloorPlan.image_urls.label("plan_images"),
        Property.amenities,
    )
    .join_from(Unit, Property, Property.id == Unit.property_id)
    .outerjoin(FloorPlan, FloorPlan.id == Unit.floor_plan_id)
    .where(Unit.property_id == bindparam("property_id"))
    .where(Unit.status.in_(("available", "notice")))
    .where(Unit.available_on.is_not(None))
    .order_by(Unit.rent_cents, Unit.name)
)

RELAXED_IN_ORDER = ("features", "furnished", "rent_min", "rent_max", "move_in", "bathrooms", "bedrooms")
"""the wishes that are let go, one after the other and then together, until something matches; never the pets"""


def rentable(tx: Tx, property_id: str) -> tuple[int, list[Home]]:
    """The version of a property, and every home of it that may be rented, cheapest first."""
    version = tx.connection.execute(select(Property.version).where(Property.id == property_id)).scalar_one_or_none()
    rows = tx.connection.execute(_RENTABLE, {"property_id": property_id})
    return version or 0, [_home(row) for row in rows]


def search(homes: list[Home], query: UnitQuery) -> UnitSearch:
    """The homes that match. Where none does, single wishes are let go in order, then more and more of them together."""
    found = [home for home in homes if matches(home, query)]
    if found:
        return UnitSearch(tuple(found[: query.limit]), len(found))
    wishes = [wish for wish in RELAXED_IN_ORDER if _wished(query, wish)]
    attempts = [(wish,) for wish in wishes] + [tuple(wishes[:n]) for n in range(2, len(wishes) + 1)]
    for relaxed in attempts:
        easier = _without(query, relaxed)
        found = [home for home in homes if matches(home, easier)]
        if found:
            found.sort(key=lambda home: _distance(home, query))
            return UnitSearch(tuple(found[: query.limit]), len(found), relaxed)
    return UnitSearch((), 0)


def find(homes: list[Home], reference: str) -> Home | None:
    """The home with this id, or with this name however it is written: `unit 204`, `#204`, `b311` for `B-311`."""
    wanted = _key(reference)
    return next((home for home in homes if home.id == reference or _key(home.name) == wanted), None)


def matches(home: Home, query: UnitQuery) -> bool:
    """Whether a home meets every wish."""
    return (
        (query.bedrooms is None or home.bedrooms == query.bedrooms)
        and (query.bathrooms is None or home.bathrooms >= query.bathrooms)
        and (query.rent_min_cents is None or home.rent_cents >= query.rent_min_cents)
        and (query.rent_max_cents is None or home.rent_cents <= query.rent_max_cents)
        and (query.move_in is None or home.available_on <= query.move_in)
        and (not query.has_pets or home.pets_allowed is not False)
        and (query.furnished is None or bool(home.furnished) == query.furnished)
        and all(feature in home.features for feature in query.features)
    )


_FIELDS = {
    "features": "features",
    "furnished": "furnished",
    "rent_min": "rent_min_cents",
    "rent_max": "rent_max_cents",
    "move_in": "move_in",
    "bathrooms": "bathrooms",
    "bedrooms": "bedrooms",
}


def _wished(query: UnitQuery, wish: str) -> bool:
    return getattr(query, _FIELDS[wish]) not in (None, ())


def _without(query: UnitQuery, wishes: tuple[str, ...]) -> UnitQuery:
    changes: dict[str, Any] = {_FIELDS[wish]: () if wish == "features" else None for wish in wishes}
    return replace(query, **changes)


def _distance(home: Home, query: UnitQuery) -> tuple[float, ...]:
    """How far a home is from what was wanted; smaller is nearer."""
    bedrooms = abs(home.bedrooms - query.bedrooms) if query.bedrooms is not None else 0
    over = max(0, home.rent_cents - query.rent_max_cents) if query.rent_max_cents is not None else 0
    late = max(0, (home.available_on - query.move_in).days) if query.move_in is not None else 0
    missing = sum(feature not in home.features for feature in query.features)
    return (bedrooms, missing, late, over, home.rent_cents)


def _key(name: str) -> str:
    cleaned = re.sub(r"[^a-z0-9]", "", name.lower())
    return re.sub(r"^(?:unit|apartment|apt|home|number|no)(?=[a-z]?\d)", "", cleaned)


def _home(row: Any) -> Home:
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
        image_urls=tuple(row.image_urls or row.plan_images or ()),
    )
