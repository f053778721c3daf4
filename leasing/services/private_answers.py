"""An answer to who asked only: it is said in their conversations and never enters the knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Faq, FaqWaiter
from leasing.services import answers, faq_following, faq_history, faq_views, task_keeping
from leasing.services.faq_views import FaqView
from leasing.tenancy import StaffScope


def give(tx: Tx, scope: StaffScope, faq_id: str, answer: str, conversation_ids: Sequence[str] | None = None) -> FaqView:
    """Answer a pending question in the conversations that wait for it, or in some of them. Once none waits any more,
    the question is done; else it stays pending for the others. Raises `NotFound`, `Invalid`, `Conflict`."""
    row = scope.get(tx, Faq, faq_id, lock=True)
    if row.status != "pending":
        raise Conflict(
            "This question is answered already, for everybody.",
            code="INVALID_STATUS_TRANSITION",
            details={"from": row.status, "to": "answered", "allowed": []},
        )
    waiting = _waiting(tx, scope, faq_id)
    wanted = list(dict.fromkeys(conversation_ids)) if conversation_ids is not None else waiting
    strange = [each for each in wanted if each not in waiting]
    if strange or not wanted:
        raise Invalid.field("conversation_ids", "Name conversations that wait for this answer.", "reference")
    mine = (FaqWaiter.faq_id == faq_id, FaqWaiter.conversation_id.in_(wanted))
    tx.connection.execute(scope.update(FaqWaiter).where(*mine).values(answer=answer))
    answers.send_out(tx, scope, faq_id, wanted)
    if len(wanted) == len(waiting):
        _done(tx, scope, row, answer)
    faq_following.told(tx, scope, row.property_id, faq_id, wanted, only_waiting=True)
    return faq_views.get(tx, scope, faq_id)


def _waiting(tx: Tx, scope: StaffScope, faq_id: str) -> list[str]:
    """The conversations that wait and have got no answer of their own yet."""
    statement = scope.select(FaqWaiter, FaqWaiter.conversation_id).where(
        FaqWaiter.faq_id == faq_id, FaqWaiter.answered_at.is_(None), FaqWaiter.answer.is_(None)
    )
    return list(tx.connection.execute(statement.order_by(FaqWaiter.created_at)).scalars())


def _done(tx: Tx, scope: StaffScope, row: Any, answer: str) -> None:
    values = {"answer": answer, "status": "answered", "in_knowledge": False, "answered_at": tx.now}
    faq_history.note_change(tx, scope, row, values)
    scope.change(tx, Faq, row.id, **values)
    task_keeping.complete(tx, row.id, answer=answer, user_id=scope.user_id)
