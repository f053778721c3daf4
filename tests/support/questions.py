"""Questions that nobody knew, and the people who answer them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import DomainEvent, Property, Task, TaskEvent, User
from leasing.services import questions
from leasing.tenancy import StaffScope
from tests.support.tours import visitor


async def ask(database: Database, place: str, question: str, near: tuple[str, ...] = ()) -> str:
    """A visitor of their own asks; the pending question's id."""
    ref = await visitor(database, place, "")
    asked = await database.write(
        questions.ask, ref, question=question, reason="missing_knowledge", ordinal=1, message_id=None, near=near
    )
    assert asked.faq_id is not None
    return asked.faq_id


async def task_of(database: Database, faq_id: str) -> Any:
    statement = select(Task.__table__).where(Task.faq_id == faq_id)
    return await database.read(lambda tx: tx.connection.execute(statement).one())


async def steps(database: Database, faq_id: str) -> list[tuple[str, str | None]]:
    """(action, manager) of all that became of a question's task."""
    statement = (
        select(TaskEvent.action, TaskEvent.manager_id)
        .join(Task, Task.id == TaskEvent.task_id)
        .where(Task.faq_id == faq_id)
        .order_by(TaskEvent.created_at, TaskEvent.id)
    )
    rows = await database.read(lambda tx: tx.connection.execute(statement).all())
    return [(row.action, row.manager_id) for row in rows]


async def events(database: Database, name: str) -> list[Any]:
    statement = select(DomainEvent.__table__).where(DomainEvent.name == name).order_by(DomainEvent.at, DomainEvent.id)
    return list(await database.read(lambda tx: tx.connection.execute(statement).all()))


def hire(tx: Tx, property_id: str) -> StaffScope:
    """Somebody who signs in at a property's company."""
    company = tx.connection.execute(select(Property.company_id).where(Property.id == property_id)).scalar_one()
    scope = StaffScope(company, new_id(), "admin")
    scope.insert(
        tx,
        User,
        id=scope.user_id,
        email=f"{scope.user_id}@x.example",
        password_hash="x",
        first_name="Dana",
        last_name="Reed",
        role="admin",
        is_active=True,
    )
    return scope


def set_property(tx: Tx, property_id: str, **values: Any) -> None:
    tx.connection.execute(update(Property).where(Property.id == property_id).values(**values))
