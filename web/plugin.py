"""Everything that makes an application answer as ours do: `Litestar(plugins=[Web(settings, database, clock)])`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.plugins import InitPlugin

from leasing.clock import Clock
from leasing.database import Database
from leasing.security import Passwords, Tokens, Vault
from leasing.settings import Settings
from web.addresses import ClientAddresses
from web.edge import Edge
from web.errors import respond
from web.guards import Authenticator, staff_scope
from web.idempotency import BODY_LIMIT, WAIT_SECONDS, Idempotency
from web.limits import Limiter, make_limiter
from web.openapi import openapi_config
from web.paging import provide_paging
from web.readiness import Readiness
from web.request import ApiRequest
from web.sockets import Door, OpenSockets, OpenStreams
from web.throttle import Throttle

_WRAPPED = "domiq_wrapped"


class Web(InitPlugin):
    """Wires the envelope, errors, request ids, log lines, headers, limits, idempotency and guards, and provides
    `settings, database, clock, tokens, passwords, vault, limiter, sockets, streams, readiness, staff, paging` to
    handlers.

    What is not given is made from the settings. `settings.secret_key` must be filled in (`ensure_secret_key`).
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        tokens: Tokens | None = None,
        limiter: Limiter | None = None,
        passwords: Passwords | None = None,
        readiness: Readiness | None = None,
        idempotency_wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        secret = settings.secret_key.get_secret_value()
        self.settings = settings
        self.database = database
        self.clock = clock
        self.tokens = tokens or Tokens(secret, clock)
        self.vault = Vault(secret)
        self.passwords = passwords or Passwords()
        self.limiter = limiter or make_limiter(enabled=settings.rate_limits == "on", redis_url=settings.redis_url)
        self.sockets = OpenSockets(
            most=settings.sockets, most_per_address=settings.sockets_per_address, enabled=settings.rate_limits == "on"
        )
        self.door = Door(self.sockets, self.limiter, settings.connects_per_minute)
        self.streams = OpenStreams()
        self.readiness = readiness or Readiness()
        self.addresses = ClientAddresses(settings.trusted_proxies)
        self.authenticator = Authenticator(
            self.tokens, database, second_factor_required=settings.second_factor == "required"
        )
        self._idempotency_wait_seconds = idempotency_wait_seconds

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        app_config.request_class = ApiRequest
        app_config.exception_handlers = {**app_config.exception_handlers, Exception: respond}
        # structlog is configured once, by the composition root.
        app_config.logging_config = None
        app_config.state["authenticator"] = self.authenticator
        app_config.state["web"] = self
        app_config.openapi_config = app_config.openapi_config and openapi_config()
        app_config.dependencies = {**self._dependencies(), **app_config.dependencies}
        app_config.lifespan.append(self._lifespan)
        return app_config

    def _dependencies(self) -> dict[str, Provide]:
        parts: dict[str, Any] = {
            "settings": self.settings,
            "database": self.database,
            "clock": self.clock,
            "tokens": self.tokens,
            "passwords": self.passwords,
            "vault": self.vault,
            "limiter": self.limiter,
            "sockets": self.sockets,
            "door": self.door,
            "streams": self.streams,
            "readiness": self.readiness,
        }
        provided = {name: Provide(_always(part), sync_to_thread=False) for name, part in parts.items()}
        provided["staff"] = Provide(_provide_staff, sync_to_thread=False)
        provided["paging"] = Provide(provide_paging, sync_to_thread=False)
        return provided

    @asynccontextmanager
    async def _lifespan(self, app: Litestar) -> AsyncGenerator[None]:
        # The wrappers go round the router, which knows no other place for what addresses without a route need too.
        if not app.state.get(_WRAPPED):
            app.asgi_handler = self._wrapped(app.asgi_handler)
            app.state[_WRAPPED] = True
        # Litestar 2.25 does not read this from what a plugin puts into its configuration. Routes may allow more.
        app.request_max_body_size = BODY_LIMIT
        try:
            yield
        finally:
            await self.limiter.close()

    def _wrapped(self, inner: Any) -> Any:
        once = Idempotency(
            inner,
            self.database,
            self.authenticator,
            self.vault,
            wait_seconds=self._idempotency_wait_seconds,
        )
        return Edge(Throttle(once, self.limiter, self.authenticator), self.addresses, self.clock)


def _always(part: Any) -> Callable[[], Any]:
    def provide() -> Any:
        return part

    return provide


def _provide_staff(request: ApiRequest) -> Any:
    return staff_scope(request)
