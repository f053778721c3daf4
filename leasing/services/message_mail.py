"""The mail that brings a manager's messages to a visitor who left the chat before they came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from leasing.database import Tx
from leasing.models import Conversation, Message, Property
from leasing.services.answers import language_of, name_of
from leasing.services.takeover import SAID_BY_STAFF

_WRITTEN = Message.client_id.startswith(SAID_BY_STAFF, autoescape=True) & (Message.author == "manager")
"""what a person wrote here; an answer to a question that was brought has a mail of its own"""

WORDS = {
    "en": {
        "subject": "{community} wrote to you in the chat",
        "hello": "Hello {name},",
        "stranger": "Hello,",
        "wrote": "{agent} wrote to you after you had left:",
        "go_on": "You can go on where you left off in the chat",
        "call": "or call {phone}",
    },
    "es": {
        "subject": "{community} le escribió en el chat",
        "hello": "Hola, {name}:",
        "stranger": "Hola:",
        "wrote": "{agent} le escribió después de que usted saliera:",
        "go_on": "Puede seguir donde lo dejó en el chat",
        "call": "o llamar al {phone}",
    },
}


def compose(tx: Tx, payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The mail with all that managers have written since the visitor wrote last. None where the visitor has written
    since, has no address any more, or a later message brings this one along."""
    here, seq = payload["conversation_id"], payload["seq"]
    row = tx.connection.execute(
        select(
            Conversation.contact,
            Conversation.property_id,
            Property.name,
            Property.phone,
            Property.email,
            Property.website_url,
        )
        .join(Property, Property.id == Conversation.property_id)
        .where(Conversation.id == here)
    ).one_or_none()
    if row is None or not row.contact.get("email"):
        return None
    read = _last(tx, here, Message.author == "visitor")
    if read > seq or _last(tx, here, _WRITTEN) > seq:
        return None
    said = tx.connection.execute(
        select(Message.text)
        .where(Message.conversation_id == here, _WRITTEN, Message.removed.is_(False))
        .where(Message.seq > read)
        .order_by(Message.seq)
    ).scalars()
    texts = [f"  {text}" for text in said]
    if not texts:
        return None
    words = WORDS[language_of(tx, here)]
    agent = name_of(tx, payload["said_by"], row.property_id)
    first_name = row.contact.get("first_name")
    hello = words["hello"].format(name=first_name) if first_name else words["stranger"]
    go_on = words["go_on"] + (f" ({row.website_url})" if row.website_url else "")
    call = f" {words['call'].format(phone=row.phone)}" if row.phone else ""
    lines = (f"{hello} {words['wrote'].format(agent=agent)}", *texts, f"{go_on}{call}.", f"{agent}\n{row.name}")
    return {
        "to": row.contact["email"],
        "reply_to": row.email,
        "subject": words["subject"].format(community=row.name),
        "text": "\n\n".join(lines) + "\n",
        "attachments": [],
    }


def _last(tx: Tx, conversation_id: str, which: ColumnElement[bool]) -> int:
    found = select(func.coalesce(func.max(Message.seq), 0)).where(Message.conversation_id == conversation_id, which)
    return tx.connection.execute(found).scalar_one()
