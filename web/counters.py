"""Counting what somebody does within windows of time, in memory or in Redis.

A window is counted in two halves, this one and the one before, the latter weighted by how much of it still lies
within the window: two numbers a key instead of a list of times, and never more than the limit at the start.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from redis.asyncio import BlockingConnectionPool, Redis


@dataclass(frozen=True, slots=True)
class Window:
    limit: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Rule:
    """All windows of a rule must have room; what is refused is not counted."""

    name: str
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """`remaining` and `reset_after` (seconds) are those of the window that is nearest to its limit; `retry_after` is in
    whole seconds, 0 where it was allowed."""

    allowed: bool
    limit: int
    remaining: int
    reset_after: float
    retry_after: int = 0


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


_SCRIPT = """
-- The same count as MemoryCounter. KEYS[1]: the hash; ARGV: limit and seconds of each window.
-- Answers the seconds to wait (0: allowed and counted), then used and seconds to its end for each window.
local time = redis.call('TIME')
local at = tonumber(time[1]) + tonumber(time[2]) / 1000000
local windows = #ARGV / 2
local counts, wait, longest = {}, 0, 0

for i = 1, windows do
  local limit, seconds = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local stored = redis.call('HMGET', KEYS[1], 's' .. i, 'b' .. i, 'n' .. i)
  local start = tonumber(stored[1] or at)
  local before, now = tonumber(stored[2] or 0), tonumber(stored[3] or 0)
  local passed = at - start
  if passed >= 2 * seconds then
    start, before, now = at, 0, 0
  elseif passed >= seconds then
    start, before, now = start + seconds, now, 0
  end
  local used = before * (1 - (at - start) / seconds) + now
  if used + 1 > limit + 1e-9 then
    local ends
    if now + 1 <= limit and before > 0 then
      ends = start + seconds * (1 - (limit - 1 - now) / before)
    else
      local share = 0
      if now > 0 then share = math.max(0, 1 - (limit - 1) / now) end
      ends = start + seconds * (1 + share)
    end
    wait = math.max(wait, ends - at)
  end
  counts[i] = {start = start, before = before, now = now, seconds = seconds}
  longest = math.max(longest, seconds)
end

local answer = {tostring(wait)}
for i, count in ipairs(counts) do
  if wait == 0 then count.now = count.now + 1 end
  redis.call('HSET', KEYS[1], 's' .. i, string.format('%.6f', count.start),
    'b' .. i, count.before, 'n' .. i, count.now)
  local used = count.before * (1 - (at - count.start) / count.seconds) + count.now
  answer[#answer + 1] = tostring(used)
  answer[#answer + 1] = tostring(count.start + count.seconds - at)
end
redis.call('EXPIRE', KEYS[1], math.ceil(2 * longest) + 1)
return answer
"""


class RedisCounter:
    """Counts that all processes share, each decision one atomic script on Redis's own clock."""

    PREFIX = "domiq:limit"

    def __init__(self, url: str, prefix: str = PREFIX) -> None:
        # A burst waits for a connection instead of opening one for every request.
        pool = BlockingConnectionPool.from_url(
            url, max_connections=32, timeout=1, socket_connect_timeout=1, socket_timeout=1
        )
        self._redis: Redis = Redis.from_pool(pool)
        self._prefix = prefix
        self._script = self._redis.register_script(_SCRIPT)

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
