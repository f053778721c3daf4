"""Questions that wait for too long: whoever has one is reminded of it, and then it goes to the next person.

Only minutes in which the office is open count, and nobody is reminded while it is closed. A run takes one step with
each question, and the next person has it from the moment of the step: after a long standstill nobody gets a flood.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import select, update

from leasing.community import Community
from leasing.database import Tx
from leasing.models import Faq, QuestionSettings, Task, TaskEvent
from leasing.services import communities, question_assignment, question_rules, task_keeping
from leasing.services.question_assignment import OPEN, Choice
from leasing.services.question_rules import Settings

MOST = 500
"""questions that one run looks at; the longest waiting first"""

Step = Literal["reminded", "escalated", "assigned"]


def waiting(tx: Tx) -> list[str]:
    """The tasks of questions that wait long enough by the clock on the wall, of those that a step may be left for."""
    soonest = tx.connection.execute(
        select(QuestionSettings.remind_after_minutes).order_by(QuestionSettings.remind_after_minutes).limit(1)
    ).scalar_one_or_none()
    shortest = min(soonest or question_rules.REMIND_AFTER_MINUTES, question_rules.REMIND_AFTER_MINUTES)
    statement = (
        select(Task.id)
        .where(Task.kind == "question", Task.status.in_(OPEN), Task.waits_since.is_not(None))
        .where(Task.waits_since <= tx.now - timedelta(minutes=shortest))
        .order_by(Task.waits_since, Task.id)
    )
    return list(tx.connection.execute(statement.limit(MOST)).scalars())


def step(tx: Tx, task_id: str) -> Step | None:
    """Take the step that is due with a task, if one is. Two processes that try at once take one."""
    statement = select(Task.__table__).where(Task.id == task_id, Task.status.in_(OPEN), Task.waits_since.is_not(None))
    task = tx.connection.execute(statement.with_for_update()).one_or_none()
    if task is None:
        return None
    community = communities.load(tx, task.property_id)
    if not community.is_open(tx.now):
        return None
    settings = _settings_of(tx, task.company_id)
    if task.reminded_at is None:
        return _remind(tx, task, community) if _waited(tx, task.waits_since, community, settings) else None
    left = settings.escalate_after_minutes - settings.remind_after_minutes
    if community.open_minutes(task.reminded_at, tx.now, enough=left) < left:
        return None
    return _escalate(tx, task, community)


def _waited(tx: Tx, since: Any, community: Community, settings: Settings) -> bool:
    wanted = settings.remind_after_minutes
    return community.open_minutes(since, tx.now, enough=wanted) >= wanted


def _remind(tx: Tx, task: Any, community: Community) -> Step:
    """Remind who has it; a question that is nobody's is tried to be given first."""
    if task.assigned_to is None and task.escalated_at is None:
        choice = _next(tx, task, community)
        if choice.manager_id is not None:
            task_keeping.give(tx, task, choice)
            return "assigned"
    tx.connection.execute(update(Task).where(Task.id == task.id).values(reminded_at=tx.now))
    task_keeping.note(tx, task.company_id, task.id, "reminded", manager_id=task.assigned_to)
    task_keeping.told(tx, task, "reminded", manager_id=task.assigned_to, waits_since=task.waits_since)
    return "reminded"


def _escalate(tx: Tx, task: Any, community: Community) -> Step:
    """Give it to the next person. Once everybody had it, it is told so and stays with the last one."""
    more: dict[str, Any] = {"escalated_at": tx.now, "escalations": task.escalations + 1}
    choice = _next(tx, task, community)
    if choice.manager_id is not None:
        task_keeping.give(tx, task, choice, action="escalated", **more)
        return "escalated"
    tx.connection.execute(update(Task).where(Task.id == task.id).values(waits_since=None, **more))
    data = {**choice.because, "before": task.assigned_to}
    task_keeping.note(tx, task.company_id, task.id, "escalated", manager_id=task.assigned_to, data=data)
    told = {"manager_id": None, "before": task.assigned_to, "because": choice.because}
    task_keeping.told(tx, task, "escalated", **told)
    return "escalated"


def _next(tx: Tx, task: Any, community: Community) -> Choice:
    had = select(TaskEvent.manager_id).where(TaskEvent.task_id == task.id, TaskEvent.manager_id.is_not(None))
    category = tx.connection.execute(select(Faq.category).where(Faq.id == task.faq_id)).scalar_one_or_none()
    seen = [*tx.connection.execute(had).scalars(), task.assigned_to]
    return question_assignment.choose(tx, community, category, but={each for each in seen if each is not None})


def _settings_of(tx: Tx, company_id: str) -> Settings:
    row = tx.connection.execute(
        select(QuestionSettings.__table__).where(QuestionSettings.company_id == company_id)
    ).one_or_none()
    return question_rules.settings_of(row)
