"""Answering from what the community has said."""

from __future__ import annotations

import time

from langchain_core.tools import tool

from bot.context import TurnContext
from bot.subjects import speaks_of_it
from bot.tools.common import Turn, give
from bot.tools.results import KnowledgeAnswer, ToolResult


@tool(response_format="content_and_artifact")
async def answer_from_knowledge(question: str, ctx: Turn) -> tuple[str, ToolResult]:
    """Look up what the community itself says on a question about policies, fees, amenities, hours, applications,
    the neighbourhood or anything else that is not a home, a price of a home or a tour. Ask it in the visitor's words.
    Where `answered` is false the community has not said it: do not answer, use ask_person."""
    began = time.perf_counter()
    return give(ctx, "answer_from_knowledge", {"question": question}, began, await look_up(ctx, question))


async def look_up(ctx: TurnContext, question: str) -> KnowledgeAnswer:
    """The same, for the guards, which decide without a model. What answers becomes a source of the reply."""
    found = await ctx.knowledge.ask(ctx.community.id, ctx.knowledge_version, question)
    answered = found.answered and speaks_of_it(question, found.answer)
    if answered and found.matches:
        best = found.matches[0]
        source = {"kind": best.kind, "id": best.faq_id, "title": best.question}
        if source not in ctx.findings.sources:
            ctx.findings.sources.append(source)
    ctx.trace.setdefault("retrieval", []).append(
        {
            "question": question,
            "answered": answered,
            "score": round(found.score, 4),
            "matches": [{"id": match.faq_id, "score": round(match.score, 4)} for match in found.matches],
        }
    )
    if not answered:
        return KnowledgeAnswer(question, False, "", found.score, ())
    return KnowledgeAnswer(question, True, found.answer, found.score, found.matches)
