"""A person's answer on its way back to the visitors who wait for it.

Who answers only says so (`send_out`); each conversation gets its message in a transaction of its own (`bring`), as the
outbox comes to it, so that neither one slow conversation nor a killed process keeps the answer from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select, update

from leasing.database import Tx
from leasing.models import Conversation, Faq, FaqCorrection, FaqWaiter, Message, Property, PropertyManager, User
from leasing.services import faq_history, messages
from leasing.services.tour_words import spoken
from leasing.tenancy import StaffScope

MAIL_AFTER = timedelta(seconds=60)
"""what a visitor has by then who is still there need not be mailed"""
LONGEST_QUOTE = 300
"""characters of the question that are repeated with its answer"""
SAYING = ("answered", "needs_review")
"""statuses of entries that have an answer"""
WrittenIn = Callable[[str], str | None]
"""Takes a text in lower case: `en` or `es`, None where that cannot be told."""
Above = Mapping[str, tuple[str, str]]
"""By language, the words over an answer: with the question, and without it where it is in the other language."""
WE_CORRECT: Above = {
    "en": (
        "We have to correct what we told you on \u201c{question}\u201d:",
        "We have to correct something that we told you before:",
    ),
    "es": (
        "Tenemos que corregir lo que le dijimos sobre «{question}»:",
        "Tenemos que corregir algo que le dijimos antes:",
    ),
}
WRITTEN_IN = {"en": "This is written in Spanish:", "es": "Esto está escrito en inglés:"}
"""over a text in the other language, in the visitor's"""
YOU_ASKED: Above = {
    "en": ("You asked: \u201c{question}\u201d", "To your question:"),
    "es": ("Usted preguntó: «{question}»", "A su pregunta:"),
}


def unknown(_text: str) -> str | None:
    """For texts whose language does not matter."""
    return None


@dataclass(frozen=True, slots=True)
class Brought:
    """The message that a conversation got, as it goes on the wire; None where the conversation was over."""

    conversation_id: str
    message: Mapping[str, Any] | None


def send_out(tx: Tx, scope: StaffScope, faq_id: str, to: Sequence[str] | None = None) -> list[str]:
    """Have the answer of an entry brought to the conversations that wait for it, or to some of them; their ids."""
    waiting = scope.select(FaqWaiter, FaqWaiter.conversation_id, FaqWaiter.created_at).where(
        FaqWaiter.faq_id == faq_id, FaqWaiter.answered_at.is_(None)
    )
    if to is not None:
        waiting = waiting.where(FaqWaiter.conversation_id.in_(to))
    rows = tx.connection.execute(waiting.order_by(FaqWaiter.created_at)).all()
    # An answer that was taken back before it was brought, and the one after it, are two.
    number = faq_history.last(tx, scope, faq_id)
    for row in rows:
        key = f"answer:{faq_id}:{row.conversation_id}:{row.created_at.timestamp()}:{number}"
        payload = {"faq_id": faq_id, "conversation_id": row.conversation_id, "answered_by": scope.user_id}
        tx.enqueue("answer", key, scope.company_id, payload)
    return [row.conversation_id for row in rows]


def bring(
    tx: Tx, faq_id: str, conversation_id: str, answered_by: str, written_in: WrittenIn = unknown
) -> Brought | None:
    """Say the answer in a conversation that waits for it, in the name of who gave it, and have it mailed to a visitor
    who left an address. `answered_by` speaks where it is not kept who gave it. None where nothing waits any more: it
    was brought before, or taken back."""
    row = messages.held(tx, conversation_id)
    here = (FaqWaiter.faq_id == faq_id, FaqWaiter.conversation_id == conversation_id, FaqWaiter.answered_at.is_(None))
    waiter = tx.connection.execute(select(FaqWaiter.__table__).where(*here)).one_or_none()
    entry = tx.connection.execute(select(Faq.__table__).where(Faq.id == faq_id)).one_or_none()
    if row is None or waiter is None or entry is None:
        return None
    answer = waiter.answer or (entry.answer if entry.status in SAYING else None)
    if answer is None:
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
    # What is said to one visitor alone is nobody's source.
    cited = None if waiter.answer else entry.merged_into or faq_id
    by = answered_by if waiter.answer else author(tx, faq_id, answered_by)
    said = _Said(YOU_ASKED, question, answer, cited, by, in_reply_to=waiter.message_id)
    key = f"answer_mail:{faq_id}:{conversation_id}:{waiter.created_at.timestamp()}"
    payload = {"conversation_id": conversation_id, "faq_id": faq_id, "answered_by": by}
    return _brought(tx, row, said, key, payload, written_in)


