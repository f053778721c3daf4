"""The mail that brings an answer to a visitor who asked in the chat and left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import false, func, or_, select

from leasing.database import Tx
from leasing.models import Conversation, Faq, FaqWaiter, Message, Property
from leasing.services.answers import (
    SAYING,
    WrittenIn,
    author,
    in_its_language,
    is_in,
    language_of,
    name_of,
    own_words,
    shortened,
    unknown,
)

WORDS = {
    "en": {
        "subject": "{community} answered your question",
        "hello": "Hello {name},",
        "stranger": "Hello,",
        "corrected": "{community} corrected an answer",
        "asked": "you asked us in the chat:",
        "asked_before": "you asked us something in the chat.",
        "told": "we told you something else on this before:",
        "told_before": "we have to correct something that we told you before.",
        "now": "It is so:",
        "answered": "Our answer:",
        "go_on": "You can go on where you left off in the chat",
        "call": "or call {phone}",
    },
    "es": {
        "subject": "{community} respondió a su pregunta",
        "hello": "Hola, {name}:",
        "stranger": "Hola:",
        "corrected": "{community} corrigió una respuesta",
        "asked": "usted nos preguntó en el chat:",
        "asked_before": "usted nos preguntó algo en el chat.",
        "told": "antes le dijimos otra cosa sobre esto:",
        "told_before": "tenemos que corregir algo que le dijimos antes.",
        "now": "Es así:",
        "answered": "Nuestra respuesta:",
        "go_on": "Puede seguir donde lo dejó en el chat",
        "call": "o llamar al {phone}",
    },
}


SAID = {"answer": ("subject", "asked", "answered"), "correction": ("corrected", "told", "now")}
"""the subject, and the words above the question and the answer"""


def compose(tx: Tx, payload: Mapping[str, Any], written_in: WrittenIn = unknown) -> Mapping[str, Any] | None:
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
    found = _answer(tx, payload)
    if row is None or found is None or not row.contact.get("email") or _has_read(tx, payload):
        return None
    language = language_of(tx, payload["conversation_id"])
    words = WORDS[language]
    subject, above, below = SAID["correction" if payload.get("correction") else "answer"]
    first_name = row.contact.get("first_name")
    hello = words["hello"].format(name=first_name) if first_name else words["stranger"]
    go_on = words["go_on"] + (f" ({row.website_url})" if row.website_url else "")
    call = f" {words['call'].format(phone=row.phone)}" if row.phone else ""
    asked = (
        (f"{hello} {words[above]}", f"  {shortened(found.question)}")
        if is_in(language, found.question, written_in)
        # What is in the other language is none of their words.
        else (f"{hello} {words[f'{above}_before']}",)
    )
    lines = (
        *asked,
        words[below],
        f"  {in_its_language(found.answer, language, written_in)}",
        f"{go_on}{call}.",
        f"{name_of(tx, _author(tx, payload, found), row.property_id)}\n{row.name}",
    )
    return {
        "to": row.contact["email"],
        "reply_to": row.email,
        "subject": words[subject].format(community=row.name),
        "text": "\n\n".join(lines) + "\n",
        "attachments": [],
    }


def _answer(tx: Tx, payload: Mapping[str, Any]) -> Any | None:
    """The question, as it was asked there, and the answer."""
    if payload.get("correction"):
        asked_there = own_words(payload["faq_id"], payload["conversation_id"]).scalar_subquery()
        question = func.coalesce(asked_there, Faq.question).label("question")
        entry = select(question, Faq.answer, false().label("is_own")).where(
            Faq.id == payload["faq_id"], Faq.status.in_(SAYING)
        )
        return tx.connection.execute(entry).one_or_none()
    asked = (
        select(
            func.coalesce(FaqWaiter.question, Faq.question).label("question"),
            func.coalesce(FaqWaiter.answer, Faq.answer).label("answer"),
            FaqWaiter.answer.is_not(None).label("is_own"),
        )
        .select_from(Faq)
        .join(FaqWaiter, FaqWaiter.faq_id == Faq.id)
        .where(Faq.id == payload["faq_id"], or_(Faq.status.in_(SAYING), FaqWaiter.answer.is_not(None)))
        .where(FaqWaiter.conversation_id == payload["conversation_id"])
    )
    return tx.connection.execute(asked).one_or_none()


def _author(tx: Tx, payload: Mapping[str, Any], said: Any) -> str:
    """Whoever gave the answer that the mail has; the visitor's own one is whose the message was."""
    return payload["answered_by"] if said.is_own else author(tx, payload["faq_id"], payload["answered_by"])


def _has_read(tx: Tx, payload: Mapping[str, Any]) -> bool:
    if payload["seq"] is None:
        return False
    later = select(Message.id).where(
        Message.conversation_id == payload["conversation_id"],
        Message.author == "visitor",
        Message.seq > payload["seq"],
    )
    return tx.connection.execute(later.limit(1)).one_or_none() is not None
