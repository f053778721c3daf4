"""How often somebody may do something: at most `limit` in any window of so many seconds.

Counts live in memory, or in Redis where there are several processes; a Redis that does not answer is stood in for by
memory, since a limit must not be what stops the chats.
"""

from __future__ import annotations

import time

import structlog
from redis.exceptions import RedisError

from web.counters import Decision, MemoryCounter, RedisCounter, Rule, Window

log = structlog.get_logger(__name__)

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

ANONYMOUS = Rule("anonymous", (Window(60, MINUTE), Window(1_000, HOUR), Window(10_000, DAY)))
"""per address"""
SIGN_IN = Rule("sign_in", (Window(5, 15 * MINUTE),))
"""per address: attempts that failed"""
REGISTER = Rule("register", (Window(5, 15 * MINUTE),))
"""per address: registrations"""
RESET = Rule("reset", (Window(5, 15 * MINUTE),))
"""per address: mailed links asked for or used"""
MAILBOX = Rule("mailbox", (Window(3, HOUR),))
"""per address of mail: mails that anybody may have sent to it. A link lasts as long as the window, so that who uses the
limit up keeps nobody out"""
STAFF = Rule("staff", (Window(600, MINUTE),))
"""per user"""
VISITOR = Rule("visitor", (Window(240, MINUTE),))
"""per conversation: what its token may be used for beside the socket; messages have `CHAT` too"""
CHAT = Rule("chat", (Window(30, MINUTE),))
"""per conversation: messages"""
TOUR_LINK = Rule("tour_link", (Window(60, MINUTE), Window(600, HOUR)))
"""per address: pages behind the links of tours"""
TOUR_LINK_CHANGE = Rule("tour_link_change", (Window(10, MINUTE), Window(30, HOUR)))
"""per tour: what is sent from those pages"""
ANALYTICS = Rule("analytics", (Window(100, MINUTE),))
"""per company"""
VENDOR = Rule("vendor", (Window(50, MINUTE),))
"""per company"""


def connect_rule(a_minute: int) -> Rule:
    """Per address: sockets opened. An hour has room for 25 busy minutes: an office or a campus shares one address."""
    return Rule("connect", (Window(a_minute, MINUTE), Window(25 * a_minute, HOUR)))


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
