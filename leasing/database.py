"""The database: short transactions, each a plain function of a `Tx`.

    order = await database.write(tours.book, turn, slot)

A transaction function is synchronous, so nothing can be awaited while it is open: no model, no vendor, no socket.
`write` commits before it returns, or raises and has changed nothing; the events and outbox rows that the function
made are part of the same transaction, and the bus hears of them only after the commit.

SQLite runs each function on a thread (one writer, several readers over WAL, `synchronous=FULL`); PostgreSQL runs it
over asyncpg on the event loop. Both run the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, literal_column, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite

from leasing.backends.backend import Backend, Mode
from leasing.backends.postgres import PostgresBackend
from leasing.backends.sqlite import SqliteBackend
from leasing.bus import Bus
from leasing.clock import Clock
from leasing.ids import new_id
from leasing.models import DomainEvent, OutboxItem
from leasing.notified import KIND_OF

P = ParamSpec("P")
T = TypeVar("T")


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


class Database:
    def __init__(self, url: str, clock: Clock, bus: Bus, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.clock = clock
        self.bus = bus
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._backend: Backend = SqliteBackend(url) if self.is_sqlite else PostgresBackend(url, pool_size=pool_size)

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

    async def write_ahead(
        self,
        ahead: Callable[[T], None],
        fn: Callable[Concatenate[Tx, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Like `write`; `ahead` is given the result on the event loop while the disk takes the commit. It may begin
        what shows nothing, asks nothing of the database and can be dropped: the commit may fail still, and where the
        function is run again it is called again."""
        return await self._commit("write", fn, *args, _ahead=ahead, **kwargs)

    async def _commit(
        self,
        mode: Mode,
        fn: Callable[..., T],
        *args: Any,
        _ahead: Callable[[T], None] | None = None,
        **kwargs: Any,
    ) -> T:
        events: list[Event] = []
        announcements: list[tuple[str, bytes]] = []

        def call(connection: Connection) -> T:
            tx = Tx(connection, self.clock.now())
            result = fn(tx, *args, **kwargs)
            tx.finish()
            events[:] = tx.events
            announcements[:] = tx.announcements
            return result

        result = await self._backend.run(mode, call, _ahead)
        for happened in events:
            self.bus.publish("events", msgspec.json.encode(happened))
        for topic, message in announcements:
            self.bus.publish(topic, message)
        return result

    async def wipe_deleted(self) -> None:
        """Let what was deleted be on the disk no more, as far as the database lets us: SQLite's files hold nothing of
        it afterwards; PostgreSQL's vacuum sees to it in its own time. Raises
        `StillRead` where it has to wait."""
        await self._backend.wipe_deleted()

    async def ping(self) -> None:
        """Raise where the database does not answer."""
        await self.read(lambda tx: tx.connection.execute(text("SELECT 1")))

    async def close(self) -> None:
        await self._backend.close()
