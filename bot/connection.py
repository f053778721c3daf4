"""One client that listens to a conversation: frames go out in order, each once, through one task that is there only
while there is something to send."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable

from bot import channel, protocol
from leasing.bus import GAP, Bus
from leasing.ids import new_id
from leasing.services.conversations import Snapshot

LATE = 8
"""messages of the snapshot of which another process may still speak"""
MOST_WAITING = 2_000
"""frames that a client may leave unread before it is sent away to come back and resume"""

RESUMED_WITHIN = 3.0
"""seconds over which clients are sent to resume after a gap, lest all come at once"""

Send = Callable[[bytes], Awaitable[None]]


class Connection:
    __slots__ = (
        "_bus", "_finished", "_flushing", "_held", "_is_visitor", "_known", "_leaving", "_on_close", "_send", "_seq",
        "_tab", "_unsubscribe", "_waiting", "_writing", "id",
    )  # fmt: skip

    def __init__(
        self, send: Send, on_close: Callable[[int], None], tab_id: str | None = None, *, is_visitor: bool = True
    ) -> None:
        self.id = new_id()
        self._on_close = on_close
        self._tab = tab_id or None
        self._is_visitor = is_visitor
        self._send = send
        self._waiting: deque[bytes] = deque()
        self._flushing: asyncio.Task[None] | None = None
        self._held: list[bytes] | None = []
        self._seq = 0
        self._known: frozenset[str] = frozenset()
        self._finished = ""
        self._writing: tuple[str, int] = ("", 0)
        self._bus: Bus | None = None
        self._unsubscribe: list[Callable[[], None]] = []
        self._leaving: asyncio.TimerHandle | None = None

    def listen(self, bus: Bus, conversation_id: str) -> None:
        """Hear the conversation from now on, in the place of an older connection of the same tab; what comes before
        `begin` is held back."""
        self._bus = bus
        if self._tab is not None:
            channel.publish(bus, conversation_id, channel.replacement(self._tab, self.id), but=self.id)
        self._unsubscribe = [
            channel.subscribe(bus, conversation_id, self.id, self._hear),
            bus.subscribe(GAP, self._leave),
        ]
        if not self._is_visitor:
            self._unsubscribe.append(bus.subscribe(channel.staff_topic(conversation_id), self._hear))

    def begin(self, snapshot: Snapshot) -> None:
        """Say where the conversation stands, then what has happened since, each once."""
        self._seq = snapshot.last_seq
        self.push(protocol.ready(snapshot))
        if snapshot.writing is not None:
            reply_id, text = snapshot.writing
            self._writing = (reply_id, len(text))
            if text:
                self.push(protocol.delta(reply_id, text, 0))
        self._known = frozenset(str(message["id"]) for message in snapshot.messages[-LATE:])
        held, self._held = self._held or [], None
        for frame in held:
            self._relay(frame)

    def _relay(self, frame: bytes) -> None:
        """Pass on what the snapshot did not tell. Another process's word of what it did tell may come later still."""
        told = protocol.seen(frame)
        if isinstance(told.message, protocol.SeenMessage) and told.type == "message":
            if told.message.seq <= self._seq:
                return
            self._finished = told.message.id
        elif told.type == "delta" and isinstance(told.message_id, str) and isinstance(told.at, int):
            reply_id, length = self._writing
            # A person who joined may have finished it before its writer's last word comes.
            if (
                told.message_id in self._known
                or told.message_id == self._finished
                or (told.message_id == reply_id and told.at < length)
            ):
                return
            self._writing = (told.message_id, told.at + len(told.text or ""))
        self.push(frame)

    def _hear(self, frame: bytes) -> None:
        if frame.startswith(channel.CONTROL):
            self._obey(frame)
        elif self._held is not None:
            self._held.append(frame)
        else:
            self._relay(frame)

    def _obey(self, control: bytes) -> None:
        answer_to = channel.asked_by(control)
        if answer_to is not None and self._bus is not None and self._is_visitor:
            self._bus.publish(answer_to, b"")
        elif self._tab is not None and channel.replaces(control, self._tab, self.id):
            self._on_close(protocol.CLOSE_REPLACED)

    def _leave(self, _message: bytes) -> None:
        """Something may have been missed: the client finds it when it comes back and resumes."""
        if self._leaving is None:
            pause = random.uniform(0, RESUMED_WITHIN)
            self._leaving = asyncio.get_running_loop().call_later(pause, self._on_close, protocol.CLOSE_RESTART)

    def push(self, frame: bytes) -> None:
        """Send a frame after those before it."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self._on_close(protocol.CLOSE_SLOW)
            return
        self._waiting.append(frame)
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await self._send(self._waiting.popleft())
        finally:
            self._flushing = None

    async def drained(self) -> None:
        """Everything that was pushed has been handed to the network."""
        if self._flushing is not None:
            await self._flushing

    def close(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if self._leaving is not None:
            self._leaving.cancel()
        if self._flushing is not None:
            self._flushing.cancel()
