"""What a community's public page shows: its words and its floor plans, escaped for HTML."""

from __future__ import annotations

from html import escape

from sqlalchemy import func, select

from leasing.database import Tx
from leasing.models import FloorPlan, Property, Unit
from leasing.money import words
from leasing.services.communities import load


def page(tx: Tx, slug: str) -> dict[str, str]:
    """The parts of the page by name. Raises `NotFound`."""
    community = load(tx, slug)
    amenities = [item.replace("_", " ") for item in community.amenities[:12]]
    others = tx.connection.execute(
        select(Property.slug, Property.name, Property.city).where(Property.status == "active").order_by(Property.name)
    ).all()
    return {
        "slug": escape(community.slug),
        "name": escape(community.name),
        "address": escape(f"{community.address}, {community.city}, {community.state} {community.zip_code}"),
        "city": escape(community.city),
        "phone": escape(community.phone or ""),
        "email": escape(community.email or ""),
        "description": escape(community.description or ""),
        "amenities": "".join(f"<li>{escape(item)}</li>" for item in amenities),
        "plans": "".join(_plans(tx, community.id)),
        "others": "".join(
            f'<li><a href="/?community={escape(o.slug)}">{escape(o.name)}, {escape(o.city)}</a></li>'
            for o in others
            if o.slug != community.slug
        ),
    }


def _plans(tx: Tx, property_id: str) -> list[str]:
    rows = tx.connection.execute(
        select(
            FloorPlan.name,
            FloorPlan.bedrooms,
            FloorPlan.bathrooms,
            FloorPlan.square_feet,
            FloorPlan.description,
            func.min(Unit.rent_cents).label("rent"),
            func.count(Unit.id).label("open"),
        )
        .outerjoin(Unit, (Unit.floor_plan_id == FloorPlan.id) & Unit.status.in_(("available", "notice")))
        .where(FloorPlan.property_id == property_id)
        .group_by(FloorPlan.id)
        .order_by(FloorPlan.bedrooms, FloorPlan.name)
    )
    return [_plan(row) for row in rows]


def _plan(row: object) -> str:
    bedrooms = getattr(row, "bedrooms", 0)
    size = "Studio" if bedrooms == 0 else f"{bedrooms} bed"
    baths = f"{getattr(row, 'bathrooms', 0):g} bath"
    rent, count = getattr(row, "rent", None), getattr(row, "open", 0)
    price = f"from {words(rent)} a month" if rent is not None and count else "nothing open now"
    return (
        f"<article><h3>{escape(getattr(row, 'name', ''))}</h3>"
        f"<p class=facts>{size} · {baths} · {getattr(row, 'square_feet', '')} sq ft</p>"
        f"<p>{escape(getattr(row, 'description', None) or '')}</p><p class=price>{price}</p></article>"
    )
