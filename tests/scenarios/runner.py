"""Plays a scenario against the served house, as strangers' browsers would, and notes what is not as the file says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leasing.models import Faq, Unit
from tests.scenarios import expectations
from tests.scenarios.always import ALWAYS
from tests.scenarios.loading import Scenario, Turn, WrongScenario
from tests.scenarios.scripted import Steps
from tests.scenarios.seen import Seen
from tests.scenarios.world import World, book_for_another
from tests.support.chat import Chat, Frame, Opened, connect, open_conversation

ACTS = {"visitor": "_says"}
"""methods that are not called as the act is"""


@dataclass
class Played:
    """How a scenario went."""

    scenario: Scenario
    brain: str
    seen: list[Seen] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """file:line and what is wrong there"""

    @property
    def said(self) -> list[str]:
        """The replies, in order."""
        return [seen.text for seen in self.seen if seen.reply]

    @property
    def lines(self) -> list[str]:
        """The talk, for people."""
        found: list[str] = []
        for seen in self.seen:
            said = seen.turn.what if isinstance(seen.turn.what, str) else f"({seen.turn.act}: {seen.turn.what})"
            found.append(f"  {seen.turn.who}: {said}")
            called = ", ".join(call["tool"] for call in seen.tools)
            if seen.reply:
                taken_back = [f"{one['guard']}: {one['reason']}" for one in seen.why.get("guarded", ())]
                found.append(f"  bot [{called}]: {seen.text}" + (f" (taken back: {taken_back})" if taken_back else ""))
        return found

    def __str__(self) -> str:
        return "\n".join([f"{self.scenario.name} ({self.brain})", *(f"- {one}" for one in self.wrong), *self.lines])


@dataclass
class Visitor:
    """One browser."""

    opened: Opened
    chat: Chat
    stack: AsyncExitStack
    reply: Frame = field(default_factory=dict)
    """the last one"""
    offered: Frame = field(default_factory=dict)
    """the last one that offered anything to choose"""
    heard: list[str] = field(default_factory=list)
    resumed: bool = False
    mode: str = "bot"


async def play(
    world: World, scenario: Scenario, brain: str = "embedded", steps: Steps | None = None, patience: float = 20
) -> Played:
    """Play it to its end. What is wrong is collected; only a talk that cannot go on ends early.

    `patience` is how many seconds a turn may take.
    """
    expectations.known(scenario)
    played = Played(scenario, brain)
    async with AsyncExitStack() as stack:
        await world.begin(scenario.slug, scenario.now)
        stack.push_async_callback(world.close)
        stage = _Stage(world, scenario, brain, steps, played, stack, patience)
        for fact in scenario.given:
            await stage.given(fact)
        for turn in scenario.turns:
            try:
                async with asyncio.timeout(patience):
                    await stage.turn(turn)
            except (TimeoutError, AssertionError, LookupError) as error:
                played.wrong.append(f"{scenario.where(turn.line)}: the talk broke off: {type(error).__name__} {error}")
                break
    return played


@dataclass
class _Stage:
    world: World
    scenario: Scenario
    brain: str
    steps: Steps | None
    played: Played
    stack: AsyncExitStack
    patience: float
    visitors: dict[str, Visitor] = field(default_factory=dict)

    async def given(self, fact: Mapping[str, Any]) -> None:
        match dict(fact):
            case {"tour": at}:
                moment = datetime.fromisoformat(at)
                self.world.read(book_for_another, self.scenario.slug, moment, write=True)
            case {"faq": {"question": question, "answer": answer}}:
                body = {"property_id": await self._property_id(), "question": question, "answer": answer}
                await self.world.call("POST", "/faqs", json=body)
            case {"document": {"title": title, "text": text, **more}}:
                body = {"title": title, "text": text, "format": more.get("format", "markdown")}
                await self.world.call("POST", f"/properties/{await self._property_id()}/documents", json=body)
            case _:
                raise WrongScenario(f"{self.scenario.path.name}: nothing is known of given {fact!r}")

    async def turn(self, turn: Turn) -> None:
        visitor = await self._visitor(turn.who)
        self.world.outcomes.clear()
        begun = len(visitor.chat.frames)
        if self.steps is not None:
            self.steps.expect(turn.model)
        visitor.resumed = False
        visitor.reply = {}
        await getattr(self, ACTS.get(turn.act, f"_{turn.act}"))(visitor, turn.what)
        if turn.act != "returns" or turn.expect:
            await self._look(turn, visitor, begun)
        if visitor.reply.get("slots") or visitor.reply.get("units") or visitor.reply.get("choices"):
            visitor.offered = visitor.reply

    async def _look(self, turn: Turn, visitor: Visitor, begun: int) -> None:
        """Gather what the turn left behind, and hold it against what the file expects."""
        id_ = visitor.opened.id
        conversation = await self.world.call("GET", f"/conversations/{id_}")
        told = [frame["mode"] for frame in visitor.chat.frames if frame["type"] == "mode"]
        if conversation["mode"] not in (visitor.mode, *told[-1:]):
            # The browser is told a moment after the reply.
            await visitor.chat.until(lambda frame: frame["type"] == "mode", timeout=2)
        visitor.mode = conversation["mode"]
        why: Mapping[str, Any] = {}
        if visitor.reply:
            stored = await self.world.call("GET", f"/conversations/{id_}/messages", params={"limit": 100})
            why = next(one["why"] or {} for one in stored if one["id"] == visitor.reply["id"])
        seen = Seen(
            world=self.world,
            scenario=self.scenario,
            turn=turn,
            brain=self.brain,
            conversation=conversation,
            reply=visitor.reply,
            why=why,
            streamed=visitor.chat.texts.get(visitor.reply.get("id", "")),
            frames=visitor.chat.frames[begun:],
            resumed=visitor.resumed,
            welcome=visitor.opened.body["widget"]["welcome_message"],
            outcomes=list(self.world.outcomes),
            heard="\n".join(visitor.heard),
        )
        self.played.seen.append(seen)
        self._hold(seen)

    def _hold(self, seen: Seen) -> None:
        wrong = self.played.wrong
        turn = seen.turn
        if seen.reply:
            wrong += [f"{self.scenario.where(turn.line)}: always: {text}" for rule in ALWAYS if (text := rule(seen))]
            if self.steps is not None and (self.steps.left or self.steps.too_many):
                called = f"{self.steps.left} steps were not asked for, {self.steps.too_many} calls too many"
                wrong.append(f"{self.scenario.where(turn.line)}: the LLM's part: {called}")
        never = self.scenario.never_said if seen.reply else ()
        for one in (*turn.expected(self.brain), *never):
            text = expectations.check(one.kind, one.value, seen)
            if text:
                wrong.append(f"{self.scenario.where(one.line)}: {one.kind}: {text}")

    async def _visitor(self, who: str) -> Visitor:
        if who not in self.visitors:
            opened = await open_conversation(self.world.url, self.scenario.slug, locale="en-US", **self.scenario.page)
            self.visitors[who] = await self._connected(opened)
        return self.visitors[who]

    async def _connected(self, opened: Opened) -> Visitor:
        stack = await self.stack.enter_async_context(AsyncExitStack())
        chat = await stack.enter_async_context(connect(self.world.url, opened))
        return Visitor(opened, chat, stack)

    async def _property_id(self) -> str:
        listed = await self.world.call("GET", "/properties", params={"limit": 100})
        return next(one["id"] for one in listed if one["slug"] == self.scenario.slug)

    # The acts, by their names in the file

    async def _says(self, visitor: Visitor, text: str) -> None:
        visitor.heard.append(text)
        visitor.reply = await visitor.chat.ask(text, timeout=self.patience)

    async def _choose(self, visitor: Visitor, what: Mapping[str, Any]) -> None:
        """{slot: n}, {unit: n} or {choice: regex of its label} of what was offered last."""
        ((kind, which),) = what.items()
        offered = visitor.offered.get({"slot": "slots", "unit": "units", "choice": "choices"}[kind], [])
        if kind == "choice":
            entry = next(one for one in offered if re.search(str(which), one["label"], re.IGNORECASE))
        else:
            entry = offered[which]
        if kind == "unit":
            entry = {"value": entry["id"], "label": entry["name"]}
        visitor.heard.append(entry["label"])
        visitor.reply = await visitor.chat.choose(entry, timeout=self.patience)

    async def _contact(self, visitor: Visitor, what: Mapping[str, Any]) -> None:
        """The widget's form: the fields, and consents {channel, granted, wording}."""
        await self._sent(visitor, "contact", **what)

    async def _handoff(self, visitor: Visitor, _: Any) -> None:
        await self._sent(visitor, "handoff")
        await visitor.chat.until(lambda frame: frame["type"] == "mode")

    async def _sent(self, visitor: Visitor, type_: str, **fields: Any) -> None:
        client_id = await visitor.chat.send(type_, **fields)
        answer = await visitor.chat.until(lambda frame: frame.get("client_id") == client_id)
        assert answer["type"] == "ack", answer

    async def _ends(self, visitor: Visitor, _: Any) -> None:
        """The visitor closes the conversation; the next `returns` opens a new one."""
        await self._sent(visitor, "end")

    async def _returns(self, visitor: Visitor, what: Any) -> None:
        """The page is closed and another one opened, in the same browser."""
        before = visitor.opened
        page = what if isinstance(what, Mapping) else {}
        await visitor.stack.aclose()
        opened = await open_conversation(self.world.url, self.scenario.slug, browser_id=before.browser_id, **page)
        back = await self._connected(opened)
        visitor.opened, visitor.chat, visitor.stack, visitor.resumed = opened, back.chat, back.stack, opened.resumed
        if not opened.resumed:
            visitor.mode = "bot"

    async def _staff(self, _: Visitor, what: Mapping[str, Any]) -> None:
        """{answer: {question: regex, answer}} a pending question, {edit: the same} an entry, {rent: {unit, is}}."""
        ((kind, values),) = what.items()
        if kind == "rent":
            unit = next(row for row in self.world.rows(Unit, self.scenario.slug) if row.name == values["unit"])
            await self.world.call("PATCH", f"/units/{unit.id}", json={"rent": values["is"]})
            return
        rows = self.world.rows(Faq, self.scenario.slug)
        status = {"answer": "pending", "edit": "answered"}[kind]
        row = next(
            one for one in rows if one.status == status and re.search(values["question"], one.question, re.IGNORECASE)
        )
        await self.world.call("PUT", f"/faqs/{row.id}/answer", json={"answer": values["answer"]})

    async def _clock(self, _: Visitor, local: str) -> None:
        await self.world.go_on(datetime.fromisoformat(local))
