"""What a community has said, kept by staff. Every change raises the property's `knowledge_version` in the same
transaction, so that the next question already sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Faq, FaqWaiter, Property, PropertyManager
from leasing.services import answers, faq_history, responses
from leasing.services.knowledge_changes import raise_version, told
from leasing.services.search import contains
from leasing.tenancy import Page, Paging, StaffScope

STATUSES = ("pending", "answered", "needs_review")


@dataclass(frozen=True, slots=True)
class FaqView:
    """`asked_count` is how often visitors asked; `waiting_count` how many conversations wait for the answer;
    `asked_as` in which words they asked, those that asked first before."""

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
    answered_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class KnowledgeStatus:
    """How much a property's knowledge holds; of all properties where `property_id` is null."""

    property_id: str | None
    knowledge_version: int | None
    total: int
    answered: int
    pending: int
    needs_review: int


def page(
    tx: Tx,
    scope: StaffScope,
    paging: Paging,
    *,
    property_id: str | None = None,
    status: str | None = None,
    category: str | None = None,
    search: str | None = None,
) -> Page[FaqView]:
    """The entries, the newest first; of the pending ones first what is asked most."""
    statement = scope.select(Faq)
    if property_id:
        statement = statement.where(Faq.property_id == property_id)
    if status:
        statement = statement.where(Faq.status == status)
    if category:
        statement = statement.where(Faq.category == category)
    if search:
        statement = statement.where(or_(contains(Faq.question, search), contains(Faq.answer, search)))
    if status == "pending":
        statement = statement.order_by(Faq.asked_count.desc())
    rows = scope.page(tx, statement.order_by(Faq.created_at.desc(), Faq.id.desc()), paging)
    waiting = _waiting(tx, scope, [row.id for row in rows.items])
    return rows.map(lambda row: _view(row, waiting.get(row.id, [])))


def get(tx: Tx, scope: StaffScope, faq_id: str) -> FaqView:
    row = scope.get(tx, Faq, faq_id)
    return _view(row, _waiting(tx, scope, [faq_id]).get(faq_id, []))


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> FaqView:
    """A new entry; answered where it has an answer, else pending. Raises `NotFound` for the property."""
    property_id = given["property_id"]
    version = raise_version(tx, scope, property_id)
    _known_manager(tx, scope, given)
    answer = _text(given.get("answer"))
    row: dict[str, Any] = {
        "property_id": property_id,
        "question": given["question"],
        "answer": answer,
        "category": given.get("category"),
        "status": "answered" if answer else "pending",
        "source_type": given.get("source_type") or "manager",
        "assigned_to": given.get("assigned_to"),
        "answered_at": tx.now if answer else None,
    }
    faq_id = scope.insert(tx, Faq, **row)
    faq_history.note(tx, scope, faq_id, "created", row)
    told(tx, scope, property_id, faq_id, version=version, change="created")
    return FaqView(id=faq_id, asked_count=0, waiting_count=0, asked_as=[], created_at=tx.now, updated_at=tx.now, **row)


def update(tx: Tx, scope: StaffScope, faq_id: str, given: Mapping[str, Any]) -> FaqView:
    """Change the fields that are given. Raises `NotFound`, `Conflict` (INVALID_STATUS_TRANSITION)."""
    row = scope.get(tx, Faq, faq_id, lock=True)
    _known_manager(tx, scope, given)
    version = raise_version(tx, scope, row.property_id)
    names = ("question", "category", "source_type", "assigned_to")
    values = {name: given[name] for name in names if name in given}
    if "answer" in given:
        values["answer"] = _text(given["answer"])
    answer = values.get("answer", row.answer)
    values["status"] = _status(row.status, given.get("status"), answer, answer_given=bool(values.get("answer")))
    if values["status"] == "answered" and (row.status != "answered" or "answer" in values):
        values["answered_at"] = tx.now
    faq_history.note_change(tx, scope, row, values)
    scope.change(tx, Faq, faq_id, **values)
    told(tx, scope, row.property_id, faq_id, version=version, change="updated")
    if row.status == "pending" and values["status"] == "answered":
        _answered(tx, scope, row.property_id, faq_id)
    return get(tx, scope, faq_id)


def answer(tx: Tx, scope: StaffScope, faq_id: str, given: Mapping[str, Any]) -> FaqView:
    """Answer a question, or answer it anew."""
    return update(tx, scope, faq_id, {**given, "status": "answered"})


