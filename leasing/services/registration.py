"""Becoming a login and keeping one: registering a company, showing that an address is one's own, passwords."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select, update

from leasing.database import Tx
from leasing.models import Company, User
from leasing.services import account_links, accounts, audit, profiles, sign_in
from leasing.tenancy import StaffScope


def register(
    tx: Tx, *, company: str, email: str, password_hash: str, first_name: str = "", last_name: str = ""
) -> None:
    """A company and its first admin, who has to verify the address. Where the address has a login already nothing is
    made, and the mail says so: the caller must not learn which it was. Raises `Invalid`."""
    address = accounts.email_address(email)
    found = _by_email(tx, address)
    if found is not None and not _is_abandoned(tx, found):
        key = f"{found.id}:{tx.now:%Y%m%d%H}"
        account_links.note(
            tx, found.company_id, "known", key, to=address, name=found.first_name, company=found.company_name
        )
        return
    contested = found is not None
    if found is not None:
        tx.connection.execute(delete(Company).where(Company.id == found.company_id))
    company_id = accounts.create_company(tx, company)
    made = accounts.create_user(
        tx,
        company_id,
        email=address,
        # Of two who registered the same address only its owner reads the mail: they choose the password there.
        password_hash="" if contested else password_hash,
        role="admin",
        first_name=first_name,
        last_name=last_name,
        verified=False,
    )
    profiles.give(tx, made)
    audit.add(tx, company_id, "anonymous", None, "company.registered", "company", company_id, {"name": company})
    kind = "invite" if contested else "verify"
    account_links.mail(tx, company_id, made.id, kind, to=address, name=first_name, company=company)


def verify_email(tx: Tx, link_id: str) -> None:
    """Raises `Unauthorized`."""
    user_id = account_links.find(tx, link_id, "verify")
    account_links.end(tx, user_id, "verify")
    found = _verified(tx, user_id)
    audit.add(tx, found.company_id, "user", user_id, "user.email_verified", "user", user_id)


def request_reset(tx: Tx, email: str) -> None:
    """Mail a link to set a new password, where the address has a login that is not stopped."""
    found = _by_email(tx, email.strip().lower())
    if found is None or not found.is_active:
        return
    account_links.mail(
        tx, found.company_id, found.id, "reset", to=found.email, name=found.first_name, company=found.company_name
    )


def of_link(tx: Tx, link_id: str) -> tuple[str, str]:
    """(address, company's name) of the one whom a link to set a password is for. Raises `Unauthorized`."""
    found = _by_id(tx, account_links.find(tx, link_id, "reset", "invite"))
    return found.email, found.company_name


def set_password(tx: Tx, link_id: str, password_hash: str) -> None:
    """Set the password by a link. All sessions end, and who could open the mail has shown the address to be theirs.
    Raises `Unauthorized`."""
    user_id = account_links.find(tx, link_id, "reset", "invite")
    account_links.end(tx, user_id, "reset", "invite", "verify")
    _set(tx, user_id, password_hash)
    accounts.close_sessions(tx, user_id)
    found = _verified(tx, user_id)
    sign_in.succeeded(tx, sign_in.of_password(found.email))
    audit.add(tx, found.company_id, "user", user_id, "user.password_reset", "user", user_id, {"password": None})


def change_password(tx: Tx, scope: StaffScope, password_hash: str) -> None:
    """One's own. The other sessions end, and so do links that would set it."""
    account_links.end(tx, scope.user_id, "reset", "invite")
    scope.change(tx, User, scope.user_id, password_hash=password_hash)
    accounts.close_sessions(tx, scope.user_id, but=scope.session_id)
    audit.record(tx, scope, "user.password_changed", "user", scope.user_id, {"password": None})


def password_hash_of(tx: Tx, user_id: str) -> str | None:
    return tx.connection.execute(select(User.password_hash).where(User.id == user_id)).scalar_one() or None


_FOUND = select(User.__table__, Company.name.label("company_name")).join(
    Company.__table__, Company.id == User.company_id
)


def _by_email(tx: Tx, address: str) -> Any:
    return tx.connection.execute(_FOUND.where(User.email == address)).one_or_none()


def _by_id(tx: Tx, user_id: str) -> Any:
    return tx.connection.execute(_FOUND.where(User.id == user_id)).one()


def _is_abandoned(tx: Tx, found: Any) -> bool:
    """A registration that nobody has verified must not keep the owner of the address out."""
    if found.email_verified_at is not None:
        return False
    staff = select(func.count()).select_from(User).where(User.company_id == found.company_id)
    return tx.connection.execute(staff).scalar_one() == 1


def _set(tx: Tx, user_id: str, password_hash: str) -> None:
    tx.connection.execute(update(User).where(User.id == user_id).values(password_hash=password_hash, updated_at=tx.now))


def _verified(tx: Tx, user_id: str) -> Any:
    """Note that the address is theirs, and welcome them the first time."""
    found = _by_id(tx, user_id)
    if found.email_verified_at is None:
        tx.connection.execute(update(User).where(User.id == user_id).values(email_verified_at=tx.now))
        account_links.note(
            tx, found.company_id, "welcome", user_id, to=found.email, name=found.first_name, company=found.company_name
        )
    return found
