"""What every request meets first and last: its id, its log line, the headers of its answer, and preflights.

This wraps the whole application and not its routes, so that addresses where there is nothing get it too.
"""

from __future__ import annotations

import re
import time
from typing import Any

import structlog

from leasing.clock import Clock
from web import headers as security
from web import request_id
from web.addresses import ClientAddresses
from web.errors import BadRequestError, of_fault, send_error

log = structlog.get_logger("access")

ADDRESS = "client_address"
"""where the client's address is kept in the scope's state"""


class Edge:
    def __init__(self, app: Any, addresses: ClientAddresses, clock: Clock) -> None:
        self._app = app
        self._addresses = addresses
        self._clock = clock

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["state"][ADDRESS] = self._addresses.of(scope)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        info = request_id.begin(header(scope, b"x-request-id"), self._clock.now)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=info.id)
        answer = _Answer(scope, send, info.id, https=self._addresses.is_behind_https(scope))
        try:
            await self._pass_on(scope, receive, answer)
        except Exception as error:
            # Litestar answers errors itself; what arrives here broke out after the answer had begun, or in a wrapper.
            log.error("request.broken", exc_info=error)
            if answer.status:
                raise
            await send_error(answer, of_fault(error))
        finally:
            answer.log_line()

    async def _pass_on(self, scope: Any, receive: Any, answer: _Answer) -> None:
        if "\x00" in scope["path"] or b"%00" in scope.get("query_string", b""):
            await send_error(answer, BadRequestError("The address holds a NUL character."))
        elif scope["method"] == "OPTIONS" and (methods := security.visitor_methods(scope["path"])):
            raw = [(name.encode(), value.encode()) for name, value in security.preflight(methods).items()]
            await answer({"type": "http.response.start", "status": 204, "headers": raw})
            await answer({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await self._app(scope, receive, answer)


class _Answer:
    """Sends an answer with the headers that every one has, and remembers how it went."""

    def __init__(self, scope: Any, send: Any, id_: str, *, https: bool) -> None:
        self._scope = scope
        # Routing may rewrite the path of the scope.
        self._path: str = scope["path"]
        self._send = send
        self._id = id_
        self._https = https
        self._started = time.perf_counter()
        self.status = 0

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._with_ours(list(message.get("headers", ())))}
        await self._send(message)

    def _with_ours(self, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        present = {name.lower() for name, _ in given}
        html = any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in given)
        ours = security.for_response(
            self._path,
            self._scope["method"],
            https=self._https,
            html=html,
            cross_origin=header(self._scope, b"origin") is not None,
        )
        ours[request_id.HEADER.lower()] = self._id
        return given + [(name.encode(), value.encode()) for name, value in ours.items() if name.encode() not in present]

    def log_line(self) -> None:
        log.info(
            "request",
            method=self._scope["method"],
            path=told(self._path),
            address=self._scope["state"][ADDRESS],
            status=self.status,
            ms=round((time.perf_counter() - self._started) * 1000, 1),
        )


def told(path: str) -> str:
    """A path as logs may hold it: the link of a tour is a credential."""
    return re.sub(r"\A/tours/[^/]+", "/tours/…", path)


def header(scope: Any, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
