"""How often somebody may do something: at most `limit` in any window of so many seconds.

A window is counted in two halves, this one and the one before, the latter weighted by how much of it still lies
within the window: two numbers a key instead of a list of times, and never more than the limit at the start.

Counts live in memory, or in Redis where there are several processes; a Redis that does not answer is stood in for by
memory, since a limit must not be what stops the chats.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Window:
    limit: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Rule:
    """All windows of a rule must have room; what is refused is not counted."""

    name: str
    windows: tuple[Window, ...]


MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

ANONYMOUS = Rule("anonymous", (Window(60, MINUTE), Window(1_000, HOUR), Window(10_000, DAY)))
"""per address"""
SIGN_IN = Rule("sign_in", (Window(5, 15 * MINUTE),))
"""per address: attempts that failed"""
STAFF = Rule("staff", (Window(600, MINUTE),))
"""per user"""
VISITOR = Rule("visitor", (Window(240, MINUTE),))
"""per conversation: what its token may be used for beside the socket; messages have `CHAT` too"""
CHAT = Rule("chat", (Window(30, MINUTE),))
"""per conversation: messages"""
ANALYTICS = Rule("analytics", (Window(100, MINUTE),))
"""per company"""
VENDOR = Rule("vendor", (Window(50, MINUTE),))
"""per company"""


@dataclass(frozen=True, slots=True)
class Decision:
    """`remaining` and `reset_after` (seconds) are those of the window that is nearest to its limit; `retry_after` is in
    whole seconds, 0 where it was allowed."""

    allowed: bool
    limit: int
    remaining: int
    reset_after: float
    retry_after: int = 0


class Counter(Protocol):
    async def take(self, rule: Rule, key: str) -> Decision: ...
    async def give_back(self, rule: Rule, key: str) -> None: ...


@dataclass(slots=True)
class _Count:
    start: float
    before: float = 0
    now: float = 0

    def advance(self, at: float, seconds: float) -> None:
        passed = at - self.start
        if passed >= 2 * seconds:
            self.start, self.before, self.now = at, 0, 0
        elif passed >= seconds:
            self.start, self.before, self.now = self.start + seconds, self.now, 0

    def used(self, at: float, seconds: float) -> float:
        return self.before * (1 - (at - self.start) / seconds) + self.now

    def wait(self, at: float, window: Window) -> float:
        """Seconds until one more fits."""
        if self.now + 1 <= window.limit and self.before > 0:
            share = 1 - (window.limit - 1 - self.now) / self.before
            return self.start + window.seconds * share - at
        share = max(0.0, 1 - (window.limit - 1) / self.now) if self.now else 0.0
        return self.start + window.seconds * (1 + share) - at


class MemoryCounter:
    """Counts of one process, the least recently used forgotten beyond `max_keys`."""

    def __init__(self, max_keys: int = 20_000, now: Callable[[], float] = time.monotonic) -> None:
        self._max_keys = max_keys
        self._now = now
        self._counts: OrderedDict[tuple[str, str], list[_Count]] = OrderedDict()

    def take_now(self, rule: Rule, key: str) -> Decision:
        at = self._now()
        counts = self._counts.get((rule.name, key))
        if counts is None:
            counts = self._counts[rule.name, key] = [_Count(at) for _ in rule.windows]
            while len(self._counts) > self._max_keys:
                self._counts.popitem(last=False)
        else:
            self._counts.move_to_end((rule.name, key))
        wait = 0.0
        for count, window in zip(counts, rule.windows, strict=True):
            count.advance(at, window.seconds)
            if count.used(at, window.seconds) + 1 > window.limit + 1e-9:
                wait = max(wait, count.wait(at, window), 0.001)
        if not wait:
            for count in counts:
                count.now += 1
        return _decide(
            rule, [(c.used(at, w.seconds), c.start + w.seconds - at) for c, w in _paired(counts, rule)], wait
        )

    async def take(self, rule: Rule, key: str) -> Decision:
        return self.take_now(rule, key)

    async def give_back(self, rule: Rule, key: str) -> None:
        for count in self._counts.get((rule.name, key), ()):
            count.now = max(0, count.now - 1)

    def __len__(self) -> int:
        return len(self._counts)


def _paired(counts: list[_Count], rule: Rule) -> list[tuple[_Count, Window]]:
    return list(zip(counts, rule.windows, strict=True))


def _decide(rule: Rule, usage: list[tuple[float, float]], wait: float) -> Decision:
    """`usage` is (used, seconds until this window ends) of each window."""
    nearest = min(range(len(usage)), key=lambda i: rule.windows[i].limit - usage[i][0])
    limit = rule.windows[nearest].limit
    used, reset = usage[nearest]
    remaining = 0 if wait else max(0, math.floor(limit - used + 1e-9))
    retry_after = max(1, math.ceil(wait - 1e-6)) if wait else 0
    return Decision(not wait, limit, remaining, max(reset, wait), retry_after)


class RedisCounter:
    """Counts that all processes share, each decision one atomic script on Redis's own clock."""

    PREFIX = "domiq:limit"

    def __init__(self, url: str, prefix: str = PREFIX) -> None:
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._prefix = prefix
        self._script = self._redis.register_script(Path(__file__).with_name("limits.lua").read_text())

    async def take(self, rule: Rule, key: str) -> Decision:
        arguments: list[str | int | float] = []
        for window in rule.windows:
            arguments += [window.limit, window.seconds]
        answer = await self._script(keys=[self._key(rule, key)], args=arguments)
        numbers = [float(value) for value in answer]
        usage = list(zip(numbers[1::2], numbers[2::2], strict=True))
        return _decide(rule, usage, numbers[0])

    async def give_back(self, rule: Rule, key: str) -> None:
        name = self._key(rule, key)
        for index in range(1, len(rule.windows) + 1):
            if float(await self._redis.hget(name, f"n{index}") or 0) >= 1:
                await self._redis.hincrbyfloat(name, f"n{index}", -1)

    async def close(self) -> None:
        await self._redis.aclose()

    def _key(self, rule: Rule, key: str) -> str:
        return f"{self._prefix}:{rule.name}:{key}"


