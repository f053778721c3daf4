"""The one seam between the socket and the agent: a turn goes in, events come out.

A turn is leased work (`leasing.services.turns`). This module leases, runs and renews turns; one attempt at a turn is
`bot.turn_run`. It holds no transaction while a model or a vendor is awaited, and what it knows of a conversation it has
from the database, so that any process may do it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot import channel, protocol, turn_calls
from bot.foresight import question_within
from bot.listening import Listening
from bot.turn_run import Parts, TurnRun
from leasing.ids import new_id
from leasing.services import leases, turns
from leasing.services.communities import Communities
from leasing.services.effects import LostLease
from leasing.services.leases import Work
from leasing.services.turns import Accepted

log = structlog.get_logger(__name__)

TYPING_AFTER_SECONDS = 0.15
"""a reply that is there sooner needs no dots"""
SWEEP_SECONDS = 3.0
RENEW_SECONDS = 5.0


class Dialogue:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._db = parts.database
        self._bus = parts.database.bus
        self._communities = Communities(parts.database)
        self._listening = Listening(parts)
        self.owner = new_id()
        self._running: dict[str, _Running] = {}
        self._read: dict[str, TurnRun] = {}
        """turns whose message is being read before they have begun"""
        self._tasks: set[asyncio.Task[None]] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._unsubscribe: list[Callable[[], None]] = []

    async def start(self) -> None:
        """Take up what a dead process left, and keep doing so."""
        self._unsubscribe = [
            turn_calls.on_interrupt(self._bus, self._told_to_stop),
            turn_calls.on_wake(self._bus, self._told_to_take_up),
        ]
        await self._recover(everything=self._db.is_sqlite)
        self._keepers = [asyncio.create_task(self._sweep()), asyncio.create_task(self._renew())]

    async def stop(self) -> None:
        """Let the turns that are running end, for a little while; what is left is taken up after the restart."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        await self._listening.stop()
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._parts.agent.brain.aclose()

    async def accept(self, conversation_id: str, *, client_id: str, text: str, extras: Mapping[str, Any]) -> Accepted:
        """Store a visitor's message with the turn that will answer it. It is being read already while the disk takes
        it. Raises `NotFound` and `ConversationClosed`."""
        begun: list[TurnRun] = []
        if (question := question_within(text)) is not None:
            # Another thread embeds it while it is stored and read.
            self._parts.knowledge.expect(question)

        def read(accepted: Accepted) -> None:
            for earlier in begun:
                earlier.drop()
            begun[:] = self._read_ahead(accepted.work)

        try:
            accepted = await self._db.write_ahead(
                read, turns.accept, conversation_id, client_id=client_id, text=text, owner=self.owner, extras=extras
            )
        except BaseException:
            for turn in begun:
                turn.drop()
            raise
        self._read |= {turn.work.ref.id: turn for turn in begun}
        return accepted

    def _read_ahead(self, work: Work | None) -> list[TurnRun]:
        """The turn, where there is one and its message can be read at once."""
        community = self._communities.kept(work.ref.property_id, work.property_version) if work else None
        if work is None or community is None:
            return []
        try:
            turn = TurnRun(self._parts, work, community)
        except Exception:
            # The turn fails as every turn does, once the message is kept.
            log.exception("turn.not_read_ahead", turn=work.ref.id)
            return []
        turn.read_ahead()
        return [turn]

    def begin(self, work: Work) -> asyncio.Task[None]:
        """Answer a leased turn, and those behind it, in the background; for who waits, the task."""
        task = asyncio.create_task(self._answer_all(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def hear(self, conversation_id: str, message_id: str) -> None:
        """Take in what a visitor says to a person."""
        self._listening.hear(conversation_id, message_id)

    def interrupt(self, conversation_id: str, reply_id: str = "") -> None:
        """Stop writing a reply of a conversation, or whatever is being written in it, whichever process writes it."""
        turn_calls.interrupt(self._bus, conversation_id, reply_id)

    def _told_to_take_up(self, conversation_id: str) -> None:
        task = asyncio.create_task(self._take_up_safely(conversation_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take_up_safely(self, conversation_id: str) -> None:
        try:
            await self.take_up(conversation_id)
        except Exception:
            # The sweep finds it a little later.
            log.exception("turn.not_taken_up", conversation=conversation_id)

    def _told_to_stop(self, conversation_id: str, reply_id: str) -> None:
        running = self._running.get(conversation_id)
        if running is not None and not running.interrupted and reply_id in ("", running.reply_id):
            running.interrupted = True
            running.task.cancel()

    async def take_up(self, conversation_id: str) -> None:
        """Answer what waits in a conversation, if nobody does."""
        if not await self._db.read(leases.waits, conversation_id):
            return
        work = await self._db.write(leases.recover, conversation_id, self.owner)
        if work is not None:
            self.begin(work)

    async def _recover(self, *, everything: bool) -> None:
        for conversation_id in await self._db.read(leases.abandoned, all_running=everything):
            work = await self._db.write(leases.recover, conversation_id, self.owner, whatever_lease=everything)
            if work is not None:
                log.info("turn.recovered", turn=work.ref.id, attempt=work.ref.attempt)
                self.begin(work)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._recover(everything=False)
            except Exception:
                log.exception("turns.sweep_failed")

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            held = [running.turn_id for running in self._running.values()]
            if not held:
                continue
            try:
                await self._db.write(leases.renew, self.owner, held)
            except Exception:
                log.exception("turns.renew_failed")

    async def _answer_all(self, work: Work) -> None:
        following: Work | None = work
        while following is not None:
            try:
                following = await self._answer(following)
            except LostLease:
                log.warning("turn.lost_lease", turn=following.ref.id)
                return
            except Exception:
                # The turn stays leased and is taken up again when the lease runs out.
                log.exception("turn.failed", turn=following.ref.id, conversation=following.ref.conversation_id)
                frame = protocol.error("TURN_FAILED", "The answer is delayed; nothing is lost.", retryable=False)
                channel.publish(self._bus, following.ref.conversation_id, frame)
                return

    async def _answer(self, work: Work) -> Work | None:
        turn = self._read.pop(work.ref.id, None) or await self._fresh(work)
        task = asyncio.create_task(turn.think())
        self._running[work.ref.conversation_id] = running = _Running(work.ref.id, work.reply_id, task)
        dots = asyncio.get_running_loop().call_later(TYPING_AFTER_SECONDS, turn.show_typing)
        try:
            await self._await(task, running, turn)
            finished = await self._db.write(turn.settle, self.owner)
        except BaseException:
            turn.hide_typing()
            raise
        finally:
            dots.cancel()
            self._running.pop(work.ref.conversation_id, None)
        turn.show(finished)
        return finished.next

    async def _fresh(self, work: Work) -> TurnRun:
        return TurnRun(self._parts, work, await self._communities.get(work.ref.property_id, work.property_version))

    async def _await(self, task: asyncio.Task[None], running: _Running, turn: TurnRun) -> None:
        try:
            async with asyncio.timeout(self._parts.turn_seconds):
                await task
        except asyncio.CancelledError:
            if not running.interrupted:
                raise
            turn.interrupted = True
        except LostLease:
            raise
        except Exception as error:
            log.exception("turn.brain_failed", turn=turn.work.ref.id, error=type(error).__name__)
            await turn.apologise()


@dataclass(slots=True)
class _Running:
    turn_id: str
    reply_id: str
    task: asyncio.Task[None]
    interrupted: bool = False
