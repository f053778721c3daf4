"""Draining the outbox: each waiting side effect is handed to the handler of its kind until it succeeds.

At least once: a process that dies between doing a thing and noting it makes the next one do it again, so every
handler is given the item's key and must be idempotent by it. What only writes to the database (`at_once`) is done in
the transaction that notes it, and goes before everything that waits for the world outside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from leasing.database import Database, Tx
from leasing.services import outbox as items
from leasing.services.outbox import Claimed

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
HANDLER_SECONDS = 60.0

Handler = Callable[[str, Mapping[str, Any]], Awaitable[None]]
"""Takes (idempotency key, payload). Raises `Permanent` for what no later attempt can mend."""
AtOnce = Callable[[Tx, Mapping[str, Any]], Any]
"""Takes the payload, within the transaction that notes that it was carried out."""


class Permanent(Exception):
    """A side effect that can never succeed; it is given up at once and waits for staff."""


class Outbox:
    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], at_once: Mapping[str, AtOnce] | None = None
    ) -> None:
        self._db = database
        self._handlers = handlers
        self._at_once = dict(at_once or {})
        self._none_at_once = asyncio.Event()
        self._none_at_once.set()

    async def run(self) -> None:
        """Drain forever."""
        await asyncio.gather(self._run(self._drain_at_once), self._run(self._drain_handled))

    async def drain(self) -> int:
        """Carry out what is due now; how many items were tried."""
        return await self._drain_at_once() + await self._drain_handled()

    async def _run(self, drain: Callable[[], Awaitable[int]]) -> None:
        wake = asyncio.Event()
        unsubscribe = self._db.bus.subscribe("events", lambda _: wake.set())
        try:
            while True:
                wake.clear()
                try:
                    await drain()
                except Exception:
                    log.exception("outbox.drain_failed")
                try:
                    await asyncio.wait_for(wake.wait(), POLL_SECONDS)
                except TimeoutError:
                    continue
        finally:
            unsubscribe()

    async def _drain_at_once(self) -> int:
        tried = 0
        self._none_at_once.clear()
        try:
            while self._at_once:
                ended = await self._db.write(items.carry_out, self._at_once)
                for one in ended:
                    if one.error is not None:
                        _warn(one.item, one.dead)
                tried += len(ended)
                if not ended:
                    break
        finally:
            self._none_at_once.set()
        return tried

    async def _drain_handled(self) -> int:
        tried = 0
        while True:
            await self._none_at_once.wait()
            claimed = await self._db.write(items.claim, but=frozenset(self._at_once))
            if not claimed:
                return tried
            await asyncio.gather(*(self._carry_out(item) for item in claimed))
            tried += len(claimed)

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
            _warn(item, dead)
        else:
            await self._db.write(items.done, item)


def _warn(item: Claimed, dead: bool) -> None:
    log.warning("outbox.failed", kind=item.kind, item=item.id, attempt=item.attempt, dead=dead)
