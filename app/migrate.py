"""Bringing a database to the newest schema, whichever database it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from asyncpg import PostgresError
from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
LOCK = 7_302_114
"""the advisory lock under which one process migrates PostgreSQL while others wait"""

Standing: TypeAlias = Literal["current", "behind", "ahead"]


class NotReachable(Exception):
    """The database does not answer, or its file is none; the message says which, and why."""


def migrate(url: str) -> str | None:
    """Run the migrations that are missing; the revision that the database is at afterwards."""
    return _on(url, _upgrade)


def is_current(url: str) -> bool:
    """Whether nothing is missing."""
    return standing(url) == "current"


def standing(url: str) -> Standing:
    """How the database's schema stands to this version's. Raises `NotReachable`."""
    scripts = ScriptDirectory.from_config(_config())
    try:
        found = _on(url, lambda connection: MigrationContext.configure(connection).get_current_revision())
    except (SQLAlchemyError, PostgresError, OSError) as error:
        raise NotReachable(_unreachable(url, error)) from error
    if found == scripts.get_current_head():
        return "current"
    known = {script.revision for script in scripts.walk_revisions()}
    return "behind" if found is None or found in known else "ahead"


def _unreachable(url: str, error: Exception) -> str:
    cause: object = getattr(error, "orig", None) or error
    why = " ".join(str(cause).split())[:200] or type(cause).__name__
    shown = make_url(url).render_as_string(hide_password=True)
    return f"The database at {shown} cannot be used: {why}. See that it runs and that DOMIQ_DATABASE_URL names it."


def make_revision(url: str, message: str) -> None:
    """Write the migration from the database's schema to the models'."""

    def work(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)

    _on(url, work)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> str | None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return MigrationContext.configure(connection).get_current_revision()


def _on(url: str, work: Callable[[Connection], Any]) -> Any:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed.set(drivername="sqlite"))
        _transactional(engine)
        try:
            with engine.begin() as connection:
                return work(connection)
        finally:
            engine.dispose()
    return asyncio.run(_on_postgres(url, work))


def _transactional(engine: Any) -> None:
    """Make SQLite run schema changes inside the transaction, so that a failed migration leaves nothing behind."""

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        dbapi_connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _on_postgres(url: str, work: Callable[[Connection], Any]) -> Any:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
