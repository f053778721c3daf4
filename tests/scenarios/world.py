"""The world that a scenario plays in: the demo as of one fixed day, really served, put back before each scenario."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import delete, insert, select, update

from app.demo.load import LOGIN, load
from bot.tools import book
from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import Base, Document, Faq, Lead, LeadActivity, OutboxItem, Property, Task, Tour, Unit, User
from leasing.resilience import CircuitBreaker
from leasing.services import accounts, bookings, communities
from tests.support import databases
from tests.support.server import PASSWORD, Served, serve_in_thread

DEMO_DAY = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
"""the day from which the demo's homes count when they are free"""
STAFF = {"sundial-row": "nora.whitfield@stonebridge.example"}
"""who answers for a community, where it is not the demo's own login"""
KEPT = frozenset(
    (
        "companies",
        "users",
        "property_managers",
        "manager_assignments",
        "manager_hours",
        "properties",
        "office_hours",
        "holidays",
        "floor_plans",
        "units",
        "rents",
        "fees",
        "specials",
        "special_floor_plans",
        "photos",
        "faqs",
    )
)
"""tables that hold the communities; the rest is what visitors and staff did, and is emptied"""
RESTORED = (Faq.__table__, Unit.__table__)
"""kept ones that a scenario may change"""

Rows = dict[str, dict[str, dict[str, Any]]]


@dataclass
class World:
    served: Served
    clock: FixedClock
    base: Rows = field(default_factory=dict)
    outcomes: list[tuple[str, str | None]] = field(default_factory=list)
    """(tool, problem) of each booking, move and cancellation since `begin_turn`"""
    staff: httpx.AsyncClient | None = None
    slug: str = ""

    @property
    def url(self) -> str:
        return self.served.url

    async def begin(self, property_: str, now: datetime) -> None:
        """Everything as it was before anybody came, at this local time."""
        await self.close()
        self.set_clock(property_, now)
        self.read(_restore, self.base, write=True)
        provider = self.served.house.dialogue._parts.agent.brain.provider
        if provider is not None:
            # What an earlier scenario broke must not close the way to the LLM for this one.
            provider.breaker = CircuitBreaker("openai")
        self.slug = property_
        self._sign_in()

    def _sign_in(self) -> None:
        """As the login does, without its half second for the password."""
        email = STAFF.get(self.slug, LOGIN)
        user = self.read(lambda tx: tx.connection.execute(select(User.id).where(User.email == email)).scalar_one())
        claims = self.read(accounts.open_session, user, write=True).claims
        headers = {"authorization": f"Bearer {self.served.house.web.tokens.staff_access(claims)}"}
        self.staff = httpx.AsyncClient(base_url=self.url, timeout=20, headers=headers)

    async def close(self) -> None:
        if self.staff is not None:
            await self.staff.aclose()
            self.staff = None

    async def go_on(self, local: datetime) -> None:
        """Later, on the same stage: whoever was signed in may be out."""
        self.set_clock(self.slug, local)
        await self.close()
        self._sign_in()

    def set_clock(self, property_: str, local: datetime) -> None:
        statement = select(Property.timezone).where(Property.slug == property_)
        zone = self.read(lambda tx: tx.connection.execute(statement).scalar_one())
        self.clock.set(local.replace(tzinfo=ZoneInfo(zone)))

    def read(self, fn: Any, *args: Any, write: bool = False) -> Any:
        """Run a function of a transaction in the server."""
        database = self.served.house.database
        return self.served.run((database.write if write else database.read)(fn, *args))

    async def call(self, method: str, path: str, **more: Any) -> Any:
        """The staff's API."""
        assert self.staff is not None
        answer = await self.staff.request(method, f"/api/v1{path}", **more)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()["data"]

    def rows(self, model: Any, property_: str) -> list[Any]:
        table = model.__table__
        of_property = "property_id" in table.c
        where = table.c.property_id if of_property else table.c.company_id
        owner = Property.id if of_property else Property.company_id
        statement = select(table).where(where == select(owner).where(Property.slug == property_).scalar_subquery())
        return self.read(lambda tx: tx.connection.execute(statement).all())