def bring_correction(
    tx: Tx, faq_id: str, conversation_id: str, corrected_by: str, written_in: WrittenIn = unknown
) -> Brought | None:
    """Say the answer of today in a conversation that was told another one, once. None where it was told before, or the
    answer is gone."""
    row = messages.held(tx, conversation_id)
    entry = tx.connection.execute(
        select(Faq.question, Faq.answer).where(Faq.id == faq_id, Faq.status.in_(SAYING))
    ).one_or_none()
    here = (FaqCorrection.faq_id == faq_id, FaqCorrection.conversation_id == conversation_id)
    due: Any = select(func.max(FaqCorrection.number)).where(*here, FaqCorrection.told_at.is_(None))
    number = tx.connection.execute(due).scalar_one()
    if row is None or entry is None or number is None:
        return None
    tx.connection.execute(update(FaqCorrection).where(*here, FaqCorrection.told_at.is_(None)).values(told_at=tx.now))
    by = author(tx, faq_id, corrected_by)
    question = tx.connection.execute(own_words(faq_id, conversation_id)).scalar_one_or_none() or entry.question
    said = _Said(WE_CORRECT, question, entry.answer, faq_id, by)
    payload = {"conversation_id": conversation_id, "faq_id": faq_id, "answered_by": by, "correction": True}
    return _brought(tx, row, said, f"correction_mail:{faq_id}:{number}:{conversation_id}", payload, written_in)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a message says; `above` are the words over the answer."""

    above: Above
    question: str
    answer: str
    cited: str | None
    by: str
    in_reply_to: str | None = None


def _brought(tx: Tx, row: Any, said: _Said, key: str, payload: Mapping[str, Any], written_in: WrittenIn) -> Brought:
    """Say it in the chat where that is not over, and have it mailed to who left an address."""
    is_over = row.mode == "closed"
    message = None if is_over else _say(tx, row, said, written_in)
    if row.contact.get("email"):
        seq = message["seq"] if message is not None else None
        wait = timedelta() if is_over else MAIL_AFTER
        tx.enqueue("answer_mail", key, row.company_id, {**payload, "seq": seq}, wait=wait)
    return Brought(row.id, message)


def _say(tx: Tx, row: Any, said: _Said, written_in: WrittenIn) -> Mapping[str, Any]:
    language = language_of(tx, row.id)
    quoting, without = said.above[language]
    quoted = is_in(language, said.question, written_in)
    above = quoting.format(question=shortened(said.question)) if quoted else without
    sources = [{"kind": "faq", "id": said.cited, "title": said.question[:LONGEST_QUOTE]}] if said.cited else []
    return messages.append(
        tx,
        row.company_id,
        row.id,
        author="manager",
        author_name=name_of(tx, said.by, row.property_id),
        text=f"{above}\n\n{in_its_language(said.answer, language, written_in)}",
        in_reply_to=said.in_reply_to,
        locale=language,
        extras={"sources": sources} if sources else {"private": True},
    )


def in_its_language(answer: str, language: str, written_in: WrittenIn) -> str:
    """An answer, announced where it is not in the visitor's language: nothing is translated here."""
    return answer if is_in(language, answer, written_in) else f"{WRITTEN_IN[language]}\n{answer}"


def is_in(language: str, text: str, written_in: WrittenIn) -> bool:
    """Whether a text is in a language, or may be: a word or two tell nothing."""
    return written_in(text.lower()) in (language, None)


def own_words(faq_id: str, conversation_id: str) -> Select[Any]:
    """The question of an entry as it was put in a conversation that waited for its answer."""
    here = (FaqWaiter.faq_id == faq_id, FaqWaiter.conversation_id == conversation_id)
    return select(FaqWaiter.question).where(*here).limit(1)


def language_of(tx: Tx, conversation_id: str) -> str:
    """`es` or `en`: the one in which the visitor was answered last; before that, the one of their widget."""
    statement = select(Message.locale).where(Message.conversation_id == conversation_id, Message.author == "bot")
    locale = tx.connection.execute(statement.order_by(Message.seq.desc()).limit(1)).scalar_one_or_none()
    if locale is None:
        opened = select(Conversation.locale).where(Conversation.id == conversation_id)
        locale = tx.connection.execute(opened).scalar_one_or_none()
    return spoken((locale or "")[:2].lower())


def author(tx: Tx, faq_id: str, else_: str) -> str:
    """In whose name an entry's answer of now is said: it may be another's than the one that was sent out."""
    return faq_history.author(tx, faq_id) or else_


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
