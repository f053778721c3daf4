"""Booking, moving and cancelling a tour."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

from langchain.tools import tool

from bot.context import TurnContext
from bot.tools.common import Runtime, give, offer, offers, read_time, tour_view, turn
from bot.tools.lead import save
from bot.tools.results import SlotOffer, ToolResult, TourOutcome
from leasing.ports import Home
from leasing.services import slots, tours
from leasing.services.tours import Booked, Refused
from leasing.zones import label

WITH_ALTERNATIVES = frozenset({"taken", "closed", "past", "too_soon", "too_far", "off_grid"})


@tool(response_format="content_and_artifact")
async def book_tour(
    starts_at: str,
    runtime: Runtime,
    tour_type: str | None = None,
    unit: str | None = None,
) -> tuple[str, ToolResult]:
    """Book a tour at a time that tour_slots gave (its `value`, or a local time such as 2026-11-24T10:00), once the
    visitor has chosen it and left an email or phone with save_lead. unit is the home that they want to see."""
    ctx, began = turn(runtime), time.perf_counter()
    at = read_time(ctx, starts_at)
    kind = tour_type or ctx.state.tour_type or ctx.community.tour_types[0]
    home = await _home(ctx, unit or ctx.state.unit_of_interest)
    try:
        if ctx.state.contact.reachable and ctx.lead_id is None:
            ctx.lead_id = await ctx.db.write(save, ctx.ref, ctx.state, has_tour=False)
        booked = await ctx.db.write(
            tours.book,
            ctx.ref,
            ctx.community,
            starts_at=at,
            tour_type=kind,
            unit_id=home.id if home else None,
            unit_name=home.name if home else None,
        )
        result = _done(ctx, booked)
    except Refused as refused:
        result = await _refused(ctx, refused, at)
    return give(ctx, "book_tour", {"starts_at": starts_at, "tour_type": tour_type, "unit": unit}, began, result)


@tool(response_format="content_and_artifact")
async def move_tour(starts_at: str, runtime: Runtime, tour_id: str | None = None) -> tuple[str, ToolResult]:
    """Move the visitor's booked tour to another time. tour_id is needed only where they have several."""
    ctx, began = turn(runtime), time.perf_counter()
    at = read_time(ctx, starts_at)
    try:
        moved = await ctx.db.write(tours.move, ctx.ref, ctx.community, tour_id=tour_id, starts_at=at)
        result = _done(ctx, moved)
    except Refused as refused:
        result = await _refused(ctx, refused, at)
    return give(ctx, "move_tour", {"starts_at": starts_at, "tour_id": tour_id}, began, result)


@tool(response_format="content_and_artifact")
async def cancel_tour(runtime: Runtime, tour_id: str | None = None) -> tuple[str, ToolResult]:
    """Cancel the visitor's booked tour. tour_id is needed only where they have several."""
    ctx, began = turn(runtime), time.perf_counter()
    try:
        cancelled = await ctx.db.write(tours.cancel, ctx.ref, ctx.community, tour_id=tour_id)
        result = _done(ctx, cancelled)
    except Refused as refused:
        result = TourOutcome(None, refused.problem)
    return give(ctx, "cancel_tour", {"tour_id": tour_id}, began, result)


async def _home(ctx: TurnContext, reference: str | None) -> Home | None:
    if not reference:
        return None
    return await ctx.pms.find_unit(ctx.community.id, reference, version=ctx.community.version)


def _done(ctx: TurnContext, tour: Booked) -> TourOutcome:
    """A tour that stands, or no longer does: the turn and the conversation's state know it from here on."""
    view = tour_view(ctx, tour)
    ctx.tours = [known for known in ctx.tours if known.id != view.id]
    cancelled = view.status == "cancelled"
    if not cancelled:
        ctx.tours = sorted([*ctx.tours, view], key=lambda known: known.starts_at)
    ctx.state.tour_datetime = None if cancelled else tour.starts_at
    ctx.state.tour_requested_on = None if cancelled else view.starts_at.date()
    ctx.state.tour_type = tour.tour_type  # type: ignore[assignment]
    ctx.findings.tour = view
    ctx.findings.slots = []
    ctx.agenda.slots = []
    previous = label(tour.previous.astimezone(ctx.community.zone)) if tour.previous else None
    return TourOutcome(view, None, (), previous, tour.already)


async def _refused(ctx: TurnContext, refused: Refused, wanted: datetime) -> TourOutcome:
    held = ctx.tours[0] if refused.problem in {"has_tour", "several_tours"} and ctx.tours else None
    outcome = TourOutcome(held, refused.problem)
    if refused.problem in WITH_ALTERNATIVES:
        outcome = replace(outcome, alternatives=await _alternatives(ctx, wanted))
        offer(ctx, outcome.alternatives)
    return outcome


async def _alternatives(ctx: TurnContext, wanted: datetime) -> tuple[SlotOffer, ...]:
    return offers(await ctx.db.read(slots.nearest, ctx.community, wanted))
