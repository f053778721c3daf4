"""The embedded brain: it needs no network and no key, only the turn's context."""

from __future__ import annotations

from langchain_core.messages import AIMessage
from langchain_core.messages import ToolCall as WireToolCall

from bot.brains.embedded.decide import decide
from bot.brains.embedded.phrase import pieces, unsaid
from bot.brains.embedded.steps import Calls, Step
from bot.brains.embedded.understand import Scene, understand
from bot.brains.embedded.view import NOTES, Notes
from bot.context import TurnContext
from bot.understanding import Understanding


class EmbeddedBrain:
    """Reads the turn from its context rather than from messages: that is where the facts are."""

    async def reply(self, ctx: TurnContext) -> AIMessage:
        """The turn's next message: tool calls, or the end of the reply, which is said meanwhile."""
        understanding = understanding_of(ctx)
        step = decide(ctx, understanding)
        if isinstance(step, Calls):
            return as_message(ctx, step, understanding.language)
        # The notes are for this turn's rounds; the trace is stored with the reply.
        ctx.trace.pop(NOTES, None)
        said = pieces(step, ctx, understanding.language)
        for piece in unsaid(said, ctx.said):
            await ctx.say(piece)
        return AIMessage(content="".join(said))


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


def _wire_calls(ctx: TurnContext, step: Calls) -> list[WireToolCall]:
    # The same turn makes the same ids, so that a repeated attempt finds the effects of the first.
    before = len(Notes.of(ctx).called) - len(step.calls)
    return [
        WireToolCall(name=call.name, args=call.args, id=f"{ctx.turn_id}-{before + number}", type="tool_call")
        for number, call in enumerate(step.calls)
    ]
