"""`domiq eval … --brain openai`: recorded visitors before the agent, its brain scripted on the wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from integrations.openai.sandbox import Sandbox, run_in_thread
from integrations.openai.script import Script
from tests.app.test_evaluation import DIALOGUE, ENTRIES, LISTING, VIEWING, lines, run

HOME = {**LISTING, "number_of_beds": "2", "number_of_baths": "1", "pets_allowed": "True", "furnished": "False"}
SAVES: list[dict[str, Any]] = [
    {"when": {"user": "Elmwood"}, "call": [{"name": "save_lead", "args": {"area": "Elmwood"}}]},
    {"when": {"tool": "save_lead"}, "say": ["Noted. ", "Anything else?"]},
    {"when": {"user": ""}, "say": ["Fine."]},
]
ANSWERS: list[dict[str, Any]] = [
    {"when": {"user": ""}, "call": [{"name": "answer_from_knowledge", "args": {"question": "{user}"}}]},
    {"when": {"tool": "answer_from_knowledge", "result": '"answered":true'}, "say": ["{answer}"]},
    {
        "when": {"tool": "answer_from_knowledge"},
        "call": [{"name": "ask_person", "args": {"question": "{user}", "reason": "missing_knowledge"}}],
    },
    {"when": {"tool": "ask_person"}, "say": ["I have asked the team."]},
]

Open = Callable[[list[dict[str, Any]]], Sandbox]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a sandbox with these rules, which the environment names."""
    with ExitStack() as stack:

        def open_(rules: list[dict[str, Any]]) -> Sandbox:
            opened = stack.enter_context(run_in_thread(Script.of(rules)))
            monkeypatch.setenv("OPENAI_API_KEY", opened.api_key)
            monkeypatch.setenv("OPENAI_BASE_URL", opened.base_url)
            return opened

        yield open_


def told_of(*arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--embedder", "wordllama", "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output.splitlines()[-1])


def play(folder: Path, *dialogues: dict[str, Any], **more: Any) -> dict[str, Any]:
    recorded = lines(folder / "talks.jsonl", *dialogues)
    listings = lines(folder / "listings.jsonl", HOME)
    options = [f"--{name}={value}" for name, value in more.items()]
    return told_of("dialogues", recorded, "--brain", "openai", "--now", "2019-03-01", "--inventory", listings, *options)


def test_what_the_agent_saved_is_compared(tmp_path: Path, sandbox: Open) -> None:
    opened = sandbox(SAVES)
    told = play(tmp_path, DIALOGUE)
    assert (told["brain"], told["dialogues"], told["visitor_turns"]) == ("openai", 1, 3)
    assert told["answered_by"] == {"openai": 3}
    assert "fallbacks" not in told
    # The rules know no town that is not the community's; it is the LLM that saved it.
    assert told["slots"]["area"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "of": 3}
    assert told["slots"]["number_of_beds"]["recall"] == round(2 / 3, 4), "the last state was recorded otherwise"
    assert told["milliseconds_to_answer"]["p50"] > 0
    assert len(opened.chats) == 4


def test_each_turn_follows_its_recorded_history(tmp_path: Path, sandbox: Open) -> None:
    opened = sandbox(SAVES)
    play(tmp_path, DIALOGUE)
    told = [
        " ".join(str(message.get("content")) for message in chat.body["messages"] if message["role"] == "assistant")
        for chat in opened.chats
    ]
    assert "Birch House has one." in told[-1]
    assert "Anything else?" in told[-1], "as it was recorded"
    assert "Noted." not in told[-1]
    assert "Fine." not in told[-1]


def test_a_viewing_is_compared_with_what_was_saved(tmp_path: Path, sandbox: Open) -> None:
    sandbox(SAVES)
    told = play(tmp_path, VIEWING)
    assert told["viewings"]["booked"] == 1
    assert told["viewings"]["name"] == 1.0


def test_only_the_first_ones(tmp_path: Path, sandbox: Open) -> None:
    sandbox(SAVES)
    assert play(tmp_path, DIALOGUE, {**DIALOGUE, "id": "again"}, first=1)["dialogues"] == 1


def test_a_brain_that_fails_is_seen(tmp_path: Path, sandbox: Open) -> None:
    """The embedded brain takes over, as it does for visitors; what was measured is then its work, and said to be."""
    sandbox([{"when": {"user": ""}, "fault": {"status": 401}}])
    told = play(tmp_path, DIALOGUE)
    assert told["answered_by"] == {"embedded": 3}
    assert sum(told["fallbacks"].values()) == 3


def test_the_table_says_who_answered(tmp_path: Path, sandbox: Open) -> None:
    sandbox(SAVES)
    recorded = lines(tmp_path / "talks.jsonl", DIALOGUE)
    done = run("dialogues", recorded, "--brain", "openai", "--embedder", "wordllama", "--now", "2019-03-01")
    assert done.exit_code == 0, done.output
    assert "1 dialogues, 3 visitor turns" in done.output
    assert "answered by: openai                 3" in done.output
    assert "milliseconds to answer" in done.output


def questions(folder: Path) -> str:
    lines(folder / "faq_x.jsonl", *ENTRIES)
    lines(folder / "faq_unanswerable_x.jsonl", {"id": "u", "query": "is there a heliport on the roof", "lang": "en"})
    return lines(
        folder / "faq_queries_x.jsonl",
        {"query": "is there a swimming pool", "gold_index": 1, "property_id": "elm", "lang": "en"},
    )


def test_the_agent_s_answers_are_compared_by_their_sources(tmp_path: Path, sandbox: Open) -> None:
    opened = sandbox(ANSWERS)
    told = told_of("faq", questions(tmp_path), "--brain", "openai")
    assert told["answered_by"] == {"openai": 2}
    assert told["answered_rightly"]["share"] == 1.0
    assert told["refused"]["share"] == 1.0
    assert told["wrong_answers"]["share"] == 0.0
    assert len(opened.chats) == 5


def test_embeddings_of_the_same_service(tmp_path: Path, sandbox: Open) -> None:
    opened = sandbox([])
    done = run("faq", questions(tmp_path), "--embedder", "openai", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output.splitlines()[-1])["embedder"].startswith("openai/")
    assert any(request.path == "/v1/embeddings" for request in opened.requests)
    assert opened.chats == []


@pytest.mark.parametrize("option", ["--brain", "--embedder"])
@pytest.mark.parametrize("command", ["dialogues", "faq"])
def test_without_a_key_it_says_what_to_set(tmp_path: Path, command: str, option: str) -> None:
    file = lines(tmp_path / "talks.jsonl", DIALOGUE) if command == "dialogues" else questions(tmp_path)
    arguments = [command, file, option, "openai"] + (["--brain", "openai"] if command == "dialogues" else [])
    done = run(*arguments)
    assert done.exit_code == 2
    assert "needs OPENAI_API_KEY" in done.output
    assert "OPENAI_BASE_URL" in done.output
