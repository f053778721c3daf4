"""SQLite's own ways: who opens a file while somebody else has it, and a file that cannot be opened."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database, Tx
from leasing.models import Company
from tests.support import databases


@pytest.fixture
def file(tmp_path: Path, template_folder: Path) -> Path:
    return Path(databases.sqlite_url(tmp_path / "data", template_folder).removeprefix("sqlite:///"))


def _company(tx: Tx, slug: str) -> None:
    tx.connection.execute(insert(Company).values(id=slug, slug=slug, name=slug, created_at=tx.now, updated_at=tx.now))


def _slugs(tx: Tx) -> list[str]:
    return list(tx.connection.execute(select(Company.slug).order_by(Company.slug)).scalars())


async def test_who_opens_a_new_file_waits_for_who_has_it(file: Path) -> None:
    with sqlite3.connect(file, isolation_level=None) as holder:
        holder.execute("PRAGMA journal_mode=DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        database = Database(f"sqlite:///{file}", SystemClock(), Bus())
        writing = asyncio.ensure_future(database.write(_company, "a"))
        reading = asyncio.ensure_future(database.read(_slugs))
        done, _ = await asyncio.wait({writing, reading}, timeout=0.3)
        assert not done
        holder.execute("ROLLBACK")
    holder.close()
    await asyncio.gather(writing, reading)
    assert await database.read(_slugs) == ["a"]
    await database.close()


async def test_a_file_that_cannot_be_opened_is_told_and_tried_again(file: Path) -> None:
    database = Database(f"sqlite:///{file}", SystemClock(), Bus())
    aside = file.rename(file.with_suffix(".aside"))
    file.mkdir()
    with pytest.raises(OperationalError, match="unable to open"):
        await database.write(_company, "a")
    file.rmdir()
    aside.rename(file)
    await database.write(_company, "b")
    assert await database.read(_slugs) == ["b"]
    await database.close()
