"""A turn's surroundings for the LLM side: a context that records, small tools, an embedded brain of one sentence."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from langchain_core.messages import AIMessage
from langchain_core.tools import ToolException, tool

from bot.agent import Agent, build_agent
from bot.brains.switch import make_brain
from bot.context import Agenda, Community, Line, TurnContext
from bot.tools.common import Turn
from integrations.openai.sandbox import Sandbox
from leasing.clock import FixedClock
from leasing.settings import Settings, load_settings
from leasing.understood import Understood

KEY = "sk-sandbox"


@dataclass
class Visitor:
    """Sees what is sent. Text is sent by whole sentences, as the dialogue's outgoing guard does it."""

    sent: str = ""
    pending: str = ""
    pieces: list[str] = field(default_factory=list[str])

    def take(self, piece: str) -> str:
        """What of it can be sent by now."""
        self.pieces.append(piece)
        self.pending += piece
        if not (ends := list(re.finditer(r"[.!?](?=\s)|[.!?]$", self.pending))):
            return ""
        at = ends[-1].end()
        ready, self.pending = self.pending[:at], self.pending[at:]
        self.sent += ready
        return ready


class Embedded:
    """Stands where the embedded brain does: says one sentence and notes what had been said before."""

    def __init__(self) -> None:
        self.continued: list[str] = []

    async def reply(self, ctx: TurnContext) -> AIMessage:
        self.continued.append(ctx.said)
        text = " I am the embedded brain." if ctx.said else "I am the embedded brain."
        await ctx.say(text)
        return AIMessage(text)


@tool
async def search_units(ctx: Turn, bedrooms: int | None = None) -> str:
    """Find homes that are free."""
    await asyncio.sleep(0.01)  # a tool called beside it would be done sooner
    ctx.trace.setdefault("ran", []).append(("search_units", bedrooms))
    return '{"homes": [{"id": "u1", "name": "204"}], "total": 1}'


@tool
async def tour_slots(ctx: Turn, on: str | None = None) -> str:
    """Times at which a tour can start."""
    ctx.trace.setdefault("ran", []).append(("tour_slots", on))
    return '{"slots": [{"value": "2026-11-24T10:00:00-05:00", "label": "Tue, Nov 24 at 10:00 AM"}]}'


@tool
async def book_tour(ctx: Turn, starts_at: str, tour_type: str | None = None) -> str:
    """Book a tour at one of the offered times."""
    ctx.trace.setdefault("ran", []).append(("book_tour", starts_at))
    if starts_at == "broken":
        raise RuntimeError("secret detail of the database")
    if not starts_at.startswith("2026"):
        raise ToolException("starts_at must be one of the offered values")
    return "booked"


TOOLS = [search_units, tour_slots, book_tour]

COMMUNITY = Community(
    id="p1",
    company_id="c1",
    version=1,
    slug="maple-court",
    name="Maple Court",
    address="1 Maple Street",
    city="Springfield",
    state="IL",
    zip_code="62701",
    timezone="America/New_York",
    phone="+12175550100",
    email=None,
    website_url=None,
    description=None,
    amenities=(),
    tour_types=("in_person",),
    tour_duration_minutes=30,
    tour_notice_minutes=60,
    tour_horizon_days=30,
    tour_capacity=1,
    hours=(),
    holidays=(),
)


def make_settings(sandbox: Sandbox | None, **changes: Any) -> Settings:
    url = {"openai_base_url": sandbox.base_url, "openai_api_key": KEY} if sandbox else {}
    return load_settings({}, **{**url, "openai_first_token_seconds": 2.0, **changes})


def make_agent(settings: Settings) -> tuple[Agent, Embedded]:
    embedded = Embedded()
    agent = build_agent(make_brain(settings, embedded=embedded, tools=TOOLS), TOOLS, canary="canary-7")
    return agent, embedded


def make_context(text: str, **changes: Any) -> tuple[TurnContext, Visitor]:
    visitor = Visitor()
    nothing = cast("Any", None)

    async def say(piece: str) -> None:
        context.said += visitor.take(piece)

    async def abandon() -> None:
        visitor.pending = ""

    given: Mapping[str, Any] = {
        "turn_id": "t1",
        "attempt": 1,
        "conversation_id": "v1",
        "visitor_id": "w1",
        "lead_id": None,
        "community": COMMUNITY,
        "knowledge_version": 1,
        "text": text,
        "choice": None,
        "locale": "en",
        "history": list[Line](),
        "state": Understood(),
        "agenda": Agenda(),
        "tours": [],
        "said": "",
        "db": nothing,
        "clock": FixedClock(datetime(2026, 11, 23, 15, 0, tzinfo=UTC)),
        "pms": nothing,
        "knowledge": nothing,
        "say": say,
        "abandon": abandon,
        **changes,
    }
    context = TurnContext(**given)
    return context, visitor
