"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

import structlog
from litestar import Controller, delete, get, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import (
    DatabaseDep,
    LimiterDep,
    PagingDep,
    PasswordsDep,
    RecordId,
    SettingsDep,
    StaffDep,
    TokensDep,
    VaultDep,
)
from leasing.errors import Forbidden, RateLimited, Unauthorized
from leasing.security import MFA_LIFETIME, STAFF_LIFETIME, Tokens
from leasing.services import accounts, second_factor, sessions, sign_in
from leasing.services.sessions import SessionView
from web.addresses import limit_key
from web.edge import ADDRESS, header
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.limits import SIGN_IN
from web.payload import Payload
from web.request import ApiRequest
from web.throttle import too_many

log = structlog.get_logger(__name__)

Secret = Annotated[str, Meta(min_length=1, max_length=1000)]
Code = Annotated[str, Meta(min_length=6, max_length=30)]


class Credentials(Payload, kw_only=True, frozen=True):
    resource = "login"

    email: Annotated[str, Meta(min_length=1, max_length=254)]
    password: Secret


class SecondStep(Payload, kw_only=True, frozen=True):
    """`code` is a one-time code or a recovery code."""

    mfa_token: Secret
    code: Code


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


class CodeAsked(Struct, frozen=True):
    """The password was right, and a one-time code is asked for at `/auth/login/verify`, within `expires_in` seconds."""

    mfa_token: str
    mfa_required: bool = True
    expires_in: int = int(MFA_LIFETIME.total_seconds())


class Me(Struct, frozen=True):
    """Who is signed in; `properties` are those that they see, null: all."""

    id: str
    company_id: str
    email: str
    first_name: str
    last_name: str
    role: str
    role_id: str
    manager_id: str | None
    permissions: list[str]
    properties: list[str] | None
    second_factor: bool
    company: accounts.CompanyView


class Valid(Struct, frozen=True):
    user_id: str
    company_id: str
    role: str
    valid: bool = True


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
        settings: SettingsDep,
        tokens: TokensDep,
        limiter: LimiterDep,
    ) -> Envelope[Session | CodeAsked]:
        """Exchange an email address and a password for tokens. Failures make the next attempt wait, and the fifth locks
        the login for 15 minutes; only they count against the limit of an address."""
        key = sign_in.of_password(data.email)
        client = limit_key(request.scope["state"][ADDRESS])
        try:
            await database.read(sign_in.check, key)
            decision = await limiter.take(SIGN_IN, client)
            if not decision.allowed:
                raise too_many(decision)
            failures = await database.write(sign_in.begin, key)
        except RateLimited as error:
            log.info("sign_in.too_early", address=client, code=error.code)
            raise
        login = await database.read(accounts.find_login, data.email)
        fits = await passwords.verify(login.password_hash if login else None, data.password)
        if not fits or login is None:
            log.info("sign_in.refused", address=client, failures=failures, locked=failures >= sign_in.LOCKED_AFTER)
            raise Unauthorized("The email address or the password is wrong.", code="INVALID_CREDENTIALS")
        await limiter.give_back(SIGN_IN, client)
        await database.write(sign_in.succeeded, key)
        if not login.email_verified:
            raise Forbidden("Confirm your email address first, by the link that was mailed to it.", code="FORBIDDEN")
        if login.second_factor and settings.second_factor != "off":
            return ok(CodeAsked(tokens.second_factor(login.user_id)))
        return ok(await self._signed_in(request, database, tokens, login.user_id))

    @post("/login/verify", operation_id="VerifyLogin", status_code=200, security=[])
    async def verify_login(
        self,
        *,
        data: JSONBody[SecondStep],
        request: ApiRequest,
        database: DatabaseDep,
        tokens: TokensDep,
        vault: VaultDep,
    ) -> Envelope[Session]:
        """Exchange the token of the first step and a one-time code for tokens. Wrong codes count as wrong passwords
        do."""
        user_id = tokens.read_second_factor(data.mfa_token)
        key = sign_in.of_code(user_id)
        failures = await database.write(sign_in.begin, key)
        if not await database.write(second_factor.passes, user_id, vault, data.code):
            log.info("sign_in.code_refused", user_id=user_id, failures=failures)
            raise second_factor.refused()
        await database.write(sign_in.succeeded, key)
        return ok(await self._signed_in(request, database, tokens, user_id))

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
        self, *, staff: StaffDep, database: DatabaseDep, data: JSONBody[SignOut | None] = None
    ) -> Envelope[SignedOut]:
        """End this session, and that of the refresh token where another one is given."""
        if staff.session_id is not None:
            await database.write(accounts.close_session, staff.session_id)
        if data is not None and data.refresh_token is not UNSET:
            await database.write(accounts.close_session_of, data.refresh_token)
        return ok(SignedOut())

    @get("/me", operation_id="GetMe", guards=[staff_guard])
    async def me(self, *, staff: StaffDep, database: DatabaseDep) -> Envelope[Me]:
        """Who is signed in, and what they may do."""
        found = await database.read(accounts.user, staff.user_id)
        own = ("id", "company_id", "email", "first_name", "last_name", "role", "role_id", "company")
        return ok(
            Me(
                **{name: getattr(found, name) for name in own},
                manager_id=staff.manager_id,
                permissions=sorted(staff.permissions),
                properties=None if staff.properties is None else sorted(staff.properties),
                second_factor=staff.second_factor,
            )
        )

    @get("/verify", operation_id="VerifyAccessToken", guards=[staff_guard])
    async def verify(self, *, staff: StaffDep) -> Envelope[Valid]:
        """Whether the access token is good: an answer says so, a refusal why not."""
        return ok(Valid(staff.user_id, staff.company_id, staff.role))

    @get("/sessions", operation_id="ListSessions", guards=[staff_guard])
    async def list_sessions(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[SessionView]]:
        """Where one is signed in oneself, the newest first."""
        return listed(await database.read(sessions.page, staff, paging))

    @delete("/sessions/{id:str}", operation_id="EndSession", status_code=200, guards=[staff_guard])
    async def end_session(self, *, session_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """Sign out there; its tokens are good for nothing from now on."""
        await database.write(sessions.end, staff, session_id)
        return ok(Deleted(session_id))

    async def _signed_in(self, request: ApiRequest, database: DatabaseDep, tokens: TokensDep, user_id: str) -> Session:
        agent = header(request.scope, b"user-agent")
        return _session(await database.write(accounts.open_session, user_id, agent), tokens)


def _session(signed_in: accounts.SignedIn, tokens: Tokens) -> Session:
    return Session(
        access_token=tokens.staff_access(signed_in.claims),
        refresh_token=signed_in.refresh_token,
        user=signed_in.user,
    )
