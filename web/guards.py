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
from leasing.permissions import OWN, needed
from leasing.security import StaffClaims, Tokens
from leasing.services import access
from leasing.tenancy import StaffScope
from web.callers import Caller, forget, identify

Connection = ASGIConnection[Any, Any, Any, Any]

_STAFF = "domiq_staff"
_CONVERSATION = "domiq_conversation"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Authenticator:
    """Turns tokens into callers that are known to be live."""

    def __init__(self, tokens: Tokens, database: Database, *, second_factor_required: bool = False) -> None:
        self._tokens = tokens
        self._database = database
        self._second_factor_required = second_factor_required

    def caller(self, scope: Any) -> Caller:
        return identify(self._tokens, scope)

    async def staff(self, scope: Any) -> StaffScope:
        """The member of staff who calls, once a request. Raises `Unauthorized`."""
        kept = scope["state"].get(_STAFF)
        if kept is None:
            caller = self.caller(scope)
            kept = await self._machine(caller) if caller.key is not None else await self._user(caller)
            scope["state"][_STAFF] = kept
            structlog.contextvars.bind_contextvars(company_id=kept.company_id, user_id=kept.user_id)
        return kept

    async def staff_by(self, token: str, resource: str, *, reads: bool) -> StaffScope:
        """The member of staff whose token came in a frame, for one thing that they ask for. Raises `Unauthorized` and
        `Forbidden`."""
        return admitted(await self.staff_of_token(token), resource, reads=reads)

    async def staff_again(self, scope: Any) -> StaffScope:
        """The same, asked anew, for a connection that lasts: the session may have ended. Raises `Unauthorized`."""
        scope["state"].pop(_STAFF, None)
        forget(scope)
        return await self.staff(scope)

    async def staff_of_token(self, token: str) -> StaffScope:
        """The member of staff whose token came in a frame. Raises `Unauthorized`."""
        return await self.staff({"headers": [(b"authorization", b"Bearer " + token.encode())], "state": {}})

    async def _user(self, caller: Caller) -> StaffScope:
        if caller.claims is None:
            raise _refused(caller, "Sign in first.")
        return await self._live(caller.claims)

    async def _live(self, claims: StaffClaims) -> StaffScope:
        found = await self._database.read(access.live_scope, claims.session_id, claims.user_id)
        if found is None:
            raise Unauthorized("This session has ended. Sign in again.", code="INVALID_TOKEN")
        if self._second_factor_required and not found.second_factor:
            return replace(found, permissions=OWN)
        return found

    async def _machine(self, caller: Caller) -> StaffScope:
        assert caller.key is not None
        found = await self._database.read(access.key_scope, caller.key.prefix, caller.key.hash)
        if found is None or found.api_key_id is None:
            raise Unauthorized("This key was revoked or has expired.", code="INVALID_TOKEN")
        if found.key_use_is_news:
            await self._database.write_lightly(access.note_use, found.api_key_id)
        return found

    def conversation(self, scope: Any) -> str:
        """The conversation whose visitor calls. Raises `Unauthorized`."""
        caller = self.caller(scope)
        if caller.kind != "visitor":
            raise _refused(caller, "This needs the conversation's token.")
        return caller.id


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
    connection.scope["state"][_STAFF] = admitted(scope, handler.opt["resource"], reads=reads)


def admitted(scope: StaffScope, resource: str, *, reads: bool) -> StaffScope:
    if needed(resource, reads=reads) not in scope.permissions:
        raise Forbidden(_why(scope), code="INSUFFICIENT_PERMISSIONS")
    return replace(scope, changing=not reads)


def _why(scope: StaffScope) -> str:
    if scope.api_key_id is not None:
        return "This key does not allow this."
    if scope.permissions == OWN:
        return "Set up one-time codes for your login first."
    return "Your role does not allow this."


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
