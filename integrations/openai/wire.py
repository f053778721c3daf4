"""The shapes of OpenAI's chat-completions API: chunks, whole completions, errors, embeddings."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from integrations.openai.script import Answer, Call

Json = dict[str, Any]

ERRORS: dict[int, tuple[str, str, str | None]] = {
    400: ("Invalid request.", "invalid_request_error", None),
    401: ("Incorrect API key provided: sk-****.", "invalid_request_error", "invalid_api_key"),
    403: ("You are not allowed to use this model.", "invalid_request_error", "unsupported_country_region_territory"),
    404: ("The model does not exist or you do not have access to it.", "invalid_request_error", "model_not_found"),
    429: ("Rate limit reached for requests.", "requests", "rate_limit_exceeded"),
    500: ("The server had an error while processing your request. Sorry about that!", "server_error", None),
    502: ("Bad gateway.", "server_error", None),
    503: ("The engine is currently overloaded, please try again later.", "server_error", None),
}


def error_body(message: str, kind: str, *, param: str | None = None, code: str | None = None) -> Json:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def scripted_error(status: int) -> Json:
    message, kind, code = ERRORS.get(status, ERRORS[500])
    return error_body(message, kind, code=code)


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply on the wire, streamed or whole."""

    id: str
    created: int
    model: str
    answer: Answer
    prompt_tokens: int

    def whole(self) -> Json:
        message: Json = {"role": "assistant", "content": "".join(self._pieces()) or None, "refusal": self._refusal()}
        if calls := self._calls():
            message["tool_calls"] = [_call(self.id, index, call, self._arguments(call)) for index, call in calls]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self._finish_reason()}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self._usage()}

    def chunks(self, *, include_usage: bool) -> Iterator[Json]:
        for delta in self._deltas():
            yield self._chunk(delta, None, include_usage)
        yield self._chunk({}, self._finish_reason(), include_usage)
        if include_usage:
            yield {**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage()}

    def _deltas(self) -> Iterator[Json]:
        yield {"role": "assistant", "content": "", "refusal": None}
        if refusal := self._refusal():
            yield {"refusal": refusal}
        for piece in self._pieces():
            yield {"content": piece}
        for index, call in self._calls():
            head = _call(self.id, index, call, "")
            yield {"tool_calls": [{"index": index, **head}]}
            for part in _split(self._arguments(call)):
                yield {"tool_calls": [{"index": index, "function": {"arguments": part}}]}

    def _chunk(self, delta: Json, finish_reason: str | None, include_usage: bool) -> Json:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        chunk = {**self._head("chat.completion.chunk"), "choices": [choice]}
        return {**chunk, "usage": None} if include_usage else chunk

    def _head(self, kind: str) -> Json:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "service_tier": "default",
            "system_fingerprint": None,
        }

    def _pieces(self) -> Sequence[str]:
        fault = self.answer.fault
        return () if fault.empty or fault.refusal else self.answer.say

    def _calls(self) -> list[tuple[int, Call]]:
        fault = self.answer.fault
        return [] if fault.empty or fault.refusal else list(enumerate(self.answer.call))

    def _arguments(self, call: Call) -> str:
        arguments = json.dumps(call.args, ensure_ascii=False)
        return arguments[: max(1, len(arguments) // 2)] if self.answer.fault.broken_arguments else arguments

    def _refusal(self) -> str | None:
        return self.answer.fault.refusal

    def _finish_reason(self) -> str:
        return self.answer.fault.finish_reason or ("tool_calls" if self._calls() else "stop")

    def _usage(self) -> Json:
        said = sum(len(piece) for piece in self._pieces()) // 4 + 12 * len(self._calls()) + 1
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": said,
            "total_tokens": self.prompt_tokens + said,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }


def _call(completion_id: str, index: int, call: Call, arguments: str) -> Json:
    call_id = f"call_{completion_id.removeprefix('chatcmpl-')}{index}"
    return {"id": call_id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _split(text: str, size: int = 5) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


def models_body(names: Sequence[str]) -> Json:
    data = [{"id": name, "object": "model", "created": 1_754_425_777, "owned_by": "system"} for name in names]
    return {"object": "list", "data": data}


def embeddings_body(request: Mapping[str, Any]) -> Json:
    """Vectors that are the same for the same text, and the closer the more words two texts share."""
    given = request["input"]
    texts: list[str] = [given] if isinstance(given, str) else list(given)
    size = int(request.get("dimensions") or 1536)
    as_base64 = request.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": index, "embedding": _encoded(_vector(text, size), as_base64)}
        for index, text in enumerate(texts)
    ]
    tokens = sum(len(text) // 4 + 1 for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": request["model"], "usage": usage}


def _vector(text: str, size: int) -> list[float]:
    words = text.lower().split() or [""]
    total = [sum(column) for column in zip(*(_word(word, size) for word in words), strict=True)]
    length = sum(value * value for value in total) ** 0.5 or 1.0
    return [value / length for value in total]


@lru_cache(maxsize=2048)
def _word(word: str, size: int) -> tuple[float, ...]:
    random = Random(hashlib.sha256(word.encode()).digest())
    return tuple(random.gauss(0, 1) for _ in range(size))


def _encoded(vector: list[float], as_base64: bool) -> list[float] | str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode() if as_base64 else vector
