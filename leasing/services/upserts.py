"""Inserting what another transaction may have inserted already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from leasing.database import Tx


def insert_unless_there(tx: Tx, model: Any, values: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique constraint says that it is there; whether it was inserted."""
    make = sqlite.insert if tx.connection.dialect.name == "sqlite" else postgresql.insert
    return tx.connection.execute(make(model).values(**values).on_conflict_do_nothing()).rowcount == 1
