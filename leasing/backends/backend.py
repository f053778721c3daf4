"""What a kind of database does for `leasing.database.Database`: run one function in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeVar

import msgspec
from sqlalchemy import Connection

T = TypeVar("T")

Mode = Literal["read", "write", "light"]


class Backend(Protocol):
    """One kind of database, its connections and threads."""

    async def run(self, mode: Mode, call: Callable[[Connection], T], ahead: Callable[[T], None] | None = None) -> T: ...
    async def wipe_deleted(self) -> None: ...
    async def close(self) -> None: ...


class StillRead(Exception):
    """Readers hold older pages of the database: what was deleted can be wiped when they are done."""


def to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
