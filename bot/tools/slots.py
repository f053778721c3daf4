"""When a tour can be had."""

from __future__ import annotations

import time
from datetime import date, timedelta

from langchain.tools import tool

from bot.tools.common import Runtime, give, offer, offers, read_day, turn
from bot.tools.results import SlotsFound, ToolResult
from leasing.community import Community
from leasing.database import Tx
from leasing.services import slots

OFFERED = 6
PER_DAY = 3


@tool(response_format="content_and_artifact")
async def tour_slots(
    runtime: Runtime,
    on: str | None = None,
    part_of_day: str | None = None,
    tour_type: str | None = None,
) -> tuple[str, ToolResult]:
    """Free times for a tour, earliest first. `on` is a day (YYYY-MM-DD) that the visitor asked for; part_of_day is
    morning, afternoon or evening; tour_type is in_person, virtual or self_guided. Where `exact` is false nothing is
    free as asked and these are the nearest; `reason` says why."""
    ctx, began = turn(runtime), time.perf_counter()
    day = read_day(on, "on")
    if day is not None:
        ctx.state.tour_requested_on = day
    if tour_type in ctx.community.tour_types:
        ctx.state.tour_type = tour_type  # type: ignore[assignment]
    part = part_of_day if part_of_day in slots.PARTS else None
    found = await ctx.db.read(find, ctx.community, day, part)
    offer(ctx, found.slots)
    return give(ctx, "tour_slots", {"on": on, "part_of_day": part, "tour_type": tour_type}, began, found)


def find(tx: Tx, community: Community, day: date | None, part: str | None) -> SlotsFound:
    """The times asked for, or the nearest ones and why."""
    today = tx.now.astimezone(community.zone).date()
    if day is None:
        last = today + timedelta(days=community.tour_horizon_days)
        found = slots.free(tx, community, first=today, last=last, part_of_day=part, limit=OFFERED, per_day=PER_DAY)
        return SlotsFound(offers(found), None, exact=True, reason=None if found else "full")
    wanted = (
        slots.free(tx, community, first=day, last=day, part_of_day=part, limit=12, per_day=8) if day >= today else []
    )
    if wanted:
        return SlotsFound(offers(wanted), day)
    reason = _why(tx, community, day, today)
    noon = community.at(day, 12 * 60)
    if part is not None and day >= today:
        same_day = slots.free(tx, community, first=day, last=day, limit=OFFERED, per_day=OFFERED)
        if same_day:
            return SlotsFound(offers(same_day), day, exact=False, reason="full")
    nearest = slots.nearest(tx, community, noon, OFFERED) if noon else []
    return SlotsFound(offers(nearest), day, exact=False, reason=reason)


def _why(tx: Tx, community: Community, day: date, today: date) -> str:
    if day < today:
        return "past"
    if day > slots.horizon(community, tx.now):
        return "too_far"
    return "full" if community.spans(day) else "closed"
