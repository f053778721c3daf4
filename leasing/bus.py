"""The one event bus: what happened is told to whoever listens, in this process and in the others.

The bus only notifies. The truth is in SQL: a listener that missed a message finds it there. Topics are strings such
as `conversation:<id>` and `events`; a message is bytes. Delivery to this process is a plain call, so that a reply
reaches its socket without a hop; other processes are told through Redis where there is one.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from leasing.ids import new_id

log = structlog.get_logger(__name__)

GAP = "bus:gap"
"""the topic on which a process tells itself that it may have missed what the others said"""

Listener = Callable[[bytes], None]
"""Called on the event loop with a message; must not block."""


class Bus:
    """Notifications within one process."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = defaultdict(list)

    def subscribe(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Listen to a topic until the function that this returns is called."""
        self._listeners[topic].append(listener)

        def unsubscribe() -> None:
            listeners = self._listeners.get(topic, [])
            if listener in listeners:
                listeners.remove(listener)
            if not listeners:
                self._listeners.pop(topic, None)

        return unsubscribe

    def publish(self, topic: str, message: bytes) -> None:
        self._deliver(topic, message)

    def listeners(self, topic: str) -> int:
        """How many listen to a topic in this process."""
        return len(self._listeners.get(topic, ()))

    def _deliver(self, topic: str, message: bytes) -> None:
        for listener in tuple(self._listeners.get(topic, ())):
            try:
                listener(message)
            except Exception:
                # One listener's fault must not keep the message from the others.
                log.exception("bus.listener_failed", topic=topic)

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        self._listeners.clear()


class RedisBus(Bus):
    """Notifications among several processes, over one Redis channel.

    Redis pub/sub keeps nothing: what is published while the connection is down is lost to the other processes, which
    is why clients resume from SQL: whoever was connected meanwhile is told by `GAP`, when it is up again, to do so. A
    message of our own that comes back is dropped by its origin.
    """

    CHANNEL = "domiq:bus"
    MAX_WAITING = 10_000

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=3)
        self._origin = new_id().encode()
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue(self.MAX_WAITING)
        self._tasks: list[asyncio.Task[None]] = []

    def publish(self, topic: str, message: bytes) -> None:
        self._deliver(topic, message)
        try:
            self._outgoing.put_nowait(b"\n".join((self._origin, topic.encode(), message)))
        except asyncio.QueueFull:
            log.error("bus.outgoing_full", topic=topic, waiting=self.MAX_WAITING)

    async def start(self) -> None:
        ready = asyncio.Event()
        self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._receive(ready))]
        try:
            await asyncio.wait_for(ready.wait(), timeout=5)
        except TimeoutError:
            log.error("bus.redis_unreachable", effect="other processes are not notified until it answers")

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()
        await super().stop()

    async def _send(self) -> None:
        while True:
            message = await self._outgoing.get()
            try:
                await self._redis.publish(self.CHANNEL, message)
            except (RedisError, OSError) as error:
                log.warning("bus.publish_failed", error=str(error))
                await asyncio.sleep(0.2)

    async def _receive(self, ready: asyncio.Event) -> None:
        has_missed = False
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(self.CHANNEL)
                    ready.set()
                    if has_missed:
                        log.info("bus.connected_again", listeners=self.listeners(GAP))
                        self._deliver(GAP, b"")
                        has_missed = False
                    async for item in pubsub.listen():
                        if item["type"] == "message":
                            self._take(item["data"])
            except (RedisError, OSError) as error:
                log.warning("bus.connection_lost", error=str(error))
                has_missed = True
                await asyncio.sleep(0.5)

    def _take(self, raw: bytes) -> None:
        origin, topic, message = raw.split(b"\n", 2)
        if origin != self._origin:
            self._deliver(topic.decode(), message)


def make_bus(redis_url: str | None) -> Bus:
    return RedisBus(redis_url) if redis_url else Bus()
