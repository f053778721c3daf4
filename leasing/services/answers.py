"""A person's answer on its way back to the visitors who wait for it.

Who answers only says so (`send_out`); each conversation gets its message in a transaction of its own (`bring`), as the
outbox comes to it, so that neither one slow conversation nor a killed process keeps the answer from the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Faq, FaqWaiter, Message, Property, PropertyManager, Task, User
from leasing.services import messages
from leasing.services.tour_words import spoken
from leasing.tenancy import StaffScope

MAIL_AFTER = timedelta(seconds=60)
"""what a visitor has by then who is still there need not be mailed"""
LONGEST_QUOTE = 300
"""characters of the question that are repeated with its answer"""
YOU_ASKED = {"en": "You asked: \u201c{question}\u201d", "es": "Usted preguntó: «{question}»"}


@dataclass(frozen=True, slots=True)
class Brought:
    """The message that a conversation got, as it goes on the wire; None where the conversation was over."""

    conversation_id: str
    message: Mapping[str, Any] | None


def send_out(tx: Tx, scope: StaffScope, faq_id: str) -> list[str]:
    """Have the answer of an entry brought to the conversations that wait for it, whose ids are given back, and close
    the tasks that asked for it."""
    waiting = scope.select(FaqWaiter, FaqWaiter.conversation_id, FaqWaiter.created_at).where(
        FaqWaiter.faq_id == faq_id, FaqWaiter.answered_at.is_(None)
    )
    rows = tx.connection.execute(waiting.order_by(FaqWaiter.created_at)).all()
    for row in rows:
        key = f"answer:{faq_id}:{row.conversation_id}:{row.created_at.timestamp()}"
        payload = {"faq_id": faq_id, "conversation_id": row.conversation_id, "answered_by": scope.user_id}
        tx.enqueue("answer", key, scope.company_id, payload)
    open_tasks = scope.update(Task).where(Task.faq_id == faq_id, Task.status.in_(("pending", "in_progress")))
    tx.connection.execute(open_tasks.values(status="completed", updated_at=tx.now))
    return [row.conversation_id for row in rows]


def bring(tx: Tx, faq_id: str, conversation_id: str, answered_by: str) -> Brought | None:
    """Say the answer in a conversation that waits for it, in the name of who gave it, and have it mailed to a visitor
    who left an address. None where nothing waits any more: it was brought before, or taken back."""
    row = tx.connection.execute(
        select(Conversation.__table__).where(Conversation.id == conversation_id).with_for_update()
    ).one_or_none()
    here = (FaqWaiter.faq_id == faq_id, FaqWaiter.conversation_id == conversation_id, FaqWaiter.answered_at.is_(None))
    waiter = tx.connection.execute(select(FaqWaiter.__table__).where(*here)).one_or_none()
    entry = tx.connection.execute(
        select(Faq.question, Faq.answer).where(Faq.id == faq_id, Faq.status == "answered")
    ).one_or_none()
    if row is None or waiter is None or entry is None:
        return None
    tx.connection.execute(update(FaqWaiter).where(*here).values(answered_at=tx.now))
    question = waiter.question or entry.question
    tx.emit(
        "question.delivered",
        row.company_id,
        property_id=row.property_id,
        subject_id=faq_id,
        data={"conversation_id": conversation_id},
    )
    is_over = row.mode == "closed"
    message = None if is_over else _say(tx, row, waiter, faq_id, question, entry.answer, answered_by)
    if row.contact.get("email"):
        seq = message["seq"] if message is not None else None
        payload = {"conversation_id": conversation_id, "faq_id": faq_id, "answered_by": answered_by, "seq": seq}
        key = f"answer_mail:{faq_id}:{conversation_id}:{waiter.created_at.timestamp()}"
        tx.enqueue("answer_mail", key, row.company_id, payload, wait=timedelta() if is_over else MAIL_AFTER)
    return Brought(conversation_id, message)


def _say(tx: Tx, row: Any, waiter: Any, faq_id: str, question: str, answer: str, answered_by: str) -> Mapping[str, Any]:
    language = language_of(tx, row.id)
    asked = YOU_ASKED[language].format(question=shortened(question))
    stored: dict[str, Any] = {
        "id": new_id(),
        "seq": row.last_seq + 1,
        "author": "manager",
        "author_name": name_of(tx, answered_by, row.property_id),
        "text": f"{asked}\n\n{answer}",
        "in_reply_to": waiter.message_id,
        "locale": language,
        "extras": {"sources": [{"kind": "faq", "id": faq_id, "title": question[:LONGEST_QUOTE]}]},
    }
    messages.store(tx, company_id=row.company_id, conversation_id=row.id, **stored)
    tx.connection.execute(
        update(Conversation)
        .where(Conversation.id == row.id)
        .values(last_seq=stored["seq"], last_message_at=tx.now, updated_at=tx.now)
    )
    extras = stored.pop("extras")
    shown = {name: value for name, value in stored.items() if value is not None}
    return {**shown, "created_at": messages.instant(tx.now), **messages.shown(extras)}


def language_of(tx: Tx, conversation_id: str) -> str:
    """`es` or `en`: the one in which the visitor was answered last."""
    statement = select(Message.locale).where(Message.conversation_id == conversation_id, Message.author == "bot")
    locale = tx.connection.execute(statement.order_by(Message.seq.desc()).limit(1)).scalar_one_or_none()
    return spoken((locale or "")[:2].lower())


def name_of(tx: Tx, user_id: str, property_id: str) -> str:
    """The name under which a member of staff speaks; the community's where they have none."""
    profile = select(PropertyManager.first_name, PropertyManager.last_name).where(PropertyManager.user_id == user_id)
    login = select(User.first_name, User.last_name).where(User.id == user_id)
    for statement in (profile.limit(1), login):
        found = tx.connection.execute(statement).one_or_none()
        if found is not None and (name := f"{found.first_name} {found.last_name}".strip()):
            return name
    return tx.connection.execute(select(Property.name).where(Property.id == property_id)).scalar_one()


def shortened(question: str) -> str:
    return question if len(question) <= LONGEST_QUOTE else question[: LONGEST_QUOTE - 1].rstrip() + "…"
