"""Keeping what the visitor says of themselves."""

from __future__ import annotations

import time
from typing import Any

from langchain_core.tools import tool

from bot.tools.common import Turn, give, read_day
from bot.tools.results import LeadSaved, ToolResult
from bot.tools.units import cents
from leasing.people import normal_email, normal_phone
from leasing.services import leads

LONGEST_NAME = 100


@tool(response_format="content_and_artifact")
async def save_lead(
    ctx: Turn,
    first_name: str | None = None,
    last_name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    bedrooms: int | None = None,
    bathrooms: float | None = None,
    move_in_date: str | None = None,
    price_range_min: str | None = None,
    price_range_max: str | None = None,
    occupants_count: int | None = None,
    has_pets: bool | None = None,
    desired_features: list[str] | None = None,
) -> tuple[str, ToolResult]:
    """Save what the visitor said of themselves: how to reach them, and what they are looking for. Only what they
    said; leave out the rest. Money is a decimal string, dates are YYYY-MM-DD."""
    began = time.perf_counter()
    saved: list[str] = []
    invalid: dict[str, str] = {}
    contact = ctx.state.contact
    for name, value in (("first_name", first_name), ("last_name", last_name)):
        if value and value.strip():
            setattr(contact, name, value.strip()[:LONGEST_NAME])
            saved.append(name)
    for name, value in (("email", email), ("phone", phone)):
        if value:
            normal = normal_email(value) if name == "email" else normal_phone(value, ctx.community.country)
            if normal is None:
                invalid[name] = f"{value[:80]} is not a complete {name}"
            else:
                setattr(contact, name, normal)
                saved.append(name)
    wishes = {
        "bedrooms": bedrooms,
        "bathrooms": bathrooms,
        "move_in_date": read_day(move_in_date, "move_in_date"),
        "price_min_cents": cents(price_range_min, "price_range_min"),
        "price_max_cents": cents(price_range_max, "price_range_max"),
        "occupants_count": occupants_count,
        "has_pets": has_pets,
        "desired_features": desired_features,
    }
    for name, wish in wishes.items():
        if wish is not None:
            setattr(ctx.state, name, wish)
            saved.append(name)
    ctx.lead_id = await ctx.db.write(leads.save, ctx.ref, ctx.state, lead_id=ctx.lead_id) or ctx.lead_id
    args: dict[str, Any] = {"fields": sorted(saved)}
    return give(ctx, "save_lead", args, began, LeadSaved(tuple(saved), invalid, contact.reachable))
