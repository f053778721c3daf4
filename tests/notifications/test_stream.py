"""The stream of events: resumed without a gap or a double, though commits come in another order than they began."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, text, update

from admin.live import stream
from leasing.database import Database, Tx
from leasing.errors import Invalid
from leasing.ids import new_id
from leasing.models import Role, User
from leasing.services import event_stream
from leasing.services.event_stream import Place, StreamEvent
from leasing.tenancy import StaffScope
from tests.notifications.conftest import Team
from tests.support.server import Served
from tests.support.team import Manager, hire
from tests.support.wire import property_id


def _happen(tx: Tx, company_id: str, place: str | None, name: str = "lead.created", number: int = 1) -> list[str]:
    for n in range(number):
        tx.emit(name, company_id, property_id=place, subject_id=str(n))
    return [event.id for event in tx.events]


async def _read_all(database: Database, scope: StaffScope, place: Place) -> tuple[list[StreamEvent], Place]:
    """All that there is."""
    found: list[StreamEvent] = []
    while True:
        batch = await database.read(event_stream.after, scope, place)
        found += [event for _, event in batch.events]
        place = batch.place
        if not batch.full and not batch.held:
            return found, place
        # Transactions of other databases on the same server hold it back, too.
        await asyncio.sleep(0.01)


async def test_a_reader_gets_each_event_once_in_batches(team: Team) -> None:
    start = await team.database.read(event_stream.newest, team.ana.scope)
    made = await team.database.write(_happen, team.ana.company_id, team.property_id, number=250)
    await team.database.write(_happen, team.ana.company_id, team.property_id, "lead.scored", 3)
    found, place = await _read_all(team.database, team.ana.scope, start)
    assert [event.id for event in found] == made
    assert await _read_all(team.database, team.ana.scope, place) == ([], place)


async def test_a_transaction_that_ends_last_is_not_passed_over(team: Team) -> None:
    """The one that was begun first ends after others whose events were there to be read: PostgreSQL alone has such."""
    if team.database.is_sqlite:
        assert str(team.database.url).startswith("sqlite")
        return
    scope, company = team.ana.scope, team.ana.company_id
    place = await team.database.read(event_stream.newest, scope)
    async with team.processes(2) as (slow, quick):
        engine: Any = slow._backend._engine  # type: ignore[attr-defined]
        async with engine.connect() as connection:
            begun = await connection.begin()

            def late(sync: Any) -> list[str]:
                tx = Tx(sync, team.clock.now())
                ids = _happen(tx, company, team.property_id)
                tx.finish()
                return ids

            first = await connection.run_sync(late)
            second = await quick.write(_happen, company, team.property_id)
            batch = await quick.read(event_stream.after, scope, place)
            assert ([event.id for _, event in batch.events], batch.held) == ([], True), (
                "nothing is read before its turn"
            )
            await begun.commit()
        found, _ = await _read_all(quick, scope, batch.place)
        assert [event.id for event in found] == first + second


async def test_many_writers_and_a_reader_who_resumes_at_every_step(team: Team) -> None:
    """Four processes write at once, with transactions of several lengths, some of which fail."""
    scope, company = team.ana.scope, team.ana.company_id
    place = await team.database.read(event_stream.newest, scope)
    made: set[str] = set()
    done = asyncio.Event()

    def slowly(tx: Tx, number: int) -> list[str]:
        if not team.database.is_sqlite:
            tx.connection.execute(text(f"SELECT pg_sleep({0.002 * (number % 5)})"))
        ids = _happen(tx, company, team.property_id, number=1 + number % 3)
        if number % 7 == 0:
            tx.finish()
            raise RuntimeError("undone")
        return ids

    async def write(database: Database, offset: int) -> None:
        for n in range(offset, offset + 40):
            try:
                made.update(await database.write(slowly, n))
            except RuntimeError:
                assert n % 7 == 0

    async def read(database: Database) -> list[str]:
        found: list[str] = []
        at = place
        while True:
            over = done.is_set()
            batch = await database.read(event_stream.after, scope, event_stream.place_of(str(at)))
            found += [event.id for _, event in batch.events]
            at = batch.place
            if over and not batch.full and not batch.held and len(found) >= len(made):
                return found
            await asyncio.sleep(0.001)

    async with team.processes(4) as several:
        reading = asyncio.create_task(read(several[0]))
        await asyncio.gather(*(write(database, 100 * n) for n, database in enumerate(several)))
        done.set()
        found = await asyncio.wait_for(reading, 30)
    assert len(found) == len(set(found))
    assert set(found) == made


async def test_only_what_one_may_see(team: Team) -> None:
    ben = await team.hire("Ben")
    start = await team.database.read(event_stream.newest, team.ana.scope)
    await team.database.write(_happen, team.ana.company_id, team.property_id)
    await team.database.write(_happen, team.ana.company_id, None, "sync.failed")
    elsewhere = StaffScope(team.ana.company_id, "u", "agent", properties=frozenset({"another"}))
    found, _ = await _read_all(team.database, elsewhere, start)
    assert [event.type for event in found] == ["sync.failed"]
    await team.handed_off()
    for who in (team.ana, ben):
        found, _ = await _read_all(team.database, who.scope, start)
        told = [event.data["property_manager_id"] for event in found if event.type == "notification"]
        assert set(told) == {who.id}


async def test_a_place_that_is_ahead_of_the_database_is_known(team: Team) -> None:
    await team.database.write(_happen, team.ana.company_id, team.property_id)
    here = await team.database.read(event_stream.newest, team.ana.scope)
    assert not await team.database.read(event_stream.is_ahead, team.ana.scope, here)
    ahead = Place(here.position + 10**9, here.event_id)
    assert await team.database.read(event_stream.is_ahead, team.ana.scope, ahead)


@pytest.mark.parametrize(
    "given", ["", "x", "1", "-1." + "f" * 36, "1.short", "9" * 30 + "." + "f" * 36, "1 2." + "f" * 36]
)
def test_an_id_that_no_stream_gave_is_refused(given: str) -> None:
    with pytest.raises(Invalid):
        event_stream.place_of(given)


@dataclass
class Reader:
    """An EventSource that sends the bearer header."""

    served: Served
    token: str
    last_id: str | None = None
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    comments: int = 0
    status: int = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[str]]:
        headers = {"Authorization": f"Bearer {self.token}", **({"Last-Event-ID": self.last_id} if self.last_id else {})}
        async with httpx.AsyncClient(base_url=self.served.url, timeout=20, headers=headers) as client:
            async with client.stream("GET", "/api/v1/sse/stream") as answer:
                self.status = answer.status_code
                yield self._read(answer)

    async def _read(self, answer: httpx.Response) -> AsyncIterator[str]:
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line.startswith(":"):
                self.comments += 1
                yield "comment"
            elif line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
            elif "event" in fields:
                self.last_id = fields["id"]
                self.events.append((fields["event"], json.loads(fields["data"])))
                kind, fields = fields["event"], {}
                yield kind

    async def until(self, lines: AsyncIterator[str], kind: str) -> None:
        async with asyncio.timeout(20):
            async for found in lines:
                if found == kind:
                    return


@pytest.fixture
def ana(both: Served) -> Manager:
    return both.run(both.house.database.write(hire, property_id(both), "Ana"))


def reader(served: Served, who: Manager) -> Reader:
    return Reader(served, served.house.web.tokens.staff_access(who.claims))


async def _do(served: Served, *args: Any, **more: Any) -> Any:
    return await asyncio.to_thread(served.run, served.house.database.write(*args, **more))


async def test_events_come_by_name_and_are_resumed(both: Served, ana: Manager) -> None:
    place = property_id(both)
    client = reader(both, ana)
    async with client.open() as lines:
        await client.until(lines, "ready")
        made = await _do(both, _happen, ana.company_id, place)
        await client.until(lines, "lead.created")
    made += await _do(both, _happen, ana.company_id, place, "tour.moved", 120)
    async with client.open() as lines:
        last = await _do(both, _happen, ana.company_id, place, "question.answered")
        await client.until(lines, "question.answered")
    seen = [data["id"] for name, data in client.events if name not in ("ready", "notification")]
    assert seen == [*made, *last]
    name, data = client.events[1]
    assert (name, data["type"], data["property_id"], data["company_id"]) == (
        "lead.created", "lead.created", place, ana.company_id,
    )  # fmt: skip


async def test_silence_is_filled_with_comments_and_ends_with_the_session(
    both: Served, ana: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    client = reader(both, ana)
    async with client.open() as lines:
        await client.until(lines, "comment")
        await asyncio.to_thread(both.run, both.house.database.write(_close, ana.claims.session_id))
        async with asyncio.timeout(10):
            async for _ in lines:
                pass
    async with client.open():
        assert client.status == 401


@pytest.mark.parametrize("lost", ["the session", "the right"])
async def test_a_stream_in_which_something_happens_all_the_time_ends_with_the_session_too(
    both: Served, ana: Manager, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.3)
    client = reader(both, ana)

    async def happen() -> None:
        while True:
            await _do(both, _happen, ana.company_id, property_id(both))
            await asyncio.sleep(0.05)

    async with client.open() as lines:
        busy = asyncio.create_task(happen())
        await client.until(lines, "lead.created")
        await _do(both, *((_close, ana.claims.session_id) if lost == "the session" else (_demote, ana)))
        try:
            async with asyncio.timeout(10):
                async for _ in lines:
                    pass
        finally:
            busy.cancel()


def _demote(tx: Tx, who: Manager) -> None:
    """A role that hears of nothing."""
    role = {"id": new_id(), "company_id": who.company_id, "name": f"Guest {new_id()}", "permissions": ["units:read"],
            "created_at": tx.now, "updated_at": tx.now}  # fmt: skip
    tx.connection.execute(insert(Role).values(**role))
    tx.connection.execute(update(User).where(User.id == who.user_id).values(role_id=role["id"]))


def _close(tx: Tx, session_id: str) -> None:
    from leasing.services import accounts

    accounts.close_session(tx, session_id)


async def test_an_id_of_a_database_that_was_restored_starts_anew(both: Served, ana: Manager) -> None:
    client = reader(both, ana)
    client.last_id = str(Place(10**17, "f" * 8 + "-ffff-ffff-ffff-" + "f" * 12))
    async with client.open() as lines:
        await client.until(lines, "reset")


async def test_streams_are_counted(both: Served, ana: Manager) -> None:
    client = reader(both, ana)
    async with client.open() as lines:
        await client.until(lines, "ready")
        async with httpx.AsyncClient(base_url=both.url, headers={"Authorization": f"Bearer {client.token}"}) as http:
            status = (await http.get("/api/v1/sse/status")).json()["data"]
        assert status["open_streams"] == 1
        assert "tour.booked" in status["events"]
