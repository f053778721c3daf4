"""A commit is a commit: what `write` returned for is on disk, and what it raised for never was."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database, Tx
from leasing.models import Company, DomainEvent, OutboxItem


def _company(tx: Tx, slug: str) -> None:
    tx.connection.execute(insert(Company).values(id=slug, slug=slug, name=slug, created_at=tx.now, updated_at=tx.now))


def _slugs(tx: Tx) -> list[str]:
    return list(tx.connection.execute(select(Company.slug).order_by(Company.slug)).scalars())


async def test_a_write_is_seen_by_another_connection(database: Database) -> None:
    await database.write(_company, "a")
    other = Database(database.url.render_as_string(hide_password=False), SystemClock(), Bus())
    assert await other.read(_slugs) == ["a"]
    await other.close()


async def test_a_failed_function_leaves_nothing_behind(database: Database) -> None:
    def half(tx: Tx) -> None:
        _company(tx, "half")
        tx.emit("company.created", "half")
        tx.enqueue("mail", "half", "half", {})
        raise RuntimeError("after the insert")

    heard: list[bytes] = []
    database.bus.subscribe("events", heard.append)
    with pytest.raises(RuntimeError):
        await database.write(half)
    assert await database.read(_slugs) == []
    assert await database.read(lambda tx: tx.connection.execute(select(func.count(OutboxItem.id))).scalar_one()) == 0
    assert heard == []


def _user_of_nobody(tx: Tx) -> str:
    """A constraint is broken that is checked only at the commit."""
    is_sqlite = tx.connection.dialect.name == "sqlite"
    if is_sqlite:
        tx.connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    else:
        tx.connection.execute(
            text("ALTER TABLE users ALTER CONSTRAINT fk_users_company_id DEFERRABLE INITIALLY DEFERRED")
        )
    tx.connection.execute(
        text(
            "INSERT INTO users (id, company_id, email, password_hash, first_name, last_name, role, is_active,"
            " created_at, updated_at) VALUES ('u', 'nobody', 'u@x.example', 'h', '', '', 'admin', :yes, :at, :at)"
        ).bindparams(yes=True, at=tx.now.isoformat() if is_sqlite else tx.now)
    )
    return "u"


async def test_a_commit_that_fails_is_not_swallowed(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(_user_of_nobody)
    assert await database.read(lambda tx: tx.connection.execute(text("SELECT count(*) FROM users")).scalar_one()) == 0


async def test_what_is_begun_ahead_has_the_result_before_the_commit(database: Database) -> None:
    """On the event loop; a function that fails begins nothing, and a commit that fails is raised all the same."""
    loops: list[asyncio.AbstractEventLoop] = []
    given: list[str | None] = []

    def ahead(result: str | None) -> None:
        loops.append(asyncio.get_running_loop())
        given.append(result)

    with pytest.raises(IntegrityError):
        await database.write_ahead(ahead, _user_of_nobody)
    assert given == ["u"], "it was not committed yet, and never was"
    assert await database.write_ahead(ahead, _company, "a") is None
    with pytest.raises(IntegrityError):
        await database.write_ahead(ahead, _company, "a")
    assert given == ["u", None]
    assert set(loops) == {asyncio.get_running_loop()}


async def test_one_bad_write_does_not_undo_its_neighbours(database: Database) -> None:
    """Writes that share a commit fail alone."""
    await database.write(_company, "a")
    results = await asyncio.gather(
        *(database.write(_company, slug) for slug in ["b", "a", "c", "a", "d"]), return_exceptions=True
    )
    assert [type(result).__name__ for result in results] == [
        "NoneType",
        "IntegrityError",
        "NoneType",
        "IntegrityError",
        "NoneType",
    ]
    assert await database.read(_slugs) == ["a", "b", "c", "d"]


async def test_events_and_side_effects_come_with_the_fact(database: Database) -> None:
    def fact(tx: Tx) -> None:
        _company(tx, "a")
        tx.emit("company.created", "a", subject_id="a")
        tx.enqueue("mail", "welcome:a", "a", {"to": "a@x.example"})
        tx.enqueue("mail", "welcome:a", "a", {"to": "a@x.example"})

    heard: list[bytes] = []
    database.bus.subscribe("events", heard.append)
    await database.write(fact)
    assert await database.read(lambda tx: tx.connection.execute(select(DomainEvent.name)).scalars().all()) == [
        "company.created"
    ]
    assert await database.read(lambda tx: tx.connection.execute(select(OutboxItem.key)).scalars().all()) == [
        "welcome:a"
    ]
    assert len(heard) == 1
    assert b"company.created" in heard[0]


async def test_a_cancelled_caller_does_not_tear_a_write(database: Database) -> None:
    task = asyncio.create_task(database.write(_company, "a"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.write(_company, "b")
    assert set(await database.read(_slugs)) in ({"a", "b"}, {"b"})


async def test_a_commit_survives_a_power_cut(database: Database) -> None:
    if not database.is_sqlite:
        shown = await database.read(lambda tx: tx.connection.execute(text("SHOW synchronous_commit")).scalar_one())
        assert shown == "on"
        return

    def settings(tx: Tx) -> tuple[int, str, int]:
        one = [
            tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]
        return one[0], one[1], one[2]

    assert await database.read(settings) == (2, "wal", 1)
    assert await database.write(settings) == (2, "wal", 1)


async def test_a_light_write_is_committed_and_the_next_one_is_durable_again(database: Database) -> None:
    await database.write_lightly(_company, "a")
    other = Database(database.url.render_as_string(hide_password=False), SystemClock(), Bus())
    assert await other.read(_slugs) == ["a"]
    await other.close()
    with pytest.raises(IntegrityError):
        await database.write_lightly(_company, "a")
    level = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
    found = await database.write(lambda tx: tx.connection.exec_driver_sql(level).scalar_one())
    assert found in (2, "on")


def _end_of_session(url: str, pid: int) -> None:
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.mark.parametrize("mode", ["read", "write"])
async def test_a_connection_that_is_lost_in_a_transaction(database: Database, mode: str) -> None:
    """The function is run again on another one, and what it did before went with the first."""
    if database.is_sqlite:
        pytest.skip("SQLite has no connection to lose")
    url = database.url.render_as_string(hide_password=False)
    calls: list[int] = []

    def work(tx: Tx) -> int:
        calls.append(tx.connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        if mode == "write":
            _company(tx, f"c{len(calls)}")
        if len(calls) == 1:
            _end_of_session(url, calls[0])
        return tx.connection.execute(text("SELECT 42")).scalar_one()

    assert await (database.read if mode == "read" else database.write)(work) == 42
    assert len(calls) == len(set(calls)) == 2
    assert await database.read(_slugs) == (["c2"] if mode == "write" else [])


async def test_a_connection_that_is_lost_before_the_commit_is_answered(database: Database) -> None:
    """Nobody knows whether it was committed, so it is not done a second time."""
    if database.is_sqlite:
        pytest.skip("SQLite has no connection to lose")
    url = database.url.render_as_string(hide_password=False)
    calls: list[int] = []

    def work(tx: Tx) -> None:
        calls.append(tx.connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        _company(tx, f"c{len(calls)}")
        _end_of_session(url, calls[0])

    with pytest.raises(Exception, match=r"(?i)connection|terminat"):
        await database.write(work)
    assert len(calls) == 1
    assert await database.read(_slugs) == []
