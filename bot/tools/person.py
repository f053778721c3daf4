"""Handing over to the team."""

from __future__ import annotations

import time

from langchain_core.tools import tool

from bot.context import TurnContext
from bot.tools.common import Turn, give
from bot.tools.results import PersonAsked, ToolResult
from leasing.services import questions
from leasing.services.questions import Reason


@tool(response_format="content_and_artifact")
async def ask_person(question: str, reason: Reason, ctx: Turn) -> tuple[str, ToolResult]:
    """Give a question to the leasing team: what the community has not said (missing_knowledge), a visitor who wants
    a person (customer_request), something that cannot be done here (unsupported_request), something that only a
    person may decide (policy_restriction), or a tool that failed (tool_failure). `expected_at` is when the office
    opens next."""
    began = time.perf_counter()
    result = await ask(ctx, question, reason)
    return give(ctx, "ask_person", {"question": question, "reason": reason}, began, result)


async def ask(ctx: TurnContext, question: str, reason: Reason) -> PersonAsked:
    """The same, for the guards, which decide without a model."""
    ctx.asked += 1
    asked = await ctx.db.write(
        questions.ask, ctx.ref, question=question, reason=reason, ordinal=ctx.asked, message_id=ctx.message_id
    )
    if reason == "customer_request":
        ctx.findings.mode = "waiting"
    now = ctx.clock.now()
    opening = ctx.community.next_opening(now)
    expected = opening.astimezone(ctx.community.zone) if opening else None
    return PersonAsked(reason, asked.joined, expected, ctx.community.is_open(now))
