"""What processes keep of a community is read again when anything has changed that it tells, whoever changed it."""

from __future__ import annotations

from sqlalchemy import select

from leasing.database import Database
from leasing.models import Property
from leasing.services import hosts, properties
from leasing.services.communities import Communities
from leasing.tenancy import StaffScope
from tests.support.rows import add_property
from tests.support.tours import add_manager


async def _version(database: Database, property_id: str) -> int:
    statement = select(Property.version).where(Property.id == property_id)
    return await database.read(lambda tx: tx.connection.execute(statement).scalar_one())


async def _two(database: Database) -> tuple[str, str, StaffScope]:
    """Two properties of a company, and somebody who sees the first one only."""
    mine = await database.write(add_property, name="Mine")
    statement = select(Property.company_id).where(Property.id == mine)
    company = await database.read(lambda tx: tx.connection.execute(statement).scalar_one())
    other = await database.write(add_property, name="Other", company_id=company)
    return mine, other, StaffScope(company, "u", "manager", properties=frozenset({mine}))


async def test_a_sister_that_its_editor_does_not_see_tells_the_new_phone(database: Database) -> None:
    mine, other, scope = await _two(database)
    kept = Communities(database)
    before = await kept.get(other, await _version(database, other))
    assert [sister.name for sister in before.sisters] == ["Mine"]
    await database.write(properties.update, scope, mine, {"phone": "(512) 555-0123"})
    after = await kept.get(other, await _version(database, other))
    assert [sister.phone for sister in after.sisters] == ["(512) 555-0123"]


async def test_a_manager_s_hours_hold_at_properties_that_their_editor_does_not_see(database: Database) -> None:
    mine, other, scope = await _two(database)
    manager = await database.write(add_manager, [mine, other], "Mia")
    before = await _version(database, other)
    await database.write(hosts.update, scope, manager, {"tour_capacity": 3})
    assert await _version(database, other) > before
