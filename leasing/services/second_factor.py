"""One-time codes (TOTP, RFC 6238) beside the password, and recovery codes for who lost the device."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

import pyotp
from sqlalchemy import delete, insert, select, update

from leasing.database import Tx
from leasing.errors import Conflict, Invalid, Unauthorized
from leasing.models import SecondFactor
from leasing.security import Vault
from leasing.services import audit

STEP_SECONDS = 30
DRIFT = 1
"""steps that the clock of a device may be off"""
RECOVERY_CODES = 10


def enrol(tx: Tx, company_id: str, user_id: str, vault: Vault, secret: str) -> None:
    """Keep a secret until a code of it confirms that the device has it. Raises `Conflict` where one is confirmed."""
    row = _row(tx, user_id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("One-time codes are set up already; turn them off first.")
    _forget(tx, user_id)
    tx.connection.execute(
        insert(SecondFactor).values(
            user_id=user_id,
            company_id=company_id,
            secret=vault.encrypt(secret, _context(user_id)),
            last_step=0,
            recovery_hashes=[],
            created_at=tx.now,
        )
    )


def confirm(tx: Tx, company_id: str, user_id: str, vault: Vault, code: str) -> list[str] | None:
    """Recovery codes, shown this once; from now on signing in asks for a code. None where the code is wrong. Raises
    `Conflict` where nothing was begun."""
    row = _row(tx, user_id)
    if row is None or row.confirmed_at is not None:
        raise Conflict("There is nothing to confirm; begin anew.", code="INVALID_STATUS_TRANSITION")
    step = _step_of(tx, row, vault, code)
    if step is None:
        return None
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(RECOVERY_CODES)]
    _change(tx, user_id, confirmed_at=tx.now, last_step=step, recovery_hashes=[_hash(one) for one in codes])
    audit.add(tx, company_id, "user", user_id, "second_factor.enabled", "user", user_id)
    return codes


def passes(tx: Tx, user_id: str, vault: Vault, code: str) -> bool:
    """Whether a one-time or recovery code is good; it is not a second time."""
    row = _row(tx, user_id)
    if row is None or row.confirmed_at is None:
        return False
    step = _step_of(tx, row, vault, code)
    if step is not None:
        _change(tx, user_id, last_step=step)
        return True
    left = _without(row.recovery_hashes, _hash(code))
    if len(left) == len(row.recovery_hashes):
        return False
    _change(tx, user_id, recovery_hashes=left)
    return True


def disable(tx: Tx, company_id: str, user_id: str, vault: Vault, code: str) -> bool:
    """Ask for no codes any more; whether the code that has to be given was good."""
    if not passes(tx, user_id, vault, code):
        return False
    _forget(tx, user_id)
    audit.add(tx, company_id, "user", user_id, "second_factor.disabled", "user", user_id)
    return True


def provisioning_uri(secret: str, email: str) -> str:
    """What a QR code for an authenticator shows."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="DomIQ")


def new_secret() -> str:
    return pyotp.random_base32()


def refused() -> Unauthorized:
    return Unauthorized("This code is wrong, was used already, or has expired.", code="INVALID_CREDENTIALS")


def wrong_code() -> Invalid:
    return Invalid.field("code", "This code is wrong, was used already, or has expired.")


def _row(tx: Tx, user_id: str) -> Any:
    statement = select(SecondFactor.__table__).where(SecondFactor.user_id == user_id)
    return tx.connection.execute(statement.with_for_update()).one_or_none()


def _step_of(tx: Tx, row: Any, vault: Vault, code: str) -> int | None:
    """The step that a code is of, where none as new was taken. Every step is compared, whichever fits."""
    totp = pyotp.TOTP(vault.decrypt(row.secret, _context(row.user_id)))
    now = int(tx.now.timestamp()) // STEP_SECONDS
    given = "".join(code.split()).encode()
    fitting = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), given)
    ]
    return next((step for step in fitting if step > row.last_step), None)


def _without(hashes: list[str], given: str) -> list[str]:
    return [one for one in hashes if not hmac.compare_digest(one, given)]


def _change(tx: Tx, user_id: str, **values: Any) -> None:
    tx.connection.execute(update(SecondFactor).where(SecondFactor.user_id == user_id).values(**values))


def _forget(tx: Tx, user_id: str) -> None:
    tx.connection.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def _context(user_id: str) -> str:
    return f"second_factor:{user_id}"
