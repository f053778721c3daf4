"""What happens to a task, whoever makes it happen: kept with the reason, and told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Faq, Task, TaskEvent
from leasing.services.question_assignment import OPEN, Choice

EVENTS = {
    "assigned": "question.assigned",
    "unassigned": "question.unassigned",
    "reminded": "question.reminded",
    "escalated": "question.escalated",
}
"""what became of a question's task → the event that tells of it"""


def add_question(
    tx: Tx,
    about: Any,
    choice: Choice,
    *,
    title: str,
    reason: str,
    conversation_id: str | None = None,
    user_id: str | None = None,
) -> str:
    """A task for a pending question (`about`: its row, or what has its id, company_id and property_id)."""
    task_id = new_id()
    tx.connection.execute(
        insert(Task).values(
            id=task_id,
            company_id=about.company_id,
            property_id=about.property_id,
            conversation_id=conversation_id,
            faq_id=about.id,
            kind="question",
            reason=reason,
            title=title[:300],
            status="pending",
            assigned_to=choice.manager_id,
            assigned_because=choice.because,
            assigned_at=tx.now if choice.manager_id else None,
            waits_since=tx.now,
            created_at=tx.now,
            updated_at=tx.now,
        )
    )
    tx.connection.execute(update(Faq).where(Faq.id == about.id).values(assigned_to=choice.manager_id))
    note(tx, about.company_id, task_id, "created", manager_id=choice.manager_id, user_id=user_id, data=choice.because)
    if user_id is not None:
        # The visitor's question told nobody: a member of staff gives it to somebody only now.
        data = {"task_id": task_id, "manager_id": choice.manager_id, "user_id": user_id, "because": choice.because}
        tx.emit(EVENTS["assigned"], about.company_id, property_id=about.property_id, subject_id=about.id, data=data)
    return task_id


def give(
    tx: Tx, task: Any, choice: Choice, *, action: str = "assigned", user_id: str | None = None, **more: Any
) -> None:
    """Make a task somebody's, or nobody's, unless it is already. Whoever gets a question has all the time for it that
    the first one had."""
    if choice.manager_id == task.assigned_to and action != "escalated":
        return
    values: dict[str, Any] = {
        "assigned_to": choice.manager_id,
        "assigned_because": choice.because,
        "assigned_at": tx.now if choice.manager_id else None,
        "updated_at": tx.now,
        **more,
    }
    if task.kind == "question":
        values |= {"waits_since": tx.now, "reminded_at": None}
    tx.connection.execute(update(Task).where(Task.id == task.id).values(**values))
    if task.faq_id is not None:
        tx.connection.execute(
            update(Faq).where(Faq.id == task.faq_id).values(assigned_to=choice.manager_id, updated_at=tx.now)
        )
    data = {**choice.because, "before": task.assigned_to}
    note(tx, task.company_id, task.id, action, manager_id=choice.manager_id, user_id=user_id, data=data)
    if task.kind == "question":
        change = {"manager_id": choice.manager_id, "before": task.assigned_to, "because": choice.because}
        told(tx, task, action, user_id=user_id, **change)
    elif choice.manager_id is not None:
        tell_given(tx, task, choice.manager_id, user_id=user_id)


def tell_given(tx: Tx, task: Any, manager_id: str, *, user_id: str | None) -> None:
    """Tell whom a task is given that is not a question's."""
    data = {"manager_id": manager_id, "user_id": user_id, "conversation_id": task.conversation_id}
    tx.emit("task.assigned", task.company_id, property_id=task.property_id, subject_id=task.id, data=data)


def told(tx: Tx, task: Any, action: str, **data: Any) -> None:
    """Tell what became of a question's task; the subject is the question."""
    tx.emit(
        EVENTS[action],
        task.company_id,
        property_id=task.property_id,
        subject_id=task.faq_id,
        data={"task_id": task.id, "conversation_id": task.conversation_id, **data},
    )


def note(
    tx: Tx,
    company_id: str,
    task_id: str,
    action: str,
    *,
    manager_id: str | None = None,
    user_id: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    tx.connection.execute(
        insert(TaskEvent).values(
            id=new_id(),
            company_id=company_id,
            task_id=task_id,
            action=action,
            manager_id=manager_id,
            user_id=user_id or None,
            data=dict(data or {}),
            created_at=tx.now,
        )
    )


def complete(tx: Tx, faq_id: str, *, answer: str | None, user_id: str | None) -> None:
    """Close the tasks that asked for the answer of a question."""
    waiting = select(Task.id, Task.company_id, Task.assigned_to).where(Task.faq_id == faq_id, Task.status.in_(OPEN))
    for task in tx.connection.execute(waiting.with_for_update()).all():
        done = {"status": "completed", "answer": answer, "completed_at": tx.now, "updated_at": tx.now}
        tx.connection.execute(update(Task).where(Task.id == task.id).values(**done))
        note(tx, task.company_id, task.id, "answered", manager_id=task.assigned_to, user_id=user_id)
