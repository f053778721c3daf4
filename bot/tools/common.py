"""What the tools share: how a result is kept and told to a model, and how arguments are read."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from langchain_core.tools import InjectedToolArg, ToolException

from bot.context import TurnContext
from bot.guards.quoting import as_data
from bot.tools.results import SlotOffer, ToolResult, TourOutcome, TourView
from leasing.money import to_wire
from leasing.ports import Home
from leasing.services.slots import Slot
from leasing.services.tour_words import spoken, when
from leasing.services.tours import Booked
from leasing.zones import exists, in_years, label

OURS = frozenset({"id", "faq_id", "value"})
"""fields that we made ourselves and that come back as arguments: they are passed on to the letter"""

if TYPE_CHECKING:
    Turn = TurnContext
else:
    # What the agent gives to a tool, and no model sees. LangChain reads this at import, and would otherwise build a
    # schema of the whole context.
    Turn = Annotated[Any, InjectedToolArg]


def give(ctx: TurnContext, tool: str, args: dict[str, Any], began: float, result: ToolResult) -> tuple[str, ToolResult]:
    """Keep a result with the turn; returns it as (text for a model, artifact)."""
    ctx.findings.results.append(result)
    called = ctx.trace.setdefault("tools", [])
    known = {name: value for name, value in args.items() if value not in (None, [], "")}
    entry = {"tool": tool, "args": known, "ms": round((time.perf_counter() - began) * 1000, 2)}
    if isinstance(result, TourOutcome) and result.problem:
        entry["problem"] = result.problem
    called.append(entry)
    if ctx.trace.get("brain") != "openai":
        # The embedded brain reads the artifact; only another model needs the words.
        return "", result
    return msgspec.json.encode(told(result)).decode(), result


def told(value: Any) -> Any:
    """A result as plain data for a model: money as decimal strings, times as ISO, texts of others as data."""
    if isinstance(value, str):
        return as_data(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [told(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        plain: dict[str, Any] = {}
        for name in value.__dataclass_fields__:
            item = getattr(value, name)
            if name.endswith("_cents"):
                plain[name.removesuffix("_cents")] = to_wire(item)
            elif name in OURS:
                plain[name] = item
            elif item not in (None, (), {}) and name != "image_urls":
                plain[name] = told(item)
        return plain
    return value


async def home_of(ctx: TurnContext, reference: str | None) -> Home | None:
    """The home of an id or a name, as visitors and models give it."""
    if not reference:
        return None
    return await ctx.pms.find_unit(ctx.community.id, reference, version=ctx.community.version)


def read_day(value: str | None, name: str) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value[:10])
    except ValueError as error:
        raise ToolException(f"{name} must be a date such as 2026-11-24") from error
    if not in_years(day):
        raise ToolException(f"{name} must be a date such as 2026-11-24")
    return day


def read_time(ctx: TurnContext, value: str) -> datetime:
    """A moment in the property's zone; without an offset it is read as the property's local time."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise ToolException("starts_at must be a time such as 2026-11-24T10:00") from error
    if not in_years(at):
        raise ToolException("starts_at must be a time such as 2026-11-24T10:00")
    local = at.replace(tzinfo=ctx.community.zone) if at.tzinfo is None else at.astimezone(ctx.community.zone)
    if not exists(local):
        raise ToolException(f"{value} does not exist on the clock of {ctx.community.timezone}")
    return local


def offers(slots: list[Slot]) -> tuple[SlotOffer, ...]:
    return tuple(SlotOffer(slot.value, slot.starts_at, slot.label) for slot in slots)


def offer(ctx: TurnContext, found: tuple[SlotOffer, ...]) -> None:
    """Show times to the visitor, labelled in their language, and remember them for the next message."""
    language = spoken(language_of(ctx))
    labelled = [replace(slot, label=when(slot.starts_at.astimezone(ctx.community.zone), language)) for slot in found]
    ctx.findings.slots = labelled
    ctx.agenda.slots = [{"value": slot.value, "label": slot.label} for slot in labelled]


def language_of(ctx: TurnContext) -> str:
    return ctx.understanding.language if ctx.understanding else ctx.locale


def tour_view(ctx: TurnContext, tour: Booked) -> TourView:
    local = tour.starts_at.astimezone(ctx.community.zone)
    host = next((host.first_name for host in ctx.community.hosts if host.id == tour.manager_id), None)
    return TourView(tour.id, local, label(local), tour.tour_type, tour.status, tour.unit_interest, host)
