"""The embedded brain as a LangChain chat model: it needs no network and no key, only the turn's context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages import ToolCall as WireToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langgraph.runtime import get_runtime
from typing_extensions import override

from bot.brains.embedded.decide import decide
from bot.brains.embedded.phrase import pieces, unsaid
from bot.brains.embedded.steps import Calls, Step
from bot.brains.embedded.understand import Scene, understand
from bot.brains.embedded.view import NOTES, Notes
from bot.context import TurnContext
from bot.understanding import Understanding


class EmbeddedBrain(BaseChatModel):
    """Reads the turn from the graph's runtime context rather than from the messages: that is where the facts are."""

    @property
    def _llm_type(self) -> str:
        return "domiq-embedded"

    @override
    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """The tools are known by name; nothing needs binding."""
        return self

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the embedded brain speaks while it generates, which is asynchronous: use ainvoke")

    @override
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        ctx = get_runtime(TurnContext).context
        understanding = understanding_of(ctx)
        step = decide(ctx, understanding)
        message = as_message(ctx, step, understanding.language)
        if not isinstance(step, Calls):
            # The notes are for this turn's rounds; the trace is stored with the reply.
            ctx.trace.pop(NOTES, None)
            for piece in to_say(ctx, step, understanding.language):
                await ctx.say(piece)
        return ChatResult(generations=[ChatGeneration(message=message)])


def understanding_of(ctx: TurnContext) -> Understanding:
    """What the dialogue has understood already, or a reading of our own."""
    ruled = "ruling" in ctx.trace and "ruled" not in ctx.worked_out
    if ctx.understanding is None or ruled:
        # After a ruling: what it has left of the message.
        ctx.worked_out["ruled"] = True
        # Read once a turn: tools change what was shown and offered, but not what the visitor had before them.
        ctx.understanding = understand(ctx.text, Scene.of(ctx))
    return ctx.understanding


def plan(ctx: TurnContext) -> AIMessage:
    """The next message of a turn without saying anything."""
    understanding = understanding_of(ctx)
    return as_message(ctx, decide(ctx, understanding), understanding.language)


def as_message(ctx: TurnContext, step: Step, language: str) -> AIMessage:
    if isinstance(step, Calls):
        return AIMessage(content="", tool_calls=_wire_calls(ctx, step))
    return AIMessage(content="".join(pieces(step, ctx, language)))


def to_say(ctx: TurnContext, step: Step, language: str) -> list[str]:
    return [] if isinstance(step, Calls) else unsaid(pieces(step, ctx, language), ctx.said)


def _wire_calls(ctx: TurnContext, step: Calls) -> list[WireToolCall]:
    # The same turn makes the same ids, so that a repeated attempt finds the effects of the first.
    before = len(Notes.of(ctx).called) - len(step.calls)
    return [
        WireToolCall(name=call.name, args=call.args, id=f"{ctx.turn_id}-{before + number}", type="tool_call")
        for number, call in enumerate(step.calls)
    ]