class Limiter:
    """What everybody asks. `take` counts across processes where there is Redis; `take_now` counts in this process."""

    def __init__(
        self, *, enabled: bool = True, shared: RedisCounter | None = None, memory: MemoryCounter | None = None
    ):
        self.enabled = enabled
        self._shared = shared
        self._memory = memory or MemoryCounter()
        self._retry_shared_at = 0.0

    async def take(self, rule: Rule, key: str) -> Decision:
        if not self.enabled:
            return _unlimited(rule)
        if self._shared is not None and time.monotonic() >= self._retry_shared_at:
            try:
                return await self._shared.take(rule, key)
            except (RedisError, OSError) as error:
                self._lost(error)
        return self._memory.take_now(rule, key)

    def take_now(self, rule: Rule, key: str) -> Decision:
        return self._memory.take_now(rule, key) if self.enabled else _unlimited(rule)

    async def give_back(self, rule: Rule, key: str) -> None:
        """Undo one `take`: what it was taken for does not count."""
        if not self.enabled:
            return
        await self._memory.give_back(rule, key)
        if self._shared is not None and time.monotonic() >= self._retry_shared_at:
            try:
                await self._shared.give_back(rule, key)
            except (RedisError, OSError) as error:
                self._lost(error)

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.close()

    def _lost(self, error: Exception) -> None:
        # Not every request should wait for a Redis that is away.
        self._retry_shared_at = time.monotonic() + 5
        log.warning("limits.redis_unreachable", error=str(error), effect="each process counts for itself")


def _unlimited(rule: Rule) -> Decision:
    limit = rule.windows[0].limit
    return Decision(True, limit, limit, 0)


def make_limiter(*, enabled: bool, redis_url: str | None) -> Limiter:
    return Limiter(enabled=enabled, shared=RedisCounter(redis_url) if redis_url else None)
