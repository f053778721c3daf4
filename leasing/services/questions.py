"""What the assistant hands to a person: questions that the knowledge does not answer, and visitors who ask for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from rapidfuzz import fuzz, utils
from sqlalchemy import and_, bindparam, insert, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Faq, FaqWaiter, Property, Task
from leasing.services import communities, handoffs, messages, question_assignment, task_keeping
from leasing.services.effects import TurnRef, once

Reason = Literal["customer_request", "missing_knowledge", "unsupported_request", "policy_restriction", "tool_failure"]
WITHOUT_QUESTION = frozenset({"customer_request"})
SAME_QUESTION = 92.0
"""from this similarity on (0 to 100, rapidfuzz's token_sort_ratio) two wordings are the same question"""
_LOCK_QUESTIONS = select(Property.id).where(Property.id == bindparam("id")).with_for_update(key_share=True)
_ASKED = (
    select(Task.id)
    .where(Task.conversation_id == bindparam("conversation_id"), *handoffs.FOR_A_PERSON)
    .where(Task.status.in_(question_assignment.OPEN))
    .limit(1)
)
_TASK = insert(Task)


@dataclass(frozen=True, slots=True)
class Asked:
    faq_id: str | None
    joined: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that waits for an answer."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Compared:
    """With which pending questions a new one was compared before it is written, and which of them ask the same, the
    most alike first. Comparing takes a model, which no transaction may wait for."""

    seen: frozenset[str]
    same: tuple[str, ...] = ()


class NotCompared(Exception):
    """Another question has come in since the pending ones were read: whoever asks reads them again."""


def pending(tx: Tx, property_id: str) -> list[Pending]:
    """A property's questions that wait, the newest first."""
    statement = select(Faq.id, Faq.question).where(Faq.property_id == property_id, Faq.status == "pending")
    rows = tx.connection.execute(statement.order_by(Faq.created_at.desc(), Faq.id.desc()))
    return [Pending(row.id, row.question) for row in rows]


def knowledge_of(tx: Tx, property_id: str) -> tuple[str, int] | None:
    """The company of a property and the version of its knowledge; None where there is no such property any more."""
    statement = select(Property.company_id, Property.knowledge_version).where(Property.id == property_id)
    row = tx.connection.execute(statement).one_or_none()
    return (row.company_id, row.knowledge_version) if row is not None else None


def ask(
    tx: Tx,
    turn: TurnRef,
    *,
    question: str,
    reason: Reason,
    ordinal: int,
    message_id: str | None,
    compared: Compared | None = None,
    near: Sequence[str] = (),
) -> Asked:
    """Give a question, or the visitor, to the team, once however often the turn runs. `ordinal` counts the asks of a
    turn, so that a re-run that words it otherwise does not ask twice. Without `compared` a question is joined with one
    of the same wording only. `near` are the entries that came nearest to an answer: they tell its category. Raises
    `NotCompared`."""

    def make() -> Mapping[str, Any]:
        if reason in WITHOUT_QUESTION:
            hand_off(tx, messages.held(tx, turn.conversation_id), title=question)
            return {"faq_id": None, "joined": False}
        faq_id, joined = _joined_or_new(tx, turn, question, compared, near)
        _waits(tx, turn, faq_id, message_id, question)
        if not (joined and _has_task(tx, faq_id)):
            _given(tx, turn, faq_id, question, reason)
        return {"faq_id": faq_id, "joined": joined}

    return Asked(**once(tx, turn, f"ask_person:{ordinal}", make))


def _has_task(tx: Tx, faq_id: str) -> bool:
    """Whether somebody is asked for the answer: an answer that was taken back has left its task done."""
    waiting = select(Task.id).where(Task.faq_id == faq_id, Task.status.in_(question_assignment.OPEN))
    return tx.connection.execute(waiting.limit(1)).one_or_none() is not None


def _given(tx: Tx, turn: TurnRef, faq_id: str, question: str, reason: str) -> None:
    """Give a question to a manager by the rules, and tell."""
    about = tx.connection.execute(select(Faq.__table__).where(Faq.id == faq_id)).one()
    choice = question_assignment.choose(tx, communities.load(tx, turn.property_id), about.category)
    asked = {"title": question, "reason": reason, "conversation_id": turn.conversation_id}
    task_id = task_keeping.add_question(tx, about, choice, **asked)
    tx.emit(
        "question.asked",
        turn.company_id,
        property_id=turn.property_id,
        subject_id=faq_id,
        data={
            "conversation_id": turn.conversation_id,
            "reason": reason,
            "task_id": task_id,
            "manager_id": choice.manager_id,
        },
    )


def _joined_or_new(
    tx: Tx, turn: TurnRef, question: str, compared: Compared | None, near: Sequence[str]
) -> tuple[str, bool]:
    """The id of the pending question that asks the same, or of a new one; and whether it was there."""
    # Two who ask at once come one after the other, so that the second finds what the first has left.
    tx.connection.execute(_LOCK_QUESTIONS, {"id": turn.property_id})
    waiting = pending(tx, turn.property_id)
    found = _same(question, waiting, compared)
    if found is not None:
        tx.connection.execute(
            update(Faq).where(Faq.id == found).values(asked_count=Faq.asked_count + 1, updated_at=tx.now)
        )
        return found, True
    if compared is not None and not compared.seen.issuperset(each.id for each in waiting):
        raise NotCompared
    return _new(tx, turn, question, near), False


def _same(question: str, waiting: Sequence[Pending], compared: Compared | None) -> str | None:
    """Of the pending questions the one of the same wording, else the most alike of those that ask the same."""
    wanted = utils.default_process(question)
    for each in waiting:
        if fuzz.token_sort_ratio(wanted, utils.default_process(each.question)) >= SAME_QUESTION:
            return each.id
    left = {each.id for each in waiting}
    return next((faq_id for faq_id in compared.same if faq_id in left), None) if compared else None


def _category(tx: Tx, near: Sequence[str]) -> str | None:
    """The category that most of the nearest entries share; None where they do not agree."""
    known = select(Faq.category).where(Faq.id.in_(near), Faq.category.is_not(None))
    named = Counter(tx.connection.execute(known).scalars()) if near else Counter[str]()
    return next((name for name, count in named.most_common(1) if count * 2 > len(near)), None)


def _new(tx: Tx, turn: TurnRef, question: str, near: Sequence[str]) -> str:
    faq_id = new_id()
    tx.connection.execute(
        insert(Faq).values(
            id=faq_id,
            company_id=turn.company_id,
            property_id=turn.property_id,
            question=question[:2000],
            category=_category(tx, near),
            status="pending",
            source_type="conversation",
            asked_count=1,
            created_at=tx.now,
            updated_at=tx.now,
        )
    )
    return faq_id


def _waits(tx: Tx, turn: TurnRef, faq_id: str, message_id: str | None, question: str) -> None:
    here = and_(FaqWaiter.faq_id == faq_id, FaqWaiter.conversation_id == turn.conversation_id)
    asked = {"message_id": message_id, "question": question[:2000], "created_at": tx.now}
    known = tx.connection.execute(select(FaqWaiter.answered_at).where(here)).one_or_none()
    if known is None:
        row = {"faq_id": faq_id, "conversation_id": turn.conversation_id, "company_id": turn.company_id, **asked}
        tx.connection.execute(insert(FaqWaiter).values(row))
    elif known.answered_at is not None:
        # The answer that came then was taken back since.
        tx.connection.execute(update(FaqWaiter).where(here).values(answered_at=None, answer=None, **asked))


def _is_wanted(tx: Tx, conversation_id: str) -> bool:
    """Whether the team has been told already that this visitor wants a person."""
    return tx.connection.execute(_ASKED, {"conversation_id": conversation_id}).first() is not None


def hand_off(tx: Tx, row: Any, *, title: str) -> datetime | None:
    """Give a visitor to the team: a task, and a conversation (its row, held) that waits for a person. When one is
    expected, where the office is closed."""
    if not _is_wanted(tx, row.id):
        task = {
            "id": new_id(),
            "company_id": row.company_id,
            "property_id": row.property_id,
            "conversation_id": row.id,
            "kind": "handoff",
            "reason": "customer_request",
            "title": title[:300],
            "status": "pending",
            "created_at": tx.now,
            "updated_at": tx.now,
        }
        tx.connection.execute(_TASK, task)
    return handoffs.ask(tx, row, "customer_request")


def call_off(tx: Tx, turn: TurnRef) -> bool:
    """The visitor has said that they need no person any more. False where they did not wait for one."""

    def make() -> Mapping[str, Any]:
        return {"done": handoffs.call_off(tx, messages.held(tx, turn.conversation_id)) is not None}

    return bool(once(tx, turn, "call_off", make)["done"])
