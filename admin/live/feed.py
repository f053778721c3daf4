"""A manager's notifications on their way to one connection: in order of `seq`, each once, at the reader's pace.

What the bus tells is passed on at once where it is the next in order. Where it is not, where too much came while the
reader was slow, and every few seconds, the inbox is read on from the last that was sent: the bus only hurries what SQL
holds.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import msgspec

from admin.live import frames
from leasing.database import Database
from leasing.services import notifications
from leasing.services.notice_views import Heard, heard, topic
from leasing.tenancy import StaffScope

MOST_WAITING = 256
"""messages that wait for a reader; with more the inbox is read instead"""

Send = Callable[[bytes], Awaitable[None]]


class _Place(msgspec.Struct):
    property_id: str | None = None


_place = msgspec.json.Decoder(_Place)


class Feed:
    def __init__(self, database: Database, manager_id: str, send: Send, scope: StaffScope) -> None:
        self.scope = scope
        """may be replaced by what the person may see now"""
        self._db = database
        self._manager_id = manager_id
        self._send = send
        self._seq = 0
        self._waiting: deque[Heard] = deque()
        self._wake = asyncio.Event()
        self._behind = True
        self._unsubscribe = database.bus.subscribe(topic(manager_id), self._hear)

    def _hear(self, message: bytes) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self._behind = True
        else:
            self._waiting.append(heard(message))
        self._wake.set()

    def look(self) -> None:
        """Have the inbox read: something may have been lost on the way."""
        self._behind = True
        self._wake.set()

    async def begin(self, after: int | None) -> None:
        """Say where the inbox stands. Raises `NotFound` and `Forbidden`."""
        standing = await self._db.read(notifications.standing, self.scope, self._manager_id)
        self._seq = standing.seq if after is None else min(after, standing.seq)
        await self._send(frames.ready(standing.seq, standing.unread))

    async def run(self) -> None:
        """Send for ever."""
        while True:
            self._wake.clear()
            while self._behind or self._waiting:
                if self._behind:
                    await self._catch_up()
                else:
                    await self._pass_on(self._waiting.popleft())
            await self._wake.wait()

    async def _catch_up(self) -> None:
        self._behind = False
        found = await self._db.read(notifications.after, self.scope, self._manager_id, self._seq)
        for view in found:
            assert view.seq is not None  # those without are not on the dashboard
            await self._send(frames.notification(view.seq, view))
            self._seq = view.seq
        if len(found) == notifications.RESUMED_AT_ONCE:
            self._behind = True

    async def _pass_on(self, told: Heard) -> None:
        if not self.scope.sees(_place.decode(told.json).property_id):
            return
        if told.seq is None:
            await self._send(frames.updated(msgspec.Raw(told.json)))
        elif told.seq == self._seq + 1:
            await self._send(frames.notification(told.seq, msgspec.Raw(told.json)))
            self._seq = told.seq
        elif told.seq > self._seq:
            self._behind = True

    def close(self) -> None:
        self._unsubscribe()
