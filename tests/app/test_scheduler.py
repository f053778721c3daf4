"""Of several schedulers one leads and runs the jobs; another takes over, and who led before begins none any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select, update

from app import scheduler as engine
from app.leadership import FolderLeadership, Leadership, PostgresLeadership
from app.scheduler import Job, Scheduler
from leasing.bus import Bus
from leasing.clock import FixedClock, SystemClock
from leasing.database import Database
from leasing.models import ScheduledJob
from leasing.services import schedule
from leasing.tenancy import Paging

Made = Callable[..., Any]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(engine, "SEEN_SECONDS", 0.1)
    monkeypatch.setattr(engine, "SETTLE", timedelta())


def _leadership(url: str, folder: Path) -> Leadership:
    return FolderLeadership(folder) if url.startswith("sqlite") else PostgresLeadership(url)


@pytest.fixture
def make(database_url: str, tmp_path: Path) -> Made:
    """A scheduler with connections of its own, as another process would have."""

    @asynccontextmanager
    async def one(*jobs: Job, name: str = "") -> AsyncIterator[Scheduler]:
        database = Database(database_url, SystemClock(), Bus())
        made = Scheduler(database, _leadership(database_url, tmp_path), jobs)
        made.holder = name or made.holder
        await made.start()
        try:
            yield made
        finally:
            await made.stop()
            await database.close()

    return one


def _counting(seen: list[str], name: str, every: timedelta = timedelta(seconds=1)) -> Job:
    async def run(_database: Database) -> None:
        seen.append(name)

    return Job("count", every, run)


async def _until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


async def _job(database: Database, name: str = "count") -> Any:
    statement = select(ScheduledJob.__table__).where(ScheduledJob.name == name)
    return await database.read(lambda tx: tx.connection.execute(statement).one())


async def test_one_leads_and_the_other_takes_over(database: Database, make: Made) -> None:
    seen: list[str] = []
    async with make(_counting(seen, "b"), name="b") as waits:
        assert waits.leads
        async with make(_counting(seen, "c"), name="c") as second:
            await _until(lambda: len(seen) >= 2)
            assert not second.leads
            assert set(seen) == {"b"}
            await waits.stop()
            await _until(lambda: "c" in seen)
            assert second.leads
            assert seen == sorted(seen), "who stopped runs nothing any more"
    row = await _job(database)
    assert (row.run_by, row.failures) == ("c", 0)
    assert row.runs == len(seen)


async def test_a_job_is_not_due_again_for_a_new_leader(database: Database, make: Made) -> None:
    seen: list[str] = []
    hourly = timedelta(hours=1)
    async with make(_counting(seen, "a", hourly)):
        await _until(lambda: seen)
    async with make(_counting(seen, "b", hourly)) as again:
        await asyncio.sleep(0.3)
        assert again.leads
    assert seen == ["a"], "it ran a moment ago"
    long_ago = SystemClock().now() - timedelta(hours=2)
    await database.write(lambda tx: tx.connection.execute(update(ScheduledJob).values(started_at=long_ago)))
    async with make(_counting(seen, "c", hourly)):
        await _until(lambda: len(seen) == 2)
    assert seen == ["a", "c"]


async def test_a_run_that_died_is_begun_again_soon(database: Database) -> None:
    clock = database.clock = FixedClock(SystemClock().now())
    epoch, waits = await database.write(schedule.take_office, "a", {"daily": 86_400})
    assert waits == {"daily": timedelta()}
    assert await database.write(schedule.begin, "daily", epoch, "a")
    clock.advance(timedelta(seconds=10))
    _, waits = await database.write(schedule.take_office, "b", {"daily": 86_400})
    assert waits == {"daily": schedule.AGAIN - timedelta(seconds=10)}
    await database.write(schedule.finish, "daily", "a", 5, None)
    _, waits = await database.write(schedule.take_office, "c", {"daily": 86_400})
    assert waits == {"daily": timedelta(days=1) - timedelta(seconds=10)}


async def test_who_was_replaced_begins_nothing(database: Database, make: Made) -> None:
    """As after a pause: the old leader still believes, and its job is due."""
    seen: list[str] = []
    async with make(_counting(seen, "old", timedelta(hours=1))) as old:
        await _until(lambda: seen)
        job = old._jobs[0]
        async with asyncio.timeout(5):
            _, _ = await database.write(schedule.take_office, "new", {"count": 3600})
            await old._run(job, old._epoch)
        assert seen == ["old"]
        await _until(lambda: old._epoch == 3)
    row = await _job(database)
    assert row.runs == 1


async def test_a_job_that_fails_is_noted_and_run_again(database: Database, make: Made) -> None:
    calls: list[int] = []

    async def fails(_database: Database) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise LookupError("a visitor's address: ana@x.example")

    async def hangs(_database: Database) -> None:
        await asyncio.sleep(3600)

    jobs = (
        Job("count", timedelta(seconds=1), fails),
        Job("hang", timedelta(hours=1), hangs, at_most=timedelta(seconds=0.2)),
    )
    async with make(*jobs):
        await _until(lambda: len(calls) >= 2)
        for _ in range(100):
            hung = await _job(database, "hang")
            if hung.finished_at is not None:
                break
            await asyncio.sleep(0.05)
    assert (hung.error, hung.failures) == ("TimeoutError", 1)
    row = await _job(database)
    assert row.failures == 1
    page = await database.read(schedule.page, Paging())
    assert [view.name for view in page.items] == ["count", "hang"]
    assert "ana" not in str(page)


async def test_whether_anybody_leads(database: Database) -> None:
    clock = database.clock = FixedClock(SystemClock().now())
    assert not await database.read(schedule.is_led)
    epoch, _ = await database.write(schedule.take_office, "a", {})
    assert await database.read(schedule.is_led)
    clock.advance(schedule.UNSEEN)
    assert not await database.read(schedule.is_led)
    assert await database.write(schedule.stay, epoch)
    assert await database.read(schedule.is_led)
    await database.write(schedule.take_office, "b", {})
    assert not await database.write(schedule.stay, epoch)


async def test_a_leader_whose_connection_ends_is_replaced(database: Database, make: Made) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no connection to lose")
    seen: list[str] = []
    async with make(_counting(seen, "a"), name="a") as first, make(_counting(seen, "b"), name="b") as second:
        await _until(lambda: "a" in seen)
        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(url)
        leader = (
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert await connection.fetchval(leader)
        await connection.close()
        await _until(lambda: first._epoch + second._epoch > 1 and (first.leads or second.leads))
        before = len(seen)
        await _until(lambda: len(seen) > before)
        assert first.leads != second.leads


async def test_a_leader_that_is_silent_is_replaced(database: Database, make: Made, tmp_path: Path) -> None:
    """A process that is paused: its connection stays, and nothing comes over it."""
    if database.is_sqlite:
        pytest.skip("with SQLite a paused process keeps the lock of its file")
    silent = PostgresLeadership(str(database.url.render_as_string(hide_password=False)))
    assert await silent.take()
    async with make(_counting([], "b")) as waiting:
        assert not waiting.leads
        await _until(lambda: waiting.leads)
        assert not await silent.holds()
    await silent.release()


async def test_a_database_that_is_away_keeps_nothing_from_starting(tmp_path: Path) -> None:
    away = PostgresLeadership("postgresql://postgres@127.0.0.1:1/nothing")
    with pytest.raises(OSError, match="does not say"):
        await away.take()
    assert not await away.holds()
    database = Database(f"sqlite:///{tmp_path / 'x.db'}", SystemClock(), Bus())
    waits = Scheduler(database, away, ())
    await waits.start()
    assert not waits.leads
    await waits.stop()
    await database.close()


def test_every_job_bears_a_name_of_its_own() -> None:
    from app.jobs import make_jobs
    from leasing.settings import load_settings

    names = [job.name for job in make_jobs(load_settings({}), None, None)]  # type: ignore[arg-type]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 60 for name in names)
