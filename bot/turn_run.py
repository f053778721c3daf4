"""One attempt at one turn: understand, let the guards rule, let the agent answer, store what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

import msgspec

from bot import agent as agents
from bot import channel, protocol, rulings, state
from bot.agent import Agent
from bot.brains.embedded.second_reading import Guesser, read
from bot.brains.embedded.understand import Scene
from bot.calling_off import call_off
from bot.context import Agenda, Line, TurnContext
from bot.guards import PromptSecrets, rule_in
from bot.guards.verdicts import Ruling
from bot.tools.common import language_of, tour_view
from bot.tools.person import ask
from bot.understanding import Understanding
from bot.voice import Voice
from leasing.clock import Clock
from leasing.community import Community
from leasing.database import Database, Tx
from leasing.ports import Knowledge, PropertyManagementSystem
from leasing.services import leads, leases, replies
from leasing.services.leases import Work
from leasing.services.replies import Finished, Reply

SORRY = (
    "Something went wrong on my side, and I could not finish that. I have passed your message to the leasing team; "
    "you can also ask me again."
)
GIVEN_UP = "I could not answer that, so I have passed your message to the leasing team."


@dataclass(frozen=True, slots=True)
class Parts:
    """What the dialogue is built from."""

    database: Database
    clock: Clock
    agent: Agent
    knowledge: Knowledge
    pms: PropertyManagementSystem
    guesser: Guesser
    """consulted where a message is unclear"""
    secrets: PromptSecrets
    turn_seconds: float
    live: bool
    """whether replies are streamed while a provider writes them"""


class TurnRun:
    """One attempt at one turn."""

    def __init__(self, parts: Parts, work: Work, community: Community) -> None:
        self.work = work
        self.interrupted = False
        self._parts = parts
        self._bus = parts.database.bus
        self._began = time.perf_counter()
        self._stages: dict[str, float] = {}
        self._typing = False
        self._reading: asyncio.Task[Ruling | None] | None = None
        self._prefix = len(work.sent_text)
        self.voice = Voice(
            live=parts.live,
            said=work.sent_text,
            secrets=parts.secrets,
            note=self._note,
            show=self._show_delta,
        )
        self.ctx = self._context(community)
        self.voice.ctx = self.ctx

    def _context(self, community: Community) -> TurnContext:
        work, parts = self.work, self._parts
        agenda = msgspec.convert(dict(work.agenda), Agenda, strict=False)
        if any(row.author == "manager" for row in _since_the_bot(work.history)):
            # "Yes" now answers the person who spoke last, and no question of ours.
            agenda.asked = None
        ctx = TurnContext(
            turn_id=work.ref.id,
            attempt=work.ref.attempt,
            conversation_id=work.ref.conversation_id,
            visitor_id=work.ref.visitor_id,
            lead_id=work.lead_id,
            community=community,
            knowledge_version=work.knowledge_version,
            text=work.text,
            choice=work.extras.get("choice"),
            locale=work.locale or "en",
            history=[Line(row.author, row.text) for row in work.history],
            state=work.known,
            agenda=agenda,
            tours=[],
            said=work.sent_text,
            db=parts.database,
            clock=parts.clock,
            pms=parts.pms,
            knowledge=parts.knowledge,
            say=self.voice.say,
            abandon=self.voice.abandon,
            message_id=work.message_id,
        )
        ctx.tours = [tour_view(ctx, tour) for tour in work.tours]
        return ctx

    async def think(self) -> None:
        """Understand, let the guards rule, let the agent answer."""
        if self.work.ref.attempt > leases.MAX_ATTEMPTS:
            await self._give_up(GIVEN_UP)
            return
        ruling = await (self._reading or self._read())
        if ruling is not None:
            with self._stage("ruling"):
                await rulings.follow(ruling, self.ctx, self.voice)
        done = ruling.stop if ruling is not None else self._waited() and await call_off(self.ctx, self.voice)
        if not done:
            if self.voice.text:
                await self.voice.speak("\n\n")
            with self._stage("agent"):
                await agents.run(self._parts.agent, self.ctx)
            await self.voice.finish()
        self.ctx.agenda.turns += 1
        if len(self.voice.text) <= self._prefix and not self.ctx.findings.mode:
            await self._give_up(SORRY)

    def read_ahead(self) -> None:
        """Begin to read the message before the turn begins: nothing of that shows, or is kept anywhere."""
        self._reading = asyncio.create_task(self._read())

    def drop(self) -> None:
        """There will be no such turn."""
        if self._reading is not None:
            self._reading.cancel()

    async def _read(self) -> Ruling | None:
        """Understand the message, and what the guards say of it."""
        asked = (await self.understand()).parts
        if len(asked) == 1:
            self._parts.knowledge.expect(asked[0])
        with self._stage("guard_in"):
            return rule_in(self.ctx)

    def _waited(self) -> bool:
        """Whether the visitor waits for a person, or did in an attempt at this turn before."""
        return self.work.mode == "waiting" or self.work.ref.attempt > 1

    async def understand(self) -> Understanding:
        """Read the message, and bring what it says into what is known."""
        with self._stage("understand"):
            found = self.ctx.understanding = await read(self.ctx.text, Scene.of(self.ctx), self._parts.guesser)
            state.take_in(self.ctx, found)
        return found

    def remember(self, tx: Tx) -> None:
        """Store what was understood of a message that a person answers. Raises `LostLease` where the talk is gone."""
        row = replies.standing(tx, self.work)
        if row.mode != "human":
            # The bot has it again, and answers the message.
            return
        ctx = self.ctx
        replies.catch_up(row, self.work, ctx.state)
        if ctx.state.contact.reachable:
            ctx.lead_id = leads.save(tx, ctx.ref, ctx.state, lead_id=ctx.lead_id)
        replies.remember(tx, self.work, ctx.state, state.columns(ctx))

    async def apologise(self) -> None:
        """The agent failed in a way that nothing caught: the visitor still gets a true answer, and the team a task."""
        await self.voice.abandon()
        await self._give_up(SORRY if not self.voice.text else "\n\n" + SORRY)

    async def _give_up(self, words: str) -> None:
        await ask(self.ctx, self.ctx.text[:500], "tool_failure")
        await self.voice.speak(words)

    def settle(self, tx: Tx, owner: str) -> Finished:
        """Store the reply with what was understood, in one transaction. Raises `LostLease`."""
        ctx = self.ctx
        row = replies.ending(tx, self.work)
        replies.catch_up(row, self.work, ctx.state)
        # What was refused or never taken up is no tour time.
        if ctx.tours:
            ctx.state.tour_datetime = ctx.tours[0].starts_at
        elif not ctx.agenda.booking:
            ctx.state.tour_datetime = None
        if ctx.state.contact.reachable:
            ctx.lead_id = leads.save(tx, ctx.ref, ctx.state, lead_id=ctx.lead_id)
        reply = Reply(
            text=self.voice.text,
            extras=self._extras(),
            why=self._why(),
            known=ctx.state,
            agenda={name: getattr(ctx.agenda, name) for name in Agenda.__dataclass_fields__},
            columns=state.columns(ctx),
            locale=self._spoken(),
            interrupted=self.interrupted,
            state="cancelled" if self.interrupted and not self.voice.text else "done",
        )
        return replies.finish(tx, self.work, row, reply, owner)

    def _spoken(self) -> str:
        """The language of the reply: the widget's locale, unless the visitor speaks another language than that."""
        language = language_of(self.ctx)
        return self.ctx.locale if self.ctx.locale.lower().startswith(language) else language

    def _extras(self) -> dict[str, Any]:
        found = self.ctx.findings
        if not self.voice.text:
            return {}
        extras: dict[str, Any] = {
            "sources": list(found.sources),
            "units": [home.on_wire() for home in found.homes],
            "slots": [
                {"value": slot.value, "starts_at": slot.starts_at.isoformat(timespec="minutes"), "label": slot.label}
                for slot in found.slots
            ],
            "choices": list(found.choices),
        }
        if found.tour is not None:
            tour = found.tour
            extras["tour"] = {
                "id": tour.id,
                "starts_at": tour.starts_at.isoformat(timespec="minutes"),
                "tour_type": tour.tour_type,
                "status": tour.status,
            }
        return {name: value for name, value in extras.items() if value}

    def _why(self) -> dict[str, Any]:
        self._stages["total"] = round((time.perf_counter() - self._began) * 1000, 2)
        why = {**self.ctx.trace, "attempt": self.work.ref.attempt, "ms": self._stages}
        if self.ctx.understanding is not None:
            why["intents"] = [str(intent) for intent in self.ctx.understanding.intents]
            if self.ctx.understanding.learnt is not None:
                why["learnt"] = msgspec.to_builtins(self.ctx.understanding.learnt)
        if self.voice.guarded:
            why["guarded"] = self.voice.guarded
        return why

    def rehearsed(self) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """(text, cards and sources, why) of a turn that was thought through and is not settled."""
        return self.voice.text, self._extras(), self._why()

    def show(self, finished: Finished) -> None:
        """Tell everybody connected what was stored."""
        conversation_id = self.work.ref.conversation_id
        self.hide_typing()
        if finished.message is not None:
            if not self._parts.live:
                self._show_delta(self.voice.text[self._prefix :], self._prefix)
            channel.publish(self._bus, conversation_id, protocol.message(finished.message))
        if self.ctx.findings.mode is not None and finished.mode != self.work.mode:
            expected = self._expected_at()
            told = protocol.mode(finished.mode, expected.isoformat() if expected else None)
            channel.publish(self._bus, conversation_id, told)

    def show_typing(self) -> None:
        self._typing = True
        channel.publish(self._bus, self.work.ref.conversation_id, protocol.typing("bot", True))

    def hide_typing(self) -> None:
        if self._typing:
            self._typing = False
            channel.publish(self._bus, self.work.ref.conversation_id, protocol.typing("bot", False))

    def _expected_at(self) -> datetime | None:
        """When a person will answer, where this turn has asked for one outside the office's hours."""
        if self.ctx.findings.mode != "waiting":
            return None
        return self.ctx.community.next_opening(self.ctx.clock.now())

    async def _note(self, text: str) -> None:
        await self._parts.database.write_lightly(replies.note_sent, self.work.ref, text)

    def _show_delta(self, text: str, at: int) -> None:
        if text:
            frame = protocol.delta(self.work.reply_id, text, at)
            channel.publish(self._bus, self.work.ref.conversation_id, frame)

    def _stage(self, name: str) -> _Stage:
        return _Stage(self._stages, name)


def _since_the_bot(history: Sequence[Any]) -> Iterator[Any]:
    """The lines after the bot's last one."""
    return takewhile(lambda row: row.author != "bot", reversed(history))


class _Stage:
    """Notes how long something took, in milliseconds."""

    def __init__(self, stages: dict[str, float], name: str) -> None:
        self._stages = stages
        self._name = name

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._stages[self._name] = round((time.perf_counter() - self._began) * 1000, 2)
