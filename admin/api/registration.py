"""Registering a company, verifying an address, and passwords that are forgotten or changed."""

from __future__ import annotations

import hashlib
from typing import Annotated

from litestar import Controller, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from admin.api.auth import Code, Secret
from admin.api.dependencies import (
    DatabaseDep,
    LimiterDep,
    PasswordsDep,
    SettingsDep,
    StaffDep,
    TokensDep,
    VaultDep,
)
from admin.api.fields import Email, Named, one_line
from leasing.errors import Unauthorized
from leasing.passwords import PasswordPolicy
from leasing.services import accounts, registration, second_factor, sign_in
from web.addresses import limit_key
from web.counters import Rule
from web.edge import ADDRESS
from web.envelope import Envelope, ok
from web.guards import staff as staff_guard
from web.limits import MAILBOX, REGISTER, RESET, Limiter
from web.payload import Check, Payload
from web.request import ApiRequest
from web.throttle import too_many

FirstOrLast = Annotated[str, Meta(max_length=100), Check(one_line)]


class Registration(Payload, kw_only=True, frozen=True):
    resource = "registration"

    company_name: Named
    email: Email
    password: Secret
    first_name: FirstOrLast = ""
    last_name: FirstOrLast = ""


class Link(Payload, kw_only=True, frozen=True):
    token: Secret


class ResetAsked(Payload, kw_only=True, frozen=True):
    email: Annotated[str, Meta(min_length=1, max_length=254)]


class ResetConfirmed(Payload, kw_only=True, frozen=True):
    resource = "new_password"

    token: Secret
    new_password: Secret


class PasswordChange(Payload, kw_only=True, frozen=True):
    current_password: Secret
    new_password: Secret


class CodeGiven(Payload, kw_only=True, frozen=True):
    code: Code


class Enrolment(Struct, frozen=True):
    """The secret for an authenticator, as text and as what a QR code shows. It counts once a code has confirmed it."""

    secret: str
    otpauth_uri: str


class Recovery(Struct, frozen=True):
    """Codes that each sign in once where the device is lost. They are shown this once."""

    recovery_codes: list[str]


class Accepted(Struct, frozen=True):
    message: str
    accepted: bool = True


class Done(Struct, frozen=True):
    done: bool = True


MAILED = "If this address can be used, a mail is on its way that says how to go on."


