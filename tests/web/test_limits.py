"""At most so many in any window, whoever counts, and honest about when there is room again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from leasing.database import Database
from leasing.ids import new_id
from tests.support.needs import REDIS, need
from tests.web.house import PASSWORD, House, open_house, settings_with
from web.counters import MemoryCounter, RedisCounter, Rule, Window
from web.limits import ANONYMOUS, CHAT, SIGN_IN, Limiter


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_the_limit_holds_in_every_window() -> None:
    hand = Hand()
    counter = MemoryCounter(now=hand)
    rule = Rule("r", (Window(10, 60),))
    taken: list[float] = []
    while hand.at < 1600:
        if counter.take_now(rule, "k").allowed:
            taken.append(hand.at)
        hand.at += 0.5
    worst = max(sum(1 for at in taken if start <= at < start + 60) for start in taken)
    assert worst == 10
    assert len(taken) >= 80, "over ten minutes nearly the whole allowance can be used"


def test_thirty_messages_and_no_more() -> None:
    counter = MemoryCounter(now=Hand())
    decisions = [counter.take_now(CHAT, "c") for _ in range(31)]
    assert [d.allowed for d in decisions] == [True] * 30 + [False]
    assert [d.remaining for d in decisions[:3]] == [29, 28, 27]
    assert decisions[-1].remaining == 0
    assert 60 <= decisions[-1].retry_after <= 63


def test_retry_after_is_when_there_is_room() -> None:
    hand = Hand()
    counter = MemoryCounter(now=hand)
    for gap in (0.0, 1.0, 7.0, 59.0, 61.0, 119.0):
        rule = Rule(f"r{gap}", (Window(5, 60), Window(20, 600)))
        while (refused := counter.take_now(rule, "k")).allowed:
            hand.at += gap / 5
        hand.at += refused.retry_after
        assert counter.take_now(rule, "k").allowed, gap


def test_what_is_refused_is_not_counted_in_any_window() -> None:
    counter = MemoryCounter(now=Hand())
    rule = Rule("r", (Window(2, 60), Window(100, 3600)))
    for _ in range(50):
        last = counter.take_now(rule, "k")
    assert last.limit == 2
    hand = Hand()
    counter = MemoryCounter(now=hand)
    for _ in range(50):
        counter.take_now(rule, "k")
    hand.at += 3000
    assert counter.take_now(Rule("r", rule.windows), "k").allowed


def test_memory_is_bounded() -> None:
    counter = MemoryCounter(max_keys=100)
    for index in range(1000):
        counter.take_now(CHAT, str(index))
    assert len(counter) == 100


async def test_given_back_is_not_counted() -> None:
    limiter = Limiter(memory=MemoryCounter(now=Hand()))
    for _ in range(20):
        assert (await limiter.take(SIGN_IN, "a")).allowed
        await limiter.give_back(SIGN_IN, "a")


async def test_off() -> None:
    limiter = Limiter(enabled=False)
    assert all([(await limiter.take(SIGN_IN, "a")).allowed for _ in range(50)])
    assert all(limiter.take_now(SIGN_IN, "a").allowed for _ in range(50))


@pytest.fixture
async def shared() -> AsyncIterator[RedisCounter]:
    need("redis")
    counter = RedisCounter(REDIS, prefix=f"domiq:test:{new_id()}")
    yield counter
    await counter.close()


@pytest.mark.redis
async def test_redis_counts_atomically_for_all(shared: RedisCounter) -> None:
    decisions = await asyncio.gather(*(shared.take(CHAT, "c") for _ in range(120)))
    assert sum(d.allowed for d in decisions) == 30
    refused = await shared.take(CHAT, "c")
    assert 58 <= refused.retry_after <= 63
    assert (refused.limit, refused.remaining) == (30, 0)


@pytest.mark.redis
async def test_redis_makes_room_when_it_says(shared: RedisCounter) -> None:
    rule = Rule("short", (Window(3, 1.0), Window(1000, 3600)))
    for _ in range(3):
        assert (await shared.take(rule, "k")).allowed
    refused = await shared.take(rule, "k")
    assert not refused.allowed
    await asyncio.sleep(refused.retry_after)
    assert (await shared.take(rule, "k")).allowed


@pytest.mark.redis
async def test_redis_decides_as_memory_does(shared: RedisCounter) -> None:
    memory = MemoryCounter()
    for _ in range(8):
        ours, theirs = memory.take_now(SIGN_IN, "k"), await shared.take(SIGN_IN, "k")
        assert (ours.allowed, ours.limit, ours.remaining) == (theirs.allowed, theirs.limit, theirs.remaining)
        assert abs(ours.retry_after - theirs.retry_after) <= 1
    await shared.give_back(SIGN_IN, "k")
    assert (await shared.take(SIGN_IN, "k")).allowed
    assert not (await shared.take(SIGN_IN, "k")).allowed


async def test_a_redis_that_is_away_does_not_stop_anybody() -> None:
    limiter = Limiter(shared=RedisCounter("redis://127.0.0.1:1/0"))
    decisions = [await limiter.take(SIGN_IN, "k") for _ in range(6)]
    assert [d.allowed for d in decisions] == [True] * 5 + [False]
    await limiter.give_back(SIGN_IN, "k")
    await limiter.close()


async def test_an_address_has_sixty_a_minute(house: House) -> None:
    answers = [await house.client.get("/api/v1/auth/me") for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {401}
    last = answers[-1]
    assert last.status_code == 429
    assert last.json()["error"]["code"] == "RATE_LIMITED"
    assert 1 <= int(last.headers["retry-after"]) <= 62
    assert last.headers["x-ratelimit-limit"] == "60"
    assert last.headers["x-ratelimit-remaining"] == "0"
    assert int(last.headers["x-ratelimit-reset"]) > time.time()
    assert answers[0].headers["x-ratelimit-remaining"] == "59"
    # The same address may still work signed in, be probed, and load the docs.
    assert (await house.call("GET", "/api/v1/auth/me")).status_code == 200
    assert (await house.client.get("/api/v1/health")).status_code == 200
    assert (await house.client.get("/healthz")).status_code == 200
    assert (await house.client.get("/docs")).status_code == 200


async def test_a_forged_token_is_counted_by_address(house: House) -> None:
    statuses = [
        (await house.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer x{i}"})).status_code
        for i in range(61)
    ]
    assert statuses == [401] * 60 + [429]


async def test_six_wrong_passwords(house: House) -> None:
    """Of six logins, from one address; that of one login waits sooner."""
    email = house.staff["admin"].user.email
    good = {"email": email, "password": PASSWORD}
    for _ in range(10):
        assert (await house.call("POST", "/api/v1/auth/login", good, who=None)).status_code == 200
    tried = [{"email": f"{n}@acme.example", "password": "Wrong-1234"} for n in range(6)]
    statuses = [(await house.call("POST", "/api/v1/auth/login", one, who=None)).status_code for one in tried]
    assert statuses == [401] * 5 + [429]
    blocked = await house.call("POST", "/api/v1/auth/login", good, who=None)
    assert blocked.status_code == 429
    assert 800 < int(blocked.headers["retry-after"]) <= 1080


async def test_forwarded_addresses_count_only_from_trusted_proxies(database: Database) -> None:
    trusting = settings_with(DOMIQ_TRUSTED_PROXIES="192.0.2.0/24")
    async with open_house(database, settings=trusting) as house:
        one = [await house.call("GET", "/api/v1/auth/me", who=None, X_Forwarded_For="198.51.100.1") for _ in range(61)]
        other = await house.call("GET", "/api/v1/auth/me", who=None, X_Forwarded_For="203.0.113.9, 198.51.100.2")
    assert one[-1].status_code == 429
    assert other.status_code == 401


async def test_a_forwarded_address_from_anybody_is_ignored(house: House) -> None:
    answers = [
        await house.call("GET", "/api/v1/auth/me", who=None, X_Forwarded_For=f"198.51.100.{i}") for i in range(61)
    ]
    assert answers[-1].status_code == 429


async def test_limits_switched_off(database: Database) -> None:
    async with open_house(database, limiter=Limiter(enabled=False)) as house:
        answers = [await house.client.get("/api/v1/auth/me") for _ in range(70)]
    assert {answer.status_code for answer in answers} == {401}
    assert "x-ratelimit-limit" not in answers[0].headers
    assert ANONYMOUS.windows[0].limit == 60
