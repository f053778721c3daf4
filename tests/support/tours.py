"""Visitors who want tours, and managers who give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from leasing.community import Community
from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import Property, PropertyManager, TourCell, TourEvent, TourHold
from leasing.services import hosts, leads, openings, turns
from leasing.services.communities import load
from leasing.services.effects import TurnRef
from leasing.services.office_hours import Span
from leasing.tenancy import StaffScope
from leasing.understood import Contact, Understood
from tests.support.rows import add_property

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""a Tuesday, ten in the morning in New York"""


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def visitor(database: Database, property_id: str, email: str = "ana@x.example") -> TurnRef:
    """A visitor with a running turn; with an address they can be reached."""
    chat = await database.write(openings.open_, openings.Opening(property=property_id))
    accepted = await database.write(turns.accept, chat.id, client_id="c", text="book", owner="me")
    assert accepted.work is not None
    if email:
        known = Understood(contact=Contact(first_name="Ana", email=email))
        await database.write(leads.save, accepted.work.ref, known)
    return accepted.work.ref


async def property_with(database: Database, **changes: Any) -> str:
    return await database.write(add_property, **changes)


async def community(database: Database, property_id: str) -> Community:
    return await database.read(load, property_id)


def add_manager(
    tx: Tx,
    property_ids: list[str],
    name: str,
    *,
    order: int = 1,
    languages: tuple[str, ...] = (),
    capacity: int = 1,
    hours: tuple[Span, ...] = (),
) -> str:
    """A manager who gives tours at these properties of one company."""
    scope = scope_of(tx, property_ids[0])
    manager_id = new_id()
    stamps = {"created_at": tx.now, "updated_at": tx.now}
    tx.connection.execute(
        insert(PropertyManager).values(
            id=manager_id, company_id=scope.company_id, first_name=name, last_name="", email=f"{name}@x.example",
            languages=list(languages), tour_capacity=capacity, **stamps,
        )
    )  # fmt: skip
    hosts.set_hours(tx, scope, manager_id, hours)
    for property_id in property_ids:
        hosts.give_tours(tx, scope, manager_id, property_id, order)
    return manager_id


def scope_of(tx: Tx, property_id: str) -> StaffScope:
    company = tx.connection.execute(select(Property.company_id).where(Property.id == property_id)).scalar_one()
    return StaffScope(company, "u", "admin")


def holds(tx: Tx) -> list[Any]:
    return list(tx.connection.execute(select(TourHold.__table__)))


def cells(tx: Tx) -> list[Any]:
    return list(tx.connection.execute(select(TourCell.__table__).order_by(TourCell.resource, TourCell.cell)))


def history(tx: Tx, tour_id: str) -> list[Any]:
    statement = select(TourEvent.__table__).where(TourEvent.tour_id == tour_id)
    return list(tx.connection.execute(statement.order_by(TourEvent.created_at, TourEvent.id)))
