"""Pending questions that an entry answers: written in another way, or taken in with a file. Which ask the same is found
out beforehand, by a model; here it is only written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz, utils

from leasing.database import Tx
from leasing.models import Faq
from leasing.services import faq_following, faq_history
from leasing.services.answers import SAYING
from leasing.services.questions import SAME_QUESTION, Pending
from leasing.tenancy import StaffScope


def entries(tx: Tx, scope: StaffScope, property_id: str, faq_id: str | None = None) -> list[Pending]:
    """The entries of a property that answer what they ask, or one of them."""
    statement = scope.select(Faq, Faq.id, Faq.question).where(
        Faq.property_id == property_id, Faq.status.in_(SAYING), Faq.in_knowledge
    )
    if faq_id is not None:
        statement = statement.where(Faq.id == faq_id)
    return [Pending(row.id, row.question) for row in tx.connection.execute(statement.order_by(Faq.id))]


def same_wording(question: str, others: Sequence[str]) -> int | None:
    """The place of the first that asks the same in as good as the same words."""
    wanted = utils.default_process(question)
    alike = (fuzz.token_sort_ratio(wanted, utils.default_process(other)) for other in others)
    return next((place for place, likeness in enumerate(alike) if likeness >= SAME_QUESTION), None)


def settle(tx: Tx, scope: StaffScope, entry_id: str, pending_id: str) -> bool:
    """Answer a pending question with an entry: who waits is told, and the question asks no more. False where one of
    them is not what it was."""
    # Always the smaller id first, so that two of these never wait for each other.
    rows = {faq_id: _locked(tx, scope, faq_id) for faq_id in sorted((entry_id, pending_id))}
    entry, asked = rows[entry_id], rows[pending_id]
    if entry is None or asked is None or asked.status != "pending" or entry.property_id != asked.property_id:
        return False
    if entry.status not in SAYING or not entry.in_knowledge:
        return False
    values = {
        "answer": entry.answer,
        "status": "answered",
        "in_knowledge": False,
        "merged_into": entry.id,
        "answered_at": tx.now,
    }
    faq_history.note_change(tx, scope, asked, values)
    scope.change(tx, Faq, asked.id, **values)
    scope.change(tx, Faq, entry.id, asked_count=entry.asked_count + asked.asked_count)
    faq_following.answered(tx, scope, asked.property_id, asked.id, entry.answer, merged_into=entry.id)
    return True


def _locked(tx: Tx, scope: StaffScope, faq_id: str) -> Any | None:
    return tx.connection.execute(scope.select(Faq).where(Faq.id == faq_id).with_for_update()).one_or_none()
