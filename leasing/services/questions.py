"""What the assistant hands to a person: questions that the knowledge does not answer, and visitors who ask for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz, utils
from sqlalchemy import insert, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Faq, FaqWaiter, Task
from leasing.services.effects import TurnRef, once

Reason = Literal["customer_request", "missing_knowledge", "unsupported_request", "policy_restriction", "tool_failure"]
WITHOUT_QUESTION = frozenset({"customer_request"})
SAME_QUESTION = 92.0
"""from this similarity on (0 to 100, rapidfuzz's token_sort_ratio) two wordings are the same question"""


@dataclass(frozen=True, slots=True)
class Asked:
    faq_id: str | None
    joined: bool


def ask(tx: Tx, turn: TurnRef, *, question: str, reason: Reason, ordinal: int, message_id: str | None) -> Asked:
    """Give a question, or the visitor, to the team, once however often the turn runs. `ordinal` counts the asks of a
    turn, so that a re-run that words it otherwise does not ask twice."""

    def make() -> Mapping[str, Any]:
        if reason in WITHOUT_QUESTION:
            hand_off(tx, turn, title=question)
            return {"faq_id": None, "joined": False}
        faq_id, joined = _pending(tx, turn, question)
        _waits(tx, turn, faq_id, message_id)
        if not joined:
            _task(tx, turn, kind="question", reason=reason, title=question, faq_id=faq_id)
            tx.emit(
                "question.asked",
                turn.company_id,
                property_id=turn.property_id,
                subject_id=faq_id,
                data={"conversation_id": turn.conversation_id, "reason": reason},
            )
        return {"faq_id": faq_id, "joined": joined}

    return Asked(**once(tx, turn, f"ask_person:{ordinal}", make))


def _pending(tx: Tx, turn: TurnRef, question: str) -> tuple[str, bool]:
    """The id of the pending question that says the same, or of a new one; and whether it was there."""
    statement = select(Faq.id, Faq.question).where(Faq.property_id == turn.property_id, Faq.status == "pending")
    wanted = utils.default_process(question)
    for row in tx.connection.execute(statement):
        if fuzz.token_sort_ratio(wanted, utils.default_process(row.question)) >= SAME_QUESTION:
            tx.connection.execute(
                update(Faq).where(Faq.id == row.id).values(asked_count=Faq.asked_count + 1, updated_at=tx.now)
            )
            return row.id, True
    faq_id = new_id()
    tx.connection.execute(
        insert(Faq).values(
            id=faq_id,
            company_id=turn.company_id,
            property_id=turn.property_id,
            question=question[:2000],
            status="pending",
            source_type="conversation",
            asked_count=1,
            created_at=tx.now,
            updated_at=tx.now,
        )
    )
    return faq_id, False


def _waits(tx: Tx, turn: TurnRef, faq_id: str, message_id: str | None) -> None:
    waiting = select(FaqWaiter.faq_id).where(
        FaqWaiter.faq_id == faq_id, FaqWaiter.conversation_id == turn.conversation_id
    )
    if tx.connection.execute(waiting).one_or_none() is None:
        tx.connection.execute(
            insert(FaqWaiter).values(
                faq_id=faq_id,
                conversation_id=turn.conversation_id,
                company_id=turn.company_id,
                message_id=message_id,
                created_at=tx.now,
            )
        )


def _task(tx: Tx, turn: TurnRef, *, kind: str, reason: str, title: str, faq_id: str | None) -> None:
    tx.connection.execute(
        insert(Task).values(
            id=new_id(),
            company_id=turn.company_id,
            property_id=turn.property_id,
            conversation_id=turn.conversation_id,
            faq_id=faq_id,
            kind=kind,
            reason=reason,
            title=title[:300],
            status="pending",
            created_at=tx.now,
            updated_at=tx.now,
        )
    )


def hand_off(tx: Tx, turn: TurnRef, *, title: str) -> None:
    """Give the visitor to the team: a task, and a conversation that waits for a person."""
    _task(tx, turn, kind="handoff", reason="customer_request", title=title, faq_id=None)
    _wait(tx, turn)


def _wait(tx: Tx, turn: TurnRef) -> None:
    moved = tx.connection.execute(
        update(Conversation)
        .where(Conversation.id == turn.conversation_id, Conversation.mode == "bot")
        .values(mode="waiting", status="handed_off", updated_at=tx.now)
    )
    if moved.rowcount == 0:
        return
    tx.emit(
        "conversation.handed_off",
        turn.company_id,
        property_id=turn.property_id,
        subject_id=turn.conversation_id,
        data={"reason": "customer_request"},
    )
