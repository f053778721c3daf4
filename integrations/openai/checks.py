"""What OpenAI refuses in a chat-completions request, in its own words as far as they are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from integrations.openai.wire import Json, error_body

MODELS = ("gpt-5-mini", "gpt-5", "gpt-4o-mini", "gpt-4o", "text-embedding-3-small", "text-embedding-3-large")

_PARAMETERS = frozenset(
    (
        "model",
        "messages",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "stream",
        "stream_options",
        "temperature",
        "top_p",
        "n",
        "stop",
        "max_tokens",
        "max_completion_tokens",
        "presence_penalty",
        "frequency_penalty",
        "logit_bias",
        "logprobs",
        "top_logprobs",
        "user",
        "seed",
        "response_format",
        "reasoning_effort",
        "verbosity",
        "service_tier",
        "store",
        "metadata",
        "modalities",
        "prediction",
        "prompt_cache_key",
        "safety_identifier",
        "web_search_options",
        "audio",
        "functions",
        "function_call",
    )
)
_ROLES = ("system", "assistant", "user", "function", "tool", "developer")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_SPEAKER = re.compile(r"[^\s<|\\/>]+")


class RefusedError(Exception):
    """A request that the vendor would not take."""

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = error_body(message, "invalid_request_error", param=param, code=code)


def check_model(request: Mapping[str, Any]) -> None:
    model = request.get("model")
    if not isinstance(model, str) or not model:
        raise RefusedError("you must provide a model parameter")
    if model not in MODELS:
        message = f"The model `{model}` does not exist or you do not have access to it."
        raise RefusedError(message, code="model_not_found", status=404)


def check_chat(request: Mapping[str, Any]) -> None:
    """Raises RefusedError for what is wrong first."""
    check_model(request)
    for name in request:
        if name not in _PARAMETERS:
            raise RefusedError(f"Unrecognized request argument supplied: {name}")
    _check_sampling(request)
    _check_streaming(request)
    _check_tools(request)
    messages = request.get("messages")
    if messages is None:
        code = "missing_required_parameter"
        raise RefusedError("Missing required parameter: 'messages'.", param="messages", code=code)
    if not isinstance(messages, list) or not messages:
        raise RefusedError("Invalid 'messages': empty array.", param="messages", code="empty_array")
    _check_messages(cast("list[Mapping[str, Any]]", messages))


def _check_sampling(request: Mapping[str, Any]) -> None:
    reasons = str(request["model"]).startswith("gpt-5")
    if reasons and request.get("temperature") not in (None, 1):
        message = "Unsupported value: 'temperature' does not support this value with this model. Only 1 is supported."
        raise RefusedError(message, param="temperature", code="unsupported_value")
    if reasons and "max_tokens" in request:
        message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
        raise RefusedError(message, param="max_tokens", code="unsupported_parameter")
    if not reasons and "reasoning_effort" in request:
        raise RefusedError("Unrecognized request argument supplied: reasoning_effort")


def _check_streaming(request: Mapping[str, Any]) -> None:
    if request.get("stream_options") is not None and not request.get("stream"):
        message = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise RefusedError(message, param="stream_options")


def _check_tools(request: Mapping[str, Any]) -> None:
    tools: Any = request.get("tools")
    if tools is None:
        if request.get("tool_choice") is not None:
            raise RefusedError("'tool_choice' is only allowed when 'tools' are specified.", param="tool_choice")
        return
    if not isinstance(tools, list) or not tools:
        raise RefusedError("Invalid 'tools': empty array.", param="tools", code="empty_array")
    for index, tool in enumerate(cast("list[Mapping[str, Any]]", tools)):
        function: Mapping[str, Any] = tool.get("function") or {}
        if tool.get("type") != "function" or not _NAME.fullmatch(str(function.get("name", ""))):
            param = f"tools[{index}].function.name"
            raise RefusedError(f"Invalid '{param}': string does not match pattern.", param=param, code="invalid_value")
        if function.get("parameters", {"type": "object"}).get("type") != "object":
            message = f"Invalid schema for function '{function['name']}': schema must be of type 'object'."
            raise RefusedError(message, param=f"tools[{index}].function.parameters", code="invalid_function_parameters")


def _check_messages(messages: Sequence[Mapping[str, Any]]) -> None:
    waiting: list[str] = []
    """ids of tool calls that have no result yet"""
    for index, message in enumerate(messages):
        role = message.get("role")
        if role not in _ROLES:
            param = f"messages[{index}].role"
            raise RefusedError(f"Invalid value: '{role}'.", param=param, code="invalid_value")
        if "name" in message and not _SPEAKER.fullmatch(str(message["name"])):
            param = f"messages[{index}].name"
            raise RefusedError(f"Invalid '{param}': string does not match pattern.", param=param, code="invalid_value")
        if role == "tool":
            _take_result(index, message, waiting)
            continue
        _check_answered(waiting)
        calls = message.get("tool_calls") or ()
        if message.get("content") is None and not (role == "assistant" and calls):
            message_ = f"Invalid value for 'content': expected a string, got null. (messages.[{index}].content)"
            raise RefusedError(message_, param=f"messages.[{index}].content")
        waiting = [str(call["id"]) for call in calls]
    _check_answered(waiting)


def _take_result(index: int, message: Mapping[str, Any], waiting: list[str]) -> None:
    if message.get("tool_call_id") not in waiting:
        text = (
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        )
        raise RefusedError(text, param=f"messages.[{index}].role")
    waiting.remove(str(message["tool_call_id"]))


def _check_answered(waiting: Sequence[str]) -> None:
    if waiting:
        raise RefusedError(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
            f"'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(waiting)}",
            param="messages",
        )
