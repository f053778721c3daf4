"""One property's live numbers, worked out once for everybody who watches it in this process.

An event of the property, from whichever process, has them worked out anew; what passes without an event (a message, a
visitor who falls silent) is seen at the next tick. The truth is in SQL each time, so that nothing is lost with a
connection or an event.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import structlog

from leasing.database import Database
from leasing.services import live_numbers
from leasing.services.live_numbers import Live

log = structlog.get_logger(__name__)

TICK = 2.0
"""seconds after which a board looks without being told"""
PAUSE = 0.5
"""seconds between two looks, and between two frames of a connection: at most two a second"""


class _Happened(msgspec.Struct):
    property_id: str | None = None


_read = msgspec.json.Decoder(_Happened).decode


class Board:
    """What is known of a property; `version` rises when it changes."""

    def __init__(self, database: Database, property_id: str) -> None:
        self._db = database
        self._property_id = property_id
        self._stale = asyncio.Event()
        self._changed = asyncio.Condition()
        self.live: Live | None = None
        self.version = 0

    async def run(self) -> None:
        unsubscribe = self._db.bus.subscribe("events", self._hear)
        try:
            while True:
                self._stale.clear()
                await self._look()
                await asyncio.sleep(PAUSE)
                try:
                    await asyncio.wait_for(self._stale.wait(), TICK - PAUSE)
                except TimeoutError:
                    continue
        finally:
            unsubscribe()

    async def after(self, version: int) -> None:
        """Wait until something newer than a version is known."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.version > version)

    async def _look(self) -> None:
        try:
            found = await self._db.read(live_numbers.at_property, self._property_id)
        except Exception:
            log.exception("live.failed", property_id=self._property_id)
            return
        if found != self.live or self.version == 0:
            async with self._changed:
                self.live = found
                self.version += 1
                self._changed.notify_all()

    def _hear(self, message: bytes) -> None:
        if _read(message).property_id == self._property_id:
            self._stale.set()


class Boards:
    """The boards that somebody watches in this process."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._open: dict[str, tuple[Board, asyncio.Task[None], int]] = {}

    @asynccontextmanager
    async def watching(self, property_id: str) -> AsyncGenerator[Board]:
        """The board of a property, which works while somebody watches it."""
        board, task, watchers = self._open.get(property_id) or self._begun(property_id)
        self._open[property_id] = (board, task, watchers + 1)
        try:
            yield board
        finally:
            board, task, watchers = self._open[property_id]
            if watchers > 1:
                self._open[property_id] = (board, task, watchers - 1)
            else:
                del self._open[property_id]
                task.cancel()

    def _begun(self, property_id: str) -> tuple[Board, asyncio.Task[None], int]:
        board = Board(self._db, property_id)
        return board, asyncio.create_task(board.run()), 0


def snapshot(seq: int, live: Live) -> dict[str, Any]:
    return {"type": "snapshot", "seq": seq, "talking": live.talking, "waiting": live.waiting, "numbers": live.numbers}


def delta(seq: int, before: Live, now: Live) -> dict[str, Any] | None:
    """What is another since the last frame; None where nothing is."""
    frame: dict[str, Any] = {}
    for name in ("talking", "waiting"):
        old, new = getattr(before, name), getattr(now, name)
        changed = {one: value for one, value in new.items() if old.get(one) != value}
        gone = [one for one in old if one not in new]
        if changed or gone:
            frame[name] = {"set": changed, "gone": gone}
    numbers = {name: value for name, value in now.numbers.items() if before.numbers.get(name) != value}
    if numbers:
        frame["numbers"] = numbers
    return {"type": "delta", "seq": seq, **frame} if frame else None
