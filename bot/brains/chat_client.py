"""The OpenAI-compatible chat model as DomIQ uses it: chunks only, with no way for text to reach anything else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_openai import ChatOpenAI
from openai import DefaultAsyncHttpxClient
from pydantic import SecretStr

from leasing.settings import Settings

OPENAI = "https://api.openai.com/v1"


class ChatClient(ChatOpenAI):
    """`ChatOpenAI` with three changes.

    `chunks` reads the stream below LangChain's callback layer. `astream` would hand every token to the callbacks of
    the graph that is running, where they would leave before the outgoing guard has seen them. And refusals are kept:
    the base class drops them from streams. And the SDK does not go through what is ready to be sent.
    """

    async def chunks(self, messages: list[BaseMessage], **parameters: Any) -> AsyncGenerator[ChatGenerationChunk, None]:
        async for chunk in self._astream(messages, **parameters):
            yield chunk

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The SDK walks each value of a body along its type, 2 ms for a conversation of 24 lines, to find what must be
        renamed. What LangChain made is in the wire's own form, so it goes in as it is."""
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        as_it_is = {name: payload.pop(name) for name in ("messages", "tools", "tool_choice") if name in payload}
        payload["messages"] = []
        payload["extra_body"] = {**(payload.get("extra_body") or {}), **as_it_is}
        return payload

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        if made is not None and (choices := chunk.get("choices")) and (refusal := choices[0]["delta"].get("refusal")):
            made.message.additional_kwargs["refusal"] = refusal
        return made


def make_chat_client(settings: Settings, api_key: SecretStr) -> ChatClient:
    """A client for the endpoint of the settings. Nothing is sent yet."""
    return ChatClient(
        model=settings.openai_model,
        api_key=api_key,
        # Always explicit: left out, LANGSMITH_GATEWAY or OPENAI_API_BASE in the environment could send visitors'
        # messages elsewhere. The SDK also builds its own HTTP client; it stands on httpx2, so none of ours fits.
        base_url=settings.openai_base_url or OPENAI,
        timeout=settings.openai_turn_seconds,
        # A client of its own, of the SDK's kind: LangChain would share one for each address in the process, also with
        # an event loop that is closed.
        http_async_client=DefaultAsyncHttpxClient(timeout=settings.openai_turn_seconds),
        max_retries=0,  # `Provider` repeats what may be repeated, under its own clock
        stream_chunk_timeout=None,  # likewise
        stream_usage=True,
        use_responses_api=False,
        cache=False,
        reasoning_effort=_reasoning_effort(settings),
    )


def tool_schemas(tools: Sequence[BaseTool]) -> list[dict[str, Any]]:
    return [convert_to_openai_tool(tool) for tool in tools]


def _reasoning_effort(settings: Settings) -> str | None:
    """OpenAI's reasoning models think for longer than a visitor waits unless told not to; others refuse the word."""
    model = settings.openai_model
    reasons = model.startswith("gpt-5") and "chat" not in model
    return "low" if reasons and settings.openai_base_url is None else None
