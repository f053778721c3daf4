"""A community whose team hears of things, on each kind of database, on a day that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.outbox import Outbox
from leasing.services import conversations, notices, openings
from leasing.services.openings import Opening
from tests.support.needs import need
from tests.support.rows import add_property
from tests.support.server import Served, serve_in_thread
from tests.support.team import AT_ONCE, Manager, Sent, handlers, hire, told
from tests.support.wire import demo_on_postgres

TUESDAY_TEN = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""ten in the morning in New York, where the office is open from nine to six"""


@dataclass
class Team:
    database: Database
    clock: FixedClock
    property_id: str
    ana: Manager
    sent: Sent
    outbox: Outbox

    async def drain(self) -> None:
        while await self.outbox.drain():
            pass

    async def fact(self, name: str, subject_id: str, **data: Any) -> None:
        """Something happens at the property, and whoever it concerns is told."""

        def happen(tx: Tx) -> None:
            tx.emit(name, self.ana.company_id, property_id=self.property_id, subject_id=subject_id, data=data)

        await self.database.write(happen)
        await self.drain()

    async def chat(self) -> str:
        opened = await self.database.write(openings.open_, Opening(property=self.property_id))
        return opened.id

    async def handed_off(self) -> str:
        """A visitor asks for a person, and the team hears of it; the conversation."""
        chat = await self.chat()
        await self.database.write(conversations.note, chat, client_id="h", type_="handoff")
        await self.drain()
        return chat

    async def hire(self, name: str, **more: Any) -> Manager:
        return await self.database.write(hire, self.property_id, name, **more)

    @asynccontextmanager
    async def processes(self, number: int) -> AsyncIterator[list[Database]]:
        """Connections as several processes have them; SQLite is one process's."""
        if self.database.is_sqlite:
            yield [self.database] * number
            return
        url = self.database.url.render_as_string(hide_password=False)
        several = [Database(url, self.clock, Bus()) for _ in range(number)]
        yield several
        for one in several:
            await one.close()

    async def told(self, **where: Any) -> list[Any]:
        return await self.database.read(told, **where)


@pytest.fixture(autouse=True)
def _mails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still here: a mail would never leave that waits for others."""
    monkeypatch.setattr(notices, "GATHERED", timedelta())


@pytest.fixture
async def team(database_url: str) -> AsyncIterator[Team]:
    clock = FixedClock(TUESDAY_TEN)
    database = Database(database_url, clock, Bus())
    property_id = await database.write(add_property)
    ana = await database.write(hire, property_id, "Ana", order=1)
    sent = Sent()
    yield Team(database, clock, property_id, ana, sent, Outbox(database, handlers(database, sent), AT_ONCE))
    await database.close()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_template: Path
) -> Iterator[Served]:
    """The demo, served on each kind of database, without limits."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        with serve_in_thread(folder, demo_template, rate_limits="off") as running:
            yield running
        return
    need("postgres")
    with demo_on_postgres() as url, serve_in_thread(folder, None, rate_limits="off", database_url=url) as running:
        yield running
