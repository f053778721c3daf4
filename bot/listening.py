"""What a visitor says while a person speaks with them is taken in all the same: what they wish for, and how they can
be reached. Nothing is answered and nothing is done about it but what is known of them, and their lead."""

from __future__ import annotations

import asyncio

import structlog

from bot.turn_run import Parts, TurnRun
from leasing.services import leases
from leasing.services.communities import Communities
from leasing.services.effects import LostLease

log = structlog.get_logger(__name__)


class Listening:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._communities = Communities(parts.database)
        self._last: dict[str, asyncio.Task[None]] = {}

    def hear(self, conversation_id: str, message_id: str) -> None:
        """Take a message in, after those before it."""
        before = self._last.get(conversation_id)
        task = asyncio.create_task(self._take_in(conversation_id, message_id, before))
        self._last[conversation_id] = task
        task.add_done_callback(lambda done: self._forget(conversation_id, done))

    async def stop(self) -> None:
        """Let what was heard be taken in."""
        if self._last:
            await asyncio.wait(list(self._last.values()), timeout=2)

    def _forget(self, conversation_id: str, done: asyncio.Task[None]) -> None:
        if self._last.get(conversation_id) is done:
            del self._last[conversation_id]

    async def _take_in(self, conversation_id: str, message_id: str, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            work = await self._parts.database.read(leases.heard, conversation_id, message_id)
            community = await self._communities.get(work.ref.property_id, work.property_version)
            turn = TurnRun(self._parts, work, community)
            await turn.understand()
            await self._parts.database.write(turn.remember)
        except LostLease:
            log.info("listening.over", conversation=conversation_id)
        except Exception:
            # The person has read it; only what it tells of the visitor is not noted.
            log.exception("listening.failed", conversation=conversation_id)
