"""Writes that are sent as one: all of them happen or none does, on each kind of database."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from leasing.database import Database, Tx
from leasing.models import Company
from leasing.together import together

_ADD = insert(Company)
_RENAME = update(Company).where(Company.id == bindparam("the_id")).values(name=bindparam("name"))


def _company(tx: Tx, slug: str) -> dict[str, object]:
    return {"id": slug, "slug": slug, "name": slug, "created_at": tx.now, "updated_at": tx.now}


async def _names(database: Database) -> list[str]:
    statement = select(Company.name).order_by(Company.name)
    return list(await database.read(lambda tx: tx.connection.execute(statement).scalars().all()))


async def test_each_keeps_its_own_parameters(database: Database) -> None:
    await database.write(lambda tx: tx.connection.execute(_ADD, _company(tx, "old")) and None)

    def work(tx: Tx) -> None:
        together(
            tx.connection,
            (_ADD, _company(tx, "a")),
            (_RENAME, {"the_id": "old", "name": "new"}),
            (_ADD, _company(tx, "b")),
        )

    await database.write(work)
    assert await _names(database) == ["a", "b", "new"]


async def test_one_that_fails_undoes_the_others(database: Database) -> None:
    def work(tx: Tx) -> None:
        together(tx.connection, (_ADD, _company(tx, "a")), (_ADD, _company(tx, "a")))

    with pytest.raises(IntegrityError):
        await database.write(work)
    assert await _names(database) == []


async def test_to_postgres_they_are_one_statement(database: Database) -> None:
    asked: list[str] = []

    def work(tx: Tx) -> None:
        execute = tx.connection.execute

        def counted(statement: object, *args: object, **more: object) -> object:
            asked.append(str(statement))
            return execute(statement, *args, **more)  # type: ignore[call-overload]

        tx.connection.execute = counted  # type: ignore[method-assign, assignment]
        together(tx.connection, (_ADD, _company(tx, "a")), (_ADD, _company(tx, "b")))
        del tx.connection.execute  # type: ignore[method-assign]

    await database.write(work)
    count = select(func.count(Company.id))
    assert await database.read(lambda tx: tx.connection.execute(count).scalar_one()) == 2
    assert len(asked) == (2 if database.is_sqlite else 1)
