"""Databases for tests: migrated once, then copied for each test."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from app.migrate import migrate
from leasing.ids import new_id
from tests.support.needs import POSTGRES

_templates: dict[str, str] = {}


def sqlite_url(folder: Path, template_folder: Path) -> str:
    """A migrated SQLite database of its own."""
    template = template_folder / "template.db"
    if not template.exists():
        migrate(f"sqlite:///{template}")
    path = folder / "domiq.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, path)
    return f"sqlite:///{path}"


def postgres_url() -> str:
    """A migrated PostgreSQL database of its own, to be dropped with `drop_postgres`."""
    if "postgres" not in _templates:
        name = f"domiq_template_{new_id()[-12:]}"
        _admin(f'CREATE DATABASE "{name}"')
        migrate(_named(name))
        _templates["postgres"] = name
    name = f"domiq_test_{new_id()[-12:]}"
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{_templates["postgres"]}"')
    return _named(name)


def empty_postgres_url() -> str:
    """A PostgreSQL database without any table, to be dropped with `drop_postgres`."""
    name = f"domiq_test_{new_id()[-12:]}"
    _admin(f'CREATE DATABASE "{name}"')
    return _named(name)


def drop_postgres(url: str) -> None:
    _admin(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


def drop_template() -> None:
    name = _templates.pop("postgres", None)
    if name is not None:
        _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _named(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def _admin(statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(POSTGRES)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())
