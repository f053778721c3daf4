"""Putting chunks together, including the ones that only other people's endpoints send."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from bot.brains.assembly import Assembly, Unusable


def chunk(text: str = "", finish: str | None = None, *calls: tuple[int | None, str | None, str | None, str | None]):
    pieces = [
        {"index": index, "id": call_id, "name": name, "args": args, "type": "tool_call_chunk"}
        for index, call_id, name, args in calls
    ]
    message = AIMessageChunk(content=text, tool_call_chunks=pieces)
    return ChatGenerationChunk(message=message, generation_info={"finish_reason": finish} if finish else None)


def assembled(*chunks: ChatGenerationChunk) -> Assembly:
    assembly = Assembly()
    for part in chunks:
        assembly.add(part)
    return assembly


def test_interleaved_calls_keep_apart() -> None:
    message = assembled(
        chunk("", None, (0, "a", "search_units", "")),
        chunk("", None, (1, "b", "tour_slots", "")),
        chunk("", None, (0, None, None, '{"bedrooms"')),
        chunk("", None, (1, None, None, '{"on": ')),
        chunk("", None, (0, None, None, ": 2}"), (1, None, None, '"2026-11-24"}')),
        chunk("", "tool_calls"),
    ).message()
    assert [(call["id"], call["name"], call["args"]) for call in message.tool_calls] == [
        ("a", "search_units", {"bedrooms": 2}),
        ("b", "tour_slots", {"on": "2026-11-24"}),
    ]


def test_calls_that_are_all_numbered_zero_keep_apart() -> None:
    message = assembled(
        chunk("", None, (0, "a", "search_units", "{}")), chunk("", "tool_calls", (0, "b", "tour_slots", "{}"))
    ).message()
    assert [call["id"] for call in message.tool_calls] == ["a", "b"]


def test_missing_and_repeated_ids_are_made_up() -> None:
    message = assembled(
        chunk("", None, (0, None, "search_units", "")),
        chunk("", None, (1, "a", "tour_slots", "")),
        chunk("", "tool_calls", (2, "a", "tour_slots", "")),
    ).message()
    ids = [call["id"] for call in message.tool_calls]
    assert len(set(ids)) == 3
    assert all(ids)


@pytest.mark.parametrize("arguments", ['{"bedrooms": 2', "[1]", '"two"', "null", "{bedrooms: 2}"])
def test_arguments_that_are_no_object_are_unusable(arguments: str) -> None:
    with pytest.raises(Unusable, match="malformed_tool_call"):
        assembled(chunk("", "tool_calls", (0, "a", "search_units", arguments))).message()


def test_a_call_without_a_name_is_unusable() -> None:
    with pytest.raises(Unusable, match="malformed_tool_call"):
        assembled(chunk("", "tool_calls", (0, "a", None, "{}"))).message()


def test_no_finish_reason_means_that_it_was_cut_off() -> None:
    with pytest.raises(Unusable, match="cut_off"):
        assembled(chunk("All of it?")).message()


def test_white_space_is_no_reply() -> None:
    with pytest.raises(Unusable, match="empty"):
        assembled(chunk(" \n"), chunk("", "stop")).message()


def test_calls_are_dropped_where_none_are_allowed() -> None:
    spoken = assembled(chunk("Here."), chunk("", "tool_calls", (0, "a", "search_units", "{")))
    assert spoken.message(tools_allowed=False).tool_calls == []
    silent = assembled(chunk("", "tool_calls", (0, "a", "search_units", "{}")))
    with pytest.raises(Unusable, match="only_calls"):
        silent.message(tools_allowed=False)


def test_a_message_of_another_role_is_malformed() -> None:
    with pytest.raises(Unusable, match="malformed"):
        Assembly().add(ChatGenerationChunk(message=HumanMessageChunk(content="hi")))
