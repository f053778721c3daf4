"""A turn that is thought through and not carried out: what the bot would say to the visitor's last message.

What a tool writes meanwhile is written in a transaction that is undone, so that the tool gets a true answer and
nothing has happened.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Message, Turn
from leasing.services import leases
from leasing.services.leases import Work
from leasing.tenancy import StaffScope


def begin(tx: Tx, scope: StaffScope, conversation_id: str) -> Work | None:
    """The visitor's last message as work that nobody has leased; None where there is none. Raises `NotFound`."""
    scope.get(tx, Conversation, conversation_id)
    said = scope.select(Message).where(Message.conversation_id == conversation_id, Message.author == "visitor")
    message = tx.connection.execute(said.order_by(Message.seq.desc()).limit(1)).mappings().one_or_none()
    if message is None:
        return None
    known = scope.select(Turn, Turn.id).where(Turn.message_id == message["id"])
    turn_id = tx.connection.execute(known).scalar()
    return leases.imagined(tx, conversation_id, turn_id or new_id(), message)


def seat(tx: Tx, work: Work) -> None:
    """Let the work pass for a turn that runs, for services that ask. The caller undoes the transaction."""
    ref = work.ref
    others = update(Turn).where(Turn.conversation_id == ref.conversation_id, Turn.state == "running", Turn.id != ref.id)
    tx.connection.execute(others.values(state="cancelled"))
    values: dict[str, Any] = {"state": "running", "attempt": ref.attempt}
    if tx.connection.execute(update(Turn).where(Turn.id == ref.id).values(**values)).rowcount:
        return
    tx.connection.execute(
        insert(Turn).values(
            id=ref.id,
            company_id=ref.company_id,
            conversation_id=ref.conversation_id,
            message_id=work.message_id,
            reply_id=work.reply_id,
            sent_text="",
            tours=[],
            created_at=tx.now,
            **values,
        )
    )
