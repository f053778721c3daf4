"""What visitors of a property asked and nobody could answer then, in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leasing.database import Tx
from leasing.models import Faq, FaqWaiter, Property
from leasing.tenancy import StaffScope

MOST = 500
"""questions that are looked at, the newest; more says little more and takes time"""


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """`waits` says whether its visitor still waits for the answer."""

    faq_id: str
    conversation_id: str
    message_id: str | None
    question: str
    waits: bool
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that waits for an answer, or that was answered to who asked only."""

    faq_id: str
    question: str
    status: str
    asked_count: int
    asked_as: list[str]


def asked(tx: Tx, scope: StaffScope, property_id: str) -> list[PastQuestion]:
    """The newest first. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    statement = (
        scope.select(FaqWaiter, FaqWaiter.__table__, Faq.question.label("of_entry"))
        .join(Faq.__table__, Faq.id == FaqWaiter.faq_id)
        .where(Faq.property_id == property_id)
        .order_by(FaqWaiter.created_at.desc(), FaqWaiter.conversation_id)
    )
    return [
        PastQuestion(
            faq_id=row.faq_id,
            conversation_id=row.conversation_id,
            message_id=row.message_id,
            question=row.question or row.of_entry,
            waits=row.answered_at is None,
            asked_at=row.created_at,
        )
        for row in tx.connection.execute(statement.limit(MOST))
    ]


def unanswered(tx: Tx, scope: StaffScope, property_id: str) -> list[Unanswered]:
    """What the knowledge of a property does not hold, what is asked most first. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    statement = (
        scope.select(Faq)
        .where(Faq.property_id == property_id, Faq.merged_into.is_(None))
        .where((Faq.status == "pending") | ~Faq.in_knowledge)
        .order_by(Faq.asked_count.desc(), Faq.created_at.desc(), Faq.id)
    )
    rows = tx.connection.execute(statement.limit(MOST)).all()
    words: dict[str, list[str]] = {row.id: [] for row in rows}
    waiters = scope.select(FaqWaiter, FaqWaiter.faq_id, FaqWaiter.question).where(FaqWaiter.faq_id.in_(words))
    for row in tx.connection.execute(waiters.order_by(FaqWaiter.created_at, FaqWaiter.conversation_id)):
        if row.question:
            words[row.faq_id].append(row.question)
    return [
        Unanswered(row.id, row.question, row.status, row.asked_count, list(dict.fromkeys(words[row.id])))
        for row in rows
    ]
