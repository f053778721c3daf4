"""When the LLM is not asked at all, and what never leaves the process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import structlog
from langsmith import utils as langsmith_utils
from llm_support import KEY, TOOLS, Embedded, make_context, make_settings

from bot.agent import Agent, build_agent, run
from bot.brains.chat_client import OPENAI, make_chat_client
from bot.brains.provider import Patience, Provider
from bot.brains.switch import Brain
from bot.context import TurnContext
from integrations.openai.sandbox import Sandbox, run_in_thread
from integrations.openai.script import Script
from leasing.resilience import BreakerState, CircuitBreaker
from leasing.settings import load_settings


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def serving(*rules: Mapping[str, Any]) -> Any:
    return run_in_thread(Script.of(rules))


def agent_with_breaker(sandbox: Sandbox, breaker: CircuitBreaker) -> Agent:
    settings = make_settings(sandbox)
    assert settings.openai_api_key
    client = make_chat_client(settings, settings.openai_api_key)
    provider = Provider(client, TOOLS, patience=Patience(silence=1.0, whole=5.0), breaker=breaker)
    return build_agent(Brain(embedded=Embedded(), provider=provider), TOOLS)


async def say_hi(agent: Agent) -> TurnContext:
    context, _ = make_context("hi")
    await run(agent, context)
    return context


async def test_the_breaker_opens_stays_half_opens_and_closes() -> None:
    broken = {"status": 400}  # not repeated, so that each turn is one request
    rules = [
        {"when": {"user": "hi", "nth": 1}, "fault": broken},
        {"when": {"user": "hi", "nth": 1}, "fault": broken},
        {"when": {"user": "hi", "nth": 1}, "fault": broken},
        {"when": {"user": "hi"}, "say": ["Back again."]},
    ]
    time = Time()
    changes: list[BreakerState] = []
    breaker = CircuitBreaker(
        "t", failures=2, open_seconds=30, clock=time, on_change=lambda _, state: changes.append(state)
    )
    with serving(*rules) as sandbox:
        agent = agent_with_breaker(sandbox, breaker)
        assert (await say_hi(agent)).trace["fallback"] == "bad_request"
        assert (await say_hi(agent)).trace["fallback"] == "bad_request"
        assert len(sandbox.chats) == 2
        time.now += 29
        assert (await say_hi(agent)).trace["fallback"] == "circuit_open"
        assert len(sandbox.chats) == 2
        time.now += 1
        assert (await say_hi(agent)).trace["fallback"] == "bad_request"  # the trial fails
        assert (await say_hi(agent)).trace["fallback"] == "circuit_open"
        assert len(sandbox.chats) == 3
        time.now += 30
        assert "fallback" not in (await say_hi(agent)).trace
        assert "fallback" not in (await say_hi(agent)).trace
        assert len(sandbox.chats) == 5
    assert changes == [BreakerState.OPEN, BreakerState.OPEN, BreakerState.CLOSED]


async def test_a_trial_that_was_cancelled_makes_room_for_another() -> None:
    time = Time()
    breaker = CircuitBreaker("t", clock=time)
    breaker.open(30)
    time.now += 30
    with serving({"when": {"user": "hi"}, "say": ["Well"], "fault": {"stall_seconds": 30}}) as sandbox:
        turn = asyncio.create_task(say_hi(agent_with_breaker(sandbox, breaker)))
        while not sandbox.chats:
            await asyncio.sleep(0.01)
        assert not breaker.ready
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
    assert breaker.ready
    assert breaker.state is BreakerState.HALF_OPEN


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ({"status": 401}, 300),
        ({"status": 403}, 300),
        ({"status": 429}, 20),
        ({"status": 429, "retry_after": "7"}, 7),
        ({"status": 429, "retry_after": "86400"}, 300),
    ],
)
async def test_a_refusal_to_serve_opens_at_once(fault: dict[str, Any], seconds: float) -> None:
    time = Time()
    breaker = CircuitBreaker("t", failures=5, open_seconds=30, clock=time)
    with serving({"when": {"user": "hi"}, "fault": fault}) as sandbox:
        await say_hi(agent_with_breaker(sandbox, breaker))
    time.now += seconds - 0.5
    assert breaker.state is BreakerState.OPEN
    time.now += 1
    assert breaker.state is BreakerState.HALF_OPEN


@pytest.mark.parametrize("fault", [{"refusal": "No."}, {"finish_reason": "content_filter"}])
async def test_one_visitors_words_do_not_turn_the_llm_off_for_others(fault: dict[str, Any]) -> None:
    breaker = CircuitBreaker("t", failures=1)
    with serving({"when": {"user": "hi"}, "say": ["Well"], "fault": fault}) as sandbox:
        await say_hi(agent_with_breaker(sandbox, breaker))
    assert breaker.state is BreakerState.CLOSED


@pytest.fixture
def tracing_asked_for(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The environment of somebody who traces everything; yields what tried to leave."""
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "ls-key")
    langsmith_utils.get_env_var.cache_clear()
    assert langsmith_utils.tracing_is_enabled()
    left: list[str] = []

    def caught(_self: Any, *_: Any, **__: Any) -> None:
        left.append("run")

    monkeypatch.setattr("langsmith.client.Client.create_run", caught)
    monkeypatch.setattr("langsmith.client.Client.update_run", caught)
    yield left
    monkeypatch.undo()
    langsmith_utils.get_env_var.cache_clear()


