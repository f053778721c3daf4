"""Databases for tests: migrated once, then copied. One of PostgreSQL's is emptied and lent again, where the test left
its tables as they were: to make and drop one takes most of a second."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.migrate import migrate
from leasing.ids import new_id
from tests.support.needs import POSTGRES

PATIENCE_MS = 5000
"""for a session to end that a test left open"""
_SHAPE = """
SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
    SELECT concat_ws(' ', 'table', relname, relkind, relnatts) AS part FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'column', attrelid::regclass, attname, atttypid, attnotnull) FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT concat_ws(' ', 'rule', conname, condeferrable, condeferred, convalidated) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'trigger', tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', 'function', proname, md5(prosrc)) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'sequence', sequencename, last_value) FROM pg_sequences
    UNION ALL SELECT concat_ws(' ', 'setting', setconfig) FROM pg_db_role_setting
        JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
) AS parts"""
"""what a test may change of a database beside its rows"""
KEPT = "alembic_version"
"""the table whose rows are the migrations'"""

_templates: dict[str, str] = {}
_shapes: dict[str, str] = {}
_free: list[str] = []
"""the names of databases that nobody has at present"""


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
    """A migrated PostgreSQL database of its own, to be given back with `give_back`."""
    if _free:
        return _url(_free.pop())
    if "postgres" not in _templates:
        template = f"domiq_template_{new_id()[-12:]}"
        _administer("CREATE DATABASE {}", template)
        migrate(_url(template))
        with _session(template) as session:
            _shapes["postgres"] = _shape(session)
        _templates["postgres"] = template
    name = f"domiq_test_{new_id()[-12:]}"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, _templates["postgres"])
    return _url(name)


def empty_postgres_url() -> str:
    """A PostgreSQL database without any table, to be given back with `give_back`."""
    name = f"domiq_test_{new_id()[-12:]}"
    _administer("CREATE DATABASE {}", name)
    return _url(name)


def give_back(url: str) -> None:
    """End who is still connected to a PostgreSQL database, and empty it, or drop it where its tables are others."""
    name = str(make_url(url).database)
    if "postgres" in _shapes and _emptied(name):
        _free.append(name)
    else:
        _drop(name)


def drop_all() -> None:
    """Drop the template and what was made of it and is free."""
    while _free:
        _drop(_free.pop())
    _shapes.clear()
    template = _templates.pop("postgres", None)
    if template is not None:
        _drop(template)


def _emptied(name: str) -> bool:
    with _session(name) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            (PATIENCE_MS,),
        )
        if _shape(session) != _shapes["postgres"]:
            return False
        tables = [row[0] for row in session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(table, sql.Identifier(table))
            for table in tables
            if table != KEPT
        )
        with session.transaction():
            # The rows go whatever refers to them: all of them do.
            session.execute("SET LOCAL session_replication_role TO replica")
            for (table,) in session.execute(filled).fetchall():
                session.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    return True


def _shape(session: psycopg.Connection[Any]) -> str:
    found = session.execute(_SHAPE).fetchone()
    assert found is not None
    return str(found[0])


def _drop(name: str) -> None:
    _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _url(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def _administer(statement: str, *names: str) -> None:
    with _session() as session:
        session.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # pyright: ignore[reportArgumentType]


def _session(name: str | None = None) -> psycopg.Connection[Any]:
    """A session of its own, each statement by itself."""
    return psycopg.connect(_url(name) if name is not None else POSTGRES, autocommit=True)
