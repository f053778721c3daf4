"""Draining the outbox: each waiting side effect is handed to the handler of its kind until it succeeds.

At least once: a process that dies between doing a thing and noting it makes the next one do it again, so every
handler is given the item's key and must be idempotent by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from leasing.database import Database
from leasing.services import outbox as items
from leasing.services.outbox import Claimed

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
HANDLER_SECONDS = 60.0

Handler = Callable[[str, Mapping[str, Any]], Awaitable[None]]
"""Takes (idempotency key, payload). Raises `Permanent` for what no later attempt can mend."""


class Permanent(Exception):
    """A side effect that can never succeed; it is given up at once and waits for staff."""


class Outbox:
    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._db = database
        self._handlers = handlers
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Drain forever."""
        unsubscribe = self._db.bus.subscribe("events", lambda _: self._wake.set())
        try:
            while True:
                try:
                    await self.drain()
                except Exception:
                    log.exception("outbox.drain_failed")
                self._wake.clear()
                try:
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
                except TimeoutError:
                    continue
        finally:
            unsubscribe()

    async def drain(self) -> int:
        """Carry out what is due now; how many items were tried."""
        tried = 0
        while claimed := await self._db.write(items.claim):
            await asyncio.gather(*(self._carry_out(item) for item in claimed))
            tried += len(claimed)
        return tried

    async def _carry_out(self, item: Claimed) -> None:
        handler = self._handlers.get(item.kind)
        try:
            if handler is None:
                raise Permanent(f"nothing handles {item.kind}")
            async with asyncio.timeout(HANDLER_SECONDS):
                await handler(item.key, item.payload)
        except Exception as error:
            final = isinstance(error, Permanent)
            reason = f"{type(error).__name__}: {error}"
            dead = await self._db.write(items.failed, item, reason, final=final)
            log.warning("outbox.failed", kind=item.kind, item=item.id, attempt=item.attempt, dead=dead)
        else:
            await self._db.write(items.done, item)
