"""Finding homes and quoting one."""

from __future__ import annotations

import time
from typing import Any

from langchain.tools import tool
from langchain_core.tools import ToolException

from bot.context import TurnContext
from bot.tools.common import Runtime, give, read_day, turn
from bot.tools.results import Quote, ToolResult, UnitsFound
from leasing.errors import Invalid
from leasing.money import from_wire
from leasing.ports import Home, UnitQuery

SHOWN = 3
"""homes in one reply"""


@tool(response_format="content_and_artifact")
async def search_units(
    runtime: Runtime,
    bedrooms: int | None = None,
    bathrooms: float | None = None,
    min_rent: str | None = None,
    max_rent: str | None = None,
    move_in_date: str | None = None,
    has_pets: bool | None = None,
    furnished: bool | None = None,
    features: list[str] | None = None,
    exclude: list[str] | None = None,
) -> tuple[str, ToolResult]:
    """Find homes that can be rented now. bedrooms 0 is a studio; bathrooms is a minimum; rents are decimal strings
    such as "1850.00"; move_in_date is YYYY-MM-DD; features are snake_case names such as in_unit_laundry, garage,
    parking, balcony, dishwasher, air_conditioning, elevator; exclude holds ids of homes already shown. `relaxed` in
    the answer names wishes that no home meets: say so."""
    ctx, began = turn(runtime), time.perf_counter()
    args = {
        "bedrooms": bedrooms, "bathrooms": bathrooms, "min_rent": min_rent, "max_rent": max_rent,
        "move_in_date": move_in_date, "has_pets": has_pets, "furnished": furnished, "features": features,
        "exclude": exclude,
    }  # fmt: skip
    skipped = set(exclude or ())
    query = UnitQuery(
        bedrooms=bedrooms,
        bathrooms=bathrooms,
        rent_min_cents=cents(min_rent, "min_rent"),
        rent_max_cents=cents(max_rent, "max_rent"),
        move_in=read_day(move_in_date, "move_in_date"),
        has_pets=has_pets,
        furnished=furnished,
        features=tuple(features or ()),
        limit=SHOWN + len(skipped),
    )
    found = await ctx.pms.search_units(ctx.community.id, query, version=ctx.community.version)
    homes = tuple(home for home in found.homes if home.id not in skipped)[:SHOWN]
    total = found.total - sum(home.id in skipped for home in found.homes)
    _show(ctx, homes)
    ctx.agenda.searched = True
    return give(ctx, "search_units", args, began, UnitsFound(homes, max(total, len(homes)), found.relaxed))


@tool(response_format="content_and_artifact")
async def quote_unit(unit: str, runtime: Runtime) -> tuple[str, ToolResult]:
    """Price, deposit, size, availability and fees of one home, by its id or name such as "204" or "B-311"."""
    ctx, began = turn(runtime), time.perf_counter()
    home = await ctx.pms.find_unit(ctx.community.id, unit, version=ctx.community.version)
    if home is not None:
        _show(ctx, (home,), keep=True)
        ctx.state.unit_of_interest = home.name
    return give(ctx, "quote_unit", {"unit": unit}, began, Quote(unit, home, ctx.community.fees if home else ()))


def cents(value: str | None, name: str) -> int | None:
    if not value:
        return None
    try:
        return from_wire(value, name)
    except Invalid as error:
        raise ToolException(error.message) from error


def _show(ctx: TurnContext, homes: tuple[Home, ...], *, keep: bool = False) -> None:
    """Put homes on the reply's cards and remember them in the order shown."""
    shown = {home.id for home in ctx.findings.homes}
    ctx.findings.homes += [home for home in homes if home.id not in shown]
    entries: list[dict[str, Any]] = [
        {
            "id": home.id,
            "name": home.name,
            "bedrooms": home.bedrooms,
            "bathrooms": home.bathrooms,
            "rent_cents": home.rent_cents,
            "available_on": home.available_on.isoformat(),
        }
        for home in homes
    ]
    if not keep:
        ctx.agenda.homes = entries
    elif not any(known["id"] == entry["id"] for known in ctx.agenda.homes for entry in entries):
        ctx.agenda.homes = entries + ctx.agenda.homes
    for home in homes:
        source = {"kind": "unit", "id": home.id, "title": home.name}
        if source not in ctx.findings.sources:
            ctx.findings.sources.append(source)
