"""Whoever loses a property, its profile or a right of their role gives back what they speak in, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from leasing.database import Database, Tx
from leasing.models import Conversation, OutboxItem, Task, User
from leasing.permissions import PERMISSIONS
from leasing.services import access, managers, openings, roles, takeover, unseating, users
from leasing.services.openings import Opening
from leasing.tenancy import StaffScope
from tests.support.questions import hire as hire_admin
from tests.support.team import Manager, hire
from tests.support.tours import property_with


async def _speaks(database: Database, place: str, manager: Manager) -> str:
    """A conversation that a manager has, who sees their own properties only; its id."""

    def assign(tx: Tx) -> None:
        tx.connection.execute(update(User).where(User.id == manager.user_id).values(property_access="assigned"))

    await database.write(assign)
    chat = await database.write(openings.open_, Opening(property=place, source="website"))
    await database.write(takeover.join, manager.scope, chat.id)
    return chat.id


async def _given_back(database: Database) -> list[str]:
    """What the outbox gives back, as it comes to it, and again."""
    statement = select(OutboxItem.payload).where(OutboxItem.kind == unseating.KIND).order_by(OutboxItem.id)
    payloads = await database.read(lambda tx: tx.connection.execute(statement).scalars().all())
    moved = [await database.write(unseating.unseat, p["conversation_id"], p["user_id"]) for p in [*payloads, *payloads]]
    return [each.conversation_id for each in moved if each is not None]


async def _mode(database: Database, conversation_id: str) -> str:
    statement = select(Conversation.mode).where(Conversation.id == conversation_id)
    return await database.read(lambda tx: tx.connection.execute(statement).scalar_one())


@pytest.mark.parametrize("how", ["unassigned", "reads there", "reads", "profile gone"])
async def test_who_loses_a_property_gives_back_its_conversations(database: Database, how: str) -> None:
    place = await property_with(database)
    admin = await database.write(hire_admin, place)
    ana = await database.write(hire, place, "Ana")
    here = await _speaks(database, place, ana)
    steps: dict[str, tuple[Any, ...]] = {
        "unassigned": (managers.unassign, admin, ana.id, place),
        "reads there": (managers.reassign, admin, ana.id, place, {"access_level": "read"}),
        "reads": (managers.update, admin, ana.id, {"access_level": "read"}),
        "profile gone": (managers.remove, admin, ana.id),
    }
    await database.write(*steps[how])
    assert await _given_back(database) == [here], "once"
    assert await _mode(database, here) == "bot"


async def test_a_role_that_loses_a_right_takes_its_holders_out(database: Database) -> None:
    place = await property_with(database)
    admin = await database.read(access.standing_of, (await database.write(hire_admin, place)).user_id)
    made = await database.write(
        roles.create, admin, {"name": "Front desk", "permissions": sorted(admin.permissions & PERMISSIONS)}
    )
    ana, ben = await database.write(hire, place, "Ana"), await database.write(hire, place, "Ben")
    await database.write(users.update, admin, ana.user_id, {"role": made.id})
    with_role, without = await _speaks(database, place, ana), await _speaks(database, place, ben)
    await database.write(roles.update, admin, made.id, {"description": "as before"})
    assert await _given_back(database) == []
    await database.write(roles.update, admin, made.id, {"permissions": ["faqs:read"]})
    assert await _given_back(database) == [with_role]
    assert (await _mode(database, with_role), await _mode(database, without)) == ("bot", "human")


async def test_who_gets_it_back_in_time_keeps_it(database: Database) -> None:
    place = await property_with(database)
    admin: StaffScope = await database.write(hire_admin, place)
    ana = await database.write(hire, place, "Ana")
    here = await _speaks(database, place, ana)
    await database.write(managers.reassign, admin, ana.id, place, {"access_level": "read"})
    await database.write(managers.reassign, admin, ana.id, place, {"access_level": "write"})
    assert await _given_back(database) == []
    assert await _mode(database, here) == "human"
    tasks = select(Task.id).where(Task.conversation_id == here)
    assert await database.read(lambda tx: tx.connection.execute(tasks).all()) == []
