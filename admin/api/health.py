"""Probes, and how the server is. Nobody has to sign in for these."""

from __future__ import annotations

import time
from typing import Literal

import structlog
from litestar import Controller, Response, get, route
from litestar.enums import HttpMethod
from msgspec import Struct

from admin.api.dependencies import DatabaseDep, ReadinessDep
from leasing.database import Database
from leasing.errors import Unavailable
from leasing.services import schedule
from web.envelope import Envelope, ok

log = structlog.get_logger(__name__)

PROBE = (HttpMethod.GET, HttpMethod.HEAD)


class Live(Struct, frozen=True):
    status: Literal["ok"] = "ok"


class Ready(Struct, frozen=True):
    ready: bool = True


class Part(Struct, frozen=True):
    status: Literal["healthy", "degraded", "unhealthy"]
    name: str | None = None
    reason: str | None = None
    ms: float | None = None


class Health(Struct, frozen=True):
    status: Literal["healthy", "degraded", "unhealthy"]
    checks: dict[str, Part]
    version: str = "0.1.0"


class HealthController(Controller):
    path = "/"
    tags = ("health",)
    security = ()

    @route(["/healthz", "/live"], http_method=PROBE, include_in_schema=False, sync_to_thread=False)
    def live(self) -> Envelope[Live]:
        """The process runs."""
        return ok(Live())

    @route("/ready", http_method=PROBE, include_in_schema=False)
    async def ready(self, *, database: DatabaseDep, readiness: ReadinessDep) -> Envelope[Ready]:
        """Chats can be served. 503 otherwise."""
        part = await _database(database)
        if part.status != "healthy":
            raise Unavailable("The database does not answer.")
        if not readiness.ready:
            raise Unavailable("The server is not ready yet.", code="INTERNAL_ERROR")
        return ok(Ready())

    @route("/health", http_method=PROBE, include_in_schema=False)
    async def health(self, *, database: DatabaseDep, readiness: ReadinessDep) -> Response[Envelope[Health]]:
        return await _health(database, readiness)

    @get("/api/v1/health", operation_id="GetHealth")
    async def api_health(self, *, database: DatabaseDep, readiness: ReadinessDep) -> Response[Envelope[Health]]:
        """`degraded` works, less well than it should; `unhealthy` (503) does not."""
        return await _health(database, readiness)


async def _health(database: Database, readiness: ReadinessDep) -> Response[Envelope[Health]]:
    troubles = readiness.troubles()
    checks = {
        "database": await _database(database),
        "embedder": Part(
            "degraded" if "embedder" in troubles else "healthy",
            readiness.embedder,
            troubles.get("embedder", readiness.embedder_reason),
        ),
        "brain": Part("degraded" if "brain" in troubles else "healthy", readiness.brain, troubles.get("brain")),
    }
    if readiness.is_scheduled and checks["database"].status == "healthy":
        checks["scheduler"] = await _scheduler(database)
    for name, reason in troubles.items():
        checks.setdefault(name, Part("degraded", name, reason))
    worst = {part.status for part in checks.values()}
    if not readiness.ready or "unhealthy" in worst:
        health = Health("unhealthy", checks)
    else:
        health = Health("degraded" if "degraded" in worst else "healthy", checks)
    return Response(ok(health), status_code=503 if health.status == "unhealthy" else 200)


async def _scheduler(database: Database) -> Part:
    if await database.read(schedule.is_led):
        return Part("healthy", "scheduler")
    return Part("degraded", "scheduler", "nobody runs the jobs; start `domiq worker`, or set DOMIQ_WORKER=on")


async def _database(database: Database) -> Part:
    started = time.perf_counter()
    try:
        await database.ping()
    except Exception as error:
        log.error("health.database", exc_info=error)
        return Part("unhealthy", database.url.get_backend_name(), "it does not answer")
    return Part("healthy", database.url.get_backend_name(), ms=round((time.perf_counter() - started) * 1000, 2))
