"""Answers that somebody should look at again: they are old, visitors vote them down, staff flag or report them. Until
somebody has, they go on being said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, or_, select, update

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import Faq, FaqVote, Message, QuestionSettings
from leasing.services import faq_history, faq_views, question_rules
from leasing.services.faq_views import FaqView
from leasing.services.question_rules import Settings
from leasing.services.upserts import insert_unless_there
from leasing.tenancy import StaffScope

VOTES_COUNT_FOR = timedelta(days=30)
LEAST_DOWN_VOTES = 2
"""from so many on, and more than up votes, in that time an answer is looked at again"""
MOST_AT_ONCE = 200
"""answers that one run of the job flags; the next one goes on"""


def flag(tx: Tx, scope: StaffScope, row: Any, reason: str, **data: Any) -> bool:
    """Have an answered entry looked at; `reason` is aged, votes, staff or report. False where it waits for that
    already, or has no answer that may be said."""
    if row.status != "answered" or not row.in_knowledge:
        return False
    values = {"status": "needs_review", "review_reason": reason}
    faq_history.note_change(tx, scope, row, values)
    scope.change(tx, Faq, row.id, **values)
    tx.emit(
        "question.needs_review",
        scope.company_id,
        property_id=row.property_id,
        subject_id=row.id,
        data={"reason": reason, **data},
    )
    return True


def flag_by_staff(tx: Tx, scope: StaffScope, faq_id: str) -> FaqView:
    """Raises `NotFound`, and `Conflict` for a question without an answer."""
    row = scope.get(tx, Faq, faq_id, lock=True)
    if row.status == "pending":
        raise _no_answer(row.status, "needs_review")
    flag(tx, scope, row, "staff", user_id=scope.user_id)
    return faq_views.get(tx, scope, faq_id)


def reviewed(tx: Tx, scope: StaffScope, faq_id: str) -> FaqView:
    """The answer still holds; its time begins anew, and votes before now count no more. Raises `NotFound`,
    `Conflict`."""
    row = scope.get(tx, Faq, faq_id, lock=True)
    if row.status == "pending":
        raise _no_answer(row.status, "answered")
    values = {"status": "answered", "review_reason": None, "reviewed_at": tx.now}
    faq_history.note_change(tx, scope, row, values)
    scope.change(tx, Faq, faq_id, **values)
    return faq_views.get(tx, scope, faq_id)


def vote(tx: Tx, company_id: str, message_id: str, value: str) -> None:
    """A visitor's word on a message: it counts for each entry that the message says. Their last word counts."""
    message = tx.connection.execute(select(Message.extras).where(Message.id == message_id)).one_or_none()
    sources = message.extras.get("sources", ()) if message is not None else ()
    cited = [source["id"] for source in sources if source.get("kind") == "faq"]
    statement = select(Faq.__table__).where(Faq.id.in_(cited), Faq.company_id == company_id).order_by(Faq.id)
    scope = StaffScope(company_id, "", "visitor")
    for row in tx.connection.execute(statement.with_for_update()).all() if cited else ():
        _keep(tx, row, message_id, value)
        up, down = _votes(tx, row)
        if down >= LEAST_DOWN_VOTES and down > up:
            flag(tx, scope, row, "votes", up=up, down=down)


def _keep(tx: Tx, row: Any, message_id: str, value: str) -> None:
    said = {"company_id": row.company_id, "value": value, "created_at": tx.now}
    if not insert_unless_there(tx, FaqVote, {"faq_id": row.id, "message_id": message_id, **said}):
        here = (FaqVote.faq_id == row.id, FaqVote.message_id == message_id)
        tx.connection.execute(update(FaqVote).where(*here).values(**said))


def age(tx: Tx) -> int:
    """Have answers looked at that nobody has confirmed for as long as their company wants; how many are flagged.
    Several processes at once flag each of them once."""
    flagged = 0
    for row in tx.connection.execute(_old(tx).limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).all():
        flagged += flag(tx, StaffScope(row.company_id, "", "schedule"), row, "aged")
    return flagged


def _old(tx: Tx) -> Any:
    own = {row.company_id: question_rules.settings_of(row) for row in tx.connection.execute(_SETTINGS)}
    is_old = [_is_old(tx, settings) & (Faq.company_id == company_id) for company_id, settings in own.items()]
    is_old.append(_is_old(tx, question_rules.DEFAULTS) & Faq.company_id.not_in(list(own)))
    return (
        select(Faq.__table__)
        .where(Faq.status == "answered", Faq.in_knowledge, or_(*is_old))
        .order_by(func.coalesce(Faq.reviewed_at, Faq.answered_at), Faq.id)
    )


def _is_old(tx: Tx, settings: Settings) -> Any:
    """Whether an entry's answer was last confirmed before its time."""
    since = func.coalesce(Faq.reviewed_at, Faq.answered_at, Faq.created_at)
    special: Mapping[str, int] = settings.review_days_by_category
    category = func.lower(func.coalesce(Faq.category, ""))
    usual = category.not_in(list(special)) & (since < tx.now - timedelta(days=settings.review_after_days))
    return or_(usual, *((category == name) & (since < tx.now - timedelta(days=days)) for name, days in special.items()))


_SETTINGS = select(QuestionSettings.__table__)


def _votes(tx: Tx, row: Any) -> tuple[int, int]:
    """(up, down) of late, and since somebody last looked at the answer."""
    since = max(filter(None, (row.reviewed_at, row.answered_at, tx.now - VOTES_COUNT_FOR)))
    counted = select(
        func.coalesce(func.sum(case((FaqVote.value == "up", 1), else_=0)), 0),
        func.coalesce(func.sum(case((FaqVote.value == "down", 1), else_=0)), 0),
    ).where(FaqVote.faq_id == row.id, FaqVote.created_at >= since)
    up, down = tx.connection.execute(counted).one()
    return up, down


def _no_answer(before: str, after: str) -> Conflict:
    return Conflict(
        f"A question without an answer cannot be {after}.",
        code="INVALID_STATUS_TRANSITION",
        details={"from": before, "to": after, "allowed": ["pending"]},
    )
