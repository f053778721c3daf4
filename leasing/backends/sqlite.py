"""SQLite: one thread writes, a few read (WAL, `synchronous=FULL`)."""

from __future__ import annotations

import asyncio
import queue
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

from leasing.backends.backend import Mode, StillRead, to_json

T = TypeVar("T")

READERS = 4
BATCH = 32
BUSY = 10
"""seconds that a connection waits for another process's lock"""
MERGED_AT_ONCE = 200
"""pages of the index of words that are written anew in one step, so that no turn waits for all of it"""


class SqliteBackend:
    """One writer thread, a few reader threads, a connection each.

    Writes that wait while another is being committed share the next commit: each runs in a savepoint of its own, so
    one that fails undoes only itself, and none is answered before the common commit is on disk.
    """

    def __init__(self, url: str) -> None:
        path = make_url(url).database
        if path and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        sync_url = make_url(url).set(drivername="sqlite")
        self._engine = _sqlite_engine(sync_url.render_as_string(hide_password=False))
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="db-read")
        self._local = threading.local()
        self._reader_connections: list[Connection] = []
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_forever, name="db-write", daemon=True)
        self._writer.start()

    async def wipe_deleted(self) -> None:
        """FTS5 forgets deleted words when its segments are merged into one; the log of changes holds old pages until it
        is cut off. Deleted rows themselves are overwritten at once (`secure_delete`)."""

        def merge(connection: Connection, pages: int) -> bool:
            before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
            connection.exec_driver_sql(
                "INSERT INTO conversation_words(conversation_words, rank) VALUES ('merge', ?)", (pages,)
            )
            return connection.exec_driver_sql("SELECT total_changes()").scalar_one() - before >= 2

        pages = -MERGED_AT_ONCE
        while await self.run("light", lambda connection: merge(connection, pages)):  # noqa: B023
            pages = MERGED_AT_ONCE
        await asyncio.to_thread(self._cut_off)

    def _cut_off(self) -> None:
        with self._engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StillRead

    async def run(self, mode: Mode, call: Callable[[Connection], T], ahead: Callable[[T], None] | None = None) -> T:
        loop = asyncio.get_running_loop()
        if mode == "read":
            return await loop.run_in_executor(self._readers, self._read, call)
        job = _Job(call, loop, loop.create_future(), ahead, light=mode == "light")
        self._jobs.put(job)
        # The write is carried out even if the caller is cancelled meanwhile: it must not be half-believed.
        return await asyncio.shield(job.future)

    def _read(self, call: Callable[[Connection], T]) -> T:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._engine.connect()
            self._reader_connections.append(connection)
        with connection.begin():
            return call(connection)

    def _write_forever(self) -> None:
        """Whatever fails is told to who asked for it: were the thread to end, every write after it would wait."""
        connection: Connection | None = None
        while (jobs := self._next_batch()) is not None:
            try:
                if connection is None:
                    connection = self._engine.connect()
                _run_batch(connection, jobs)
            except BaseException as error:
                _fail(jobs, error)
                if connection is not None:
                    connection.invalidate()
                    connection.close()
                    connection = None
            for job in jobs:
                _tell(job.loop, job.settle)
        if connection is not None:
            connection.close()

    def _next_batch(self) -> list[_Job] | None:
        """All that wait, up to `BATCH`; None when there is no more to come."""
        job = self._jobs.get()
        jobs: list[_Job] = []
        while job is not None:
            jobs.append(job)
            if len(jobs) == BATCH:
                return jobs
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs
        if jobs:
            self._jobs.put(None)
            return jobs
        return None

    async def close(self) -> None:
        self._jobs.put(None)
        await asyncio.to_thread(self._writer.join, 10)
        await asyncio.to_thread(self._readers.shutdown, True)
        for connection in self._reader_connections:
            connection.close()
        self._engine.dispose()


@dataclass(slots=True)
class _Job:
    call: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    ahead: Callable[[Any], None] | None = None
    light: bool = False
    result: Any = None
    error: BaseException | None = None

    def run(self, connection: Connection) -> None:
        self.result = self.call(connection)
        if self.ahead is not None:
            _tell(self.loop, self.ahead, self.result)

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def _run_batch(connection: Connection, jobs: list[_Job]) -> None:
    light = all(job.light for job in jobs)
    try:
        with _synchronous(connection, "NORMAL") if light else nullcontext(), connection.begin():
            if len(jobs) == 1:
                jobs[0].run(connection)
            else:
                for job in jobs:
                    _run_in_savepoint(connection, job)
    except BaseException as error:
        _fail(jobs, error)
        _let_go(connection)


def _fail(jobs: list[_Job], error: BaseException) -> None:
    for job in jobs:
        job.error = job.error or error


def _tell(loop: asyncio.AbstractEventLoop, callback: Callable[..., None], *args: Any) -> None:
    try:
        loop.call_soon_threadsafe(callback, *args)
    except RuntimeError:
        # A loop that is gone, at this moment perhaps, has nobody waiting.
        if not loop.is_closed():
            raise


def _let_go(connection: Connection) -> None:
    """A commit that fails (a full disk, say) can leave its transaction open, and then none after it could begin."""
    raw: Any = connection.connection.dbapi_connection
    if connection.in_transaction():
        connection.rollback()
    if raw.in_transaction:
        raw.rollback()


@contextmanager
def _synchronous(connection: Connection, level: str) -> Generator[None]:
    """Commit at another level of durability for once. NORMAL, with a write-ahead log, does not wait for the disk."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA synchronous={level}")
    try:
        yield
    finally:
        raw.execute("PRAGMA synchronous=FULL")


def _run_in_savepoint(connection: Connection, job: _Job) -> None:
    try:
        with connection.begin_nested():
            job.run(connection)
    except Exception as error:
        job.error = error


def _keep_a_log(dbapi_connection: Any) -> None:
    """The first who opens a new file makes it keep a write-ahead log. SQLite refuses that at once, without its busy
    timeout, where two do so in one moment."""
    until = time.monotonic() + BUSY
    while True:
        try:
            dbapi_connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
        time.sleep(random.uniform(0.001, 0.02))


def _sqlite_engine(url: str) -> Engine:
    # NullPool: each thread keeps the connection that it opened.
    engine = create_engine(
        url,
        poolclass=NullPool,
        # What failed may be logged, and a statement's parameters are people's names and addresses.
        hide_parameters=True,
        json_serializer=to_json,
        json_deserializer=msgspec.json.decode,
        connect_args={"check_same_thread": False, "timeout": BUSY, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def _configure(dbapi_connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        dbapi_connection.isolation_level = None
        _keep_a_log(dbapi_connection)
        cursor = dbapi_connection.cursor()
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY * 1000}",
            "cache_size=-16000",
            # What is deleted is overwritten: an erased person is not in the file any more.
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        # A write lock from the start: a transaction that read first and then wants to write could be refused.
        writing = threading.current_thread().name == "db-write"
        raw: Any = connection.connection.dbapi_connection
        raw.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
