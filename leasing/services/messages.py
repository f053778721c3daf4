"""Stored messages and their form on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, or_, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Message

HISTORY = 24
"""earlier lines that a turn is answered with"""

_AFTER = (
    select(Message.__table__)
    .where(Message.conversation_id == bindparam("conversation_id"), Message.seq > bindparam("after"))
    .order_by(Message.seq)
)
_RECENT = (
    select(Message.author, Message.author_name, Message.text)
    .where(Message.conversation_id == bindparam("conversation_id"))
    # The reply to an earlier message may have been stored after the one that is answered now.
    .where(or_(Message.seq < bindparam("before"), Message.author != "visitor"))
    .where(Message.removed.is_(False))
    .order_by(Message.seq.desc())
    # Written out: as a parameter SQLAlchemy would put it into the text anew at each call.
    .limit(literal_column(str(HISTORY)))
)
INSERT = insert(Message)
# Built once: making a statement takes as long as running it.
_HELD = select(Conversation.__table__).where(Conversation.id == bindparam("id")).with_for_update()

_TOLD = ("id", "seq", "author", "author_name", "author_avatar_url", "in_reply_to", "locale", "interrupted")
ON_WIRE = ("attachments", "offer", "sources", "units", "slots", "choices", "tour")
"""the parts of `extras` that the visitor sees"""


def wire(row: Any) -> dict[str, Any]:
    """A stored message as frames and answers carry it. A removed one keeps its place and loses its words."""
    found: dict[str, Any] = {
        "id": row.id,
        "seq": row.seq,
        "author": row.author,
        "text": "" if row.removed else row.text,
        "created_at": instant(row.created_at),
    }
    for name in ("author_name", "author_avatar_url", "in_reply_to", "locale"):
        if getattr(row, name):
            found[name] = getattr(row, name)
    if row.interrupted:
        found["interrupted"] = True
    if row.removed:
        found["removed"] = True
        return found
    found.update(shown(row.extras))
    return found


def shown(extras: Mapping[str, Any]) -> dict[str, Any]:
    return {name: extras[name] for name in ON_WIRE if extras.get(name)}


def instant(at: datetime) -> str:
    """A moment as frames and answers carry it."""
    return at.isoformat().replace("+00:00", "Z")


def after(tx: Tx, conversation_id: str, seq: int) -> list[Any]:
    """Rows of the messages with a higher `seq`, oldest first."""
    return list(tx.connection.execute(_AFTER, {"conversation_id": conversation_id, "after": seq}))


def recent(tx: Tx, conversation_id: str, before: int) -> list[Any]:
    """(author, author_name, text) of the last lines until the message with a `seq` is answered, oldest first."""
    rows = tx.connection.execute(_RECENT, {"conversation_id": conversation_id, "before": before})
    return list(rows)[::-1]


def held(tx: Tx, conversation_id: str) -> Any:
    """The row of the conversation in which something is to be said, locked until the commit; None where there is
    none."""
    return tx.connection.execute(_HELD, {"id": conversation_id}).one_or_none()


def row(tx: Tx, **values: Any) -> dict[str, Any]:
    """All columns of a message; the caller has taken its `seq` from the conversation."""
    return {
        "author_name": None,
        "author_avatar_url": None,
        "client_id": None,
        "in_reply_to": None,
        "locale": None,
        "extras": {},
        "why": {},
        "interrupted": False,
        "removed": False,
        "created_at": tx.now,
        **values,
    }


def store(tx: Tx, **values: Any) -> None:
    """Insert a message; the caller has taken its `seq` from the conversation."""
    tx.connection.execute(INSERT, row(tx, **values))


def append(tx: Tx, company_id: str, conversation_id: str, **values: Any) -> dict[str, Any]:
    """Say something in a conversation outside a turn: store it under the next `seq`. Gives its form on the wire. The
    caller holds the conversation's row."""
    seq = tx.connection.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_seq=Conversation.last_seq + 1, last_message_at=tx.now, updated_at=tx.now)
        .returning(Conversation.last_seq)
    ).scalar_one()
    stored: dict[str, Any] = {"id": new_id(), "seq": seq, **values}
    store(tx, company_id=company_id, conversation_id=conversation_id, **stored)
    told = {name: stored[name] for name in _TOLD if stored.get(name)}
    return {**told, "text": stored["text"], "created_at": instant(tx.now), **shown(stored.get("extras", {}))}
