"""FAQs as staff see them: with who waits for them, and what visitors think of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func

from leasing.database import Tx
from leasing.models import Faq, FaqVote, FaqWaiter
from leasing.tenancy import StaffScope


@dataclass(frozen=True, slots=True)
class FaqView:
    """`asked_count` is how often visitors asked; `waiting_count` how many conversations wait for the answer; `asked_as`
    in which words they asked, those that asked first before. `in_knowledge` is false for what was answered to who asked
    only; `merged_into` is the entry that answers it. `review_reason` (aged, votes, staff, report) says why it waits for
    a review. Votes are all that visitors gave to messages that said it."""

    id: str
    property_id: str
    question: str
    answer: str | None
    category: str | None
    status: str
    source_type: str
    assigned_to: str | None
    asked_count: int
    waiting_count: int
    asked_as: list[str]
    in_knowledge: bool
    merged_into: str | None
    review_reason: str | None
    reviewed_at: datetime | None
    up_votes: int
    down_votes: int
    answered_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class _Beside:
    """What stands in other tables."""

    waiting: list[str | None] = field(default_factory=list[str | None])
    """in which words each conversation asked; None where that was not kept"""
    votes: dict[str, int] = field(default_factory=dict[str, int])


_PLAIN = (
    "id", "property_id", "question", "answer", "category", "status", "source_type", "assigned_to", "asked_count",
    "in_knowledge", "merged_into", "review_reason", "reviewed_at", "answered_at", "created_at", "updated_at",
)  # fmt: skip


def get(tx: Tx, scope: StaffScope, faq_id: str) -> FaqView:
    """Raises `NotFound`."""
    return views(tx, scope, [scope.get(tx, Faq, faq_id)])[0]


def views(tx: Tx, scope: StaffScope, rows: Sequence[Any]) -> list[FaqView]:
    beside = {row.id: _Beside() for row in rows}
    waiting = (
        scope.select(FaqWaiter, FaqWaiter.faq_id, FaqWaiter.question)
        .where(FaqWaiter.faq_id.in_(beside), FaqWaiter.answered_at.is_(None))
        .order_by(FaqWaiter.created_at, FaqWaiter.conversation_id)
    )
    for row in tx.connection.execute(waiting):
        beside[row.faq_id].waiting.append(row.question)
    votes = (
        scope.select(FaqVote, FaqVote.faq_id, FaqVote.value, func.count().label("votes"))
        .where(FaqVote.faq_id.in_(beside))
        .group_by(FaqVote.faq_id, FaqVote.value)
    )
    for row in tx.connection.execute(votes):
        beside[row.faq_id].votes[row.value] = row.votes
    return [_view(row, beside[row.id]) for row in rows]


def _view(row: Any, beside: _Beside) -> FaqView:
    return FaqView(
        **{name: getattr(row, name) for name in _PLAIN},
        waiting_count=len(beside.waiting),
        asked_as=list(dict.fromkeys(words for words in beside.waiting if words)),
        up_votes=beside.votes.get("up", 0),
        down_votes=beside.votes.get("down", 0),
    )
