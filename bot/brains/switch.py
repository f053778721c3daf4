"""The one brain that the agent sees: the LLM while it serves, the embedded brain otherwise.

The decision is made once a turn, at its start, and can only fall from the LLM to the embedded brain: a visitor never
hears two voices take turns within a reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import structlog
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import BaseTool

from bot.brains.provider_port import LanguageModel, ProviderFailed, Say
from bot.context import TurnContext
from leasing.settings import Settings

log = structlog.get_logger(__name__)

MODEL_CALLS = 5
"""LLM calls a turn; the last may not call tools, so that it has to answer with what it has."""


class EmbeddedVoice(Protocol):
    """The brain that needs nobody else."""

    async def reply(self, ctx: TurnContext) -> AIMessage:
        """The turn's next message. What is to be said goes to `ctx.say` meanwhile."""
        ...


class Brain:
    """Speaks through `TurnContext.say` and nothing else: the messages it returns are the agent's memory of the turn."""

    def __init__(self, embedded: EmbeddedVoice, provider: LanguageModel | None = None) -> None:
        self.embedded = embedded
        self.provider = provider
        """None where no key is set"""

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

    async def reply(self, messages: list[BaseMessage], ctx: TurnContext) -> AIMessage:
        """The turn's next message: tool calls, or the end of the reply."""
        if self.provider is not None and ctx.trace.get("brain") == "openai":
            try:
                return await _ask(self.provider, messages, ctx)
            except ProviderFailed as failure:
                await _fall_back(ctx, failure.reason)
        return await self.embedded.reply(ctx)


def make_brain(settings: Settings, *, embedded: EmbeddedVoice, tools: Sequence[BaseTool]) -> Brain:
    """The brain that the settings ask for. Nothing is sent yet."""
    if not settings.uses_openai or settings.openai_api_key is None:
        return Brain(embedded)
    from bot.brains.provider import Provider

    return Brain(embedded, Provider.connect(settings, tools))


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
