"""What one turn may use and what it has found so far. Tools and brains reach the world through this alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from bot.tools.results import SlotOffer, ToolResult, TourView
from bot.understanding import Matter, Understanding
from leasing.clock import Clock
from leasing.community import Community
from leasing.database import Database
from leasing.ports import Home, Knowledge, PropertyManagementSystem
from leasing.services.effects import TurnRef
from leasing.understood import Understood

__all__ = ["Agenda", "Community", "Findings", "Line", "TurnContext"]


@dataclass(frozen=True, slots=True)
class Line:
    """An earlier message of the conversation."""

    author: str
    """visitor, bot, manager or system"""
    text: str


@dataclass(slots=True)
class Agenda:
    """What the bot is in the middle of; stored with the conversation between turns.

    `asked` names what the last reply asked for, so that "two" and "yes please" mean something: `bedrooms`, `budget`,
    `move_in`, `contact`, `tour_time`, `day`, `book`, `cancel`, `move`, `ask_person`, `unit`, or None.
    """

    asked: str | None = None
    homes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """offered last, in the order shown: id, name, bedrooms, bathrooms, rent_cents, available_on"""
    slots: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """offered last, in the order shown: value, label"""
    booking: dict[str, str] = field(default_factory=dict[str, str])
    """a booking or move that waits for something: starts_at, tour_type, unit, tour_id, action (book or move), days
    (those of which one is meant) and whether of it was only asked (inquires); after a
    cancellation `cancelled`, the time that was given up"""
    question: str | None = None
    """the visitor's question that nobody has answered yet"""
    matter: Matter | None = None
    """what the talk is about: it goes on being about it through digressions"""
    hour: time | None = None
    """an hour for a tour that was named, the day left open or refused since"""
    between: tuple[time | None, time | None] = (None, None)
    """the earliest and the latest hour for a tour, where bounds were named instead"""
    searched: bool = False
    declined: list[str] = field(default_factory=list[str])
    """what the visitor does not want to say; it is not asked again in this conversation"""
    carried: dict[str, Any] = field(default_factory=dict[str, Any])
    """what this browser said on an earlier visit: contact (as it was), wishes (names of slots)"""
    sizes: list[int] = field(default_factory=list[int])
    """numbers of bedrooms of which any suits, where several were named"""
    turns: int = 0


@dataclass(slots=True)
class Findings:
    """What the tools of this turn brought to light: the reply's cards, and the only figures that it may state."""

    results: list[ToolResult] = field(default_factory=list[ToolResult])
    sources: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """kind, id, title"""
    homes: list[Home] = field(default_factory=list[Home])
    slots: list[SlotOffer] = field(default_factory=list[SlotOffer])
    choices: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    tour: TourView | None = None
    mode: str | None = None
    """a mode that a tool has moved the conversation to"""


@dataclass(slots=True)
class TurnContext:
    """Everything one turn stands on. Made by `bot.dialogue`, handed to the agent as its runtime context."""

    turn_id: str
    attempt: int
    conversation_id: str
    visitor_id: str
    lead_id: str | None
    community: Community
    knowledge_version: int
    text: str
    """what the visitor wrote, or the label of what they chose"""
    choice: str | None
    """the value of a `choice` frame"""
    locale: str
    history: list[Line]
    state: Understood
    agenda: Agenda
    tours: list[TourView]
    """the visitor's tours at this property that lie ahead, earliest first"""
    said: str
    """what the visitor has already been sent of this reply, by this attempt and by interrupted earlier ones"""
    db: Database
    clock: Clock
    pms: PropertyManagementSystem
    knowledge: Knowledge
    say: Callable[[str], Awaitable[None]]
    """a brain hands each piece of its reply to this; guards check it before anybody sees it, and `said` grows by
    what was really sent"""
    abandon: Callable[[], Awaitable[None]]
    """throws away what was handed to `say` and has not been sent: the unfinished sentence of a brain that failed"""
    message_id: str | None = None
    """of the visitor's message that this turn answers"""
    understanding: Understanding | None = None
    findings: Findings = field(default_factory=Findings)
    trace: dict[str, Any] = field(default_factory=dict[str, Any])
    worked_out: dict[str, Any] = field(default_factory=dict[str, Any])
    """what was computed for this turn and need not be computed for each sentence"""
    somebody_else: bool = False
    """another person than last time sits at this browser: the lead of then is not theirs"""
    asked: int = 0
    """how often this attempt has asked a person"""

    @property
    def ref(self) -> TurnRef:
        """who acts, for the services"""
        return TurnRef(
            id=self.turn_id,
            attempt=self.attempt,
            company_id=self.community.company_id,
            property_id=self.community.id,
            conversation_id=self.conversation_id,
            visitor_id=self.visitor_id,
        )

    @property
    def now(self) -> datetime:
        """in the property's zone"""
        return self.clock.now().astimezone(self.community.zone)

    @property
    def today(self) -> date:
        return self.now.date()
