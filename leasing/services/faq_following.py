"""What follows when an entry says something new: who waits for it is answered, pending questions that ask the same are
looked for, and who was told otherwise is told the correction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from leasing.database import Tx
from leasing.errors import Invalid
from leasing.models import Conversation, Faq, FaqCorrection, FaqWaiter, Message
from leasing.services import answers, faq_history, responses, task_keeping
from leasing.services.answers import SAYING
from leasing.tenancy import StaffScope

TOLD_WITHIN = timedelta(days=7)
"""who was told an answer longer ago is not told that it was corrected"""


def answered(tx: Tx, scope: StaffScope, property_id: str, faq_id: str, answer: str, **data: Any) -> None:
    """Bring the answer to the conversations that wait for it, close the tasks that asked for it, and tell."""
    conversations = answers.send_out(tx, scope, faq_id)
    task_keeping.complete(tx, faq_id, answer=answer, user_id=scope.user_id)
    responses.note(tx, scope.company_id, scope.user_id, faq_id=faq_id)
    told(tx, scope, property_id, faq_id, conversations, **data)


def told(tx: Tx, scope: StaffScope, property_id: str, faq_id: str, conversations: list[str], **data: Any) -> None:
    tx.emit(
        "question.answered",
        scope.company_id,
        property_id=property_id,
        subject_id=faq_id,
        data={"conversation_ids": conversations, "answered_by": scope.user_id, **data},
    )


def settle(tx: Tx, scope: StaffScope, property_id: str, faq_id: str | None, version: int) -> None:
    """Have the pending questions found that an entry answers, or any of the property's entries; comparing takes a
    model, which no transaction may wait for. `version`: the knowledge's."""
    payload = {"property_id": property_id, "faq_id": faq_id, "answered_by": scope.user_id}
    tx.enqueue("settle_questions", f"settle:{property_id}:{version}", scope.company_id, payload)


def says_anew(before: Any, values: Mapping[str, Any]) -> bool:
    """Whether an entry says after a change what it did not say before."""
    status, known = values.get("status", before.status), values.get("in_knowledge", before.in_knowledge)
    if status not in SAYING or not known:
        return False
    fresh = any(values.get(name, getattr(before, name)) != getattr(before, name) for name in ("answer", "question"))
    return fresh or before.status not in SAYING or not before.in_knowledge


def correct(tx: Tx, scope: StaffScope, row: Any, answer: str | None) -> None:
    """Have who was told the earlier answer of an entry (`row`: as it was) told that it was corrected. Raises `Invalid`
    where there is nothing to correct."""
    if row.status not in SAYING or not answer or answer == row.answer:
        raise Invalid.field("tell_visitors", "Only an answer that was given before, and is another now, is corrected.")
    number = faq_history.last(tx, scope, row.id)
    conversations = sorted(_told(tx, scope, row))
    for conversation_id in conversations:
        scope.insert(tx, FaqCorrection, faq_id=row.id, conversation_id=conversation_id, number=number)
        payload = {
            "faq_id": row.id, "conversation_id": conversation_id, "number": number, "answered_by": scope.user_id,
        }  # fmt: skip
        tx.enqueue("correction", f"correction:{row.id}:{number}:{conversation_id}", scope.company_id, payload)
    tx.emit(
        "question.corrected",
        scope.company_id,
        property_id=row.property_id,
        subject_id=row.id,
        data={"conversation_ids": conversations, "corrected_by": scope.user_id},
    )


def _told(tx: Tx, scope: StaffScope, row: Any) -> set[str]:
    """The conversations in which an entry was said of late, whose visitors can still be reached: in the chat, or by
    mail."""
    since = tx.now - TOLD_WITHIN
    said = (
        scope.select(Message, Message.conversation_id, Message.extras, Conversation.mode, Conversation.contact)
        .join(Conversation.__table__, Conversation.id == Message.conversation_id)
        .where(Conversation.property_id == row.property_id, Conversation.last_message_at >= since)
        .where(Message.created_at >= since, Message.author.in_(("bot", "manager")))
    )
    found = {each.conversation_id for each in tx.connection.execute(said) if _cites(each, row.id) and _reachable(each)}
    of_it = scope.select(Faq, Faq.id).where((Faq.id == row.id) | (Faq.merged_into == row.id))
    mailed = (
        scope.select(FaqWaiter, FaqWaiter.conversation_id, Conversation.mode, Conversation.contact)
        .join(Conversation.__table__, Conversation.id == FaqWaiter.conversation_id)
        .where(FaqWaiter.faq_id.in_(of_it), FaqWaiter.answered_at >= since, FaqWaiter.answer.is_(None))
    )
    return found | {each.conversation_id for each in tx.connection.execute(mailed) if _reachable(each)}


def _cites(message: Any, faq_id: str) -> bool:
    return any(source.get("id") == faq_id for source in message.extras.get("sources", ()))


def _reachable(row: Any) -> bool:
    return row.mode != "closed" or bool(row.contact.get("email"))