async def test_tracing_stays_off_whatever_the_environment_says(tracing_asked_for: list[str]) -> None:
    rules = [
        {"when": {"user": "hi"}, "call": [{"name": "search_units"}]},
        {"when": {"tool": "*"}, "say": ["Two homes."]},
    ]
    with serving(*rules) as sandbox:
        agent = agent_with_breaker(sandbox, CircuitBreaker("t"))
        # The trap works: the same client, asked in LangChain's usual way, would send what the visitor wrote.
        await agent.brain.provider._client.ainvoke([("user", "hi")])
        assert tracing_asked_for
        tracing_asked_for.clear()
        assert (await say_hi(agent)).trace["ran"]
    assert tracing_asked_for == []


def test_no_gateway_and_no_other_address_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGSMITH_GATEWAY", "OPENAI_API_BASE", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "https://elsewhere.example")
    monkeypatch.setenv("LANGSMITH_GATEWAY_API_KEY", "ls-key")
    settings = load_settings({"OPENAI_API_KEY": KEY})
    assert settings.openai_api_key
    client = make_chat_client(settings, settings.openai_api_key)
    assert str(client.root_async_client.base_url).rstrip("/") == OPENAI
    assert client.root_async_client.api_key == KEY


async def test_neither_key_nor_words_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "sk-very-secret-key-4711"
    with structlog.testing.capture_logs() as logged, serving({"when": {"user": "hi"}}) as sandbox:
        settings = make_settings(sandbox, openai_api_key=secret)
        provider = Provider.connect(settings, TOOLS)
        agent = build_agent(Brain(embedded=Embedded(), provider=provider), TOOLS)
        context, _ = make_context("hi, I am Jane Roe")
        await run(agent, context)
    assert context.trace["fallback"] == "auth"
    assert [entry["event"] for entry in logged] == ["provider.breaker", "provider.failed", "brain.fallback"]
    written = repr(logged) + caplog.text + repr(provider) + repr(agent) + repr(settings) + str(context.trace)
    assert secret not in written
    assert "4711" not in written
    ours = repr(logged)
    assert "Jane" not in ours


def test_reasoning_is_kept_short_where_a_visitor_waits() -> None:
    def effort(**environ: str) -> str | None:
        settings = load_settings({"OPENAI_API_KEY": KEY, **environ})
        assert settings.openai_api_key
        return make_chat_client(settings, settings.openai_api_key).reasoning_effort

    assert effort() == "low"
    assert effort(OPENAI_MODEL="gpt-4o-mini") is None
    assert effort(OPENAI_BASE_URL="http://127.0.0.1:1/v1") is None
