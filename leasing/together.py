"""Writes of one transaction that are sent as one statement, where the database is asked over a socket.

PostgreSQL takes several in one (`WITH`), and every turn waits for each journey to it. SQLite is in the process: there
they run one by one. None of them sees what the others write, and nobody is told what they did.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Insert, Select, Update, bindparam, literal_column, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter

Write = tuple[Insert | Update, Mapping[str, Any]]
"""a statement that is made once, and its parameters by name"""


def together(connection: Connection, *writes: Write) -> None:
    if connection.dialect.name == "sqlite":
        for statement, given in writes:
            connection.execute(statement, given)
        return
    one = _as_one(tuple((statement, tuple(given)) for statement, given in writes))
    all_given = {_named(place, name): given[name] for place, (_, given) in enumerate(writes) for name in given}
    connection.execute(one, all_given)


@lru_cache(maxsize=64)
def _as_one(writes: tuple[tuple[Insert | Update, tuple[str, ...]], ...]) -> Select[tuple[Any]]:
    parts = [_with_own_names(place, statement, names) for place, (statement, names) in enumerate(writes)]
    return select(literal_column("1")).add_cte(
        *(part.returning(literal_column("1")).cte(f"write_{place}") for place, part in enumerate(parts))
    )


def _with_own_names(place: int, statement: Insert | Update, names: tuple[str, ...]) -> Insert | Update:
    """The statement with names of parameters that no other one has."""
    if isinstance(statement, Insert):
        return statement.values({name: bindparam(_named(place, name)) for name in names})

    def renamed(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter) and element.required:
            return bindparam(_named(place, element.key), type_=element.type)
        return None

    return cast(Update, visitors.replacement_traverse(statement, {}, renamed))


def _named(place: int, name: str) -> str:
    return f"w{place}_{name}"
