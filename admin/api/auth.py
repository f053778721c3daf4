"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

import structlog
from litestar import Controller, get, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, LimiterDep, PasswordsDep, StaffDep, TokensDep
from leasing.errors import Unauthorized
from leasing.security import STAFF_LIFETIME, Tokens
from leasing.services import accounts
from web.addresses import limit_key
from web.edge import ADDRESS
from web.envelope import Envelope, ok
from web.guards import authenticator
from web.guards import staff as staff_guard
from web.limits import SIGN_IN
from web.payload import Payload
from web.request import ApiRequest
from web.throttle import too_many

log = structlog.get_logger(__name__)

Secret = Annotated[str, Meta(min_length=1, max_length=1000)]


class Credentials(Payload, kw_only=True, frozen=True):
    resource = "login"

    email: Annotated[str, Meta(min_length=1, max_length=254)]
    password: Secret


class Refresh(Payload, kw_only=True, frozen=True):
    refresh_token: Secret


class SignOut(Payload, kw_only=True, frozen=True):
    refresh_token: Secret | UnsetType = UNSET


class Session(Struct, frozen=True):
    """`expires_in` is how long the access token is good for, in seconds."""

    access_token: str
    refresh_token: str
    user: accounts.UserView
    token_type: str = "bearer"  # noqa: S105
    expires_in: int = int(STAFF_LIFETIME.total_seconds())


class SignedOut(Struct, frozen=True):
    signed_out: bool = True


class AuthController(Controller):
    path = "/api/v1/auth"
    tags = ("auth",)
    opt = {"resource": "account"}

    @post("/login", operation_id="Login", status_code=200, security=[])
    async def login(
        self,
        *,
        data: JSONBody[Credentials],
        request: ApiRequest,
        database: DatabaseDep,
        passwords: PasswordsDep,
        tokens: TokensDep,
        limiter: LimiterDep,
    ) -> Envelope[Session]:
        """Exchange an email address and a password for tokens. Only failures count against the limit."""
        client = limit_key(request.scope["state"][ADDRESS])
        decision = await limiter.take(SIGN_IN, client)
        if not decision.allowed:
            raise too_many(decision)
        login = await database.read(accounts.find_login, data.email)
        if not await passwords.verify(login.password_hash if login else None, data.password) or login is None:
            log.info("sign_in.refused", address=client)
            raise Unauthorized("The email address or the password is wrong.", code="INVALID_CREDENTIALS")
        await limiter.give_back(SIGN_IN, client)
        return ok(_session(await database.write(accounts.open_session, login.user_id), tokens))

    @post("/refresh", operation_id="RefreshSession", status_code=200, security=[])
    async def refresh(
        self,
        *,
        data: JSONBody[Refresh],
        database: DatabaseDep,
        tokens: TokensDep,
    ) -> Envelope[Session]:
        """Exchange a refresh token for the next pair. One that was used before ends its session."""
        signed_in = await database.write(accounts.rotate, data.refresh_token)
        if signed_in is None:
            raise Unauthorized("This session has ended. Sign in again.", code="INVALID_TOKEN")
        return ok(_session(signed_in, tokens))

    @post("/logout", operation_id="Logout", status_code=200, guards=[staff_guard])
    async def logout(
        self,
        *,
        request: ApiRequest,
        database: DatabaseDep,
        data: JSONBody[SignOut | None] = None,
    ) -> Envelope[SignedOut]:
        """End this session, and that of the refresh token where another one is given."""
        claims = authenticator(request).caller(request.scope).claims
        if claims is not None:
            await database.write(accounts.close_session, claims.session_id)
        if data is not None and data.refresh_token is not UNSET:
            await database.write(accounts.close_session_of, data.refresh_token)
        return ok(SignedOut())

    @get("/me", operation_id="GetMe", guards=[staff_guard])
    async def me(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
    ) -> Envelope[accounts.UserView]:
        """Who is signed in."""
        return ok(await database.read(accounts.user, staff.user_id))


def _session(signed_in: accounts.SignedIn, tokens: Tokens) -> Session:
    return Session(
        access_token=tokens.staff_access(signed_in.claims),
        refresh_token=signed_in.refresh_token,
        user=signed_in.user,
    )
