"""The application, built from settings. `litestar --app app.factory:create_app` finds it too."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from admin.api import routes as admin_routes
from app import logs, pages
from app.wiring import House, build, running
from bot import http, socket
from bot.takeover import routes as takeover_routes
from bot.takeover.socket import staff_socket
from bot.tour_pages import routes as tour_pages
from leasing.clock import Clock
from leasing.settings import Settings, ensure_secret_key, load_settings

STAFF_ROUTES: tuple[ControllerRouterHandler, ...] = (*admin_routes, *takeover_routes.routes)
ROUTES: tuple[ControllerRouterHandler, ...] = (
    *STAFF_ROUTES,
    staff_socket,
    *http.routes,
    socket.chat_socket,
    *tour_pages.routes,
    *pages.routes,
)


SWITCH_SECONDS = 0.0005
"""How long a thread waits for the interpreter before it asks for it. A turn's commit and its embedding, each a thread's
end within a millisecond or two: with Python's five they would wait for the event loop longer than they work."""


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Litestar:
    """Raises `SettingsError` where the settings, or those of the environment, cannot be used."""
    settings = ensure_secret_key(settings or load_settings())
    logs.configure(settings)
    sys.setswitchinterval(SWITCH_SECONDS)
    return application(build(settings, clock))


def application(house: House) -> Litestar:
    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncGenerator[None]:
        async with running(house):
            yield

    parts: dict[str, Any] = {
        "knowledge": house.knowledge,
        "dialogue": house.dialogue,
        "desk": house.desk,
        "staff_desk": house.staff_desk,
        "suggester": house.suggester,
        "reader": house.reader,
        "sources": house.sources,
        "home_files": house.home_files,
    }
    return Litestar(
        route_handlers=ROUTES,
        plugins=[house.web],
        dependencies={name: Provide(_always(part), sync_to_thread=False) for name, part in parts.items()},
        lifespan=[lifespan],
        pdb_on_exception=False,
        debug=False,
    )


def _always(part: Any) -> Any:
    def provide() -> Any:
        return part

    return provide
