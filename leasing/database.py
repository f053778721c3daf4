"""The database: short transactions, each a plain function of a `Tx`.

    order = await database.write(tours.book, turn, slot)

A transaction function is synchronous, so nothing can be awaited while it is open: no model, no vendor, no socket.
`write` commits before it returns, or raises and has changed nothing; the events and outbox rows that the function
made are part of the same transaction, and the bus hears of them only after the commit.

SQLite runs each function on a thread (one writer, several readers over WAL, `synchronous=FULL`); PostgreSQL runs it
over asyncpg on the event loop. Both run the same functions.
"""

from __future__ import annotations

import asyncio
import queue
import random
import threading
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar

import msgspec
from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    literal_column,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from leasing.bus import Bus
from leasing.clock import Clock
from leasing.ids import new_id
from leasing.models import DomainEvent, OutboxItem
from leasing.notified import KIND_OF

P = ParamSpec("P")
T = TypeVar("T")

READERS = 4
BATCH = 32


def _to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that listeners may act on; names are those of docs/architecture.md."""

    id: str
    name: str
    company_id: str
    property_id: str | None
    subject_id: str | None
    data: Mapping[str, Any]
    at: datetime


AT_ONCE = 200
"""events in one statement: with PostgreSQL the event loop does other work between two statements only"""


_POSITIONS = {
    # One writer: numbered as they are committed.
    "sqlite": select(func.coalesce(func.max(DomainEvent.position), 0) + 1)
    .where(DomainEvent.company_id == bindparam("numbered_in"))
    .scalar_subquery(),
    # Known without asking: no event is read before all transactions with lower numbers have ended.
    "postgresql": literal_column("CAST(CAST(pg_current_xact_id() AS text) AS bigint)"),
}
_RECORD = {dialect: insert(DomainEvent).values(position=position) for dialect, position in _POSITIONS.items()}
"""the position of an event is filled in by the statement that stores it"""


@dataclass(slots=True)
class Tx:
    """One open transaction: Core SQL through `connection`, the facts and side effects that go with it."""

    connection: Connection
    now: datetime
    events: list[Event] = field(default_factory=list[Event])
    outbox: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    announcements: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])

    def emit(
        self,
        name: str,
        company_id: str,
        *,
        property_id: str | None = None,
        subject_id: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Record a fact with the transaction that makes it."""
        self.events.append(Event(new_id(), name, company_id, property_id, subject_id, data or {}, self.now))

    def enqueue(
        self, kind: str, key: str, company_id: str, payload: Mapping[str, Any], *, wait: timedelta = timedelta()
    ) -> None:
        """Ask for a side effect outside, to be done at least once after this transaction commits, not before `wait` is
        over."""
        self.outbox.append(
            {
                "id": new_id(),
                "company_id": company_id,
                "kind": kind,
                "key": key,
                "payload": dict(payload),
                "state": "pending",
                "attempts": 0,
                "next_attempt_at": self.now + wait,
                "created_at": self.now,
            }
        )

    def announce(self, topic: str, message: bytes) -> None:
        """Tell listeners of a bus topic after the commit. It may be lost with the process: the truth is in SQL."""
        self.announcements.append((topic, message))

    def left_behind(self) -> tuple[int, int, int]:
        """How much the function has left behind by now."""
        return len(self.events), len(self.outbox), len(self.announcements)

    def forget_since(self, left: tuple[int, int, int]) -> None:
        """Forget what was left behind since then, by a part that is undone."""
        for kept, held in zip(left, (self.events, self.outbox, self.announcements), strict=True):
            del held[kept:]

    def finish(self) -> None:
        """Write what the function left behind; the caller commits."""
        if self.events:
            rows = [
                {
                    "id": e.id,
                    "name": e.name,
                    "company_id": e.company_id,
                    "property_id": e.property_id,
                    "subject_id": e.subject_id,
                    "data": dict(e.data),
                    "at": e.at,
                }
                for e in self.events
            ]
            dialect = self.connection.dialect.name
            if dialect == "sqlite":
                rows = [{**row, "numbered_in": row["company_id"]} for row in rows]
            record = _RECORD[dialect]
            for start in range(0, len(rows), AT_ONCE):
                self.connection.execute(record, rows[start : start + AT_ONCE])
        for happened in self.events:
            if happened.name in KIND_OF:
                self.enqueue("notify", f"notify:{happened.id}", happened.company_id, {"event_id": happened.id})
        if self.outbox:
            # A side effect that was already asked for under the same key is not asked for again.
            make = sqlite.insert if self.connection.dialect.name == "sqlite" else postgresql.insert
            self.connection.execute(make(OutboxItem).on_conflict_do_nothing(), self.outbox)


Mode = Literal["read", "write", "light"]


