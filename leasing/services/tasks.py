"""What people must do, as staff see it and keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Conversation, Faq, Property, PropertyManager, Task, TaskEvent
from leasing.services import faqs, question_owners, task_keeping
from leasing.services.question_assignment import OPEN
from leasing.tenancy import Page, Paging, StaffScope

MOVES: Mapping[str, tuple[str, ...]] = {
    "pending": ("in_progress", "completed", "cancelled"),
    "in_progress": ("pending", "completed", "cancelled"),
    "completed": ("pending",),
    "cancelled": ("pending",),
}
"""status → those that may follow"""


@dataclass(frozen=True, slots=True)
class TaskView:
    """`question` is what is asked or to be done. `assigned_because` is why it is whose it is. `waits_since`, of a
    question: from when its reminders count."""

    id: str
    property_id: str
    conversation_id: str | None
    faq_id: str | None
    kind: str
    reason: str
    question: str
    answer: str | None
    status: str
    assigned_to: str | None
    assigned_name: str | None
    assigned_at: datetime | None
    assigned_because: dict[str, Any]
    waits_since: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    escalations: int
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TaskEventView:
    """`action` is created, assigned, unassigned, reminded, escalated, status or answered."""

    action: str
    manager_id: str | None
    user_id: str | None
    data: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task with its history, the oldest first."""

    task: TaskView
    history: list[TaskEventView]


@dataclass(frozen=True, slots=True)
class Filters:
    property_id: str | None = None
    status: str | None = None
    kind: str | None = None
    assigned_to: str | None = None
    unassigned: bool = False
    conversation_id: str | None = None


