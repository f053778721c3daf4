"""The answers that writes were given, so that a request that is sent again is answered alike for a day.

A key is `running` while its first request is worked on. A process that dies with it leaves it so; after the lease the
next one with that key does the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from leasing.database import Tx
from leasing.models import IdempotencyKey

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claim:
    """`mine`: do the work, and finish or abandon it. `running`: somebody does it. `done`: `answer` is what was said.
    `other`: the key was used for another request."""

    state: Literal["mine", "running", "done", "other"]
    answer: dict[str, Any] | None = None


def claim(tx: Tx, owner: str, key: str, fingerprint: str) -> Claim:
    """Take a key, or learn what became of it."""
    build: Any = postgresql.insert if tx.connection.dialect.name == "postgresql" else sqlite.insert
    row = {"owner": owner, "key": key, "fingerprint": fingerprint, "state": "running", "answer": {}}
    taken = tx.connection.execute(
        build(IdempotencyKey).values(**row, created_at=tx.now).on_conflict_do_nothing(index_elements=["owner", "key"])
    )
    if taken.rowcount == 1:
        return Claim("mine")
    there = tx.connection.execute(
        select(IdempotencyKey.__table__).where(*_is(owner, key)).with_for_update()
    ).one_or_none()
    if there is None:
        # Given up between the two statements.
        return Claim("running")
    if tx.now - there.created_at >= (LEASE if there.state == "running" else KEPT):
        values = {"fingerprint": fingerprint, "state": "running", "answer": {}, "created_at": tx.now}
        tx.connection.execute(update(IdempotencyKey).where(*_is(owner, key)).values(**values))
        return Claim("mine")
    if there.fingerprint != fingerprint:
        return Claim("other")
    return Claim("done", there.answer) if there.state == "done" else Claim("running")


def finish(tx: Tx, owner: str, key: str, answer: dict[str, Any]) -> None:
    tx.connection.execute(update(IdempotencyKey).where(*_is(owner, key)).values(state="done", answer=answer))


def abandon(tx: Tx, owner: str, key: str) -> None:
    """Free a key whose request came to nothing that should be repeated."""
    tx.connection.execute(delete(IdempotencyKey).where(*_is(owner, key), IdempotencyKey.state == "running"))


def purge(tx: Tx, before: datetime) -> int:
    """Forget keys made before a moment; how many there were."""
    return tx.connection.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before)).rowcount


def _is(owner: str, key: str) -> tuple[Any, Any]:
    return IdempotencyKey.owner == owner, IdempotencyKey.key == key
