from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leasing.resilience import Again, BreakerState, CircuitBreaker, RetryPolicy, retry, retry_after_seconds


class FlakyError(Exception):
    def __init__(self, after: float | None = None, *, final: bool = False) -> None:
        super().__init__()
        self.after = after
        self.final = final


class Calls:
    """Raises the given errors in turn, then answers; notes the pauses."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.made = 0
        self.pauses: list[float] = []

    async def __call__(self) -> str:
        self.made += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def run(self, policy: RetryPolicy) -> str:
        return await retry(self, policy=policy, judge=judge, sleep=self.sleep, jitter=lambda: 1.0)


def judge(error: Exception) -> Again | None:
    if not isinstance(error, FlakyError) or error.final:
        return None
    return Again(error.after)


async def test_pauses_double_up_to_the_cap() -> None:
    calls = Calls(*(FlakyError() for _ in range(5)))
    assert await calls.run(RetryPolicy(attempts=6, base_seconds=1, cap_seconds=5)) == "done"
    assert calls.pauses == [1, 2, 4, 5, 5]


async def test_the_last_failure_is_raised_as_it_came() -> None:
    last = FlakyError()
    calls = Calls(FlakyError(), last)
    with pytest.raises(FlakyError) as raised:
        await calls.run(RetryPolicy(attempts=2))
    assert raised.value is last
    assert calls.made == 2


async def test_one_attempt_is_no_retry() -> None:
    calls = Calls(FlakyError())
    with pytest.raises(FlakyError):
        await calls.run(RetryPolicy(attempts=1))
    assert calls.pauses == []


@pytest.mark.parametrize("error", [FlakyError(final=True), KeyError("unknown")])
async def test_a_final_failure_is_not_repeated(error: Exception) -> None:
    calls = Calls(error)
    with pytest.raises(type(error)):
        await calls.run(RetryPolicy())
    assert calls.made == 1


async def test_retry_after_is_obeyed_up_to_its_cap() -> None:
    calls = Calls(FlakyError(after=3.0), FlakyError(after=0.0))
    assert await calls.run(RetryPolicy(retry_after_cap=5)) == "done"
    assert calls.pauses == [3.0, 0.0]
    late = Calls(FlakyError(after=6.0))
    with pytest.raises(FlakyError):
        await late.run(RetryPolicy(retry_after_cap=5))
    assert late.pauses == []


def test_a_policy_has_at_least_one_attempt() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        RetryPolicy(attempts=0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        ("Mon, 23 Nov 2026 15:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 14:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("-1", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
    ],
)
def test_retry_after_is_read(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, now=datetime(2026, 11, 23, 15, tzinfo=UTC)) == seconds


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> CircuitBreaker:
    return CircuitBreaker("b", failures=3, window_seconds=10, open_seconds=30, clock=time)


def fail(breaker: CircuitBreaker) -> None:
    permit = breaker.acquire()
    assert permit
    permit.failed()


def test_failures_within_the_window_open(breaker: CircuitBreaker, time: Time) -> None:
    for at in (0, 5, 10):
        assert breaker.state is BreakerState.CLOSED
        time.now = at
        fail(breaker)
    assert breaker.state is BreakerState.OPEN
    assert breaker.acquire() is None


def test_failures_further_apart_do_not(breaker: CircuitBreaker, time: Time) -> None:
    for at in (0, 6, 12, 18):
        time.now = at
        fail(breaker)
    assert breaker.state is BreakerState.CLOSED


def test_half_open_lets_one_trial_through(breaker: CircuitBreaker, time: Time) -> None:
    breaker.open()
    time.now = 30
    trial = breaker.acquire()
    assert trial
    assert not breaker.ready
    assert breaker.acquire() is None
    trial.succeeded()
    assert breaker.state is BreakerState.CLOSED
    assert breaker.acquire()


def test_a_failed_trial_opens_again(breaker: CircuitBreaker, time: Time) -> None:
    breaker.open()
    time.now = 30
    fail(breaker)
    assert breaker.state is BreakerState.OPEN
    time.now = 59
    assert breaker.acquire() is None
    time.now = 60
    assert breaker.acquire()


def test_a_trial_that_was_dropped_makes_room_for_another(breaker: CircuitBreaker, time: Time) -> None:
    breaker.open()
    time.now = 30
    trial = breaker.acquire()
    assert trial
    trial.dropped()
    assert breaker.acquire()


def test_a_trial_that_nobody_ended_is_given_up_in_time(breaker: CircuitBreaker, time: Time) -> None:
    breaker.open()
    time.now = 30
    assert breaker.acquire()
    time.now = 59
    assert breaker.acquire() is None
    time.now = 60
    assert breaker.acquire()


def test_what_began_before_the_change_says_nothing_about_now(breaker: CircuitBreaker, time: Time) -> None:
    early = [breaker.acquire() for _ in range(3)]
    breaker.open()
    time.now = 30
    trial = breaker.acquire()
    for permit in early:
        assert permit
        permit.succeeded()
    assert breaker.state is BreakerState.HALF_OPEN
    assert trial
    trial.succeeded()
    for permit in early:
        assert permit
        permit.failed()
    assert breaker.state is BreakerState.CLOSED


def test_a_trip_opens_at_once_for_as_long_as_asked(breaker: CircuitBreaker, time: Time) -> None:
    permit = breaker.acquire()
    assert permit
    permit.tripped(120)
    time.now = 119
    assert breaker.state is BreakerState.OPEN
    time.now = 120
    assert breaker.state is BreakerState.HALF_OPEN


def test_a_breaker_needs_sensible_numbers() -> None:
    with pytest.raises(ValueError, match="at least one failure"):
        CircuitBreaker("b", failures=0)