def delete(tx: Tx, scope: StaffScope, faq_id: str) -> None:
    row = scope.get(tx, Faq, faq_id)
    version = raise_version(tx, scope, row.property_id)
    scope.remove(tx, Faq, faq_id)
    told(tx, scope, row.property_id, faq_id, version=version, change="deleted")


def knowledge_version(tx: Tx, scope: StaffScope, property_id: str) -> int:
    """As of which version a question to a property's knowledge must be answered. Raises `NotFound`."""
    return scope.get(tx, Property, property_id).knowledge_version


def refresh(tx: Tx, scope: StaffScope, property_id: str) -> int:
    """Have a property's knowledge read again; its new version."""
    version = raise_version(tx, scope, property_id)
    told(tx, scope, property_id, None, version=version, change="refreshed")
    return version


def refresh_all(tx: Tx, scope: StaffScope) -> int:
    """The same for all of the company's properties, one after the other by id, as everybody locks them; how many."""
    found = tx.connection.execute(scope.select(Property, Property.id).order_by(Property.id)).scalars().all()
    for property_id in found:
        refresh(tx, scope, property_id)
    return len(found)


def status(tx: Tx, scope: StaffScope, property_id: str | None) -> KnowledgeStatus:
    version = knowledge_version(tx, scope, property_id) if property_id else None
    statement = scope.select(Faq, Faq.status, func.count().label("entries")).group_by(Faq.status)
    if property_id:
        statement = statement.where(Faq.property_id == property_id)
    counts = {row.status: row.entries for row in tx.connection.execute(statement)}
    known = {name: counts.get(name, 0) for name in STATUSES}
    return KnowledgeStatus(property_id=property_id, knowledge_version=version, total=sum(known.values()), **known)


def _status(before: str, wanted: str | None, answer_text: str | None, *, answer_given: bool) -> str:
    """The status after a change. Nothing is answered without an answer, and nothing pending has lost one."""
    if wanted is None:
        if not answer_text:
            return "pending"
        return "answered" if before == "pending" or answer_given else before
    if wanted == "pending" or answer_text:
        return wanted
    raise Conflict(
        f"A question without an answer cannot be {wanted}.",
        code="INVALID_STATUS_TRANSITION",
        details={"from": before, "to": wanted, "allowed": ["pending"]},
    )


def _text(answer: str | None) -> str | None:
    """An answer of blanks is none."""
    return answer if answer and answer.strip() else None


def _answered(tx: Tx, scope: StaffScope, property_id: str, faq_id: str) -> None:
    """Bring the answer to the conversations that wait for it, and tell."""
    conversations = answers.send_out(tx, scope, faq_id)
    responses.note(tx, scope.company_id, scope.user_id, faq_id=faq_id)
    tx.emit(
        "question.answered",
        scope.company_id,
        property_id=property_id,
        subject_id=faq_id,
        data={"conversation_ids": conversations, "answered_by": scope.user_id},
    )


def _known_manager(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> None:
    if given.get("assigned_to") is None:
        return
    known = scope.select(PropertyManager, PropertyManager.id).where(PropertyManager.id == given["assigned_to"])
    if scope.count(tx, known) == 0:
        raise Invalid.field("assigned_to", "There is no property manager with this id.", "reference")


def _waiting(tx: Tx, scope: StaffScope, faq_ids: list[str]) -> dict[str, list[str | None]]:
    """In which words each conversation that waits for an answer asked; None where that was not kept."""
    statement = (
        scope.select(FaqWaiter, FaqWaiter.faq_id, FaqWaiter.question)
        .where(FaqWaiter.faq_id.in_(faq_ids), FaqWaiter.answered_at.is_(None))
        .order_by(FaqWaiter.created_at, FaqWaiter.conversation_id)
    )
    found: dict[str, list[str | None]] = {}
    for row in tx.connection.execute(statement):
        found.setdefault(row.faq_id, []).append(row.question)
    return found


def _view(row: Any, waiting: list[str | None]) -> FaqView:
    return FaqView(
        id=row.id,
        property_id=row.property_id,
        question=row.question,
        answer=row.answer,
        category=row.category,
        status=row.status,
        source_type=row.source_type,
        assigned_to=row.assigned_to,
        asked_count=row.asked_count,
        waiting_count=len(waiting),
        asked_as=list(dict.fromkeys(words for words in waiting if words)),
        answered_at=row.answered_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
