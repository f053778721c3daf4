"""The agent: the brain speaks or calls tools, the tools answer, until the brain has nothing more to ask.

LangChain's chat model, messages and tools, in a loop of our own. `create_agent` runs the same loop as a graph with
checkpoints, channels and callbacks, none of which a turn needs (its state is in SQL, its text goes through the guards
only): measured, that was two fifths of what a turn of the embedded brain costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from langchain_core.messages import BaseMessage, ToolCall, ToolMessage
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, ValidationError

from bot.brains.switch import Brain
from bot.context import TurnContext
from bot.prompts import messages_for, plain_data
from leasing.errors import Invalid
from leasing.services.effects import LostLease

log = structlog.get_logger(__name__)

TOOL_CALLS = 8
"""tool calls a turn"""
ROUNDS = 12
"""of brain and tools a turn: the last stop for a brain that goes round in circles"""

FAILED = (
    "This failed on our side, and calling it again now will fail as well. Do not guess what it would have answered: "
    "say that it cannot be done right now, and help in another way or ask a person."
)
ENOUGH = "No more tools in this turn. Answer with what is known by now."


class TooManyRounds(Exception):
    """The brain called tools again and again, and never answered."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Built once and shared: it holds nothing of any turn."""

    brain: Brain
    tools: Mapping[str, _Tool]
    canary: str
    """a word of the prompt that must never be said"""
    as_data: Callable[[str], str]
    """marks untrusted text in the prompt"""


def build_agent(
    brain: Brain, tools: Sequence[BaseTool], *, canary: str = "", as_data: Callable[[str], str] = plain_data
) -> Agent:
    return Agent(brain, {tool.name: _Tool.of(tool) for tool in tools}, canary, as_data)


async def run(agent: Agent, ctx: TurnContext) -> list[BaseMessage]:
    """One turn; returns what the brain and the tools have said to each other. The reply goes to `ctx.say` as it is
    made, what the tools found to `ctx.findings`. Raises `LostLease`, `TooManyRounds`."""
    messages = _opening(agent, ctx)
    for _ in range(ROUNDS):
        message = await agent.brain.reply(messages, ctx)
        messages.append(message)
        if not message.tool_calls:
            return messages
        # One at a time, in the order of the calls: to book may need the contact that the call before it saves.
        for call in message.tool_calls:
            messages.append(await _call(agent, call, ctx))
    raise TooManyRounds


def _opening(agent: Agent, ctx: TurnContext) -> list[BaseMessage]:
    """The messages that the turn starts with. The embedded brain reads the context, so its turns have no prompt."""
    if agent.brain.starts_with_provider():
        ctx.trace["brain"] = "openai"
        return messages_for(ctx, agent.canary, as_data=agent.as_data)
    ctx.trace["brain"] = "embedded"
    if agent.brain.provider is not None:
        ctx.trace["fallback"] = "circuit_open"
    return []


@dataclass(frozen=True, slots=True)
class _Tool:
    """A LangChain tool, taken apart once: `ainvoke` would read its signature and build a run at each call."""

    source: StructuredTool
    arguments: type[BaseModel]
    """what a model may give; the turn is given by us"""

    @classmethod
    def of(cls, tool: BaseTool) -> _Tool:
        if not isinstance(tool, StructuredTool) or tool.coroutine is None:
            raise TypeError(f"{tool.name} must be an asynchronous function tool")
        arguments = tool.tool_call_schema
        if not (isinstance(arguments, type) and issubclass(arguments, BaseModel)):
            raise TypeError(f"{tool.name} must say its arguments as a pydantic model")
        return cls(tool, arguments)

    async def __call__(self, given: Mapping[str, Any], ctx: TurnContext) -> tuple[Any, Any]:
        """(text for the model, artifact). Raises ValidationError, and what the tool raises."""
        read = self.arguments.model_validate(given)
        arguments = {name: getattr(read, name) for name in read.model_fields_set}
        assert self.source.coroutine is not None
        result = await self.source.coroutine(ctx=ctx, **arguments)
        return result if self.source.response_format == "content_and_artifact" else (result, None)


async def _call(agent: Agent, call: ToolCall, ctx: TurnContext) -> ToolMessage:
    """A call's result. Failures are results too: for the model to mend (`ToolException`, `Invalid`, arguments that do
    not fit), or to live with (everything else, whose text stays in our log). A lost lease ends the turn."""
    name, id_ = call["name"], call["id"]
    try:
        _count(name, ctx)
        tool = agent.tools.get(name)
        if tool is None:
            raise ToolException(f"{name[:64]} is not a valid tool; the tools are {', '.join(agent.tools)}.")
        content, artifact = await tool(call["args"], ctx)
    except LostLease:
        raise
    except ToolException as error:
        return _failure(name, id_, str(error))
    except Invalid as error:
        return _failure(name, id_, error.message)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        return _failure(name, id_, f"The arguments do not fit: {wrong}. Call it again with these put right.")
    except Exception:
        log.exception("tool.failed", tool=name)
        return _failure(name, id_, FAILED)
    return ToolMessage(content=content, artifact=artifact, tool_call_id=id_, name=name)


def _failure(name: str, id_: str | None, words: str) -> ToolMessage:
    return ToolMessage(content=words, tool_call_id=id_, name=name, status="error")


def _count(name: str, ctx: TurnContext) -> None:
    ctx.trace["tool_calls"] = ctx.trace.get("tool_calls", 0) + 1
    if ctx.trace["tool_calls"] > TOOL_CALLS:
        log.warning("tool.too_many", tool=name)
        raise ToolException(ENOUGH)
