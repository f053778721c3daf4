"""Puts a streamed chat completion together and says what is wrong with it.

Not with `AIMessageChunk.__add__`: that copies the whole message for each token, and it repairs broken tool arguments
silently (`{"bedrooms": 2` becomes a call), where a call that a model did not finish must not be made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk, ToolCall, ToolCallChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk

from bot.brains.thoughts import Thoughts
from leasing.ids import new_id


class Unusable(Exception):
    """A completion that cannot be taken as a reply; `reason` is a short machine name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class _Call:
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list[str])

    def finished(self, taken: set[str]) -> ToolCall:
        try:
            arguments: Any = json.loads("".join(self.arguments) or "{}")
        except ValueError as error:
            raise Unusable("malformed_tool_call") from error
        if not self.name or not isinstance(arguments, dict):
            raise Unusable("malformed_tool_call")
        # Some endpoints leave ids out or repeat them; results could not be told apart then.
        call_id = self.id if self.id and self.id not in taken else f"call_{new_id()}"
        taken.add(call_id)
        return ToolCall(name=self.name, args=cast("dict[str, Any]", arguments), id=call_id, type="tool_call")


@dataclass(slots=True)
class Assembly:
    """One completion as its chunks come in."""

    finish_reason: str | None = None
    usage: UsageMetadata | None = None
    refused: bool = False
    _thoughts: Thoughts = field(default_factory=Thoughts)
    _text: list[str] = field(default_factory=list[str])
    _calls: list[_Call] = field(default_factory=list[_Call])
    _by_index: dict[int | None, _Call] = field(default_factory=dict["int | None", _Call])

    def add(self, chunk: ChatGenerationChunk) -> str:
        """Take a chunk; the text that it brought is given back."""
        message = chunk.message
        if not isinstance(message, AIMessageChunk):
            raise Unusable("malformed")
        if message.additional_kwargs.get("refusal"):
            self.refused = True
        for piece in message.tool_call_chunks:
            self._add_call(piece)
        if message.usage_metadata:
            self.usage = message.usage_metadata
        if chunk.generation_info and (reason := chunk.generation_info.get("finish_reason")):
            self.finish_reason = reason
        if not isinstance(message.content, str):
            raise Unusable("malformed")
        text = self._thoughts.strip(message.content)
        if self.finish_reason:
            text += self._thoughts.end()
        if text:
            self._text.append(text)
        return text

    def _add_call(self, piece: ToolCallChunk) -> None:
        call = self._by_index.get(piece["index"])
        # A new id under an old index is a new call: some endpoints number every call 0.
        if call is None or (piece["id"] and call.id and piece["id"] != call.id):
            call = _Call()
            self._calls.append(call)
            self._by_index[piece["index"]] = call
        call.id = call.id or piece["id"] or ""
        call.name = call.name or piece["name"] or ""
        if piece["args"]:
            call.arguments.append(piece["args"])

    def message(self, *, tools_allowed: bool = True) -> AIMessage:
        """The whole of it. Raises Unusable where it is cut off, refused, broken or empty."""
        if self.refused:
            raise Unusable("refusal")
        if self.finish_reason is None:
            raise Unusable("cut_off")
        if self.finish_reason in ("content_filter", "length"):
            raise Unusable(self.finish_reason)
        text = "".join(self._text)
        calls = self._finished_calls() if tools_allowed else []
        if not calls and not text.strip():
            raise Unusable("empty" if tools_allowed else "only_calls")
        return AIMessage(content=text, tool_calls=calls, usage_metadata=self.usage)

    def _finished_calls(self) -> list[ToolCall]:
        taken: set[str] = set()
        return [call.finished(taken) for call in self._calls]
