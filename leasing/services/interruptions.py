"""Turns that a person comes between: cut off when one joins, taken up again when the bot goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Message, Turn
from leasing.services.answers import language_of

MOST_TAKEN_UP = 3
"""of the visitor's messages that a person left without an answer, how many of the last the bot answers"""


@dataclass(frozen=True, slots=True)
class Cut:
    """A turn that was cut off. `reply` is what was sent of it, to be stored; None where that is nothing."""

    running: bool
    reply: Mapping[str, Any] | None = None


def silence(tx: Tx, row: Any) -> Cut:
    """Cancel every unfinished turn of a conversation whose row is held: from the commit on, no process stores a word
    of theirs."""
    running = tx.connection.execute(
        select(Turn.__table__).where(Turn.conversation_id == row.id, Turn.state == "running").with_for_update()
    ).one_or_none()
    tx.connection.execute(
        update(Turn)
        .where(Turn.conversation_id == row.id, Turn.state.in_(("queued", "running")))
        .values(state="cancelled", finished_at=tx.now, lease_until=None)
    )
    if running is None or not running.sent_text:
        return Cut(running is not None)
    sent = {
        "id": running.reply_id,
        "author": "bot",
        "text": running.sent_text,
        "in_reply_to": running.message_id,
        "locale": language_of(tx, row.id),
        "interrupted": True,
        "why": {"interrupted": "a person joined"},
    }
    return Cut(True, sent)


def requeue(tx: Tx, conversation_id: str, since: datetime) -> bool:
    """Put the visitor's messages that nobody has answered since a person joined in line for the bot. Whether there
    were any. `attempt` goes on from where it was: it fences off whoever still works on the turn of then."""
    answered = select(func.coalesce(func.max(Message.seq), 0)).where(
        Message.conversation_id == conversation_id, Message.author == "manager", Message.created_at >= since
    )
    last = tx.connection.execute(answered).scalar_one()
    waiting = (
        select(Message.id, Message.company_id, Turn.id.label("turn_id"))
        .outerjoin(Turn, Turn.message_id == Message.id)
        .where(Message.conversation_id == conversation_id, Message.author == "visitor", Message.seq > last)
        .where(or_(Turn.id.is_(None), Turn.state == "cancelled"))
        .where(or_(Message.created_at >= since, Turn.finished_at >= since))
        .order_by(Message.seq.desc())
        .limit(MOST_TAKEN_UP)
    )
    rows = tx.connection.execute(waiting).all()[::-1]
    for row in rows:
        fresh = {"state": "queued", "reply_id": new_id(), "sent_text": "", "lease_owner": None, "lease_until": None}
        if row.turn_id is not None:
            again = {**fresh, "created_at": tx.now, "finished_at": None}
            tx.connection.execute(update(Turn).where(Turn.id == row.turn_id).values(**again))
            continue
        tx.connection.execute(
            insert(Turn).values(
                id=new_id(),
                company_id=row.company_id,
                conversation_id=conversation_id,
                message_id=row.id,
                attempt=0,
                tours=[],
                created_at=tx.now,
                **fresh,
            )
        )
    return bool(rows)
