"""When a tour can be had."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock

from langchain_core.tools import ToolException, tool

from bot.tools.common import Turn, give, home_of, offer, offers, read_day
from bot.tools.results import SlotsFound, ToolResult
from leasing.community import Community
from leasing.database import Tx
from leasing.services import slots
from leasing.services.calendar import Mine

OFFERED = 6
PER_DAY = 3


@tool(response_format="content_and_artifact")
async def tour_slots(
    ctx: Turn,
    on: str | None = None,
    until: str | None = None,
    at: str | None = None,
    part_of_day: str | None = None,
    earliest: str | None = None,
    latest: str | None = None,
    tour_type: str | None = None,
) -> tuple[str, ToolResult]:
    """Free times for a tour, earliest first. `on` is a day (YYYY-MM-DD) that the visitor asked for; with `until`, the
    first of several of which any suits ("this weekend"), at the time of day `at` (HH:MM) if they named one; part_of_day
    is morning, midday, afternoon or evening; "after 4" is `earliest` 16:00, "before 3 pm" `latest` 15:00;
    tour_type is in_person, virtual or self_guided. Where `exact` is false nothing is free as asked and these are the
    nearest; `reason` says why."""
    began = time.perf_counter()
    day, last = read_day(on, "on"), read_day(until, "until")
    if day is None or last is None or last <= day:
        last = None
    if day is not None and last is None:
        ctx.state.tour_requested_on = day
    if tour_type in ctx.community.tour_types:
        ctx.state.tour_type = tour_type  # type: ignore[assignment]
    part = part_of_day if part_of_day in slots.PARTS else None
    hours = slots.Hours(part, _clock(earliest, "earliest"), _clock(latest, "latest"))
    kind = tour_type or ctx.state.tour_type
    home = await home_of(ctx, ctx.state.unit_of_interest) if kind == "self_guided" else None
    # Whoever has a tour looks for another time of it: that it takes its own is no hindrance.
    own = ctx.tours[0] if len(ctx.tours) == 1 else None
    wanted = slots.For(
        kind if kind in ctx.community.tour_types else None,
        home.id if home is not None else None,
        mine=Mine(ctx.conversation_id, own.id if own else None),
    )
    if day is not None and last is not None:
        found = await ctx.db.read(find_within, ctx.community, day, last, hours, _clock(at, "at"), wanted)
    else:
        found = await ctx.db.read(find, ctx.community, day, hours, wanted)
    others = tuple(slot for slot in found.slots if own is None or slot.starts_at != own.starts_at)
    found = replace(found, slots=others or found.slots)
    offer(ctx, found.slots)
    args = {"on": on, "until": until, "at": at, "part_of_day": part, "earliest": earliest, "latest": latest}
    args["tour_type"] = tour_type
    return give(ctx, "tour_slots", args, began, found)


def _clock(text: str | None, name: str) -> clock | None:
    try:
        return clock.fromisoformat(text) if text else None
    except ValueError as error:
        raise ToolException(f"{name} must be a time of day such as 10:00") from error


def find(
    tx: Tx, community: Community, day: date | None, hours: slots.Hours, wanted: slots.For = slots.ANY
) -> SlotsFound:
    """The times asked for, or the nearest ones and why."""
    today = tx.now.astimezone(community.zone).date()
    if day is None:
        last = today + timedelta(days=community.tour_horizon_days)
        found = slots.free(
            tx, community, first=today, last=last, hours=hours, limit=OFFERED, per_day=PER_DAY, wanted=wanted
        )
        if not found and hours != slots.ANY_HOUR:
            others = slots.free(tx, community, first=today, last=last, limit=OFFERED, per_day=PER_DAY, wanted=wanted)
            return SlotsFound(offers(others), None, exact=False, reason="full" if others else None)
        return SlotsFound(offers(found), None, exact=True, reason=None if found else "full")
    on_day: list[slots.Slot] = []
    if day >= today:
        on_day = slots.free(
            tx, community, first=day, last=day, hours=hours, limit=12, per_day=8, wanted=wanted
        )  # fmt: skip
    if on_day:
        return SlotsFound(offers(on_day), day)
    reason = _why(tx, community, day, today)
    if hours != slots.ANY_HOUR and day >= today:
        same_day = slots.free(tx, community, first=day, last=day, limit=OFFERED, per_day=OFFERED, wanted=wanted)
        if same_day:
            soonest = tx.now + timedelta(minutes=community.tour_notice_minutes)
            over = soonest >= community.until(day, hours.span[1])
            return SlotsFound(offers(same_day), day, exact=False, reason="too_soon" if over else "full")
    return SlotsFound(offers(_instead(tx, community, day, hours, wanted)), day, exact=False, reason=reason)


def _instead(tx: Tx, community: Community, day: date, hours: slots.Hours, wanted: slots.For) -> list[slots.Slot]:
    """The times nearest to a day on which none is free, and some of the same weekday a week later: who says "Saturday
    morning" may well mean the next one."""
    at = community.at(day, sum(hours.span) // 2)
    nearest = slots.nearest(tx, community, at, OFFERED, wanted) if at else []
    later = day + timedelta(days=7)
    if hours == slots.ANY_HOUR or any(slot.starts_at.astimezone(community.zone).date() == later for slot in nearest):
        return nearest
    same_weekday = slots.free(
        tx, community, first=later, last=later, hours=hours, limit=OFFERED // 2, per_day=OFFERED, wanted=wanted
    )
    return [*nearest[: OFFERED // 3], *same_weekday] if same_weekday else nearest


def find_within(
    tx: Tx, community: Community, first: date, last: date, hours: slots.Hours, at: clock | None, wanted: slots.For
) -> SlotsFound:
    """Times on several days of which any suits, some of each; where none is free on them, the nearest and why."""
    today = tx.now.astimezone(community.zone).date()
    among: list[slots.Slot] = []
    if last >= today:
        begin = max(first, today)
        among = slots.free(tx, community, first=begin, last=last, hours=hours, limit=2000, wanted=wanted)
    same_hour = [slot for slot in among if at is not None and slot.starts_at.time() == at]
    found = slots.over_days(same_hour or among, PER_DAY, OFFERED)
    if found:
        return SlotsFound(offers(found), first, last, exact=at is None or bool(same_hour), reason=None)
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    reasons = {_why(tx, community, day, today) for day in days}
    reason = next(why for why in ("full", "too_soon", "closed", "too_far", "past") if why in reasons)
    noon = community.at(max(first, today), 12 * 60)
    nearest = slots.nearest(tx, community, noon, OFFERED, wanted) if noon else []
    return SlotsFound(offers(nearest), first, last, exact=False, reason=reason)


def _why(tx: Tx, community: Community, day: date, today: date) -> str:
    if day < today:
        return "past"
    if day > slots.horizon(community, tx.now):
        return "too_far"
    if not community.spans(day):
        return "closed"
    # Other tours aside nothing could begin any more: that is the notice, and no crowd.
    return "full" if any(True for _ in slots.starts(community, day, tx.now)) else "too_soon"
