"""The mail that brings an answer to a visitor who asked in the chat and left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from leasing.database import Tx
from leasing.models import Conversation, Faq, FaqWaiter, Message, Property
from leasing.services.answers import language_of, name_of, shortened

WORDS = {
    "en": {
        "subject": "{community} answered your question",
        "hello": "Hello {name},",
        "stranger": "Hello,",
        "asked": "you asked us in the chat:",
        "answered": "Our answer:",
        "go_on": "You can go on where you left off in the chat",
        "call": "or call {phone}",
    },
    "es": {
        "subject": "{community} respondió a su pregunta",
        "hello": "Hola, {name}:",
        "stranger": "Hola:",
        "asked": "usted nos preguntó en el chat:",
        "answered": "Nuestra respuesta:",
        "go_on": "Puede seguir donde lo dejó en el chat",
        "call": "o llamar al {phone}",
    },
}


def compose(tx: Tx, payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The payload of the mail; None where the answer was taken back, the address is gone, or the visitor has gone on
    talking beneath the answer."""
    statement = (
        select(
            Conversation.contact,
            Conversation.property_id,
            Property.name,
            Property.phone,
            Property.email,
            Property.website_url,
        )
        .join(Property, Property.id == Conversation.property_id)
        .where(Conversation.id == payload["conversation_id"])
    )
    row = tx.connection.execute(statement).one_or_none()
    found = tx.connection.execute(
        select(Faq.question, Faq.answer, FaqWaiter.question.label("asked"))
        .join(FaqWaiter, FaqWaiter.faq_id == Faq.id)
        .where(Faq.id == payload["faq_id"], Faq.status == "answered")
        .where(FaqWaiter.conversation_id == payload["conversation_id"])
    ).one_or_none()
    if row is None or found is None or not row.contact.get("email") or _has_read(tx, payload):
        return None
    words = WORDS[language_of(tx, payload["conversation_id"])]
    first_name = row.contact.get("first_name")
    hello = words["hello"].format(name=first_name) if first_name else words["stranger"]
    go_on = words["go_on"] + (f" ({row.website_url})" if row.website_url else "")
    call = f" {words['call'].format(phone=row.phone)}" if row.phone else ""
    lines = (
        f"{hello} {words['asked']}",
        f"  {shortened(found.asked or found.question)}",
        words["answered"],
        f"  {found.answer}",
        f"{go_on}{call}.",
        f"{name_of(tx, payload['answered_by'], row.property_id)}\n{row.name}",
    )
    return {
        "to": row.contact["email"],
        "reply_to": row.email,
        "subject": words["subject"].format(community=row.name),
        "text": "\n\n".join(lines) + "\n",
        "attachments": [],
    }


def _has_read(tx: Tx, payload: Mapping[str, Any]) -> bool:
    if payload["seq"] is None:
        return False
    later = select(Message.id).where(
        Message.conversation_id == payload["conversation_id"],
        Message.author == "visitor",
        Message.seq > payload["seq"],
    )
    return tx.connection.execute(later.limit(1)).one_or_none() is not None
