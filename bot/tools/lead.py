"""Keeping what the visitor says of themselves."""

from __future__ import annotations

import time
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from langchain.tools import tool

from bot.tools.common import Runtime, give, read_day, turn
from bot.tools.results import LeadSaved, ToolResult
from bot.tools.units import cents
from leasing.database import Tx
from leasing.services import leads, qualification
from leasing.services.effects import TurnRef
from leasing.understood import Understood

LONGEST_NAME = 100


@tool(response_format="content_and_artifact")
async def save_lead(
    runtime: Runtime,
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
    ctx, began = turn(runtime), time.perf_counter()
    saved: list[str] = []
    invalid: dict[str, str] = {}
    contact = ctx.state.contact
    for name, value in (("first_name", first_name), ("last_name", last_name)):
        if value and value.strip():
            setattr(contact, name, value.strip()[:LONGEST_NAME])
            saved.append(name)
    for name, value, read in (("email", email, normal_email), ("phone", phone, normal_phone)):
        if value:
            normal = read(value)
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
    ctx.lead_id = await ctx.db.write(save, ctx.ref, ctx.state, has_tour=bool(ctx.tours)) or ctx.lead_id
    args: dict[str, Any] = {"fields": sorted(saved)}
    return give(ctx, "save_lead", args, began, LeadSaved(tuple(saved), invalid, contact.reachable))


def save(tx: Tx, turn: TurnRef, known: Understood, *, has_tour: bool) -> str | None:
    """Bring the lead to what is known; its id, or None while the visitor cannot be reached."""
    score = qualification.score(known, has_tour=has_tour)
    qualified = qualification.is_qualified(known, has_tour=has_tour)
    return leads.save(tx, turn, known, score=score, qualified=qualified)


def normal_email(value: str) -> str | None:
    """In lower case, or None for what cannot be an address. Whether it receives mail is not asked of the network."""
    try:
        return validate_email(value.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def normal_phone(value: str, region: str = "US") -> str | None:
    """In E.164, or None for what cannot be a number."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
