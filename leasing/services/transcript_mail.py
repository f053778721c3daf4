"""A conversation, mailed to the visitor who had it."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from leasing.database import Tx
from leasing.errors import Invalid, NotFound
from leasing.models import Conversation, Property
from leasing.services import messages
from leasing.zones import label, zone


def send(tx: Tx, conversation_id: str) -> str:
    """Put the transcript in the outbox; the address that it goes to. Raises `NotFound`, and `Invalid` where the visitor
    left no email or nothing was said."""
    statement = (
        select(Conversation.company_id, Conversation.contact, Property.name, Property.timezone)
        .join(Property, Property.id == Conversation.property_id)
        .where(Conversation.id == conversation_id)
    )
    row = tx.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    to = row.contact.get("email")
    if not to:
        raise Invalid.field("email", "Leave an email in the chat first; the transcript goes there.", "missing")
    said = [message for message in messages.after(tx, conversation_id, 0) if not message.removed]
    if not said:
        raise Invalid.field("conversation", "Nothing has been said yet.", "empty")
    here = zone(row.timezone)
    lines = [
        f"{label(message.created_at.astimezone(here))} - {_who(message, row.name)}:\n{message.text}\n"
        for message in said
    ]
    payload = {
        "to": to,
        "subject": f"Your conversation with {row.name}",
        "text": f"Your conversation with {row.name}, times in {row.timezone}.\n\n" + "\n".join(lines),
        "attachments": [],
    }
    # The same transcript is mailed once, however often the button is pressed.
    address = hashlib.sha256(to.encode()).hexdigest()[:16]
    tx.enqueue("mail", f"transcript:{conversation_id}:{said[-1].seq}:{address}", row.company_id, payload)
    return to


def _who(message: object, community: str) -> str:
    author = getattr(message, "author", "")
    if author == "visitor":
        return "You"
    return getattr(message, "author_name", None) or ("AI assistant" if author == "bot" else community)
