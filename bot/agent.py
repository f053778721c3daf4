"""The agent: one LangChain graph for every turn of every conversation; all that differs is in the `TurnContext`."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog
from langchain.agents import create_agent
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langgraph.runtime import get_runtime
from langsmith.run_helpers import tracing_context

from bot.brains.switch import Brain
from bot.context import TurnContext
from bot.prompts import messages_for, plain_data
from leasing.errors import Invalid
from leasing.services.effects import LostLease

log = structlog.get_logger(__name__)

TOOL_CALLS = 8
"""tool calls a turn"""
STEPS = 24
"""graph steps a turn: the last stop for a brain that goes round in circles"""

FAILED = (
    "This failed on our side, and calling it again now will fail as well. Do not guess what it would have answered: "
    "say that it cannot be done right now, and help in another way or ask a person."
)
ENOUGH = "No more tools in this turn. Answer with what is known by now."

_turn_lock: ContextVar[asyncio.Lock] = ContextVar("turn_lock")


@dataclass(frozen=True, slots=True)
class Agent:
    graph: Any
    brain: Brain
    canary: str
    as_data: Callable[[str], str]


def build_agent(
    brain: Brain, tools: Sequence[BaseTool], *, canary: str = "", as_data: Callable[[str], str] = plain_data
) -> Agent:
    """Built once and shared: the graph holds nothing of any turn.

    `canary` is a word of the prompt that must never be said; `as_data` marks untrusted text in the prompt.
    """
    # No middleware: each hook is a node or a wrapper that every turn pays for (0.3 ms for tool calls alone).
    graph = create_agent(brain, [_guarded(tool) for tool in tools], context_schema=TurnContext)
    return Agent(graph=graph, brain=brain, canary=canary, as_data=as_data)


async def run(agent: Agent, ctx: TurnContext) -> None:
    """One turn. The reply goes to `ctx.say` as it is made, what the tools found to `ctx.findings`."""
    config = RunnableConfig(recursion_limit=STEPS, callbacks=[])
    lock = _turn_lock.set(asyncio.Lock())
    try:
        # What visitors write is nobody else's: tracing stays off whatever LANGSMITH_* and LANGCHAIN_* say.
        with tracing_context(enabled=False):
            await agent.graph.ainvoke({"messages": _opening(agent, ctx)}, context=ctx, config=config)
    finally:
        _turn_lock.reset(lock)


def _opening(agent: Agent, ctx: TurnContext) -> list[BaseMessage]:
    """The messages that the turn starts with. The embedded brain reads the context, so its turns have no prompt."""
    if agent.brain.starts_with_provider():
        ctx.trace["brain"] = "openai"
        return messages_for(ctx, agent.canary, as_data=agent.as_data)
    ctx.trace["brain"] = "embedded"
    if agent.brain.provider is not None:
        ctx.trace["fallback"] = "circuit_open"
    return [HumanMessage(ctx.text)]


def _guarded(tool: BaseTool) -> BaseTool:
    """The tool with its failures turned into results: for the model to mend (`ToolException`, `Invalid`, arguments
    that do not fit), or to live with (everything else, whose text stays in our log). A lost lease ends the turn."""
    if not isinstance(tool, StructuredTool) or tool.coroutine is None:
        raise TypeError(f"{tool.name} must be an asynchronous function tool")
    work = tool.coroutine

    @functools.wraps(work)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        # One at a time, in the order of the calls: to book may need the contact that the call before it saves.
        async with _turn_lock.get():
            _count(tool.name)
            try:
                return await work(*args, **kwargs)
            except (ToolException, LostLease):
                raise
            except Invalid as error:
                raise ToolException(error.message) from error
            except Exception as error:
                log.exception("tool.failed", tool=tool.name)
                raise ToolException(FAILED) from error

    # LangChain reads the signature at each call. With annotations resolved here it need not evaluate them then, and
    # with a schema of the model's own arguments pydantic does not copy the whole context (0.5 ms a call together).
    signature = inspect.signature(work, eval_str=True)
    guarded.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
    guarded.__signature__ = signature  # type: ignore[attr-defined]
    del guarded.__wrapped__  # type: ignore[attr-defined]
    changes = {"coroutine": guarded, "args_schema": tool.tool_call_schema, "handle_tool_error": True}
    return tool.model_copy(update=changes)


def _count(name: str) -> None:
    trace = get_runtime(TurnContext).context.trace
    trace["tool_calls"] = trace.get("tool_calls", 0) + 1
    if trace["tool_calls"] > TOOL_CALLS:
        log.warning("tool.too_many", tool=name)
        raise ToolException(ENOUGH)
