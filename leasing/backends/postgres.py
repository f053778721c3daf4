"""PostgreSQL: each transaction function runs over asyncpg on the event loop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from leasing.backends.backend import Mode, to_json

T = TypeVar("T")


class PostgresBackend:
    RETRIED = frozenset({"40001", "40P01"})
    """serialization_failure and deadlock_detected: the whole function may be run again, as it may where the connection
    was lost before the commit"""
    ATTEMPTS = 4

    def __init__(self, url: str, *, pool_size: int) -> None:
        self._engine: AsyncEngine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            pool_recycle=1800,
            pool_pre_ping=False,
            hide_parameters=True,
            json_serializer=to_json,
            json_deserializer=msgspec.json.decode,
            connect_args={"command_timeout": 10, "timeout": 5},
        )

    async def run(self, mode: Mode, call: Callable[[Connection], T], ahead: Callable[[T], None] | None = None) -> T:
        def lightly(connection: Connection) -> T:
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            return call(connection)

        # A cancelled caller must not tear a transaction apart between its statements.
        return await asyncio.shield(asyncio.ensure_future(self._run(lightly if mode == "light" else call, ahead)))

    async def _run(self, call: Callable[[Connection], T], ahead: Callable[[T], None] | None) -> T:
        for attempt in range(1, self.ATTEMPTS + 1):
            is_committing = False
            try:
                async with self._engine.begin() as connection:
                    result = await connection.run_sync(call)
                    is_committing = True
                    if ahead is not None:
                        ahead(result)
                return result
            except DBAPIError as error:
                refused = getattr(error.orig, "sqlstate", None) in self.RETRIED
                # What was lost at the commit may have been committed.
                lost = error.connection_invalidated and not is_committing
                if not (refused or lost) or attempt == self.ATTEMPTS:
                    raise
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise AssertionError("the loop returns or raises")

    async def wipe_deleted(self) -> None:
        """Vacuum does it, which the server runs by itself."""

    async def close(self) -> None:
        await self._engine.dispose()
