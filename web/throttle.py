"""The general limits of the API: per user for staff, per conversation for visitors, per address for everybody else."""

from __future__ import annotations

import time
from typing import Any

from leasing.errors import RateLimited
from web.addresses import limit_key
from web.counters import Decision, Rule
from web.edge import ADDRESS
from web.errors import send_error
from web.guards import Authenticator
from web.limits import ANONYMOUS, STAFF, VISITOR, Limiter

PREFIX = "/api/"
FREE = ("/api/v1/health",)
"""probes are asked often, and from one address"""


class Throttle:
    def __init__(self, app: Any, limiter: Limiter, authenticator: Authenticator) -> None:
        self._app = app
        self._limiter = limiter
        self._authenticator = authenticator

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"]
        if scope["type"] != "http" or not path.startswith(PREFIX) or path.startswith(FREE) or not self._limiter.enabled:
            await self._app(scope, receive, send)
            return
        rule, key = self._rule(scope)
        decision = await self._limiter.take(rule, key)
        headers = limit_headers(decision)
        if not decision.allowed:
            await send_error(send, too_many(decision), headers)
            return
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

        async def send_with_limits(message: Any) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", ())}
                more = [item for item in raw if item[0] not in present]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        await self._app(scope, receive, send_with_limits)

    def _rule(self, scope: Any) -> tuple[Rule, str]:
        caller = self._authenticator.caller(scope)
        match caller.kind:
            case "staff":
                return STAFF, caller.id
            case "key":
                return STAFF, f"key:{caller.id}"
            case "visitor":
                return VISITOR, caller.id
            case "anonymous":
                return ANONYMOUS, limit_key(scope["state"][ADDRESS])


def too_many(decision: Decision) -> RateLimited:
    message = f"Too many requests. Try again in {decision.retry_after} seconds."
    return RateLimited(message, retry_after=decision.retry_after)


def limit_headers(decision: Decision) -> dict[str, str]:
    """`X-RateLimit-Reset` is a Unix time in seconds."""
    return {
        "X-RateLimit-Limit": str(decision.limit),
        "X-RateLimit-Remaining": str(decision.remaining),
        "X-RateLimit-Reset": str(int(time.time() + decision.reset_after) + 1),
    }
