"""A real application on a real database, with two companies and a login for each role."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from argon2 import PasswordHasher
from litestar import Litestar, get
from litestar.di import Provide
from litestar.params import FromPath

from app.factory import STAFF_ROUTES
from bot.takeover.desk import StaffDesk
from bot.takeover.suggesting import Suggester
from bot.turn_run import Parts
from integrations.homes_import import FileReader
from knowledge.reading.reader import DocumentReader
from knowledge.web_pages.crawl import Crawler
from knowledge.web_pages.fetcher import PageFetcher
from knowledge.web_pages.sources import SourceReader
from leasing.clock import Clock, SystemClock
from leasing.database import Database
from leasing.ids import new_id
from leasing.ports import Match, RebuildState, Retrieved
from leasing.public_addresses import AddressPolicy
from leasing.security import Passwords
from leasing.services import accounts, profiles
from leasing.services.accounts import SignedIn
from leasing.settings import Settings, load_settings
from tests.web import documented
from web.counters import MemoryCounter
from web.envelope import Envelope, ok
from web.guards import visitor
from web.limits import Limiter
from web.plugin import Web
from web.readiness import Readiness

PASSWORD = "Open-Sesame-1"
SECRET = "test-secret-key-of-32-characters-and-more"
ADDRESS = "192.0.2.7"
ROLES = ("admin", "manager", "agent", "read_only")


class StubKnowledge:
    """Remembers what it was asked. Of questions only those in the same words are the same."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, str, int]] = []
        self.rebuilds = 0
        self.state: RebuildState | None = None

    def rebuild(self) -> None:
        self.rebuilds += 1

    async def same_questions(self, question: str, others: Sequence[str]) -> Sequence[int]:
        return [place for place, other in enumerate(others) if other == question]

    def rebuild_state(self) -> RebuildState | None:
        return self.state

    async def ask(self, property_id: str, knowledge_version: int, question: str, limit: int = 3) -> Retrieved:
        self.asked.append((property_id, knowledge_version, question, limit))
        found = Match("faq-1", "Are pets welcome?", "Two, at $25 each.", 0.87654321)
        return Retrieved(True, found.answer, found.score, (found,))


@get("/api/v1/conversations/{conversation_id:str}/frames", guards=[visitor], operation_id="VisitorOnly")
async def visitor_only(conversation_id: FromPath[str]) -> Envelope[str]:
    return ok(conversation_id)


@get("/api/v1/breaks", operation_id="Breaks")
async def breaks() -> Envelope[str]:
    raise RuntimeError("the password is hunter2, in /srv/private")


@dataclass
class House:
    app: Litestar
    web: Web
    database: Database
    knowledge: StubKnowledge
    client: httpx.AsyncClient
    staff: dict[str, SignedIn]
    """by role, of the first company; `other` is the admin of the second"""

    def bearer(self, who: str = "admin") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.web.tokens.staff_access(self.staff[who].claims)}"}

    async def call(
        self, method: str, path: str, json: Any = None, *, who: str | None = "admin", **headers: str
    ) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            sent |= self.bearer(who)
        return await self.client.request(method, path, json=json, headers=sent)

    async def data(self, method: str, path: str, json: Any = None, *, who: str | None = "admin") -> Any:
        """The data of an answer that must be a good one."""
        answer = await self.call(method, path, json, who=who)
        assert answer.status_code < 300, answer.text
        return answer.json()["data"]

    async def property_id(self, **changes: Any) -> str:
        return (await self.data("POST", "/api/v1/properties", {**A_PROPERTY, **changes}))["id"]


A_PROPERTY = {
    "name": "Maple Court",
    "address": "12 Maple Street",
    "city": "Austin",
    "state": "TX",
    "zip_code": "78701",
    "timezone": "America/Chicago",
}


def settings_with(**changes: str) -> Settings:
    return load_settings({"DOMIQ_SECRET_KEY": SECRET, "DOMIQ_PUBLIC_URL": "https://chat.example.com", **changes})


@asynccontextmanager
async def open_house(
    database: Database,
    *,
    settings: Settings | None = None,
    clock: Clock | None = None,
    limiter: Limiter | None = None,
    wait_seconds: float = 10.0,
    addresses: AddressPolicy | None = None,
    more: Sequence[Any] = (),
) -> AsyncGenerator[House]:
    web = Web(
        settings or settings_with(),
        database,
        clock or SystemClock(),
        limiter=limiter or Limiter(memory=MemoryCounter()),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        readiness=Readiness(ready=True, embedder="stub", brain="embedded"),
        idempotency_wait_seconds=wait_seconds,
    )
    knowledge = StubKnowledge()
    reader = DocumentReader()
    fetcher = PageFetcher(addresses)
    sources = SourceReader(database, Crawler(fetcher, reader))
    suggester = Suggester(_unspoken(database, web))
    app = Litestar(
        route_handlers=[*STAFF_ROUTES, visitor_only, breaks, *more],
        plugins=[web],
        dependencies={
            "knowledge": Provide(lambda: knowledge, sync_to_thread=False),
            "reader": Provide(lambda: reader, sync_to_thread=False),
            "sources": Provide(lambda: sources, sync_to_thread=False),
            "home_files": Provide(FileReader, sync_to_thread=False),
            "staff_desk": Provide(lambda: StaffDesk(database), sync_to_thread=False),
            "suggester": Provide(lambda: suggester, sync_to_thread=False),
        },
    )
    staff = await _hire(web, database)
    # Litestar's own client runs the application on another loop, where the database's connections do not belong.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(ADDRESS, 50_000))
    hooks = {"response": [documented.check(app)]}
    async with (
        _running(app),
        httpx.AsyncClient(transport=transport, base_url="http://chat.test", event_hooks=hooks) as client,
    ):
        yield House(app, web, database, knowledge, client, staff)
    await fetcher.aclose()


def _unspoken(database: Database, web: Web) -> Parts:
    """The parts of a dialogue in which no visitor has written: what only a turn needs is not there."""
    nothing: Any = None
    return Parts(
        database=database,
        clock=web.clock,
        agent=nothing,
        knowledge=nothing,
        pms=nothing,
        guesser=nothing,
        secrets=nothing,
        turn_seconds=5.0,
        live=False,
    )


@asynccontextmanager
async def _running(app: Litestar) -> AsyncGenerator[None]:
    """The lifespan in a task of its own: a fixture is left by another task than entered it."""
    up, down = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        async with app.lifespan():
            up.set()
            await down.wait()

    task = asyncio.create_task(run())
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        down.set()
        waiting.cancel()
        await task


async def _hire(web: Web, database: Database) -> dict[str, SignedIn]:
    hashed = await web.passwords.hash(PASSWORD)
    mark = new_id()[-8:]
    staff: dict[str, SignedIn] = {}
    company = await database.write(accounts.create_company, "Acme Homes")
    for role in ROLES:
        user = await database.write(
            accounts.create_user, company, email=f"{role}-{mark}@acme.example", password_hash=hashed, role=role
        )
        staff[role] = await database.write(accounts.open_session, user.id)
    user = await database.write(
        profiles.create_admin, email=f"admin-{mark}@other.example", password_hash=hashed, company=f"Other {mark}"
    )
    staff["other"] = await database.write(accounts.open_session, user.id)
    return staff
