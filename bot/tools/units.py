"""Finding homes and quoting one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from langchain_core.tools import ToolException, tool

from bot.context import TurnContext
from bot.tools.common import Turn, give, read_day
from bot.tools.results import PricesFound, Quote, ToolResult, UnitsFound
from leasing.errors import Invalid
from leasing.money import from_wire, to_wire
from leasing.ports import Home, UnitQuery, UnitSearch
from leasing.pricing import MOST_PETS, monthly_fees, passes_budget, quote, with_chosen
from leasing.similar import by_how_much

SHOWN = 3
"""homes in one reply"""


@tool(response_format="content_and_artifact")
async def search_units(
    ctx: Turn,
    bedrooms: int | None = None,
    or_bedrooms: int | None = None,
    bathrooms: float | None = None,
    min_rent: str | None = None,
    max_rent: str | None = None,
    move_in_date: str | None = None,
    has_pets: bool | None = None,
    furnished: bool | None = None,
    features: list[str] | None = None,
    exclude: list[str] | None = None,
) -> tuple[str, ToolResult]:
    """Find homes that can be rented now. bedrooms 0 is a studio; or_bedrooms is another size that suits as well ("a
    studio or one bedroom"); bathrooms is a minimum; rents are decimal strings
    such as "1850.00"; move_in_date is YYYY-MM-DD; features are snake_case names such as in_unit_laundry, garage,
    parking, balcony, dishwasher, air_conditioning, elevator; exclude holds ids of homes already shown. `relaxed`
    in the answer names wishes that no home meets, relaxed_by by how much they were let go: say so. all_in is what a
    home costs a month with every mandatory fee: name it before the rent. over_budget names homes whose rent is within
    max_rent and whose all_in passes it: say so."""
    began = time.perf_counter()
    args = {
        "bedrooms": bedrooms, "or_bedrooms": or_bedrooms, "bathrooms": bathrooms, "min_rent": min_rent,
        "max_rent": max_rent, "move_in_date": move_in_date, "has_pets": has_pets, "furnished": furnished,
        "features": features, "exclude": exclude,
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
    found = await _search(ctx, query, or_bedrooms)
    homes = tuple(home for home in found.homes if home.id not in skipped)[:SHOWN]
    total = found.total - sum(home.id in skipped for home in found.homes)
    _show(ctx, homes)
    ctx.agenda.searched = True
    fees = {home.name: monthly_fees(home, ctx.community.prices) for home in homes}
    totals = {home.name: home.rent_cents + fees[home.name] for home in homes}
    result = UnitsFound(
        homes,
        max(total, len(homes)),
        found.relaxed,
        relaxed_by=by_how_much(homes, query, found.relaxed, fees=lambda home: fees[home.name]),
        all_in={name: to_wire(total) or "" for name, total in totals.items() if fees[name]},
        over_budget=tuple(
            home.name for home in homes if passes_budget(home.rent_cents, totals[home.name], query.rent_max_cents)
        ),
    )
    return give(ctx, "search_units", args, began, result)


async def _search(ctx: TurnContext, query: UnitQuery, or_bedrooms: int | None) -> UnitSearch:
    """Of two sizes of which either suits some homes of each are found, where both have any that meet the wishes."""
    found = await ctx.pms.search_units(ctx.community.id, query, version=ctx.community.version)
    if or_bedrooms is None or or_bedrooms == query.bedrooms:
        return found
    other = replace(query, bedrooms=or_bedrooms)
    besides = await ctx.pms.search_units(ctx.community.id, other, version=ctx.community.version)
    if found.relaxed or besides.relaxed or not (found.homes and besides.homes):
        return besides if besides.homes and (found.relaxed or not found.homes) and not besides.relaxed else found
    each = (found.homes[0], besides.homes[0])
    rest = sorted((*found.homes[1:], *besides.homes[1:]), key=lambda home: home.rent_cents)
    homes = sorted((*each, *rest[: query.limit - len(each)]), key=lambda home: home.rent_cents)
    return UnitSearch(tuple(homes), found.total + besides.total)


@tool(response_format="content_and_artifact")
async def quote_unit(
    unit: str,
    ctx: Turn,
    lease_months: int | None = None,
    move_in_date: str | None = None,
    with_fees: list[str] | None = None,
    pets: int | None = None,
) -> tuple[str, ToolResult]:
    """What one home costs, by its id or name such as "204" or "B-311": rent, the total a month with every mandatory
    fee (say that first), what is due once, other fees, deposit, specials with their terms, and the rents of all lease
    lengths. lease_months is the length that was asked for, 0 for month to month; where `costs` has no rent for it,
    none is known: use ask_person. An effective rent is said only together with the special's terms. over_budget is true
    where the rent is within the visitor's budget and the total is not: say so. with_fees are kinds of monthly fees to
    add, such as parking, storage or pet_rent (for so many pets): chosen.total is the month with them."""
    began = time.perf_counter()
    args = {
        "unit": unit, "lease_months": lease_months, "move_in_date": move_in_date, "with_fees": with_fees, "pets": pets,
    }  # fmt: skip
    home = await ctx.pms.find_unit(ctx.community.id, unit, version=ctx.community.version)
    costs, over, chosen = None, False, None
    if home is not None:
        _show(ctx, (home,), keep=True)
        ctx.state.unit_of_interest = None if _compares(ctx, home) else home.name
        costs = quote(
            home,
            ctx.community.prices,
            ctx.today,
            lease_months=lease_months,
            move_in=read_day(move_in_date, "move_in_date") or ctx.state.move_in_date,
            with_pet_charges=not ctx.state.pet_details.get("assistance_animal"),
        )
        if costs.total_cents is not None:
            over = passes_budget(home.rent_cents, costs.total_cents, ctx.state.price_max_cents)
        chosen = with_chosen(costs, with_fees or (), min(max(pets or 1, 1), MOST_PETS))
    return give(ctx, "quote_unit", args, began, Quote(unit, home, costs, over, chosen))


@tool(response_format="content_and_artifact")
async def fees_and_specials(ctx: Turn) -> tuple[str, ToolResult]:
    """The fees and deposits of the community, and today's specials. A special is told together with its terms."""
    began = time.perf_counter()
    prices = ctx.community.prices
    charges = prices.charges
    if ctx.state.pet_details.get("assistance_animal"):
        # It is no pet: nothing of this is charged for it.
        charges = tuple(charge for charge in charges if not charge.of_a_pet)
    return give(ctx, "fees_and_specials", {}, began, PricesFound(charges, prices.offered(ctx.today)))


def _compares(ctx: TurnContext, home: Home) -> bool:
    """Whether another home was quoted in this turn too, so that no single one is meant."""
    quoted = (result.home for result in ctx.findings.results if isinstance(result, Quote))
    return any(other is not None and other.id != home.id for other in quoted)


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
