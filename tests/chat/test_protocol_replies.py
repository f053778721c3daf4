"""Replies while they are written by a slow LLM: guarded sentences, never tokens; joined in the middle; stopped."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from leasing.models import Conversation, Lead, Turn
from tests.support.chat import Chat, Frame, Opened, connect, open_conversation
from tests.support.server import Served
from tests.support.wire import history, quiet, rows, say, serve_with_llm

SENTENCES = [
    "Thanks for asking about that. ",
    "Let me tell you more about it. ",
    "It is a pleasure to help you. ",
    "There is plenty to look at here. ",
    "Please ask me anything else.",
]
STORY = "".join(SENTENCES)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


RULES: list[dict[str, Any]] = [
    {"when": {"user": "courtyard"}, "say": _words(STORY), "fault": {"chunk_delay": 0.03}},
    {"when": {"user": "long silence"}, "say": ["Thanks for asking about that. ", "Here", " I go on."],
     "fault": {"stall_seconds": 30, "stall_after_chunks": 3}},
    {"when": {"user": "mute"}, "say": ["Never said."], "fault": {"stall_seconds": 30}},
    {"when": {"user": "one price"}, "say": [*_words("Thanks for asking. That home is "), "$", "1", ",2", "34", " a",
                                            " month, I promise. ", *_words("Please ask me anything else.")]},
    {"when": {"user": "steering"}, "say": _words("Thanks for asking. This building is perfect for young Christian "
                                                 "families without kids. Please ask me anything else.")},
    {"when": {"user": "quick"}, "say": ["Happy to help."]},
]  # fmt: skip


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory, demo_template: Path) -> Iterator[Served]:
    more = {"openai_first_token_seconds": 20.0}
    with serve_with_llm(tmp_path_factory.mktemp("slow"), demo_template, RULES, **more) as (served, _):
        yield served


@pytest.fixture
async def opened(slow: Served) -> Opened:
    return await open_conversation(slow.url)


async def _first_delta(chat: Chat) -> Frame:
    return await chat.until(lambda f: f["type"] == "delta")


async def test_a_reply_is_streamed_by_whole_sentences(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as chat:
        reply = await chat.ask("What is the courtyard like?")
    deltas = [frame for frame in chat.frames if frame["type"] == "delta"]
    assert len(deltas) >= 3, "it was streamed"
    assert all(frame["text"].rstrip()[-1] in ".!?" for frame in deltas)
    assert [frame["at"] for frame in deltas] == [
        len("".join(one["text"] for one in deltas[:n])) for n in range(len(deltas))
    ]
    assert reply["text"] == STORY
    assert chat.texts[reply["id"]] == STORY
    assert "interrupted" not in reply
    dots = [frame["on"] for frame in chat.frames if frame["type"] == "typing"]
    assert dots in ([True, False], []), dots


async def test_who_reconnects_in_mid_reply_gets_one_delta_with_the_text_so_far(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as first:
        await say(first, "message", text="What is the courtyard like?")
        for _ in range(2):
            begun = await _first_delta(first)
    async with connect(slow.url, opened, after=1) as second:
        caught_up = await second.receive()
        assert caught_up["type"] == "delta"
        assert caught_up["message_id"] == begun["message_id"]
        assert caught_up["at"] == 0
        assert STORY.startswith(caught_up["text"])
        assert len(caught_up["text"]) >= begun["at"] + len(begun["text"])
        reply = await second.reply()
        assert reply["text"] == STORY
        assert second.texts[reply["id"]] == STORY


async def test_many_who_join_at_any_moment_read_the_same(slow: Served, opened: Opened) -> None:
    async def join(after_seconds: float) -> str:
        await asyncio.sleep(after_seconds)
        async with connect(slow.url, opened) as chat:
            stored = [m for m in chat.frames[0]["messages"] if m["author"] == "bot"]
            reply = stored[0] if stored else await chat.reply()
            await quiet(chat, 0.05)
            assert [f for f in chat.frames if f["type"] == "delta"] == [] or not stored, "told already"
            assert stored or chat.texts[reply["id"]] == reply["text"]
            return str(reply["text"])

    async with connect(slow.url, opened) as chat:
        await say(chat, "message", text="What is the courtyard like?")
        texts = await asyncio.gather(*(join(n * 0.03) for n in range(40)))
    assert set(texts) == {STORY}


async def test_stop_stores_what_was_sent(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as chat, connect(slow.url, opened) as watching:
        await say(chat, "message", text="What is the courtyard like?")
        begun = await _first_delta(chat)
        await chat.send("stop", message_id=begun["message_id"])
        reply = await chat.reply(3)
        assert reply["id"] == begun["message_id"]
        assert reply["interrupted"] is True
        assert STORY.startswith(reply["text"])
        assert reply["text"] != STORY
        assert chat.texts[reply["id"]] == reply["text"]
        assert (await watching.reply())["text"] == reply["text"]
        assert not [f for f in await quiet(chat) if f["type"] in {"delta", "message"}]
        assert (await chat.ask("A quick one"))["text"] == "Happy to help."
    assert (await history(slow, opened))[1] == reply


async def test_stop_works_while_the_model_is_silent(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as chat:
        await say(chat, "message", text="a long silence")
        begun = await _first_delta(chat)
        await chat.send("stop", message_id=begun["message_id"])
        reply = await chat.reply(3)
    assert (reply["text"], reply["interrupted"]) == ("Thanks for asking about that.", True)


async def test_stop_of_another_message_or_conversation_does_nothing(slow: Served, opened: Opened) -> None:
    stranger = await open_conversation(slow.url)
    async with connect(slow.url, opened) as chat, connect(slow.url, stranger) as other:
        ack = await say(chat, "message", text="What is the courtyard like?")
        begun = await _first_delta(chat)
        await other.send("stop", message_id=begun["message_id"])
        await chat.send("stop", message_id=ack["message_id"])
        await chat.send("stop", message_id="unknown")
        reply = await chat.reply()
        assert reply["text"] == STORY
        # Too late is too late: the reply stays as it is.
        await chat.send("stop", message_id=reply["id"])
        assert not await quiet(chat)
    assert (await history(slow, opened))[1]["text"] == STORY


async def test_messages_behind_a_stopped_reply_are_answered(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as chat:
        await say(chat, "message", text="What is the courtyard like?")
        second = await say(chat, "message", text="A quick one")
        begun = await _first_delta(chat)
        await chat.send("stop", message_id=begun["message_id"])
        assert (await chat.reply())["interrupted"]
        assert (await chat.reply())["in_reply_to"] == second["message_id"]
    assert [m["seq"] for m in await history(slow, opened)] == [1, 2, 3, 4]


async def test_the_end_of_a_conversation_stops_its_reply(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as chat:
        await say(chat, "message", text="What is the courtyard like?")
        await say(chat, "message", text="A quick one")
        await _first_delta(chat)
        await say(chat, "end")
        await quiet(chat, 0.6)
        assert [f["mode"] for f in chat.frames if f["type"] == "mode"] == ["closed"]
    stored = await history(slow, opened)
    assert [m["author"] for m in stored] == ["visitor", "visitor", "bot"], "what waited is not answered any more"
    assert stored[2]["interrupted"] is True
    states = rows(slow, select(Turn.state).where(Turn.conversation_id == opened.id))
    assert {row.state for row in states} <= {"done", "cancelled"}


async def test_who_leaves_is_answered_all_the_same(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as chat:
        await say(chat, "message", text="What is the courtyard like?")
    await asyncio.sleep(1.5)
    assert [m["text"] for m in await history(slow, opened)][1] == STORY


async def test_the_form_that_is_sent_while_a_reply_is_written_is_kept(slow: Served, opened: Opened) -> None:
    """What was acknowledged is never lost: the turn that began before does not overwrite it."""
    async with connect(slow.url, opened) as chat:
        await say(chat, "message", text="What is the courtyard like?")
        await _first_delta(chat)
        form = {"first_name": "Ana", "email": "ana.ruiz@example.com", "phone": "919-555-0199"}
        assert (await say(chat, "contact", **form))["type"] == "ack"
        await chat.reply()
    (row,) = rows(slow, select(Conversation.contact, Conversation.lead_id).where(Conversation.id == opened.id))
    assert row.contact == {"first_name": "Ana", "email": "ana.ruiz@example.com", "phone": "+19195550199"}
    (lead,) = rows(slow, select(Lead.email, Lead.phone, Lead.first_name).where(Lead.id == row.lead_id))
    assert tuple(lead) == ("ana.ruiz@example.com", "+19195550199", "Ana")


@pytest.mark.parametrize(
    ("about", "forbidden"), [("one price", ["1,234", "1234", "$"]), ("steering", ["Christian", "young", "famil"])]
)
async def test_tokens_never_pass_the_guards(slow: Served, opened: Opened, about: str, forbidden: list[str]) -> None:
    """A forbidden sentence that comes token by token leaves no trace in any frame, stored or live."""
    async with connect(slow.url, opened) as chat, connect(slow.url, opened) as watching:
        reply = await chat.ask(f"Tell me about {about}")
        assert reply["text"].startswith("Thanks for asking.")
        assert reply["text"].endswith("Please ask me anything else.")
        assert chat.texts[reply["id"]] == reply["text"]
        await watching.reply()
    stored = await history(slow, opened)
    for frame in [*chat.frames, *watching.frames, *stored]:
        assert not [word for word in forbidden if word in str(frame)], frame


async def test_a_model_that_never_speaks_can_be_stopped(slow: Served, opened: Opened) -> None:
    async with connect(slow.url, opened) as chat:
        await say(chat, "message", text="be mute")
        dots = await chat.until(lambda f: f["type"] == "typing")
        assert dots == {"type": "typing", "author": "bot", "on": True}
        (turn,) = rows(slow, select(Turn.reply_id).where(Turn.conversation_id == opened.id))
        await chat.send("stop", message_id=turn.reply_id)
        assert (await chat.until(lambda f: f["type"] == "typing"))["on"] is False
        assert not await quiet(chat)
    assert [m["author"] for m in await history(slow, opened)] == ["visitor"], "nothing was sent, nothing is stored"
