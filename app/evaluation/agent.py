"""Recorded visitors before the agent that ships, with the brain of the settings, over a database for the measuring.

The assistant's recorded lines take the place of what the agent said, so that each turn is answered after the history
after which it was recorded; what the agent saved of the visitor stays.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec
from sqlalchemy import select, update

from app.evaluation.play import Moment
from app.evaluation.records import Dialogue
from app.wiring import House, build, running
from bot.context import Agenda
from leasing.clock import FixedClock
from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Message
from leasing.services import openings, turns
from leasing.services.openings import Opening
from leasing.services.understanding import from_row
from leasing.settings import Settings


@dataclass(frozen=True, slots=True)
class Said:
    """A stored reply."""

    text: str
    sources: tuple[dict[str, str], ...]
    milliseconds: float


@dataclass(slots=True)
class Agent:
    """The house's agent, and who answered in it: the LLM, or the embedded brain where the LLM failed."""

    house: House
    clock: FixedClock
    answered_by: Counter[str] = field(default_factory=Counter[str])
    fallbacks: Counter[str] = field(default_factory=Counter[str])

    async def open(self, property_id: str) -> str:
        return (await self.house.database.write(openings.open_, Opening(property=property_id))).id

    async def answer(self, chat: str, text: str) -> Said:
        """One turn, from the visitor's message to what is stored of it."""
        began = perf_counter()
        dialogue, database = self.house.dialogue, self.house.database
        accepted = await database.write(turns.accept, chat, client_id=new_id(), text=text, owner=dialogue.owner)
        if accepted.work is not None:
            await dialogue.begin(accepted.work)
        row = await database.read(_reply, chat)
        taken = (perf_counter() - began) * 1000
        if row is None:
            self.answered_by["nobody"] += 1
            return Said("", (), taken)
        self.answered_by[row.why.get("brain", "guards")] += 1
        if "fallback" in row.why:
            self.fallbacks[row.why["fallback"]] += 1
        return Said(row.text, tuple(row.extras.get("sources", ())), taken)

    async def play(self, dialogue: Dialogue, property_id: str, now: datetime) -> AsyncIterator[Moment]:
        """The state that was saved after each visitor turn."""
        self.clock.set(now)
        chat = await self.open(property_id)
        for turn in dialogue.turns:
            if turn.speaker == "visitor":
                said = await self.answer(chat, turn.text)
                row = await self.house.database.read(_conversation, chat)
                agenda = msgspec.convert(dict(row.agenda), Agenda, strict=False)
                yield Moment(turn.text, from_row(row), agenda.matter, agenda.between, said.milliseconds)
            else:
                await self.house.database.write(_replace_reply, chat, turn.text)

    def report(self) -> dict[str, Any]:
        told: dict[str, Any] = {"answered_by": dict(self.answered_by)}
        return told | ({"fallbacks": dict(self.fallbacks)} if self.fallbacks else {})


@asynccontextmanager
async def agent_of(settings: Settings, now: datetime, fill: Callable[[Tx], None]) -> AsyncGenerator[Agent]:
    """The agent over a temporary database that `fill` has filled; nothing is taken from the settings' own data."""
    with tempfile.TemporaryDirectory() as folder:
        own: dict[str, Any] = {
            "data_dir": Path(folder),
            "database_url": f"sqlite:///{folder}/recorded.db",
            "redis_url": None,
            "chroma_url": None,
            "worker": "off",
        }
        clock = FixedClock(now)
        house = build(settings.model_copy(update=own), clock)
        await house.database.write(fill)
        async with running(house):
            yield Agent(house, clock)


def _last(chat: str, author: str) -> Any:
    statement = select(Message.__table__).where(Message.conversation_id == chat)
    return statement.where(Message.author == author).order_by(Message.seq.desc()).limit(1)


def _reply(tx: Tx, chat: str) -> Any:
    """What was said to the visitor's last message; None where nothing was."""
    asked: Any = tx.connection.execute(_last(chat, "visitor")).one()
    said: Any = tx.connection.execute(_last(chat, "bot")).one_or_none()
    return said if said is not None and said.seq > asked.seq else None


def _conversation(tx: Tx, chat: str) -> Any:
    return tx.connection.execute(select(Conversation.__table__).where(Conversation.id == chat)).one()


def _replace_reply(tx: Tx, chat: str, text: str) -> None:
    said: Any = tx.connection.execute(_last(chat, "bot")).one_or_none()
    if said is not None:
        tx.connection.execute(update(Message).where(Message.id == said.id).values(text=text))