class RegistrationController(Controller):
    path = "/api/v1/auth"
    tags = ("auth",)
    opt = {"resource": "account"}

    @post("/register", operation_id="Register", status_code=202, security=[])
    async def register(
        self,
        *,
        data: JSONBody[Registration],
        request: ApiRequest,
        database: DatabaseDep,
        passwords: PasswordsDep,
        settings: SettingsDep,
        limiter: LimiterDep,
    ) -> Envelope[Accepted]:
        """A company and its first admin. The answer is the same whether the address has a login or not: the mail says
        which."""
        await _limited(limiter, REGISTER, request)
        password = PasswordPolicy.of(settings).accepted(data.password, (data.email, data.company_name))
        hashed = await passwords.hash(password)
        if await _may_be_mailed(limiter, data.email):
            await database.write(
                registration.register,
                company=data.company_name.strip(),
                email=data.email,
                password_hash=hashed,
                first_name=data.first_name,
                last_name=data.last_name,
            )
        return ok(Accepted(MAILED))

    @post("/verify-email", operation_id="VerifyEmail", status_code=200, security=[])
    async def verify_email(
        self,
        *,
        data: JSONBody[Link],
        request: ApiRequest,
        database: DatabaseDep,
        tokens: TokensDep,
        limiter: LimiterDep,
    ) -> Envelope[Done]:
        """By the token of the mailed link, once."""
        await _limited(limiter, RESET, request)
        await database.write(registration.verify_email, tokens.read_account_link(data.token, "verify"))
        return ok(Done())

    @post("/password-reset-request", operation_id="RequestPasswordReset", status_code=202, security=[])
    async def request_reset(
        self, *, data: JSONBody[ResetAsked], request: ApiRequest, database: DatabaseDep, limiter: LimiterDep
    ) -> Envelope[Accepted]:
        """The answer is the same whether the address has a login or not."""
        await _limited(limiter, RESET, request)
        if await _may_be_mailed(limiter, data.email):
            await database.write(registration.request_reset, data.email)
        return ok(Accepted(MAILED))

    @post(
        "/password-reset-confirm",
        operation_id="ConfirmPasswordReset",
        status_code=200,
        security=[],
    )
    async def confirm_reset(
        self,
        *,
        data: JSONBody[ResetConfirmed],
        request: ApiRequest,
        database: DatabaseDep,
        passwords: PasswordsDep,
        settings: SettingsDep,
        tokens: TokensDep,
        limiter: LimiterDep,
    ) -> Envelope[Done]:
        """Set a password by the token of a mailed link (also of an invitation), once. All sessions end."""
        await _limited(limiter, RESET, request)
        link_id = tokens.read_account_link(data.token, "reset", "invite")
        about = await database.write(registration.of_link, link_id)
        hashed = await passwords.hash(PasswordPolicy.of(settings).accepted(data.new_password, about))
        await database.write(registration.set_password, link_id, hashed)
        return ok(Done())

    @post("/change-password", operation_id="ChangePassword", status_code=200, guards=[staff_guard])
    async def change_password(
        self,
        *,
        data: JSONBody[PasswordChange],
        staff: StaffDep,
        database: DatabaseDep,
        passwords: PasswordsDep,
        settings: SettingsDep,
    ) -> Envelope[Done]:
        """One's own. The other sessions end; wrong guesses of the current one count as failures to sign in."""
        found = await database.read(accounts.user, staff.user_id)
        key = sign_in.of_password(found.email)
        await database.write(sign_in.begin, key)
        if not await passwords.verify(
            await database.read(registration.password_hash_of, staff.user_id), data.current_password
        ):
            raise Unauthorized("The current password is wrong.", code="INVALID_CREDENTIALS")
        await database.write(sign_in.succeeded, key)
        policy = PasswordPolicy.of(settings)
        hashed = await passwords.hash(policy.accepted(data.new_password, (found.email, found.company.name)))
        await database.write(registration.change_password, staff, hashed)
        return ok(Done())

    @post("/second-factor", operation_id="EnrolSecondFactor", guards=[staff_guard])
    async def enrol(self, *, staff: StaffDep, database: DatabaseDep, vault: VaultDep) -> Envelope[Enrolment]:
        """Begin to set up one-time codes for oneself."""
        secret = second_factor.new_secret()
        await database.write(second_factor.enrol, staff.company_id, staff.user_id, vault, secret)
        email = (await database.read(accounts.user, staff.user_id)).email
        return ok(Enrolment(secret, second_factor.provisioning_uri(secret, email)))

    @post("/second-factor/confirm", operation_id="ConfirmSecondFactor", status_code=200, guards=[staff_guard])
    async def confirm(
        self, *, data: JSONBody[CodeGiven], staff: StaffDep, database: DatabaseDep, vault: VaultDep
    ) -> Envelope[Recovery]:
        """Show that the device makes the right codes; signing in asks for them from now on."""
        key = sign_in.of_code(staff.user_id)
        await database.write(sign_in.begin, key)
        codes = await database.write(second_factor.confirm, staff.company_id, staff.user_id, vault, data.code)
        if codes is None:
            raise second_factor.wrong_code()
        await database.write(sign_in.succeeded, key)
        return ok(Recovery(codes))

    @post("/second-factor/disable", operation_id="DisableSecondFactor", status_code=200, guards=[staff_guard])
    async def disable(
        self, *, data: JSONBody[CodeGiven], staff: StaffDep, database: DatabaseDep, vault: VaultDep
    ) -> Envelope[Done]:
        """Ask for no codes any more. Takes one last code."""
        key = sign_in.of_code(staff.user_id)
        await database.write(sign_in.begin, key)
        if not await database.write(second_factor.disable, staff.company_id, staff.user_id, vault, data.code):
            raise second_factor.wrong_code()
        await database.write(sign_in.succeeded, key)
        return ok(Done())


async def _may_be_mailed(limiter: Limiter, email: str) -> bool:
    """Whether one more mail may go to somebody whom a stranger names. Who asks is not told: an answer of its own would
    tell that the address is known, or that somebody else asks for it."""
    whose = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    return (await limiter.take(MAILBOX, whose)).allowed


async def _limited(limiter: Limiter, rule: Rule, request: ApiRequest) -> None:
    decision = await limiter.take(rule, limit_key(request.scope["state"][ADDRESS]))
    if not decision.allowed:
        raise too_many(decision)
