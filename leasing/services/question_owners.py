"""Whose a pending question is, and whom staff choose for it."""

from __future__ import annotations

from typing import Any

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import PropertyManager, Task
from leasing.services import task_keeping
from leasing.services.question_assignment import OPEN, Choice
from leasing.tenancy import StaffScope


def chosen(tx: Tx, scope: StaffScope, manager_id: str | None) -> Choice:
    """Whom a member of staff chose; nobody for None. Raises `NotFound`."""
    if manager_id is None:
        return Choice(None)
    row = scope.get(tx, PropertyManager, manager_id)
    name = f"{row.first_name} {row.last_name}".strip()
    because = {"by": "staff", "user_id": scope.user_id, "manager_id": manager_id, "manager": name}
    return Choice(manager_id, {**because, "because": "a member of staff chose them"})


def hand(tx: Tx, scope: StaffScope, question: Any, manager_id: str | None) -> None:
    """Give a pending question (its row) with its tasks to a manager, or to nobody; where it has no task it gets one.
    Raises `NotFound`, and `Conflict` where another entry answers it."""
    if question.merged_into is not None:
        raise Conflict("Another entry answers this question.", details={"merged_into": question.merged_into})
    choice = chosen(tx, scope, manager_id)
    waiting = tx.connection.execute(scope.select(Task).where(Task.faq_id == question.id, Task.status.in_(OPEN))).all()
    action = "assigned" if manager_id else "unassigned"
    for task in waiting:
        task_keeping.give(tx, task, choice, action=action, user_id=scope.user_id)
    if not waiting and manager_id is not None:
        task_keeping.add_question(tx, question, choice, title=question.question, reason="staff", user_id=scope.user_id)
