"""Conversations with something said in them, for who reads them afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import Conversation, Message
from leasing.services import messages, openings
from leasing.services.openings import Opening

WHY = {
    "brain": "openai",
    "intents": ["ask_policy"],
    "tools": [{"tool": "answer_from_knowledge", "args": {"question": "Pets?"}, "ms": 3.2}],
    "retrieval": [{"question": "Pets?", "answered": True, "score": 0.91, "matches": [{"id": "faq", "score": 0.91}]}],
    "ruling": {"kind": "identity", "note": "asked"},
    "guarded": [{"guard": "figures", "reason": "no evidence"}],
    "input_tokens": 812,
    "output_tokens": 40,
    "first_chunk_ms": 210.5,
    "ms": {"understand": 1.1, "agent": 240.0, "total": 250.2},
    "attempt": 1,
}


async def talk(database: Database, property_id: str, said: list[tuple[str, str]] | None = None, **columns: Any) -> str:
    """The id of a conversation in which these (author, text) were said, a minute apart from now on."""
    opened = await database.write(openings.open_, Opening(property=property_id, source="website"))
    await database.write(_say, opened.id, said or [], columns)
    return opened.id


def _say(tx: Tx, chat: str, said: list[tuple[str, str]], columns: dict[str, Any]) -> None:
    row: Any = tx.connection.execute(select(Conversation.__table__).where(Conversation.id == chat)).one()
    for seq, (author, text) in enumerate(said, row.last_seq + 1):
        at = tx.now + timedelta(minutes=seq - 1)
        add_message(tx, row.company_id, chat, seq, author, text, at)
    values = {"last_seq": row.last_seq + len(said), **columns}
    tx.connection.execute(update(Conversation).where(Conversation.id == chat).values(**values))


def add_message(tx: Tx, company_id: str, chat: str, seq: int, author: str, text: str, at: datetime) -> str:
    message_id = new_id()
    messages.store(
        tx,
        id=message_id,
        company_id=company_id,
        conversation_id=chat,
        seq=seq,
        author=author,
        text=text,
        why=WHY if author == "bot" else {},
        created_at=at,
    )
    return message_id


async def put(database: Database, model: Any, **values: Any) -> None:
    """Insert a row as it is given."""
    await database.write(lambda tx: tx.connection.execute(insert(model).values(**values)) and None)


async def message_ids(database: Database, chat: str) -> list[str]:
    statement = select(Message.id).where(Message.conversation_id == chat).order_by(Message.seq)
    return await database.read(lambda tx: list(tx.connection.execute(statement).scalars()))
