"""One leads: a lock that one process at a time has, and that its holder's death lets go of.

PostgreSQL: an advisory lock of a session of its own. The server ends a session that is silent for `SILENT_SECONDS`, so
that a leader that is paused, or whose machine has vanished without a word, is replaced as one that was killed is.
SQLite: a lock on a file of the data folder. A process that is paused keeps it: with SQLite there is one machine only.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

import asyncpg
import structlog
from sqlalchemy import make_url

from knowledge.folder_lock import FolderInUse, FolderLock
from leasing.settings import Settings

log = structlog.get_logger(__name__)

LOCK = 7_302_115
"""the advisory lock of who leads"""
SILENT_SECONDS = 5
ANSWER_SECONDS = 2.0
"""for the database to say whether the lock is held; who does not hear it steps down"""
_HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid = $1 AND granted"
)
_FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class Leadership(Protocol):
    async def take(self) -> bool:
        """Try to lead, without waiting for who does. Raises `OSError` where that cannot be asked."""
        ...

    async def holds(self) -> bool:
        """Whether it is still led from here; in doubt not."""
        ...

    async def release(self) -> None: ...


class PostgresLeadership:
    def __init__(self, url: str) -> None:
        self._dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: asyncpg.Connection | None = None
        self._one_at_a_time = asyncio.Lock()

    async def take(self) -> bool:
        async with self._one_at_a_time:
            try:
                connection = await self._connected()
                return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1::bigint)", LOCK))
            except _FAULTS as error:
                self._drop()
                raise OSError(f"the database does not say who leads: {type(error).__name__}") from error

    async def holds(self) -> bool:
        async with self._one_at_a_time:
            if self._connection is None:
                return False
            try:
                held = await self._connection.fetchval(_HELD, LOCK)
            except _FAULTS as error:
                log.warning("leadership.connection_lost", error=type(error).__name__)
                held = 0
            if not held:
                self._drop()
            return bool(held)

    async def release(self) -> None:
        async with self._one_at_a_time:
            self._drop()

    async def _connected(self) -> asyncpg.Connection:
        connection = self._connection
        if connection is None or connection.is_closed():
            connection = self._connection = await asyncpg.connect(
                self._dsn,
                timeout=5,
                command_timeout=ANSWER_SECONDS,
                server_settings={
                    "application_name": "domiq scheduler",
                    "idle_session_timeout": f"{SILENT_SECONDS}s",
                },
            )
        return connection

    def _drop(self) -> None:
        """End the session at once, and with it the lock."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


class FolderLeadership:
    def __init__(self, folder: Path) -> None:
        self._lock = FolderLock(folder, file="jobs.lock")
        self._held = False

    async def take(self) -> bool:
        try:
            self._lock.acquire()
        except FolderInUse:
            return False
        self._held = True
        return True

    async def holds(self) -> bool:
        return self._held

    async def release(self) -> None:
        self._held = False
        self._lock.release()


def make_leadership(settings: Settings) -> Leadership:
    if settings.database.startswith("sqlite"):
        return FolderLeadership(settings.data_dir.absolute())
    return PostgresLeadership(settings.database)
