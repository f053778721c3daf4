"""Who may come in. Two audiences, two keys: neither's token is taken in the other's place.

A staff route's `opt` names its `resource`: the guard asks for the permission `<resource>:read`, or for
`<resource>:write` where the route changes something. `reads` says that it does not, whatever its method.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from leasing.database import Database
from leasing.errors import Forbidden, Unauthorized
from leasing.permissions import needed
from leasing.security import StaffClaims, Tokens
from leasing.services import access
from leasing.tenancy import StaffScope
from web.callers import Caller, identify

Connection = ASGIConnection[Any, Any, Any, Any]

_STAFF = "domiq_staff"
_CONVERSATION = "domiq_conversation"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Authenticator:
    """Turns tokens into callers that are known to be live."""

    def __init__(self, tokens: Tokens, database: Database) -> None:
        self._tokens = tokens
        self._database = database

    def caller(self, scope: Any) -> Caller:
        return identify(self._tokens, scope)

    async def staff(self, scope: Any) -> StaffScope:
        """The member of staff who calls, once a request. Raises `Unauthorized`."""
        kept = scope["state"].get(_STAFF)
        if kept is None:
            claims = self._staff_claims(scope)
            kept = await self._database.read(access.live_scope, claims.session_id, claims.user_id)
            if kept is None:
                raise Unauthorized("This session has ended. Sign in again.", code="INVALID_TOKEN")
            scope["state"][_STAFF] = kept
            structlog.contextvars.bind_contextvars(company_id=kept.company_id, user_id=kept.user_id)
        return kept

    async def staff_by(self, token: str, resource: str, *, reads: bool) -> StaffScope:
        """The member of staff whose token a socket's first frame carries, for one thing that they ask for. Raises
        `Unauthorized` and `Forbidden`."""
        claims = self._tokens.read_staff(token)
        found = await self._database.read(access.live_scope, claims.session_id, claims.user_id)
        if found is None:
            raise Unauthorized("This session has ended. Sign in again.", code="INVALID_TOKEN")
        return _admitted(found, resource, reads=reads)

    def conversation(self, scope: Any) -> str:
        """The conversation whose visitor calls. Raises `Unauthorized`."""
        caller = self.caller(scope)
        if caller.kind != "visitor":
            raise _refused(caller, "This needs the conversation's token.")
        return caller.id

    def _staff_claims(self, scope: Any) -> StaffClaims:
        caller = self.caller(scope)
        if caller.claims is None:
            raise _refused(caller, "Sign in first.")
        return caller.claims


def _refused(caller: Caller, message: str) -> Unauthorized:
    if caller.fault is not None:
        return caller.fault
    if caller.kind == "anonymous":
        return Unauthorized(message)
    return Unauthorized("This token is not valid here.", code="INVALID_TOKEN")


async def staff(connection: Connection, handler: BaseRouteHandler) -> None:
    """Only signed-in staff, and of them only those who hold the permission that the route asks for."""
    scope = await authenticator(connection).staff(connection.scope)
    reads = connection.scope.get("method", "GET") in READING or bool(handler.opt.get("reads"))
    connection.scope["state"][_STAFF] = _admitted(scope, handler.opt["resource"], reads=reads)


def _admitted(scope: StaffScope, resource: str, *, reads: bool) -> StaffScope:
    if needed(resource, reads=reads) not in scope.permissions:
        raise Forbidden("Your role does not allow this.", code="INSUFFICIENT_PERMISSIONS")
    return replace(scope, changing=not reads)


async def visitor(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Only the visitor of the conversation that the path names (`conversation_id` or `id`)."""
    opened = authenticator(connection).conversation(connection.scope)
    named = connection.path_params.get("conversation_id", connection.path_params.get("id"))
    if named is not None and str(named) != opened:
        raise Unauthorized("This token belongs to another conversation.", code="INVALID_TOKEN")
    connection.scope["state"][_CONVERSATION] = opened
    structlog.contextvars.bind_contextvars(conversation_id=opened)


def authenticator(connection: Connection) -> Authenticator:
    return connection.app.state.authenticator


def staff_scope(connection: Connection) -> StaffScope:
    """The scope of a request that the guard `staff` let in."""
    return connection.scope["state"][_STAFF]  # pyright: ignore[reportTypedDictNotRequiredAccess]


def conversation_id(connection: Connection) -> str:
    """The conversation of a request that the guard `visitor` let in."""
    return connection.scope["state"][_CONVERSATION]  # pyright: ignore[reportTypedDictNotRequiredAccess]
