"""The one chat model that the agent sees: the LLM while it serves, the embedded brain otherwise.

The decision is made once a turn, at its start, and can only fall from the LLM to the embedded brain: a visitor never
hears two voices take turns within a reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.runtime import get_runtime
from typing_extensions import override

from bot.brains.provider_port import LanguageModel, ProviderFailed, Say
from bot.context import TurnContext
from leasing.settings import Settings

log = structlog.get_logger(__name__)

MODEL_CALLS = 5
"""LLM calls a turn; the last may not call tools, so that it has to answer with what it has."""


class Brain(BaseChatModel):
    """Speaks through `TurnContext.say` and nothing else: the messages it returns are the agent's memory of the turn."""

    embedded: BaseChatModel
    provider: Any = None
    """a `LanguageModel`, or None where no key is set"""

    @property
    def _llm_type(self) -> str:
        return "domiq"

    def starts_with_provider(self) -> bool:
        """Whether a turn that starts now is for the LLM, and so needs its prompt."""
        return self.provider is not None and self.provider.ready

    async def aclose(self) -> None:
        """Close the provider's connections, at the end of the process."""
        if self.provider is not None:
            await self.provider.aclose()

    def is_served(self) -> bool:
        """False while a provider is set but left alone because it fails."""
        return self.provider is None or self.provider.ready

    @override
    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """The agent binds before each call; ours were bound when the provider was made."""
        return self

    @override
    async def ainvoke(
        self,
        input: LanguageModelInput,  # the base class calls it so
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """What the agent calls. Without LangChain's callbacks: 0.15 ms a call, and no reply may reach them anyway."""
        return await self._converse(self._convert_input(input).to_messages())

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=await self._converse(messages))])

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the brain speaks while it thinks, so it is asynchronous only")

    async def _converse(self, messages: list[BaseMessage]) -> AIMessage:
        context = get_runtime(TurnContext).context
        if self.provider is not None and context.trace.get("brain") == "openai":
            try:
                return await _ask(self.provider, messages, context)
            except ProviderFailed as failure:
                await _fall_back(context, failure.reason)
        return await self._ask_embedded(messages)

    async def _ask_embedded(self, messages: list[BaseMessage]) -> AIMessage:
        result = await self.embedded._agenerate(messages)  # pyright: ignore[reportPrivateUsage]  # ours, see ainvoke
        message = result.generations[0].message
        assert isinstance(message, AIMessage)
        return message


def make_brain(settings: Settings, *, embedded: BaseChatModel, tools: Sequence[BaseTool]) -> Brain:
    """The brain that the settings ask for. Nothing is sent yet."""
    if not settings.uses_openai or settings.openai_api_key is None:
        return Brain(embedded=embedded)
    from bot.brains.provider import Provider

    return Brain(embedded=embedded, provider=Provider.connect(settings, tools))


async def _ask(provider: LanguageModel, messages: list[BaseMessage], context: TurnContext) -> AIMessage:
    trace = context.trace
    trace["model_calls"] = trace.get("model_calls", 0) + 1
    if trace["model_calls"] > MODEL_CALLS:
        raise ProviderFailed("too_many_calls")
    reply = await provider.reply(messages, _on_a_new_line(context), tools_allowed=trace["model_calls"] < MODEL_CALLS)
    trace.setdefault("first_chunk_ms", round(reply.first_chunk_seconds * 1000, 1))
    if usage := reply.message.usage_metadata:
        trace["input_tokens"] = trace.get("input_tokens", 0) + usage["input_tokens"]
        trace["output_tokens"] = trace.get("output_tokens", 0) + usage["output_tokens"]
    return reply.message


async def _fall_back(context: TurnContext, reason: str) -> None:
    """The rest of the turn is the embedded brain's, which goes on after the last sentence that was really sent."""
    context.trace["fallback"] = reason
    context.trace["brain"] = "embedded"
    await context.abandon()
    log.warning("brain.fallback", reason=reason, turn=context.turn_id, conversation=context.conversation_id)


def _on_a_new_line(context: TurnContext) -> Say:
    """`say` for one message, set apart from what the reply holds by then.

    What was said before a tool ran and what comes after it are two paragraphs; what an interrupted attempt has sent
    goes on in the same one.
    """
    begun = False

    async def say(piece: str) -> None:
        nonlocal begun
        if not begun:
            piece = piece.lstrip()
            if not piece:
                return
            begun = True
            if context.trace.get("spoke"):
                piece = "\n\n" + piece
            elif context.attempt > 1 and context.said:
                piece = " " + piece
            context.trace["spoke"] = True
        await context.say(piece)

    return say
