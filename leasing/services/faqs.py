"""What a community has said, kept by staff. Every change raises the property's `knowledge_version` in the same
transaction, so that the next question already sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Faq, Property, PropertyManager
from leasing.services import answers, faq_following, faq_history, faq_views, question_owners
from leasing.services.faq_views import FaqView
from leasing.services.knowledge_changes import raise_version, told
from leasing.services.search import contains
from leasing.tenancy import Page, Paging, StaffScope

STATUSES = ("pending", "answered", "needs_review")


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
    assigned_to: str | None = None,
) -> Page[FaqView]:
    """The entries, the newest first; of the pending ones first what is asked most."""
    statement = scope.select(Faq)
    if property_id:
        statement = statement.where(Faq.property_id == property_id)
    if status:
        statement = statement.where(Faq.status == status)
    if category:
        statement = statement.where(Faq.category == category)
    if assigned_to:
        statement = statement.where(Faq.assigned_to == assigned_to)
    if search:
        statement = statement.where(or_(contains(Faq.question, search), contains(Faq.answer, search)))
    if status == "pending":
        statement = statement.order_by(Faq.asked_count.desc())
    rows = scope.page(tx, statement.order_by(Faq.created_at.desc(), Faq.id.desc()), paging)
    return Page(faq_views.views(tx, scope, rows.items), rows.total, rows.paging)


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
    if answer:
        faq_following.settle(tx, scope, property_id, faq_id, version)
    return faq_views.get(tx, scope, faq_id)


def update(tx: Tx, scope: StaffScope, faq_id: str, given: Mapping[str, Any]) -> FaqView:
    """Change the fields that are given; with `tell_visitors` who was told the earlier answer of late is told the new
    one. Raises `NotFound`, `Invalid`, `Conflict` (INVALID_STATUS_TRANSITION)."""
    row = scope.get(tx, Faq, faq_id, lock=True)
    _known_manager(tx, scope, given)
    version = raise_version(tx, scope, row.property_id)
    if row.status == "pending" and given.get("assigned_to", row.assigned_to) != row.assigned_to:
        question_owners.hand(tx, scope, row, given["assigned_to"])
    names = ("question", "category", "source_type", "assigned_to", "in_knowledge")
    values = {name: given[name] for name in names if name in given}
    if "answer" in given:
        values["answer"] = _text(given["answer"])
    answer = values.get("answer", row.answer)
    values["status"] = _status(row.status, given.get("status"), answer, answer_given=bool(values.get("answer")))
    if values["status"] == "pending":
        # Whoever asks it waits for what everybody may be told.
        values |= {"in_knowledge": True, "merged_into": None}
    values |= _reviewed(tx, row, values)
    faq_history.note_change(tx, scope, row, values)
    scope.change(tx, Faq, faq_id, **values)
    told(tx, scope, row.property_id, faq_id, version=version, change="updated")
    if row.status == "pending" and values["status"] != "pending":
        faq_following.answered(tx, scope, row.property_id, faq_id, answer)
    if faq_following.says_anew(row, values):
        faq_following.settle(tx, scope, row.property_id, faq_id, version)
    if given.get("tell_visitors"):
        faq_following.correct(tx, scope, row, values.get("answer"))
    return faq_views.get(tx, scope, faq_id)


def answer(tx: Tx, scope: StaffScope, faq_id: str, given: Mapping[str, Any]) -> FaqView:
    """Answer a question, or answer it anew: with `anew` or `tell_visitors` also where somebody else has answered it.
    Raises what `update` raises, and `Conflict` where another was faster."""
    row = scope.get(tx, Faq, faq_id, lock=True)
    if row.status == "answered" and not (given.get("anew") or given.get("tell_visitors")):
        _mine(tx, scope, row)
    return update(tx, scope, faq_id, {**given, "status": "answered"})


def _mine(tx: Tx, scope: StaffScope, row: Any) -> None:
    """Whoever answers what another has answered meanwhile has not seen it. Raises `Conflict`."""
    by = faq_history.author(tx, row.id)
    if by is None or by == scope.user_id:
        return
    name = answers.name_of(tx, by, row.property_id)
    raise Conflict(
        f"{name} has answered this question already. Read that answer; to replace it, send yours with `anew`.",
        code="CONFLICT_RESOLUTION_REQUIRED",
        details={
            "answered_by": by,
            "name": name,
            "answered_at": row.answered_at.isoformat() if row.answered_at else None,
            "answer": row.answer,
            "merged_into": row.merged_into,
        },
    )


def assign(tx: Tx, scope: StaffScope, faq_id: str, manager_id: str) -> FaqView:
    """Give a pending question to a manager, or note who looks after an answered one. Raises `NotFound`, `Conflict`."""
    row = scope.get(tx, Faq, faq_id, lock=True)
    if row.status == "pending":
        question_owners.hand(tx, scope, row, manager_id)
    else:
        question_owners.chosen(tx, scope, manager_id)
        scope.change(tx, Faq, faq_id, assigned_to=manager_id)
    return faq_views.get(tx, scope, faq_id)


def of_manager(tx: Tx, scope: StaffScope, manager_id: str, paging: Paging, status: str | None) -> Page[FaqView]:
    """Raises `NotFound`."""
    scope.get(tx, PropertyManager, manager_id)
    return page(tx, scope, paging, assigned_to=manager_id, status=status)


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


def _reviewed(tx: Tx, before: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a change says of reviews: who answers, or says that an answer holds, has looked at it."""
    if values["status"] == "answered" and (before.status != "answered" or "answer" in values):
        when = {"answered_at": tx.now} if "answer" in values or before.answered_at is None else {}
        return {"review_reason": None, "reviewed_at": tx.now, **when}
    if values["status"] == "needs_review" and before.status != "needs_review":
        return {"review_reason": "staff"}
    return {"review_reason": None} if values["status"] == "pending" else {}


def _known_manager(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> None:
    if given.get("assigned_to") is None:
        return
    known = scope.select(PropertyManager, PropertyManager.id).where(PropertyManager.id == given["assigned_to"])
    if scope.count(tx, known) == 0:
        raise Invalid.field("assigned_to", "There is no property manager with this id.", "reference")
