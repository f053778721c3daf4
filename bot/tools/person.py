"""Handing over to the team."""

from __future__ import annotations

import time

from langchain_core.tools import tool

from bot.context import TurnContext
from bot.tools.common import Turn, give
from bot.tools.results import PersonAsked, ToolResult
from leasing.services import questions
from leasing.services.questions import WITHOUT_QUESTION, Asked, Compared, NotCompared, Reason

NOT_COMPARED = WITHOUT_QUESTION | {"tool_failure"}
"""Reasons where the words may be no question; and what has failed must not fail again on the way to the team."""
LOOKS = 8
"""How often the pending questions are read again where others come in meanwhile."""


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
    asked = await _asked(ctx, question, reason)
    if reason == "customer_request":
        ctx.findings.mode = "waiting"
    now = ctx.clock.now()
    opening = ctx.community.next_opening(now)
    expected = opening.astimezone(ctx.community.zone) if opening else None
    return PersonAsked(reason, asked.joined, expected, ctx.community.is_open(now))


async def _asked(ctx: TurnContext, question: str, reason: Reason) -> Asked:
    """Join the question with a pending one that asks the same, or leave it as a new one."""

    async def write(compared: Compared | None) -> Asked:
        return await ctx.db.write(
            questions.ask,
            ctx.ref,
            question=question,
            reason=reason,
            ordinal=ctx.asked,
            message_id=ctx.message_id,
            compared=compared,
            near=_near(ctx),
        )

    for _ in range(LOOKS if reason not in NOT_COMPARED else 0):
        try:
            return await write(await _compared(ctx, question))
        except NotCompared:
            continue
    # So many ask at once that the looks are used up: a question asked twice is better than none.
    return await write(None)


async def _compared(ctx: TurnContext, question: str) -> Compared:
    waiting = await ctx.db.read(questions.pending, ctx.community.id)
    same = await ctx.knowledge.same_questions(question, [each.question for each in waiting])
    return Compared(frozenset(each.id for each in waiting), tuple(waiting[place].id for place in same))


def _near(ctx: TurnContext) -> list[str]:
    """The entries that came nearest to an answer when the knowledge was asked last in this turn."""
    looked_up = ctx.trace.get("retrieval") or [{"matches": []}]
    return [match["id"] for match in looked_up[-1]["matches"]]
