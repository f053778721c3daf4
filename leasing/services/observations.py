"""What people answered in conversations that are settled: the visitor's question in the visitor's words, the answer in
the manager's. Nothing is worded anew. Which of them ask the same is found out beforehand, by a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, insert, or_, select

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, FaqObservation, FaqSuggestion, Message, Property
from leasing.services.questions import Compared, NotCompared, Pending

SETTLED_AFTER = timedelta(days=1)
"""a conversation that is still open counts as settled once nobody has said anything for so long"""
LOOKED_BACK = timedelta(days=30)
MOST_AT_ONCE = 200
"""messages that one run looks at"""
LONGEST_QUESTION, LONGEST_ANSWER = 2000, 20_000

IsQuestion = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Observed:
    """A message of a member of staff, with those that follow it at once; without a question it answers none."""

    message_id: str
    followers: tuple[str, ...]
    company_id: str
    property_id: str
    conversation_id: str
    said_at: datetime
    answer: str
    question: str | None = None
    question_message_id: str | None = None
    about: tuple[str, ...] = ()
    """what is known of the visitor: their name, and how they can be reached"""


def unread(tx: Tx, is_question: IsQuestion) -> list[Observed]:
    """What was answered in conversations that are settled and has not been looked at, the oldest first."""
    looked_at = exists().where(FaqObservation.message_id == Message.id)
    settled = or_(
        Conversation.status.in_(("closed", "abandoned")), Conversation.last_message_at < tx.now - SETTLED_AFTER
    )
    statement = (
        select(Message.id, Message.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.author == "manager", Message.removed.is_(False), ~looked_at, settled)
        .where(Message.created_at >= tx.now - LOOKED_BACK)
        .order_by(Message.created_at, Message.id)
        .limit(MOST_AT_ONCE)
    )
    wanted: dict[str, set[str]] = {}
    for row in tx.connection.execute(statement):
        wanted.setdefault(row.conversation_id, set()).add(row.id)
    return [each for talk, ids in wanted.items() for each in _of_conversation(tx, talk, ids, is_question)]


def _of_conversation(tx: Tx, conversation_id: str, wanted: set[str], is_question: IsQuestion) -> list[Observed]:
    property_id = select(Conversation.property_id).where(Conversation.id == conversation_id).scalar_subquery()
    contact = select(Conversation.contact).where(Conversation.id == conversation_id).scalar_subquery()
    columns = (property_id.label("property_id"), contact.label("contact"))
    said = select(Message.__table__, *columns).where(Message.conversation_id == conversation_id)
    rows = tx.connection.execute(said.where(Message.removed.is_(False)).order_by(Message.seq)).all()
    found: list[Observed] = []
    for at, row in enumerate(rows):
        if row.id not in wanted or (at and _is_said(rows[at - 1]) and rows[at - 1].id in wanted):
            continue
        run = _run(rows, at, wanted)
        asked = None if _brought(row) else _asked(rows, at, is_question)
        found.append(
            Observed(
                message_id=row.id,
                followers=tuple(each.id for each in run[1:]),
                company_id=row.company_id,
                property_id=row.property_id,
                conversation_id=conversation_id,
                said_at=row.created_at,
                answer="\n".join(each.text for each in run)[:LONGEST_ANSWER],
                question=asked.text[:LONGEST_QUESTION] if asked is not None else None,
                question_message_id=asked.id if asked is not None else None,
                about=tuple(value for value in (row.contact or {}).values() if isinstance(value, str)),
            )
        )
    return found


def _run(rows: Sequence[Any], at: int, wanted: set[str]) -> list[Any]:
    """A message and those of staff that follow it with nobody in between."""
    run = [rows[at]]
    for row in rows[at + 1 :]:
        if not (_is_said(row) and row.id in wanted and not _brought(rows[at])):
            break
        run.append(row)
    return run


def _is_said(row: Any) -> bool:
    return row.author == "manager" and not _brought(row)


def _brought(row: Any) -> bool:
    """Whether a message came from an entry or was one visitor's own answer: it is known, or is not to be."""
    return bool(row.extras.get("sources") or row.extras.get("private"))


def _asked(rows: Sequence[Any], at: int, is_question: IsQuestion) -> Any | None:
    """The question that a message answers: the one that it replies to, or the last one that the visitor asked since
    anybody else spoke."""
    if rows[at].in_reply_to is not None:
        replied = next((row for row in rows[:at] if row.id == rows[at].in_reply_to), None)
        return replied if replied is not None and is_question(replied.text) else None
    for row in reversed(rows[:at]):
        if row.author in {"bot", "manager"}:
            return None
        if row.author == "visitor" and is_question(row.text):
            return row
    return None


def suggested(tx: Tx, property_id: str) -> list[Pending]:
    """The questions of a property's suggestions that nobody has approved, the newest first: one that was dismissed
    goes on gathering what asks the same, unseen."""
    statement = select(FaqSuggestion.id, FaqSuggestion.question).where(
        FaqSuggestion.property_id == property_id, FaqSuggestion.status != "approved"
    )
    rows = tx.connection.execute(statement.order_by(FaqSuggestion.created_at.desc(), FaqSuggestion.id.desc()))
    return [Pending(row.id, row.question) for row in rows]


def keep(tx: Tx, seen: Observed, compared: Compared | None) -> str | None:
    """Keep what was looked at, with the suggestion that asks the same or a new one; without `compared` it suggests
    nothing. None where another process was first. Raises `NotCompared`."""
    locked = select(Property.id).where(Property.id == seen.property_id).with_for_update(key_share=True)
    tx.connection.execute(locked)
    there = select(FaqObservation.message_id).where(FaqObservation.message_id == seen.message_id)
    if tx.connection.execute(there).one_or_none() is not None:
        return None
    suggestion_id = _suggestion(tx, seen, compared) if compared is not None and seen.question else None
    common = {"company_id": seen.company_id, "conversation_id": seen.conversation_id}
    common |= {"said_at": seen.said_at, "created_at": tx.now}
    words = {"question": seen.question, "question_message_id": seen.question_message_id, "answer": seen.answer}
    evidence = {"suggestion_id": suggestion_id, **words} if suggestion_id is not None else {}
    tx.connection.execute(insert(FaqObservation).values(message_id=seen.message_id, **common, **evidence))
    for message_id in seen.followers:
        tx.connection.execute(insert(FaqObservation).values(message_id=message_id, **common))
    return suggestion_id


def _suggestion(tx: Tx, seen: Observed, compared: Compared) -> str:
    open_ = {each.id for each in suggested(tx, seen.property_id)}
    same = next((suggestion_id for suggestion_id in compared.same if suggestion_id in open_), None)
    if same is not None:
        return same
    if not compared.seen.issuperset(open_):
        raise NotCompared
    suggestion_id = new_id()
    tx.connection.execute(
        insert(FaqSuggestion).values(
            id=suggestion_id,
            company_id=seen.company_id,
            property_id=seen.property_id,
            question=seen.question,
            answer=seen.answer,
            status="open",
            created_at=tx.now,
            updated_at=tx.now,
        )
    )
    return suggestion_id
