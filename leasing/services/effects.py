"""Doing a thing once in a turn, however often the turn is run again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from leasing.database import Tx
from leasing.models import Turn, TurnEffect

_HOLD = select(Turn.state, Turn.attempt).where(Turn.id == bindparam("turn_id")).with_for_update()
_FIND = select(TurnEffect.result).where(
    TurnEffect.turn_id == bindparam("turn_id"), TurnEffect.effect_key == bindparam("key")
)


class LostLease(Exception):
    """Another process has taken this turn over, or it was cancelled: whoever sees this stops and changes nothing."""


@dataclass(frozen=True, slots=True)
class TurnRef:
    """Whose effect it is."""

    id: str
    attempt: int
    company_id: str
    property_id: str
    conversation_id: str
    visitor_id: str


def once(tx: Tx, turn: TurnRef, key: str, make: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """What `make` gave when it was first run under this key in this turn; it is run now if it never was.

    The result is stored in the same transaction as what `make` did. `make` raises for what was not done: a refusal
    is no effect and may be tried again with other arguments. Raises `LostLease` where the turn is no longer ours.
    """
    held = tx.connection.execute(_HOLD, {"turn_id": turn.id}).one_or_none()
    if held is None or held.state != "running" or held.attempt != turn.attempt:
        raise LostLease(turn.id)
    found = tx.connection.execute(_FIND, {"turn_id": turn.id, "key": key}).scalar_one_or_none()
    if found is not None:
        return found
    result = dict(make())
    tx.connection.execute(
        insert(TurnEffect).values(
            turn_id=turn.id, effect_key=key, company_id=turn.company_id, result=result, created_at=tx.now
        )
    )
    return result
