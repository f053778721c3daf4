"""The tenant, its staff, and their sign-ins."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict, Invalid, Unauthorized
from leasing.ids import new_id
from leasing.models import Company, Role, SecondFactor, StaffSession, User
from leasing.security import REFRESH_LIFETIME, StaffClaims, new_refresh_token, refresh_hash
from leasing.services.slugs import insert_with_slug

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+\Z")


def email_address(text: str) -> str:
    """An email address as it is stored: trimmed, lower case. Raises `Invalid`."""
    email = text.strip().lower()
    if len(email) > 254 or not _EMAIL.match(email):
        raise Invalid.field("email", "must be an email address such as ana@example.com", "email")
    return email


@dataclass(frozen=True, slots=True)
class CompanyView:
    id: str
    slug: str
    name: str
    logo_url: str | None


@dataclass(frozen=True, slots=True)
class UserView:
    """`role` is the name of the role, `role_id` its id; of a built-in one they are the same."""

    id: str
    company_id: str
    email: str
    first_name: str
    last_name: str
    role: str
    role_id: str
    property_access: str
    is_active: bool
    email_verified: bool
    created_at: datetime
    company: CompanyView


@dataclass(frozen=True, slots=True)
class Login:
    """What a sign-in is checked against."""

    user_id: str
    password_hash: str | None
    """None: who was invited has not chosen a password yet"""
    email_verified: bool
    second_factor: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    user: UserView
    claims: StaffClaims
    refresh_token: str


_USER = (
    select(
        User.__table__,
        Company.slug,
        Company.name.label("company_name"),
        Company.logo_url,
        Role.name.label("role_name"),
    )
    .join(Company.__table__, Company.id == User.company_id)
    .outerjoin(Role.__table__, Role.id == User.role_id)
)


def create_company(tx: Tx, name: str) -> str:
    """A new tenant; its id."""

    def add(slug: str) -> str:
        company_id = new_id()
        tx.connection.execute(insert(Company).values(id=company_id, slug=slug, name=name, **_stamps(tx)))
        return company_id

    return insert_with_slug(tx, Company, name, add)


def create_user(
    tx: Tx,
    company_id: str,
    *,
    email: str,
    password_hash: str,
    role: str,
    role_id: str | None = None,
    first_name: str = "",
    last_name: str = "",
    property_access: str = "all",
    verified: bool = True,
) -> UserView:
    """A new member of staff; not `verified`: the address has still to be shown to be theirs. Raises `Conflict` where it
    has a login."""
    user_id = new_id()
    address = email_address(email)
    row: dict[str, Any] = {
        "id": user_id,
        "company_id": company_id,
        "email": address,
        "password_hash": password_hash,
        "first_name": first_name,
        "last_name": last_name,
        "role": role,
        "role_id": role_id,
        "property_access": property_access,
        "is_active": True,
        "email_verified_at": tx.now if verified else None,
        **_stamps(tx),
    }
    try:
        with tx.connection.begin_nested():
            tx.connection.execute(insert(User).values(row))
    except IntegrityError as error:
        raise Conflict(f"There is already a login for {address}.") from error
    return user(tx, user_id)


def user(tx: Tx, user_id: str) -> UserView:
    return user_view(tx.connection.execute(_USER.where(User.id == user_id)).one())


def find_login(tx: Tx, email: str) -> Login | None:
    """The login of an address, where somebody active has one."""
    statement = (
        select(User.id, User.password_hash, User.email_verified_at, SecondFactor.confirmed_at)
        .outerjoin(SecondFactor.__table__, SecondFactor.user_id == User.id)
        .where(User.email == email.strip().lower(), User.is_active)
    )
    row = tx.connection.execute(statement).one_or_none()
    if row is None:
        return None
    return Login(row.id, row.password_hash or None, row.email_verified_at is not None, row.confirmed_at is not None)


def open_session(tx: Tx, user_id: str, user_agent: str | None = None) -> SignedIn:
    """Sign a user in. `user_agent` is how their program calls itself. Raises `Unauthorized` where the login was
    stopped."""
    found = user(tx, user_id)
    if not found.is_active:
        raise Unauthorized("This login was stopped; ask an admin of your company.", code="INVALID_CREDENTIALS")
    session_id = new_id()
    refresh = new_refresh_token(session_id)
    tx.connection.execute(
        insert(StaffSession).values(
            id=session_id,
            company_id=found.company_id,
            user_id=user_id,
            refresh_hash=refresh.hash,
            created_at=tx.now,
            last_used_at=tx.now,
            user_agent=user_agent[:200] if user_agent else None,
            expires_at=tx.now + REFRESH_LIFETIME,
        )
    )
    return _signed_in(found, session_id, refresh.token)


def rotate(tx: Tx, token: str) -> SignedIn | None:
    """Exchange a refresh token for the next one; None where it is not good.

    One that was exchanged before means that somebody has a copy: the session ends. It is not raised, since that would
    undo the ending.
    """
    session_id = token.partition(".")[0]
    session = tx.connection.execute(
        select(StaffSession.__table__).where(StaffSession.id == session_id).with_for_update()
    ).one_or_none()
    if session is None or session.revoked_at is not None or session.expires_at <= tx.now:
        return None
    if not hmac.compare_digest(session.refresh_hash, refresh_hash(token)):
        close_session(tx, session_id)
        return None
    found = user(tx, session.user_id)
    if not found.is_active:
        return None
    refresh = new_refresh_token(session_id)
    tx.connection.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id)
        .values(refresh_hash=refresh.hash, last_used_at=tx.now, expires_at=tx.now + REFRESH_LIFETIME)
    )
    return _signed_in(found, session_id, refresh.token)


def close_session(tx: Tx, session_id: str) -> None:
    """Sign out; the session's tokens are good for nothing from now on."""
    tx.connection.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=tx.now)
    )


def close_sessions(tx: Tx, user_id: str, *, but: str | None = None) -> None:
    """Sign a user out everywhere, or everywhere else."""
    statement = update(StaffSession).where(StaffSession.user_id == user_id, StaffSession.revoked_at.is_(None))
    if but is not None:
        statement = statement.where(StaffSession.id != but)
    tx.connection.execute(statement.values(revoked_at=tx.now))


def close_session_of(tx: Tx, refresh_token: str) -> None:
    """Sign out by the refresh token."""
    statement = select(StaffSession.id).where(StaffSession.refresh_hash == refresh_hash(refresh_token))
    session_id = tx.connection.execute(statement).scalar()
    if session_id:
        close_session(tx, session_id)


def _signed_in(found: UserView, session_id: str, refresh_token: str) -> SignedIn:
    return SignedIn(found, StaffClaims(found.id, found.company_id, session_id, found.role), refresh_token)


def _stamps(tx: Tx) -> dict[str, datetime]:
    return {"created_at": tx.now, "updated_at": tx.now}


def user_view(row: Any) -> UserView:
    return UserView(
        id=row.id,
        company_id=row.company_id,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        role=row.role_name or row.role,
        role_id=row.role_id or row.role,
        property_access=row.property_access,
        is_active=row.is_active,
        email_verified=row.email_verified_at is not None,
        created_at=row.created_at,
        company=CompanyView(row.company_id, row.slug, row.company_name, row.logo_url),
    )
