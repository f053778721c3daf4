"""What a community's public page shows: its words, its floor plans and its hours, escaped for HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any

from sqlalchemy import and_, func, select

from leasing.community import Community
from leasing.database import Tx
from leasing.models import FloorPlan, Property, Unit
from leasing.money import words
from leasing.pricing import plan_fees
from leasing.services.communities import load

OPEN = ("available", "notice")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPOKEN = {
    "ev_charging": "EV charging",
    "common_area_wifi": "Wi-Fi in common areas",
    "in_unit_laundry": "Washer and dryer",
}
# As `inventory.rentable` has it.
_IS_OPEN = and_(Unit.status.in_(OPEN), Unit.available_on.is_not(None), Unit.rent_cents > 0)
COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def page(tx: Tx, slug: str) -> dict[str, str]:
    """The parts of the page by name. Raises `NotFound`."""
    community = load(tx, slug)
    color = tx.connection.scalar(select(Property.chatbot_theme_color).where(Property.id == community.id)) or ""
    plans = _plans(tx, community.id)
    fees = {plan.id: plan_fees(plan.id, community.prices) for plan in plans}
    lowest = min(((plan.rent + fees[plan.id], fees[plan.id]) for plan in plans if plan.open), default=None)
    count = sum(plan.open for plan in plans)
    phone = community.phone or ""
    return {
        "slug": escape(community.slug),
        "name": escape(community.name),
        "color": color if COLOR.match(color) else "#0f766e",
        "street": escape(community.address),
        "town": escape(f"{community.city}, {community.state} {community.zip_code}"),
        "city": escape(f"{community.city}, {community.state}"),
        "phone": escape(phone),
        "dial": escape(re.sub(r"[^\d+]", "", phone)),
        "email": escape(community.email or ""),
        "description": escape(community.description or ""),
        "available": _available(count, lowest),
        "amenities": "".join(f"<li>{escape(_spoken(item))}</li>" for item in community.amenities),
        "plans": "".join(_plan(plan, fees[plan.id]) for plan in plans),
        "hours": "".join(f"<tr><th scope=row>{days}</th><td>{times}</td></tr>" for days, times in _hours(community)),
        "others": _others(tx, community),
    }


def _plans(tx: Tx, property_id: str) -> Sequence[Any]:
    return tx.connection.execute(
        select(
            FloorPlan.id,
            FloorPlan.name,
            FloorPlan.bedrooms,
            FloorPlan.bathrooms,
            FloorPlan.square_feet,
            FloorPlan.description,
            func.min(Unit.rent_cents).label("rent"),
            func.count(Unit.id).label("open"),
        )
        .outerjoin(Unit, (Unit.floor_plan_id == FloorPlan.id) & Unit.status.in_(OPEN) & Unit.available_on.is_not(None))
        .where(FloorPlan.property_id == property_id)
        .group_by(FloorPlan.id)
        .order_by(FloorPlan.bedrooms, FloorPlan.square_feet, FloorPlan.name)
    ).all()


def _plan(plan: Any, fees_cents: int) -> str:
    name = escape(plan.name)
    size = "Studio" if plan.bedrooms == 0 else f"{plan.bedrooms} bed"
    baths = f"{float(plan.bathrooms or 0):g} bath"
    area = f" · {plan.square_feet:,} sq ft" if plan.square_feet else ""
    price = _from(plan.rent + fees_cents, fees_cents) if plan.open else "nothing open now"
    count = f"<span class=open>{plan.open} open</span>" if plan.open else ""
    return (
        f'<article><svg class=plan viewBox="0 0 160 104" aria-hidden=true><use href="#plan-{min(plan.bedrooms, 3)}"/>'
        f"</svg><div class=about><h3>{name}{count}</h3><p class=facts>{size} · {baths}{area}</p>"
        f"<p>{escape(plan.description or '')}</p><p class=price>{price}</p>"
        f'<button class=ask data-ask="Tell me about the {name} floor plan">Ask about {name}</button></div></article>'
    )


def _from(total_cents: int, fees_cents: int) -> str:
    """What is paid each month in all, with the mandatory fees, comes before the rent."""
    in_all = f" in all ({words(total_cents - fees_cents)} rent)" if fees_cents else ""
    return f"from <b>{words(total_cents)}</b> a month{in_all}"


def _available(count: int, lowest: tuple[int, int] | None) -> str:
    """`lowest` are a total and the fees in it."""
    if not count or lowest is None:
        return "No homes open right now"
    in_all = " in all" if lowest[1] else ""
    return f"{count} {'home' if count == 1 else 'homes'} open, from {words(lowest[0])}/mo{in_all}"


def _spoken(amenity: str) -> str:
    return SPOKEN.get(amenity, amenity.replace("_", " ").capitalize())


def _hours(community: Community) -> list[tuple[str, str]]:
    """Days with the same hours in a row share a line: `Monday to Friday`, `9 am to 6 pm`."""
    by_day = [[(opens, closes) for weekday, opens, closes in community.hours if weekday == day] for day in range(7)]
    lines: list[tuple[str, str]] = []
    for spans, group in groupby(range(7), key=lambda day: by_day[day]):
        days = list(group)
        name = DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
        times = ", ".join(f"{_clock(opens)} to {_clock(closes)}" for opens, closes in spans)
        lines.append((name, times or "Closed"))
    return lines


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{(hour - 1) % 12 + 1}{f':{rest:02d}' if rest else ''} {'am' if hour % 24 < 12 else 'pm'}"


def _others(tx: Tx, community: Community) -> str:
    """The same company's other communities; another company's are nobody's business here."""
    rows = tx.connection.execute(
        select(Property.slug, Property.name, Property.city, Property.state)
        .where(Property.company_id == community.company_id, Property.status == "active", Property.id != community.id)
        .order_by(Property.name)
        .limit(12)
    )
    return "".join(
        f'<li><a href="/?community={escape(one.slug)}"><b>{escape(one.name)}</b> '
        f"{escape(one.city)}, {escape(one.state)}</a></li>"
        for one in rows
    )
