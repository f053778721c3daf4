"""The side effects that wait to be carried out: claimed with a lease, done, put off, or given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

from leasing.database import Tx
from leasing.models import OutboxItem

LEASE = timedelta(minutes=2)
AT_ONCE = 8
"""items in one transaction: with SQLite a turn of the chat waits for it"""
MAX_ATTEMPTS = 8
"""with the pauses between them, a little over three hours"""
BACKOFF_SECONDS = (5, 20, 60, 300, 900, 3600, 7200)


@dataclass(frozen=True, slots=True)
class Claimed:
    id: str
    company_id: str
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How an item that was carried out at once ended; `error` is None where it is done."""

    item: Claimed
    error: str | None = None
    dead: bool = False


_IS_DUE = or_(
    and_(OutboxItem.state == "pending", OutboxItem.next_attempt_at <= bindparam("now")),
    and_(OutboxItem.state == "running", OutboxItem.lease_until < bindparam("now")),
)
_DUE = (
    select(OutboxItem.__table__)
    .where(_IS_DUE, OutboxItem.kind.not_in(bindparam("kinds", expanding=True)))
    .order_by(OutboxItem.next_attempt_at, OutboxItem.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DUE_AT_ONCE = (
    select(OutboxItem.__table__)
    .where(_IS_DUE, OutboxItem.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(OutboxItem.next_attempt_at, OutboxItem.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(OutboxItem)
    .where(OutboxItem.id.in_(bindparam("ids", expanding=True)))
    .values(state="running", attempts=OutboxItem.attempts + 1, lease_until=bindparam("until"))
)
_DONE = (
    update(OutboxItem)
    # Only the attempt that holds the lease may say how it ended.
    .where(OutboxItem.id == bindparam("of"), OutboxItem.attempts == bindparam("at"), OutboxItem.state == "running")
    .values(state="done", done_at=bindparam("now"), last_error=None, lease_until=None)
)


def claim(tx: Tx, limit: int = 20, *, but: frozenset[str] = frozenset()) -> list[Claimed]:
    """Items that are due, leased to the caller, except of some kinds. One whose holder died is due again when its lease
    has run out."""
    rows = tx.connection.execute(_DUE, {"now": tx.now, "most": limit, "kinds": list(but)}).all()
    return _take(tx, rows)


def carry_out(tx: Tx, kinds: Mapping[str, Callable[[Tx, Mapping[str, Any]], Any]], limit: int = AT_ONCE) -> list[Ended]:
    """Carry out items that are due, and note it, in this transaction. One that fails is put off and undoes nothing of
    the others."""
    rows = tx.connection.execute(_DUE_AT_ONCE, {"now": tx.now, "most": limit, "kinds": list(kinds)}).all()
    return [_carry_out(tx, item, kinds[item.kind]) for item in _take(tx, rows)]


def _carry_out(tx: Tx, item: Claimed, act: Callable[[Tx, Mapping[str, Any]], Any]) -> Ended:
    left = tx.left_behind()
    try:
        with tx.connection.begin_nested():
            act(tx, item.payload)
    except Exception as error:
        tx.forget_since(left)
        reason = f"{type(error).__name__}: {error}"
        return Ended(item, reason, failed(tx, item, reason))
    done(tx, item)
    return Ended(item)


def _take(tx: Tx, rows: Sequence[Any]) -> list[Claimed]:
    if rows:
        tx.connection.execute(_TAKE, {"ids": [row.id for row in rows], "until": tx.now + LEASE})
    return [Claimed(r.id, r.company_id, r.kind, r.key, r.payload, r.attempts + 1) for r in rows]


def done(tx: Tx, item: Claimed) -> None:
    tx.connection.execute(_DONE, {"of": item.id, "at": item.attempt, "now": tx.now})


def failed(tx: Tx, item: Claimed, error: str, *, final: bool = False) -> bool:
    """Put an item off, or give it up; whether it is dead now."""
    dead = final or item.attempt >= MAX_ATTEMPTS
    pause = BACKOFF_SECONDS[min(item.attempt, len(BACKOFF_SECONDS)) - 1]
    _settle(
        tx,
        item,
        state="dead" if dead else "pending",
        next_attempt_at=tx.now + timedelta(seconds=pause),
        last_error=error[:2000],
    )
    return dead


def _settle(tx: Tx, item: Claimed, **values: Any) -> None:
    # Only the attempt that holds the lease may say how it ended.
    tx.connection.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item.id, OutboxItem.attempts == item.attempt, OutboxItem.state == "running")
        .values(lease_until=None, **values)
    )
