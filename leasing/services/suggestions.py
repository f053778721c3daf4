"""Entries that conversations of people suggest, with the evidence, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import desc, func

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import Faq, FaqObservation, FaqSuggestion
from leasing.services import faqs
from leasing.tenancy import Page, Paging, StaffScope

MOST_DRAFTS = 2000


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """`count` is how often people answered what asks the same; `faq_id` the entry that it became."""

    id: str
    property_id: str
    question: str
    answer: str
    status: str
    count: int
    faq_id: str | None
    decided_by: str | None
    decided_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Where it was asked and answered, in whose words."""

    conversation_id: str
    question_message_id: str | None
    message_id: str
    question: str
    answer: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class DraftSource:
    source: str
    id: str
    property_id: str
    question: str
    answer: str


def page(
    tx: Tx, scope: StaffScope, paging: Paging, *, property_id: str | None = None, status: str | None = None
) -> Page[SuggestionView]:
    """What was answered most often first."""
    statement = _counted(scope)
    if property_id:
        statement = statement.where(FaqSuggestion.property_id == property_id)
    if status:
        statement = statement.where(FaqSuggestion.status == status)
    ordered = statement.order_by(desc("evidence"), FaqSuggestion.created_at.desc(), FaqSuggestion.id.desc())
    return scope.page(tx, ordered, paging).map(_view)


def get(tx: Tx, scope: StaffScope, suggestion_id: str) -> SuggestionView:
    """Raises `NotFound`."""
    scope.get(tx, FaqSuggestion, suggestion_id)
    return _view(tx.connection.execute(_counted(scope).where(FaqSuggestion.id == suggestion_id)).one())


def evidence(tx: Tx, scope: StaffScope, suggestion_id: str) -> list[EvidenceView]:
    """The newest first."""
    statement = scope.select(FaqObservation).where(FaqObservation.suggestion_id == suggestion_id)
    rows = tx.connection.execute(statement.order_by(FaqObservation.said_at.desc(), FaqObservation.message_id))
    return [EvidenceView(**{name: getattr(row, name) for name in EvidenceView.__slots__}) for row in rows]


def drafts(tx: Tx, scope: StaffScope, property_id: str) -> list[DraftSource]:
    """What was answered before: in conversations at a property, and then by the company's other communities."""
    statement = scope.select(FaqSuggestion).where(
        FaqSuggestion.property_id == property_id, FaqSuggestion.status == "open"
    )
    here = tx.connection.execute(statement.order_by(FaqSuggestion.updated_at.desc(), FaqSuggestion.id)).all()
    others = scope.select(Faq).where(Faq.property_id != property_id, Faq.status == "answered", Faq.in_knowledge)
    there = tx.connection.execute(others.order_by(Faq.answered_at.desc(), Faq.id).limit(MOST_DRAFTS)).all()
    return [
        DraftSource(source, row.id, row.property_id, row.question, row.answer)
        for source, rows in (("suggestion", here), ("sister", there))
        for row in rows
    ]


def approve(tx: Tx, scope: StaffScope, suggestion_id: str, given: Mapping[str, Any]) -> SuggestionView:
    """Make it an entry, in its own words or in those that are given. Raises `NotFound`, `Conflict` where it is
    decided."""
    row = _open(tx, scope, suggestion_id, "approved")
    values = {name: given.get(name) or getattr(row, name) for name in ("question", "answer")}
    entry = {"property_id": row.property_id, "source_type": "conversation", "category": given.get("category"), **values}
    made = faqs.create(tx, scope, entry)
    scope.change(tx, FaqSuggestion, suggestion_id, status="approved", faq_id=made.id, **_decided(tx, scope))
    return get(tx, scope, suggestion_id)


def dismiss(tx: Tx, scope: StaffScope, suggestion_id: str) -> SuggestionView:
    """Suggest it no more. Raises `NotFound`, `Conflict` where it is decided."""
    _open(tx, scope, suggestion_id, "dismissed")
    scope.change(tx, FaqSuggestion, suggestion_id, status="dismissed", **_decided(tx, scope))
    return get(tx, scope, suggestion_id)


def _open(tx: Tx, scope: StaffScope, suggestion_id: str, status: str) -> Any:
    row = scope.get(tx, FaqSuggestion, suggestion_id, lock=True)
    if row.status != "open":
        raise Conflict(
            f"This suggestion is {row.status} already.",
            code="INVALID_STATUS_TRANSITION",
            details={"from": row.status, "to": status, "allowed": []},
        )
    return row


def _decided(tx: Tx, scope: StaffScope) -> dict[str, Any]:
    return {"decided_by": scope.user_id or None, "decided_at": tx.now}


def _counted(scope: StaffScope) -> Any:
    count = (
        scope.select(FaqObservation, func.count(FaqObservation.message_id))
        .where(FaqObservation.suggestion_id == FaqSuggestion.id)
        .correlate(FaqSuggestion.__table__)
        .scalar_subquery()
    )
    return scope.select(FaqSuggestion, FaqSuggestion.__table__, count.label("evidence"))


def _view(row: Any) -> SuggestionView:
    names = (name for name in SuggestionView.__slots__ if name != "count")
    return SuggestionView(**{name: getattr(row, name) for name in names}, count=row.evidence)
