"""What staff find wrong with an answer that a visitor got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leasing.database import Tx
from leasing.errors import Conflict, Invalid, NotFound
from leasing.models import AnswerReport, Conversation, Faq, Message
from leasing.services import reviews
from leasing.tenancy import Page, Paging, StaffScope

ABOUT_FACTS = frozenset({"wrong_fact", "outdated", "not_answered", "fair_housing"})
"""reasons that lie in what the entry says, and not in how it was said"""


@dataclass(frozen=True, slots=True)
class ReportView:
    """`faq_id` is the entry that the answer came from, `message` what was said."""

    id: str
    property_id: str
    conversation_id: str
    message_id: str
    faq_id: str | None
    reason: str
    text: str | None
    message: str
    reported_by: str | None
    created_at: datetime


def report(
    tx: Tx, scope: StaffScope, conversation_id: str, message_id: str, reason: str, text: str | None
) -> ReportView:
    """Report a message that the assistant or a member of staff said. Where the fault lies in the entry that it came
    from, that one is looked at again. Raises `NotFound`, `Invalid`, and `Conflict` for a second report of one's own."""
    conversation = scope.get(tx, Conversation, conversation_id)
    message = tx.connection.execute(
        scope.select(Message).where(Message.id == message_id, Message.conversation_id == conversation_id)
    ).one_or_none()
    if message is None:
        raise NotFound("There is no such message in this conversation.")
    if message.author not in {"bot", "manager"}:
        raise Invalid.field("message_id", "Only what was answered to a visitor can be reported.")
    mine = scope.select(AnswerReport).where(
        AnswerReport.message_id == message_id, AnswerReport.reported_by == scope.user_id
    )
    if scope.count(tx, mine):
        raise Conflict("You have reported this message already.")
    entry = _entry(tx, scope, message)
    report_id = scope.insert(
        tx,
        AnswerReport,
        property_id=conversation.property_id,
        conversation_id=conversation_id,
        message_id=message_id,
        faq_id=entry.id if entry is not None else None,
        reason=reason,
        text=text,
        reported_by=scope.user_id or None,
    )
    if entry is not None and reason in ABOUT_FACTS:
        reviews.flag(tx, scope, entry, "report", report_id=report_id, report_reason=reason)
    return _view(tx.connection.execute(_reports(scope).where(AnswerReport.id == report_id)).one())


def page(
    tx: Tx,
    scope: StaffScope,
    paging: Paging,
    *,
    property_id: str | None = None,
    reason: str | None = None,
    faq_id: str | None = None,
) -> Page[ReportView]:
    """The newest first."""
    statement = _reports(scope)
    for column, value in (
        (AnswerReport.property_id, property_id),
        (AnswerReport.reason, reason),
        (AnswerReport.faq_id, faq_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    statement = statement.order_by(AnswerReport.created_at.desc(), AnswerReport.id.desc())
    return scope.page(tx, statement, paging).map(_view)


def _entry(tx: Tx, scope: StaffScope, message: Any) -> Any | None:
    """The first entry that the message cites and that is there still."""
    cited = [source["id"] for source in message.extras.get("sources", ()) if source.get("kind") == "faq"]
    found = {row.id: row for row in tx.connection.execute(scope.select(Faq).where(Faq.id.in_(cited)).with_for_update())}
    return next((found[faq_id] for faq_id in cited if faq_id in found), None)


def _reports(scope: StaffScope) -> Any:
    columns = (AnswerReport.__table__, Message.text.label("message"))
    return scope.select(AnswerReport, *columns).join(Message.__table__, Message.id == AnswerReport.message_id)


def _view(row: Any) -> ReportView:
    return ReportView(**{name: getattr(row, name) for name in ReportView.__slots__})