@contextmanager
def open_world(folder: Path, *, brain: str = "embedded", **settings: Any) -> Iterator[World]:
    """The demo, served on a port of this machine with a clock of our own."""
    template = folder / "template"
    template.mkdir(parents=True)
    url = databases.sqlite_url(template, folder)
    asyncio.run(_fill(url))
    clock = FixedClock(DEMO_DAY)
    settings = {"rate_limits": "off", "worker": "off", "brain": brain, **settings}
    with serve_in_thread(folder, template, clock=clock, **settings) as served, _watched() as outcomes:
        # What it learns in the background it knows before the first scenario.
        served.run(served.house.intents.ready())
        world = World(served, clock, outcomes=outcomes)
        world.base = world.read(_snapshot)
        yield world


async def _fill(url: str) -> None:
    database = Database(url, FixedClock(DEMO_DAY), Bus())
    await load(database, PASSWORD)
    await database.close()


def _snapshot(tx: Tx) -> Rows:
    return {
        table.name: {row.id: dict(row._mapping) for row in tx.connection.execute(select(table))} for table in RESTORED
    }


def _restore(tx: Tx, base: Rows) -> None:
    changed = set(tx.connection.execute(select(Document.property_id)).scalars())
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            tx.connection.execute(table.delete())
    for table in RESTORED:
        rows, found = base[table.name], _snapshot(tx)[table.name]
        for row_id in found.keys() - rows.keys():
            changed.add(found[row_id]["property_id"])
            tx.connection.execute(table.delete().where(table.c.id == row_id))
        for row_id, row in rows.items():
            if row_id not in found:
                tx.connection.execute(insert(table).values(**row))
            elif found[row_id] != row:
                tx.connection.execute(update(table).where(table.c.id == row_id).values(**row))
            else:
                continue
            changed.add(row["property_id"])
    # What was read under a knowledge version is remembered by it: an older one must not come back.
    raised = {"knowledge_version": Property.knowledge_version + 1, "version": Property.version + 1}
    tx.connection.execute(update(Property).where(Property.id.in_(changed)).values(**raised))


def book_for_another(tx: Tx, property_: str, starts_at: datetime) -> None:
    """Others who called the office have this time: all who could give a tour then do."""
    community = communities.load(tx, property_)
    at = starts_at.replace(tzinfo=community.zone).astimezone(UTC)
    own = {"company_id": community.company_id, "property_id": community.id}
    booked = 0
    while True:
        lead = new_id()
        caller = {"id": lead, "email": f"{lead[-6:]}@caller.example", "preferences": {}, **own}
        tx.connection.execute(insert(Lead).values(created_at=tx.now, updated_at=tx.now, **caller))
        request = bookings.Request(at, "in_person", lead, source="phone", lenient=True)
        try:
            bookings.place(tx, community, bookings.SYSTEM, request)
        except bookings.Refused as refused:
            if refused.problem != "taken" or not booked:
                raise
            tx.connection.execute(delete(Lead).where(Lead.id == lead))
            return
        booked += 1


@contextmanager
def _watched() -> Iterator[list[tuple[str, str | None]]]:
    """Notes how bookings, moves and cancellations end: `why` names the tools that were called, not what came of it."""
    outcomes: list[tuple[str, str | None]] = []
    give = book.give

    def noting(ctx: Any, tool: str, args: Any, began: float, result: Any) -> Any:
        outcomes.append((tool, result.problem))
        return give(ctx, tool, args, began, result)

    book.give = noting
    try:
        yield outcomes
    finally:
        book.give = give


__all__ = [
    "Faq", "Lead", "LeadActivity", "OutboxItem", "Task", "Tour", "Unit", "World", "book_for_another", "open_world",
]  # fmt: skip
