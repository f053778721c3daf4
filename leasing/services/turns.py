"""The durable turn begins: a visitor's message is accepted, and with it the turn that will answer it.

Accepting, leasing (`leases`) and finishing (`replies`) are one short transaction each. A turn is `queued` until
somebody leases it, `running` while its lease is renewed, and `done`, `cancelled` or `failed` at last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal_column, select, union_all, update

from leasing.database import Tx
from leasing.errors import NotFound
from leasing.ids import new_id
from leasing.models import ClientFrame, Conversation, Message, Turn
from leasing.services import handoffs, messages
from leasing.services.leases import ANSWERED_MODES, INSERT_TURN, Work, held, in_line, work_of
from leasing.together import Write, together

_KNOWN_MESSAGE = select(Message.id.label("message_id"), Message.seq, literal_column("0").label("unfinished")).where(
    Message.conversation_id == bindparam("conversation_id"), Message.client_id == bindparam("client_id")
)
_KNOWN_FRAME = select(ClientFrame.message_id, ClientFrame.seq, literal_column("0")).where(
    ClientFrame.conversation_id == bindparam("conversation_id"), ClientFrame.client_id == bindparam("client_id")
)
_KNOWN = union_all(_KNOWN_MESSAGE, _KNOWN_FRAME)
_UNFINISHED = select(Turn.message_id, literal_column("0"), literal_column("1")).where(
    Turn.conversation_id == bindparam("conversation_id"), Turn.state.in_(("queued", "running"))
)
_BEFORE = union_all(_KNOWN_MESSAGE, _KNOWN_FRAME, _UNFINISHED)
"""One statement for all that bears on a new message. Asked when the conversation is locked: a statement that both
locks and looks would, on PostgreSQL, look at how things were before it waited for the lock."""
_TAKE_SEQ = (
    update(Conversation)
    .where(Conversation.id == bindparam("the_id"))
    .values(last_seq=bindparam("seq"), last_message_at=bindparam("at"), updated_at=bindparam("at"))
)


class ConversationClosed(Exception):
    """The conversation has ended; a new one may be opened."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A visitor's message is on disk (or was before: `duplicate`). `work` is ours to answer now, where there is any."""

    message_id: str
    seq: int
    duplicate: bool
    work: Work | None = None
    heard: bool = False
    """a person speaks here, who reads it"""
    message: Mapping[str, Any] | None = None


def accept(
    tx: Tx,
    conversation_id: str,
    *,
    client_id: str,
    text: str,
    owner: str,
    extras: Mapping[str, Any] | None = None,
) -> Accepted:
    """Store a visitor's message and the turn that will answer it. Raises `NotFound` and `ConversationClosed`."""
    row = held(tx, conversation_id)
    if row is None:
        raise NotFound("There is no such conversation.")
    key = {"conversation_id": conversation_id, "client_id": client_id}
    before = tx.connection.execute(_BEFORE, key).all()
    known = next((one for one in before if not one.unfinished), None)
    if known is not None:
        return Accepted(known.message_id, known.seq, True)
    if row.mode == "closed":
        raise ConversationClosed(conversation_id)
    seq = row.last_seq + 1
    message: dict[str, Any] = {
        "id": new_id(),
        "company_id": row.company_id,
        "conversation_id": conversation_id,
        "seq": seq,
        "author": "visitor",
        "text": text,
        "client_id": client_id,
        "extras": dict(extras or {}),
    }
    writes: list[Write] = [
        (messages.INSERT, messages.row(tx, **message)),
        (_TAKE_SEQ, {"the_id": conversation_id, "seq": seq, "at": tx.now}),
    ]
    turn = in_line(tx, row, message, owner, waits=bool(before)) if row.mode in ANSWERED_MODES else None
    if turn is not None:
        writes.append((INSERT_TURN, turn))
    together(tx.connection, *writes)
    shown = {
        "id": message["id"],
        "seq": seq,
        "author": "visitor",
        "text": text,
        "created_at": messages.instant(tx.now),
        **messages.shown(message["extras"]),
    }
    if row.mode == "human" and row.resume_at is None:
        handoffs.await_person(tx, row)
    work = work_of(tx, row, turn, message) if turn is not None and not before else None
    return Accepted(message["id"], seq, False, work, row.mode == "human", shown)


def already(tx: Tx, conversation_id: str, client_id: str) -> Accepted | None:
    """What the same `client_id` was answered before."""
    key = {"conversation_id": conversation_id, "client_id": client_id}
    known = tx.connection.execute(_KNOWN, key).one_or_none()
    return Accepted(known.message_id, known.seq, True) if known is not None else None
