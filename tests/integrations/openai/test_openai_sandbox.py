"""The sandbox on the wire, as OpenAI's own SDK and a bare socket see it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import openai
import pytest

from integrations.openai.sandbox import API_KEY, Sandbox, run_in_thread, running
from integrations.openai.script import DEMO, Script, question_of

TOOL = {"type": "function", "function": {"name": "search_units", "parameters": {"type": "object", "properties": {}}}}
USER = {"role": "user", "content": "hi"}
CALLING = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "search_units", "arguments": "{}"}}],
}
RULES: list[dict[str, Any]] = [
    {"when": {"user": "^hi$"}, "say": ["Hel", "lo."]},
    {"when": {"user": "homes"}, "say": "Let me look.", "call": [{"name": "search_units", "args": {"bedrooms": 2}}]},
    {"when": {"tool": "search_units"}, "say": "There are {total} of {homes.0.name} for {user}: {/to\\w+/}{missing.x}"},
    {"when": {"user": "limited"}, "fault": {"status": 429, "retry_after": "12"}},
    {"when": {"user": "slow"}, "say": ["a", "b"], "fault": {"chunk_delay": 0.05}},
    {"when": {"user": "refuse"}, "fault": {"refusal": "No."}},
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with run_in_thread(Script.of(RULES)) as running_sandbox:
        yield running_sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=sandbox.base_url, api_key=sandbox.api_key, max_retries=0) as made:
        yield made


def post(sandbox: Sandbox, body: Any) -> tuple[str, str]:
    """(content type, body) of a chat request, byte for byte."""
    data = json.dumps(body).encode()
    headers = {"authorization": f"Bearer {API_KEY}", "content-type": "application/json"}
    with urlopen(HttpRequest(f"{sandbox.base_url}/chat/completions", data, headers)) as response:
        return response.headers["content-type"], response.read().decode()


def test_the_stream_byte_for_byte(sandbox: Sandbox) -> None:
    body = {
        "model": "gpt-5-mini",
        "messages": [{"role": "user", "content": "homes"}],
        "tools": [TOOL],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    kind, raw = post(sandbox, body)
    assert kind.startswith("text/event-stream")
    events = raw.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    assert all(event.startswith("data: {") for event in events[:-2])
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks[:-1]]
    assert deltas[0] == {"role": "assistant", "content": "", "refusal": None}
    assert deltas[1] == {"content": "Let me look."}
    head, *parts = [delta["tool_calls"][0] for delta in deltas[2:-1]]
    assert head["id"].startswith("call_")
    assert head["function"] == {"name": "search_units", "arguments": ""}
    assert all(set(part) == {"index", "function"} for part in parts)
    assert len(parts) > 1
    assert json.loads("".join(part["function"]["arguments"] for part in parts)) == {"bedrooms": 2}
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks[:-1]][-2:] == [None, "tool_calls"]
    assert all(chunk["usage"] is None for chunk in chunks[:-1])
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0


def test_without_being_asked_it_sends_no_usage(sandbox: Sandbox) -> None:
    _, raw = post(sandbox, {"model": "gpt-5-mini", "messages": [USER], "stream": True})
    assert '"usage"' not in raw


def test_a_whole_completion(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model="gpt-5-mini", messages=[USER])
    assert completion.choices[0].message.content == "Hello."
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage
    refused = client.chat.completions.create(model="gpt-5-mini", messages=[{"role": "user", "content": "refuse"}])
    assert refused.choices[0].message.refusal == "No."
    assert refused.choices[0].message.content is None


def test_places_are_filled_from_the_last_result(client: openai.OpenAI) -> None:
    result = {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({"total": 3, "homes": [{"name": "204"}]})}
    messages: Any = [USER, CALLING, result]
    completion = client.chat.completions.create(model="gpt-5-mini", messages=messages, tools=[TOOL])  # type: ignore[list-item]
    assert completion.choices[0].message.content == "There are 3 of 204 for hi: total"


@pytest.mark.parametrize(
    ("change", "status", "param", "code"),
    [
        ({"model": "gpt-9"}, 404, None, "model_not_found"),
        ({"model": ""}, 400, None, None),
        ({"messages": None}, 400, "messages", "missing_required_parameter"),
        ({"messages": []}, 400, "messages", "empty_array"),
        ({"messages": [{"role": "robot", "content": "x"}]}, 400, "messages[0].role", "invalid_value"),
        ({"messages": [{"role": "user", "content": None}]}, 400, "messages.[0].content", None),
        (
            {"messages": [{"role": "user", "content": "x", "name": "Dana Lee"}]},
            400,
            "messages[0].name",
            "invalid_value",
        ),
        (
            {"messages": [USER, {"role": "tool", "tool_call_id": "call_1", "content": "x"}]},
            400,
            "messages.[1].role",
            None,
        ),
        ({"messages": [USER, CALLING]}, 400, "messages", None),
        ({"messages": [USER, CALLING, USER]}, 400, "messages", None),
        ({"tools": []}, 400, "tools", "empty_array"),
        (
            {"tools": [{"type": "function", "function": {"name": "a b"}}]},
            400,
            "tools[0].function.name",
            "invalid_value",
        ),
        ({"tool_choice": "none"}, 400, "tool_choice", None),
        ({"stream_options": {"include_usage": True}}, 400, "stream_options", None),
        ({"temperature": 0.2}, 400, "temperature", "unsupported_value"),
        ({"max_tokens": 5}, 400, "max_tokens", "unsupported_parameter"),
        ({"model": "gpt-4o", "reasoning_effort": "low"}, 400, None, None),
        ({"colour": "red"}, 400, None, None),
    ],
)
def test_it_refuses_what_the_vendor_refuses(
    client: openai.OpenAI, change: dict[str, Any], status: int, param: str | None, code: str | None
) -> None:
    body = {"model": "gpt-5-mini", "messages": [USER], **change}
    with pytest.raises(openai.APIStatusError) as raised:
        client.post("/chat/completions", body={k: v for k, v in body.items() if v is not None}, cast_to=object)
    assert (raised.value.status_code, raised.value.param, raised.value.code) == (status, param, code)
    assert raised.value.type == "invalid_request_error"


def test_the_key_is_checked_and_not_repeated_in_full(sandbox: Sandbox) -> None:
    with openai.OpenAI(base_url=sandbox.base_url, api_key="sk-some-other-key", max_retries=0) as other:
        with pytest.raises(openai.AuthenticationError) as raised:
            other.models.list()
    assert raised.value.code == "invalid_api_key"
    assert "some-other" not in raised.value.message


def test_rate_limits_say_how_long(client: openai.OpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as raised:
        client.chat.completions.create(model="gpt-5-mini", messages=[{"role": "user", "content": "limited"}])
    assert raised.value.response.headers["retry-after"] == "12"
    assert raised.value.code == "rate_limit_exceeded"
    assert raised.value.request_id


def test_chunks_can_be_slow(client: openai.OpenAI) -> None:
    began = time.monotonic()
    messages: Any = [{"role": "user", "content": "slow"}]
    assert len(list(client.chat.completions.create(model="gpt-5-mini", messages=messages, stream=True))) == 4
    assert time.monotonic() - began >= 0.2


def test_models_and_unknown_paths(client: openai.OpenAI) -> None:
    assert "gpt-5-mini" in [model.id for model in client.models.list()]
    with pytest.raises(openai.NotFoundError):
        client.get("/nothing", cast_to=object)


def test_embeddings_are_the_same_each_time_and_near_for_shared_words(client: openai.OpenAI) -> None:
    texts = ["are dogs allowed", "dogs allowed here", "swimming pool hours"]
    first = client.embeddings.create(model="text-embedding-3-small", input=texts, dimensions=64)
    floats = client.embeddings.create(
        model="text-embedding-3-small", input=texts, dimensions=64, encoding_format="float"
    )
    for row, again in zip(first.data, floats.data, strict=True):
        assert row.embedding == pytest.approx(again.embedding, abs=1e-6)
    near, far = (
        sum(a * b for a, b in zip(first.data[0].embedding, first.data[n].embedding, strict=True)) for n in (1, 2)
    )
    assert near > far + 0.3


async def test_it_runs_for_asynchronous_callers_and_records_what_came() -> None:
    async with running(Script.of([{"when": {"user": "hi"}, "say": "Hello."}])) as sandbox:
        async with openai.AsyncOpenAI(base_url=sandbox.base_url, api_key=API_KEY) as client:
            await client.chat.completions.create(model="gpt-5-mini", messages=[USER])
        (request,) = sandbox.chats
    assert request.body["messages"] == [USER]
    assert request.status == 200


def test_a_script_is_read_from_yaml(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text('- when: {user: hi, nth: 2}\n  say: ["Again?"]\n- when: {user: hi}\n  say: Hello.\n')
    with run_in_thread(Script.read(path)) as sandbox, openai.OpenAI(base_url=sandbox.base_url, api_key=API_KEY) as made:
        said = [
            made.chat.completions.create(model="gpt-5-mini", messages=[USER]).choices[0].message.content
            for _ in range(3)
        ]
    assert said == ["Hello.", "Again?", "Hello."]


@pytest.mark.parametrize(
    "rule", [{"wen": {}}, {"when": {"usr": "x"}}, {"fault": {"explode": True}}, {"call": [{"nme": "x"}]}]
)
def test_a_script_with_a_slip_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Script.of([rule])


@pytest.mark.parametrize(
    ("text", "tool", "result", "said", "called"),
    [
        ("Hello!", None, "", "Hello! I am the AI assistant of the leasing office. What are you looking for?", []),
        ("Can I have a tour?", None, "", "", [("tour_slots", {})]),
        ("yes", "tour_slots", '{"slots": [{"value": "2026-11-24T10:00"}]}', "", [("book_tour", "2026-11-24T10:00")]),
        ("10 AM\n(chosen; value 2026-11-24T10:00)", None, "", "", [("book_tour", "2026-11-24T10:00")]),
        ("yes", "book_tour", '{"problem": "taken"}', "That time cannot be booked. Would another one suit you?", []),
        ("I am ann@example.com", None, "", "", [("save_lead", "ann@example.com")]),
        ("Are dogs allowed?", None, "", "", [("answer_from_knowledge", "Are dogs allowed?")]),
        ("Dogs?", "answer_from_knowledge", '{"answered":true,"answer":"Two."}', "Two.", []),
        ("Dogs?", "answer_from_knowledge", '{"answered":false}', "", [("ask_person", "Dogs?")]),
    ],
)
def test_the_demo_script(text: str, tool: str | None, result: str, said: str, called: list[Any]) -> None:
    messages: list[dict[str, Any]] = [{"role": "user", "content": text}]
    if tool:
        call = {"id": "c1", "type": "function", "function": {"name": tool, "arguments": "{}"}}
        messages += [
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": result},
        ]
    answer = Script.read(DEMO).answer(question_of(messages))
    assert "".join(answer.say) == said
    assert [(call.name, next(iter(call.args.values()), {})) for call in answer.call] == called
