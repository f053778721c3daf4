"""How a call to somebody else's system is repeated, and when it is not made at all.

`retry` is the one policy for every call that leaves the house; `CircuitBreaker` keeps callers from waiting for a
system that is known to be down. Neither knows any vendor or transport: the caller says which failures may pass.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Again:
    """The verdict that a failure may pass; `after` is how long the other side asked us to wait, in seconds."""

    after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how long. One attempt is legal and means no retry."""

    attempts: int = 3
    base_seconds: float = 0.25
    """the longest first pause; it doubles with each attempt"""
    cap_seconds: float = 8.0
    """no pause of our own is longer"""
    retry_after_cap: float = 20.0
    """a wait asked for by the other side is obeyed up to this; a longer one ends the attempts"""

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError("attempts must be at least 1")

    def pause(self, attempt: int, verdict: Again, jitter: Callable[[], float]) -> float | None:
        """Seconds to wait after the attempt with this number (from 1), or None to give up."""
        if attempt >= self.attempts:
            return None
        if verdict.after is not None:
            return verdict.after if verdict.after <= self.retry_after_cap else None
        # Full jitter: callers that failed together do not come back together.
        return jitter() * min(self.cap_seconds, self.base_seconds * 2 ** (attempt - 1))


async def retry(
    call: Callable[[], Awaitable[T]],
    *,
    policy: RetryPolicy,
    judge: Callable[[Exception], Again | None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> T:
    """Call until it succeeds, `judge` says that a failure is final (None), or the policy gives up.

    The last failure is raised as it came. A write must carry the same idempotency key in each attempt; that is the
    caller's business.
    """
    attempt = 1
    while True:
        try:
            return await call()
        except Exception as error:
            verdict = judge(error)
            pause = policy.pause(attempt, verdict, jitter) if verdict else None
            if pause is None:
                raise
        await sleep(pause)
        attempt += 1


def retry_after_seconds(value: str | None, *, now: datetime | None = None) -> float | None:
    """What a Retry-After header asks for: seconds, or an HTTP date. None where it cannot be read."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        return _until(value, now or datetime.now(UTC))
    return seconds if 0 <= seconds < float("inf") else None


def _until(date: str, now: datetime) -> float | None:
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Permit:
    """Leave to make one call; tell it how the call went.

    A permit of an earlier state of its breaker changes nothing any more: a slow call that fails after the breaker
    has opened and closed again says nothing about now.
    """

    __slots__ = ("_breaker", "_generation")

    def __init__(self, breaker: CircuitBreaker, generation: int) -> None:
        self._breaker = breaker
        self._generation = generation

    def succeeded(self) -> None:
        if self._breaker.generation == self._generation:
            self._breaker.close_after_trial()

    def failed(self) -> None:
        if self._breaker.generation == self._generation:
            self._breaker.count_failure()

    def tripped(self, seconds: float | None = None) -> None:
        """The other side said that it will not serve us for now: open at once, for so long or the usual time."""
        if self._breaker.generation == self._generation:
            self._breaker.open(seconds)

    def dropped(self) -> None:
        """The call ended without telling anything about the other side (it was cancelled)."""
        if self._breaker.generation == self._generation:
            self._breaker.give_trial_back()


class CircuitBreaker:
    """Opens after some failures within a window, refuses for a while, then lets one trial through.

    All in one event loop's thread and without a lock: no method awaits.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = 3,
        window_seconds: float = 60.0,
        open_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        on_change: Callable[[CircuitBreaker, BreakerState], None] | None = None,
    ) -> None:
        if failures < 1 or window_seconds <= 0 or open_seconds <= 0:
            raise ValueError("a breaker needs at least one failure, a window and a time to stay open")
        self.name = name
        self.generation = 0
        """grows whenever the breaker opens or closes"""
        self._window_seconds = window_seconds
        self._open_seconds = open_seconds
        self._clock = clock
        self._on_change = on_change
        self._failed_at: deque[float] = deque(maxlen=failures)
        self._open_until: float | None = None
        self._trial_since: float | None = None

    @property
    def state(self) -> BreakerState:
        if self._open_until is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if self._clock() < self._open_until else BreakerState.HALF_OPEN

    @property
    def ready(self) -> bool:
        """Whether `acquire` would give a permit now."""
        state = self.state
        return state is BreakerState.CLOSED or (state is BreakerState.HALF_OPEN and not self._trial_runs())

    def acquire(self) -> Permit | None:
        """Leave to make a call, or None while the other side is taken to be down."""
        if not self.ready:
            return None
        if self.state is BreakerState.HALF_OPEN:
            self._trial_since = self._clock()
        return Permit(self, self.generation)

    def open(self, seconds: float | None = None) -> None:
        self._open_until = self._clock() + (self._open_seconds if seconds is None else seconds)
        self._changed(BreakerState.OPEN)

    def count_failure(self) -> None:
        """For permits: a failed trial opens again, otherwise the window decides."""
        if self._open_until is not None:
            self.open()
            return
        now = self._clock()
        self._failed_at.append(now)
        full = len(self._failed_at) == self._failed_at.maxlen
        if full and now - self._failed_at[0] <= self._window_seconds:
            self.open()

    def close_after_trial(self) -> None:
        """For permits: a good trial closes; in the closed state a success changes nothing."""
        if self._open_until is not None:
            self._open_until = None
            self._changed(BreakerState.CLOSED)

    def give_trial_back(self) -> None:
        self._trial_since = None

    def _trial_runs(self) -> bool:
        # A trial whose caller vanished without a word must not keep the breaker shut for ever.
        return self._trial_since is not None and self._clock() - self._trial_since < self._open_seconds

    def _changed(self, state: BreakerState) -> None:
        self.generation += 1
        self._failed_at.clear()
        self._trial_since = None
        if self._on_change:
            self._on_change(self, state)