class Backend(Protocol):
    async def run(self, mode: Mode, call: Callable[[Connection], T]) -> T: ...
    async def wipe_deleted(self) -> None: ...
    async def close(self) -> None: ...


class Database:
    def __init__(self, url: str, clock: Clock, bus: Bus, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.clock = clock
        self.bus = bus
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._backend: Backend = _SqliteBackend(url) if self.is_sqlite else _PostgresBackend(url, pool_size=pool_size)

    async def read(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function that changes nothing."""

        def call(connection: Connection) -> T:
            return fn(Tx(connection, self.clock.now()), *args, **kwargs)

        return await self._backend.run("read", call)

    async def write(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function and commit it, or raise and leave nothing behind. It may be run again after a deadlock."""
        return await self._commit("write", fn, *args, **kwargs)

    async def write_lightly(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `write`, without waiting for the disk: it survives a killed process, and may be lost in a power cut.
        For what only spares work after a restart."""
        return await self._commit("light", fn, *args, **kwargs)

    async def _commit(self, mode: Mode, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        events: list[Event] = []
        announcements: list[tuple[str, bytes]] = []

        def call(connection: Connection) -> T:
            tx = Tx(connection, self.clock.now())
            result = fn(tx, *args, **kwargs)
            tx.finish()
            events[:] = tx.events
            announcements[:] = tx.announcements
            return result

        result = await self._backend.run(mode, call)
        for happened in events:
            self.bus.publish("events", msgspec.json.encode(happened))
        for topic, message in announcements:
            self.bus.publish(topic, message)
        return result

    async def wipe_deleted(self) -> None:
        """Let what was deleted be on the disk no more, as far as the database lets us: SQLite's files hold nothing of
        it afterwards; PostgreSQL's vacuum sees to it in its own time. Raises `StillRead` where it has to wait."""
        await self._backend.wipe_deleted()

    async def ping(self) -> None:
        """Raise where the database does not answer."""
        await self.read(lambda tx: tx.connection.execute(text("SELECT 1")))

    async def close(self) -> None:
        await self._backend.close()


class StillRead(Exception):
    """Readers hold older pages of the database: what was deleted can be wiped when they are done."""


MERGED_AT_ONCE = 200
"""pages of the index of words that are written anew in one step, so that no turn waits for all of it"""


class _SqliteBackend:
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

    async def run(self, mode: Mode, call: Callable[[Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        if mode == "read":
            return await loop.run_in_executor(self._readers, self._read, call)
        job = _Job(call, loop, loop.create_future(), light=mode == "light")
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
        with self._engine.connect() as connection:
            while True:
                job = self._jobs.get()
                if job is None:
                    return
                jobs = [job]
                closing = False
                while len(jobs) < BATCH:
                    try:
                        more = self._jobs.get_nowait()
                    except queue.Empty:
                        break
                    if more is None:
                        closing = True
                        break
                    jobs.append(more)
                _run_batch(connection, jobs)
                if closing:
                    return

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
    light: bool = False
    result: Any = None
    error: BaseException | None = None

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
                jobs[0].result = jobs[0].call(connection)
            else:
                for job in jobs:
                    _run_in_savepoint(connection, job)
    except BaseException as error:
        for job in jobs:
            job.error = job.error or error
        _let_go(connection)
    for job in jobs:
        # A loop that is gone has nobody waiting.
        if not job.loop.is_closed():
            job.loop.call_soon_threadsafe(job.settle)


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
            job.result = job.call(connection)
    except Exception as error:
        job.error = error


def _sqlite_engine(url: str) -> Engine:
    # NullPool: each thread keeps the connection that it opened.
    engine = create_engine(
        url,
        poolclass=NullPool,
        # What failed may be logged, and a statement's parameters are people's names and addresses.
        hide_parameters=True,
        json_serializer=_to_json,
        json_deserializer=msgspec.json.decode,
        connect_args={"check_same_thread": False, "timeout": 10, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def _configure(dbapi_connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
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


class _PostgresBackend:
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
            json_serializer=_to_json,
            json_deserializer=msgspec.json.decode,
            connect_args={"command_timeout": 10, "timeout": 5},
        )

    async def run(self, mode: Mode, call: Callable[[Connection], T]) -> T:
        def lightly(connection: Connection) -> T:
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            return call(connection)

        # A cancelled caller must not tear a transaction apart between its statements.
        return await asyncio.shield(asyncio.ensure_future(self._run(lightly if mode == "light" else call)))

    async def _run(self, call: Callable[[Connection], T]) -> T:
        for attempt in range(1, self.ATTEMPTS + 1):
            is_committing = False
            try:
                async with self._engine.begin() as connection:
                    result = await connection.run_sync(call)
                    is_committing = True
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
