"""Booking, moving, confirming and cancelling a tour."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

from langchain_core.tools import tool

from bot.context import TurnContext
from bot.tools.common import Turn, give, home_of, language_of, offer, offers, read_time, tour_view
from bot.tools.results import SlotOffer, ToolResult, TourOutcome
from leasing.services import leads, slots, tours
from leasing.services.calendar import Mine
from leasing.services.tours import Booked, Refused
from leasing.zones import label

WITH_ALTERNATIVES = frozenset({"taken", "closed", "past", "too_soon", "too_far", "off_grid", "unstaffed"})


@tool(response_format="content_and_artifact")
async def book_tour(
    starts_at: str,
    ctx: Turn,
    tour_type: str | None = None,
    unit: str | None = None,
) -> tuple[str, ToolResult]:
    """Book a tour at a time that tour_slots gave (its `value`, or a local time such as 2026-11-24T10:00) and that the
    visitor has chosen. Without an email or phone (save_lead) it answers needs_contact, and holds the time for some
    minutes while you ask for one. tour_type is in_person, virtual or self_guided; unit is the home they want to see."""
    began = time.perf_counter()
    at = read_time(ctx, starts_at)
    kind = tour_type or ctx.state.tour_type or ctx.community.tour_types[0]
    home = await home_of(ctx, unit or ctx.state.unit_of_interest)
    unit_id = home.id if home else None
    wanted: dict[str, Any] = {"starts_at": at, "tour_type": kind, "unit_id": unit_id, "language": language_of(ctx)}
    try:
        if ctx.state.contact.reachable and ctx.lead_id is None:
            ctx.lead_id = await ctx.db.write(leads.save, ctx.ref, ctx.state)
        if ctx.lead_id is None and not ctx.tours:
            held = await ctx.db.write(tours.hold, ctx.ref, ctx.community, **wanted)
            result = TourOutcome(None, "needs_contact", held=held is not None)
        else:
            unit_name = home.name if home else None
            result = _done(ctx, await ctx.db.write(tours.book, ctx.ref, ctx.community, **wanted, unit_name=unit_name))
    except Refused as refused:
        result = await _refused(ctx, refused, at, kind, unit_id)
    return give(ctx, "book_tour", {"starts_at": starts_at, "tour_type": tour_type, "unit": unit}, began, result)


@tool(response_format="content_and_artifact")
async def move_tour(
    ctx: Turn, starts_at: str | None = None, tour_type: str | None = None, tour_id: str | None = None
) -> tuple[str, ToolResult]:
    """Move the visitor's booked tour to another time, make it another type (in_person, virtual, self_guided), or both;
    leave out what stays. tour_id is needed only where they have several."""
    began = time.perf_counter()
    at = read_time(ctx, starts_at) if starts_at else None
    args = {"starts_at": starts_at, "tour_type": tour_type, "tour_id": tour_id}
    try:
        moved = await ctx.db.write(
            tours.move,
            ctx.ref,
            ctx.community,
            tour_id=tour_id,
            starts_at=at,
            tour_type=tour_type,
            language=language_of(ctx),
        )
        result = _done(ctx, moved)
    except Refused as refused:
        held = next((known for known in ctx.tours if tour_id in (None, known.id)), None)
        kind = tour_type or (held.tour_type if held else None)
        wanted = at or (held.starts_at if held else ctx.now)
        result = await _refused(ctx, refused, wanted, kind, None, held.id if held else None)
    return give(ctx, "move_tour", args, began, result)


@tool(response_format="content_and_artifact")
async def confirm_tour(ctx: Turn, tour_id: str | None = None) -> tuple[str, ToolResult]:
    """Note that the visitor will come to the tour that they have, once they say so. tour_id is needed only where they
    have several."""
    began = time.perf_counter()
    try:
        confirmed = await ctx.db.write(tours.confirm, ctx.ref, ctx.community, tour_id=tour_id)
        result = _done(ctx, confirmed)
    except Refused as refused:
        result = TourOutcome(None, refused.problem)
    return give(ctx, "confirm_tour", {"tour_id": tour_id}, began, result)


@tool(response_format="content_and_artifact")
async def cancel_tour(ctx: Turn, tour_id: str | None = None) -> tuple[str, ToolResult]:
    """Cancel the visitor's booked tour. tour_id is needed only where they have several."""
    began = time.perf_counter()
    try:
        cancelled = await ctx.db.write(tours.cancel, ctx.ref, ctx.community, tour_id=tour_id)
        result = _done(ctx, cancelled)
    except Refused as refused:
        result = TourOutcome(None, refused.problem)
    return give(ctx, "cancel_tour", {"tour_id": tour_id}, began, result)


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
    return TourOutcome(view, None, (), previous, tour.already, tour.previous_type)


async def _refused(
    ctx: TurnContext,
    refused: Refused,
    at: datetime,
    tour_type: str | None,
    unit_id: str | None,
    moves: str | None = None,
) -> TourOutcome:
    held = ctx.tours[0] if refused.problem in {"has_tour", "several_tours"} and ctx.tours else None
    outcome = TourOutcome(held, refused.problem)
    if refused.problem in WITH_ALTERNATIVES:
        wanted = slots.For(tour_type, unit_id, mine=Mine(ctx.conversation_id, moves))
        outcome = replace(outcome, alternatives=await _alternatives(ctx, at, wanted))
        offer(ctx, outcome.alternatives)
    return outcome


async def _alternatives(ctx: TurnContext, at: datetime, wanted: slots.For) -> tuple[SlotOffer, ...]:
    """Other times, never the one that could not be had."""
    found = await ctx.db.read(slots.nearest, ctx.community, at, 5, wanted)
    return offers([slot for slot in found if slot.starts_at != at][:4])
