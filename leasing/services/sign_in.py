"""Failures to sign in: each makes the next attempt wait longer, and the fifth locks for a quarter of an hour.

They are counted by what was tried, whether there is such a login or not, and in SQL: all processes count together, and
a restart forgets nothing. An attempt counts as a failure from its beginning until it succeeds, so that many at once are
no more than one after the other.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from leasing.database import Tx
from leasing.errors import RateLimited
from leasing.models import SignInFailure
from leasing.services.upserts import insert_unless_there

WAITS = tuple(timedelta(seconds=seconds) for seconds in (0, 1, 2, 5, 10))
"""after each failure in a row"""
LOCKED_AFTER = 5
LOCK = timedelta(minutes=15)


def of_password(email: str) -> str:
    """The key under which failures of a password are counted."""
    return _key("password", email.strip().lower())


def of_code(user_id: str) -> str:
    """The key under which failures of one-time codes are counted."""
    return _key("code", user_id)


def _key(kind: str, what: str) -> str:
    return hashlib.sha256(f"{kind}:{what}".encode()).hexdigest()


def check(tx: Tx, key: str) -> None:
    """Raises `RateLimited` (ACCOUNT_LOCKED from the fifth failure on) while the next attempt has to wait."""
    row = tx.connection.execute(select(SignInFailure.__table__).where(SignInFailure.key == key)).one_or_none()
    if row is not None:
        _check(tx, row.failures, row.wait_until)


def begin(tx: Tx, key: str) -> int:
    """Count an attempt as a failure; how many there are in a row now. Raises `RateLimited` where it comes too early."""
    row = {"key": key, "failures": 0, "last_at": tx.now, "wait_until": tx.now}
    insert_unless_there(tx, SignInFailure, row)
    found = tx.connection.execute(
        select(SignInFailure.__table__).where(SignInFailure.key == key).with_for_update()
    ).one()
    _check(tx, found.failures, found.wait_until)
    failures = 1 if found.last_at + LOCK <= tx.now else found.failures + 1
    wait = LOCK if failures >= LOCKED_AFTER else WAITS[failures - 1]
    tx.connection.execute(
        update(SignInFailure)
        .where(SignInFailure.key == key)
        .values(failures=failures, last_at=tx.now, wait_until=tx.now + wait)
    )
    return failures


def succeeded(tx: Tx, key: str) -> None:
    tx.connection.execute(delete(SignInFailure).where(SignInFailure.key == key))


def purge(tx: Tx) -> None:
    """Forget what nobody waits for any more."""
    tx.connection.execute(delete(SignInFailure).where(SignInFailure.last_at <= tx.now - LOCK))


def _check(tx: Tx, failures: int, wait_until: datetime) -> None:
    left = (wait_until - tx.now).total_seconds()
    if left <= 0:
        return
    seconds = math.ceil(left)
    if failures >= LOCKED_AFTER:
        minutes = math.ceil(left / 60)
        message = f"Too many failures to sign in. This login is locked for {minutes} minutes."
        raise RateLimited(message, retry_after=seconds, code="ACCOUNT_LOCKED")
    raise RateLimited(f"Wait {seconds} seconds before you try again.", retry_after=seconds)
