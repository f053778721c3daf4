"""Whole turns through the agent and the shipping client, against a server on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.runnables.config import var_child_runnable_config
from llm_support import TOOLS, Embedded, Visitor, make_agent, make_context, make_settings

from bot.agent import build_agent, run
from bot.brains.embedded.model import EmbeddedBrain
from bot.brains.switch import make_brain
from bot.context import TurnContext
from integrations.openai.sandbox import Sandbox, run_in_thread
from integrations.openai.script import Script
from leasing.services.effects import LostLease

Rules = Sequence[Mapping[str, Any]]


async def turn(sandbox: Sandbox, text: str = "hi", **settings: Any) -> tuple[TurnContext, Visitor, Embedded]:
    agent, embedded = make_agent(make_settings(sandbox, **settings))
    context, visitor = make_context(text)
    await run(agent, context)
    return context, visitor, embedded


def serving(*rules: Mapping[str, Any]) -> Any:
    return run_in_thread(Script.of(rules))


async def test_text_is_handed_on_piece_by_piece() -> None:
    with serving({"when": {"user": "hi"}, "say": ["Hel", "lo ", "there", "."]}) as sandbox:
        context, visitor, _ = await turn(sandbox)
    assert visitor.pieces == ["Hel", "lo ", "there", "."]
    assert context.trace["brain"] == "openai"
    assert "fallback" not in context.trace
    assert context.trace["output_tokens"] > 0
    assert context.trace["first_chunk_ms"] > 0


async def test_tool_calls_are_put_together_and_run_in_their_order() -> None:
    calls = [{"name": "search_units", "args": {"bedrooms": 2}}, {"name": "tour_slots", "args": {"on": "2026-11-24"}}]
    rules = (
        {"when": {"user": "two beds"}, "say": ["Let me ", "look."], "call": calls},
        {"when": {"tool": "tour_slots"}, "say": ["Does {slots.0.label} suit you?"]},
    )
    with serving(*rules) as sandbox:
        context, visitor, _ = await turn(sandbox, "two beds and a tour")
        second = sandbox.chats[1].body["messages"]
    assert context.trace["ran"] == [("search_units", 2), ("tour_slots", "2026-11-24")]
    assert visitor.sent == "Let me look.\n\nDoes Tue, Nov 24 at 10:00 AM suit you?"
    assert [message["role"] for message in second][-3:] == ["assistant", "tool", "tool"]
    assert second[-3]["content"] == "Let me look."


async def test_the_scripted_visitor_can_book_the_offered_slot() -> None:
    rules = (
        {"when": {"user": "tour"}, "call": [{"name": "tour_slots"}]},
        {"when": {"tool": "tour_slots"}, "call": [{"name": "book_tour", "args": {"starts_at": "{slots.0.value}"}}]},
        {"when": {"tool": "book_tour"}, "say": ["It is {/b..ked/}."]},
    )
    with serving(*rules) as sandbox:
        context, visitor, _ = await turn(sandbox, "a tour")
    assert context.trace["ran"] == [("tour_slots", None), ("book_tour", "2026-11-24T10:00:00-05:00")]
    assert visitor.sent == "It is booked."


PIECES = ["We have two homes. ", "The first ", "one costs ", "less. ", "Shall we"]

FAULTS = [
    pytest.param({"drop_after_chunks": 0}, "connection", id="dropped before the first chunk"),
    pytest.param({"drop_after_chunks": 3}, "connection", id="dropped after some text"),
    pytest.param({"end_after_chunks": 3}, "cut_off", id="ended without a finish reason"),
    pytest.param({"status": 429}, "rate_limited", id="429"),
    pytest.param({"status": 500}, "server_error", id="500"),
    pytest.param({"status": 503}, "server_error", id="503"),
    pytest.param({"status": 401}, "auth", id="401"),
    pytest.param({"status": 403}, "auth", id="403"),
    pytest.param({"status": 404}, "bad_request", id="404"),
    pytest.param({"stall_seconds": 30}, "timeout", id="30 s of silence at first"),
    pytest.param({"stall_seconds": 30, "stall_after_chunks": 3}, "timeout", id="30 s of silence after some text"),
    pytest.param({"malformed_json": True}, "malformed", id="a chunk that is not JSON"),
    pytest.param({"error_in_stream": True}, "error_in_stream", id="an error in the stream"),
    pytest.param({"refusal": "I cannot help with that."}, "refusal", id="refusal"),
    pytest.param({"finish_reason": "content_filter"}, "content_filter", id="content filter"),
    pytest.param({"finish_reason": "length"}, "length", id="too long"),
    pytest.param({"empty": True}, "empty", id="empty"),
]


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_every_fault_ends_in_the_same_message_by_the_embedded_brain(fault: dict[str, Any], reason: str) -> None:
    with serving({"when": {"user": "hi"}, "say": PIECES, "fault": fault}) as sandbox:
        context, visitor, embedded = await turn(sandbox, openai_first_token_seconds=0.4)
    assert context.trace["fallback"] == reason
    assert context.trace["brain"] == "embedded"
    assert visitor.sent.endswith("I am the embedded brain.")
    # What had been sent stays and is known to the brain that goes on; half a sentence is never sent.
    (before,) = embedded.continued
    assert visitor.sent == (f"{before} I am the embedded brain." if before else "I am the embedded brain.")
    assert before in {"", "We have two homes.", "We have two homes. The first one costs less."}
    assert visitor.pending == ""


async def test_a_stream_that_drops_keeps_what_was_sent() -> None:
    rule = {"when": {"user": "hi"}, "say": PIECES, "fault": {"drop_after_chunks": 4}}
    with serving(rule) as sandbox:
        context, visitor, embedded = await turn(sandbox)
    assert embedded.continued == ["We have two homes."]
    assert visitor.sent == "We have two homes. I am the embedded brain."
    assert context.said == visitor.sent


async def test_the_whole_call_has_a_limit_too() -> None:
    rule = {"when": {"user": "hi"}, "say": ["word "] * 100, "fault": {"chunk_delay": 0.05}}
    with serving(rule) as sandbox:
        context, _, _ = await turn(sandbox, openai_first_token_seconds=1.0, openai_turn_seconds=0.4)
    assert context.trace["fallback"] == "timeout"


async def test_broken_tool_arguments_are_not_called() -> None:
    rule = {
        "when": {"user": "hi"},
        "call": [{"name": "search_units", "args": {"bedrooms": 2}}],
        "fault": {"broken_arguments": True},
    }
    with serving(rule) as sandbox:
        context, _, _ = await turn(sandbox)
    assert context.trace["fallback"] == "malformed_tool_call"
    assert "ran" not in context.trace


async def test_a_broken_connection_is_tried_once_more_before_anything_was_said() -> None:
    rules = (
        {"when": {"user": "hi", "nth": 1}, "fault": {"drop_after_chunks": 0}},
        {"when": {"user": "hi"}, "say": ["Hello."]},
    )
    with serving(*rules) as sandbox:
        context, visitor, _ = await turn(sandbox)
        assert len(sandbox.chats) == 2
    assert visitor.sent == "Hello."
    assert "fallback" not in context.trace


async def test_a_refused_key_and_a_rate_limit_are_not_repeated() -> None:
    for status in (401, 403, 429):
        with serving({"when": {"user": "hi"}, "fault": {"status": status, "retry_after": "0"}}) as sandbox:
            await turn(sandbox)
            assert len(sandbox.chats) == 1


async def test_after_a_fall_the_rest_of_the_turn_is_the_embedded_brains() -> None:
    rules = (
        {"when": {"user": "hi"}, "call": [{"name": "search_units"}]},
        {"when": {"tool": "search_units"}, "fault": {"status": 400}},
    )
    with serving(*rules) as sandbox:
        context, visitor, _ = await turn(sandbox)
    assert context.trace["ran"] == [("search_units", None)]
    assert context.trace["fallback"] == "bad_request"
    assert visitor.sent == "I am the embedded brain."


async def test_a_stalled_response_is_given_up_on_the_wire_too() -> None:
    rule = {"when": {"user": "hi"}, "say": PIECES, "fault": {"stall_seconds": 30, "stall_after_chunks": 2}}
    with serving(rule) as sandbox:
        await turn(sandbox, openai_first_token_seconds=0.3)
        async with asyncio.timeout(5):
            while not sandbox.chats[0].left_early:
                await asyncio.sleep(0.01)


async def test_a_cancelled_turn_closes_the_response_and_blames_nobody() -> None:
    rule = {"when": {"user": "hi"}, "say": PIECES, "fault": {"stall_seconds": 30, "stall_after_chunks": 2}}
    with serving(rule) as sandbox:
        agent, embedded = make_agent(make_settings(sandbox, openai_first_token_seconds=20))
        context, _ = make_context("hi")
        task = asyncio.create_task(run(agent, context))
        while not sandbox.chats or sandbox.chats[0].chunks_sent < 2:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            while not sandbox.chats[0].left_early:
                await asyncio.sleep(0.01)
    assert embedded.continued == []
    assert agent.brain.starts_with_provider()


async def test_what_say_raises_stops_the_turn_without_a_fallback() -> None:
    class StopTurnError(Exception):
        pass

    async def say(_: str) -> None:
        raise StopTurnError

    stalls = {"stall_seconds": 30, "stall_after_chunks": 3}
    with serving({"when": {"user": "hi"}, "say": PIECES, "fault": stalls}) as sandbox:
        agent, embedded = make_agent(make_settings(sandbox))
        context, _ = make_context("hi", say=say)
        with pytest.raises(StopTurnError):
            await run(agent, context)
        async with asyncio.timeout(5):
            while not sandbox.chats[0].left_early:
                await asyncio.sleep(0.01)
    assert embedded.continued == []
    assert "fallback" not in context.trace


async def test_no_token_reaches_anything_but_say() -> None:
    """Handlers on the chat model and around the run see none of the text while it is made."""

    class Eavesdropper(AsyncCallbackHandler):
        def __init__(self) -> None:
            self.heard: list[str] = []

        async def on_llm_new_token(self, token: str, **_: Any) -> None:
            self.heard.append(token)

        async def on_chat_model_start(self, *_: Any, **__: Any) -> None:
            self.heard.append("started")

        async def on_llm_end(self, *_: Any, **__: Any) -> None:
            self.heard.append("ended")

    handler = Eavesdropper()
    with serving({"when": {"user": "hi"}, "say": PIECES}) as sandbox:
        agent, _ = make_agent(make_settings(sandbox))
        context, visitor = make_context("hi")
        client = agent.brain.provider._client
        client.callbacks = [handler]
        await client.ainvoke([("user", "hi")])
        assert handler.heard, "the ear works: LangChain's usual way tells it everything"
        handler.heard.clear()
        heard_around = var_child_runnable_config.set({"callbacks": [handler]})
        await run(agent, context)
        var_child_runnable_config.reset(heard_around)
    assert len(visitor.pieces) == len(PIECES)
    assert handler.heard == []


async def test_bad_arguments_and_failed_tools_become_results() -> None:
    rules = (
        {"when": {"user": "book"}, "call": [{"name": "book_tour", "args": {}}]},
        {"when": {"tool": "book_tour", "nth": 1}, "call": [{"name": "book_tour", "args": {"starts_at": "noon"}}]},
        {"when": {"tool": "book_tour", "nth": 1}, "call": [{"name": "book_tour", "args": {"starts_at": "broken"}}]},
        {"when": {"tool": "book_tour", "nth": 1}, "call": [{"name": "no_such_tool", "args": {}}]},
        {"when": {"tool": "*"}, "say": ["Sorry, that did not work."]},
    )
    with serving(*rules) as sandbox:
        context, visitor, _ = await turn(sandbox, "book it")
        results = [message["content"] for message in sandbox.chats[-1].body["messages"] if message["role"] == "tool"]
    assert "starts_at: Field required" in results[0]
    assert results[1] == "starts_at must be one of the offered values"
    assert results[2].startswith("This failed on our side")
    assert "not a valid tool" in results[3]
    assert not any("secret" in str(result) for result in results)
    assert visitor.sent == "Sorry, that did not work."
    assert "fallback" not in context.trace


async def test_a_turn_makes_at_most_five_model_calls_and_the_last_may_call_nothing() -> None:
    rules = (
        {"when": {"user": "hi"}, "call": [{"name": "search_units"}]},
        {"when": {"tool": "*"}, "say": ["Hm."], "call": [{"name": "search_units"}]},
    )
    with serving(*rules) as sandbox:
        context, _, embedded = await turn(sandbox)
        choices = [request.body.get("tool_choice") for request in sandbox.chats]
    assert choices == [None, None, None, None, "none"]
    assert len(context.trace["ran"]) == 4
    assert embedded.continued == []


async def test_a_turn_runs_at_most_eight_tools() -> None:
    rules = (
        {"when": {"user": "hi"}, "call": [{"name": "search_units", "args": {"bedrooms": n}} for n in range(10)]},
        {"when": {"tool": "*"}, "say": ["Done."]},
    )
    with serving(*rules) as sandbox:
        context, _, _ = await turn(sandbox)
        results = [message["content"] for message in sandbox.chats[-1].body["messages"] if message["role"] == "tool"]
    assert context.trace["ran"] == [("search_units", n) for n in range(8)]
    assert results[8:] == ["No more tools in this turn. Answer with what is known by now."] * 2


async def test_without_a_key_nothing_is_sent_and_no_prompt_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_prompt(*_: Any) -> Any:
        raise AssertionError("the embedded brain needs no prompt")

    monkeypatch.setattr("bot.agent.messages_for", no_prompt)
    agent, embedded = make_agent(make_settings(None))
    context, visitor = make_context("hi")
    await run(agent, context)
    assert visitor.sent == "I am the embedded brain."
    assert context.trace == {"brain": "embedded"}
    assert embedded.continued == [""]


async def test_a_connection_that_breaks_after_the_reply_spoils_nothing() -> None:
    after_the_finish = {"drop_after_chunks": len(PIECES) + 2}
    with serving({"when": {"user": "hi"}, "say": PIECES, "fault": after_the_finish}) as sandbox:
        context, visitor, _ = await turn(sandbox)
    assert visitor.pieces == PIECES
    assert "fallback" not in context.trace


async def test_a_models_thinking_is_not_said() -> None:
    say = ["<th", "ink>They might be ", "rich.</thi", "nk>\n\nHow many ", "bedrooms?"]
    with serving({"when": {"user": "hi"}, "say": say}) as sandbox:
        _, visitor, _ = await turn(sandbox)
    assert visitor.sent == "How many bedrooms?"


async def test_a_lost_lease_ends_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(**_: Any) -> str:
        raise LostLease

    monkeypatch.setattr("llm_support.search_units.coroutine", lost)
    with serving({"when": {"user": "hi"}, "call": [{"name": "search_units"}]}) as sandbox:
        with pytest.raises(LostLease):
            await turn(sandbox)


async def test_a_reply_that_had_begun_is_continued() -> None:
    with serving({"when": {"user": "hi"}, "say": ["And it has ", "a balcony."]}) as sandbox:
        agent, _ = make_agent(make_settings(sandbox))
        context, visitor = make_context("hi", said="The first one is free now.", attempt=2)
        await run(agent, context)
        prompt = sandbox.chats[0].body["messages"][0]["content"]
    assert visitor.sent == " And it has a balcony."
    assert "The first one is free now." in prompt


@pytest.mark.parametrize("fault", [{"status": 401}, {"drop_after_chunks": 3}, {"empty": True}])
async def test_the_real_embedded_brain_takes_over(fault: dict[str, Any]) -> None:
    say = ["Hello and welcome. ", "I can", " help"]
    with serving({"when": {"user": "hello"}, "say": say, "fault": fault}) as sandbox:
        brain = make_brain(make_settings(sandbox), embedded=EmbeddedBrain(), tools=TOOLS)
        context, visitor = make_context("hello")
        await run(build_agent(brain, TOOLS), context)
    assert context.trace["brain"] == "embedded"
    assert visitor.sent
    assert "I can help" not in visitor.sent
    if "drop_after_chunks" in fault:
        assert visitor.sent.startswith("Hello and welcome.")
        assert len(visitor.sent) > len("Hello and welcome.")