def page(tx: Tx, scope: StaffScope, paging: Paging, filters: Filters) -> Page[TaskView]:
    """Tasks, those that are not done first, and of them the oldest."""
    statement = _viewed(scope)
    for column, value in (
        (Task.property_id, filters.property_id),
        (Task.status, filters.status),
        (Task.kind, filters.kind),
        (Task.assigned_to, filters.assigned_to),
        (Task.conversation_id, filters.conversation_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if filters.unassigned:
        statement = statement.where(Task.assigned_to.is_(None))
    statement = statement.order_by(Task.status.in_(OPEN).desc(), Task.created_at, Task.id)
    return scope.page(tx, statement, paging).map(_view)


def of_manager(tx: Tx, scope: StaffScope, manager_id: str, paging: Paging, status: str | None) -> Page[TaskView]:
    """Raises `NotFound`."""
    scope.get(tx, PropertyManager, manager_id)
    return page(tx, scope, paging, Filters(assigned_to=manager_id, status=status))


def get(tx: Tx, scope: StaffScope, task_id: str) -> TaskDetail:
    scope.get(tx, Task, task_id)
    row = tx.connection.execute(_viewed(scope).where(Task.id == task_id)).one()
    events = scope.select(TaskEvent).where(TaskEvent.task_id == task_id).order_by(TaskEvent.created_at, TaskEvent.id)
    history = [
        TaskEventView(event.action, event.manager_id, event.user_id, dict(event.data), event.created_at)
        for event in tx.connection.execute(events)
    ]
    return TaskDetail(_view(row), history)


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> TaskDetail:
    """Something for a person to do. Raises `NotFound`, `Invalid`."""
    property_id = given["property_id"]
    scope.get(tx, Property, property_id)
    if given.get("conversation_id") is not None:
        scope.get_of(tx, Conversation, given["conversation_id"], property_id)
    choice = question_owners.chosen(tx, scope, given.get("assigned_to"))
    task_id = scope.insert(
        tx,
        Task,
        property_id=property_id,
        conversation_id=given.get("conversation_id"),
        kind="other",
        reason="staff",
        title=given["question"],
        assigned_to=choice.manager_id,
        assigned_because=choice.because,
        assigned_at=tx.now if choice.manager_id else None,
    )
    task_keeping.note(tx, scope.company_id, task_id, "created", manager_id=choice.manager_id, user_id=scope.user_id)
    if choice.manager_id is not None:
        task_keeping.tell_given(tx, scope.get(tx, Task, task_id), choice.manager_id, user_id=scope.user_id)
    return get(tx, scope, task_id)


def update(tx: Tx, scope: StaffScope, task_id: str, given: Mapping[str, Any]) -> TaskDetail:
    """Change what is given: question, answer, assigned_to, status. Raises `NotFound`, `Invalid`, `Conflict`."""
    row = scope.get(tx, Task, task_id, lock=True)
    if "question" in given:
        if row.faq_id is not None:
            raise Invalid.field("question", "This is what a visitor asks; change the wording of its FAQ.")
        scope.change(tx, Task, task_id, title=given["question"])
    if "assigned_to" in given and given["assigned_to"] != row.assigned_to:
        assign(tx, scope, task_id, given["assigned_to"])
    if given.get("answer"):
        return answer(tx, scope, task_id, given["answer"])
    if "status" in given:
        return move(tx, scope, task_id, given["status"])
    return get(tx, scope, task_id)


def delete(tx: Tx, scope: StaffScope, task_id: str) -> None:
    """Raises `NotFound`, and `Conflict` for the task of a question that visitors wait for."""
    row = scope.get(tx, Task, task_id, lock=True)
    if row.status in OPEN and _is_awaited(tx, scope, row):
        message = "Visitors wait for the answer to this question. Answer it, or cancel the task first."
        raise Conflict(message, code="RESOURCE_DELETION_BLOCKED", details={"faq_id": row.faq_id})
    scope.remove(tx, Task, task_id)


def answer(tx: Tx, scope: StaffScope, task_id: str, text: str) -> TaskDetail:
    """Answer a question, with all that follows, or say how something was done; the task is completed."""
    row = scope.get(tx, Task, task_id, lock=True)
    if row.faq_id is not None:
        faqs.answer(tx, scope, row.faq_id, {"answer": text})
        # A task that was not open any more is not among those that the answer completed.
        scope.change(tx, Task, task_id, answer=text)
        return get(tx, scope, task_id)
    _may(row.status, "completed", ("completed",) if row.status in OPEN else ())
    scope.change(tx, Task, task_id, answer=text, status="completed", completed_at=tx.now)
    task_keeping.note(tx, scope.company_id, task_id, "answered", manager_id=row.assigned_to, user_id=scope.user_id)
    return get(tx, scope, task_id)


def assign(tx: Tx, scope: StaffScope, task_id: str, manager_id: str | None) -> TaskDetail:
    """Give a task to a manager, or to nobody. Raises `NotFound`, `Conflict` where it is done."""
    row = scope.get(tx, Task, task_id, lock=True)
    if row.status not in OPEN:
        raise Conflict(
            f"This task is {row.status}.",
            code="INVALID_STATUS_TRANSITION",
            details={"from": row.status, "to": row.status, "allowed": list(MOVES[row.status])},
        )
    choice = question_owners.chosen(tx, scope, manager_id)
    action = "assigned" if manager_id else "unassigned"
    task_keeping.give(tx, row, choice, action=action, user_id=scope.user_id)
    return get(tx, scope, task_id)


def move(tx: Tx, scope: StaffScope, task_id: str, status: str) -> TaskDetail:
    """Change the status. Raises `Conflict` with the allowed ones; a question that visitors wait for is completed by
    its answer only."""
    row = scope.get(tx, Task, task_id, lock=True)
    if status == row.status:
        return get(tx, scope, task_id)
    allowed = [to for to in MOVES[row.status] if to != "completed" or not _is_awaited(tx, scope, row)]
    _may(row.status, status, allowed)
    values: dict[str, Any] = {"status": status, "completed_at": tx.now if status == "completed" else None}
    if row.kind == "question" and status == "pending" and row.status not in OPEN:
        values |= {"waits_since": tx.now, "reminded_at": None, "escalated_at": None}
    scope.change(tx, Task, task_id, **values)
    data = {"from": row.status, "to": status}
    task_keeping.note(
        tx, scope.company_id, task_id, "status", manager_id=row.assigned_to, user_id=scope.user_id, data=data
    )
    return get(tx, scope, task_id)


def _may(before: str, after: str, allowed: Sequence[str]) -> None:
    if after not in allowed:
        raise Conflict(
            f"A task that is {before} cannot become {after}.",
            code="INVALID_STATUS_TRANSITION",
            details={"from": before, "to": after, "allowed": list(allowed)},
        )


def _is_awaited(tx: Tx, scope: StaffScope, task: Any) -> bool:
    asked = scope.select(Faq, Faq.id).where(Faq.id == task.faq_id, Faq.status == "pending")
    return task.faq_id is not None and scope.count(tx, asked) > 0


def _viewed(scope: StaffScope) -> Any:
    name = func.trim(PropertyManager.first_name + " " + PropertyManager.last_name).label("assigned_name")
    question = func.coalesce(Faq.question, Task.title).label("question")
    joined = scope.select(Task, Task.__table__, name, question).outerjoin(
        PropertyManager.__table__, PropertyManager.id == Task.assigned_to
    )
    return joined.outerjoin(Faq.__table__, Faq.id == Task.faq_id)


def _view(row: Any) -> TaskView:
    return TaskView(**{name: getattr(row, name) for name in TaskView.__slots__})
