"""All that is kept of a person, as one document for them to have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, or_, select

from leasing.database import Tx
from leasing.models import (
    AnswerReport,
    Attachment,
    ClientFrame,
    Consent,
    Conversation,
    ConversationNote,
    ConversationTag,
    FaqObservation,
    FaqWaiter,
    Handoff,
    Lead,
    LeadActivity,
    Message,
    Notification,
    OutboxItem,
    Task,
    Tour,
    TourEvent,
    Visitor,
)
from leasing.services.erasing_words import holds
from leasing.services.persons import Person

VERSION = 1
INTERNAL = frozenset({"company_id", "email_weak", "name_key", "agenda", "why", "client_id", "payload", "lease_until"})
"""columns that serve the machine, and hold nothing that the others do not say"""


@dataclass(frozen=True, slots=True)
class Exported:
    """`document` is plain data; `files` are (attachment id, name in the archive)."""

    document: dict[str, Any]
    files: list[tuple[str, str]]


def gather(tx: Tx, person: Person) -> Exported:
    """Everything of a person; times in UTC."""
    talks = sorted(person.conversations)
    attachments = _rows(tx, Attachment, Attachment.conversation_id.in_(talks))
    files = [(row["id"], f"attachments/{row['id']}-{row['name']}") for row in attachments]
    names = dict(files)
    theirs = or_(
        Consent.visitor_id.in_(person.visitors), Consent.lead_id.in_(person.leads), Consent.conversation_id.in_(talks)
    )
    document: dict[str, Any] = {
        "version": VERSION,
        "exported_at": tx.now,
        "visitors": _rows(tx, Visitor, Visitor.id.in_(person.visitors)),
        "leads": _rows(tx, Lead, Lead.id.in_(person.leads)),
        "lead_activities": _rows(tx, LeadActivity, LeadActivity.lead_id.in_(person.leads)),
        "conversations": _rows(tx, Conversation, Conversation.id.in_(talks)),
        "messages": _rows(tx, Message, Message.conversation_id.in_(talks)),
        "widget_events": _rows(tx, ClientFrame, ClientFrame.conversation_id.in_(talks)),
        "attachments": [{**row, "file": names[row["id"]]} for row in attachments],
        "tags": _rows(tx, ConversationTag, ConversationTag.conversation_id.in_(talks)),
        "questions": _rows(tx, FaqWaiter, FaqWaiter.conversation_id.in_(talks)),
        "tasks": _rows(tx, Task, Task.conversation_id.in_(talks)),
        "notes": _rows(tx, ConversationNote, ConversationNote.conversation_id.in_(talks)),
        "handoffs": _rows(tx, Handoff, Handoff.conversation_id.in_(talks)),
        "answer_reports": _rows(tx, AnswerReport, AnswerReport.conversation_id.in_(talks)),
        "suggested_from": _rows(
            tx, FaqObservation, FaqObservation.conversation_id.in_(talks) & FaqObservation.question.is_not(None)
        ),
        "notifications": _rows(tx, Notification, _told(person)),
        "consents": _rows(tx, Consent, theirs),
        "tours": _rows(tx, Tour, Tour.id.in_(person.tours)),
        "tour_history": _rows(tx, TourEvent, TourEvent.tour_id.in_(person.tours)),
        "mails": _mails(tx, person),
    }
    return Exported(document, files)


def _told(person: Person) -> Any:
    """What managers were told about them."""
    return or_(
        Notification.lead_id.in_(person.leads),
        Notification.conversation_id.in_(person.conversations),
        Notification.tour_id.in_(person.tours),
    )


def _rows(tx: Tx, model: Any, condition: Any) -> list[dict[str, Any]]:
    table = model.__table__
    columns = [column for column in table.c if column.name not in INTERNAL]
    statement = select(*columns).where(condition).order_by(*table.primary_key.columns)
    return [dict(row) for row in tx.connection.execute(statement).mappings()]


def _mails(tx: Tx, person: Person) -> list[dict[str, Any]]:
    """What was mailed to them, and what about them is still to be."""
    payload = cast(OutboxItem.payload, Text)
    named = [holds(payload, sign) for sign in sorted(person.signs)]
    named += [payload.contains(one, autoescape=True) for one in sorted(person.ids)]
    if not named:
        return []
    statement = select(
        OutboxItem.kind, OutboxItem.state, OutboxItem.payload, OutboxItem.created_at, OutboxItem.done_at
    ).where(
        OutboxItem.company_id == person.company_id,
        OutboxItem.kind.in_(("mail", "tour_mail", "answer_mail", "message_mail")),
        or_(*named),
    )
    rows = tx.connection.execute(statement.order_by(OutboxItem.created_at))
    return [
        {
            "kind": row.kind,
            "state": row.state,
            "created_at": row.created_at,
            "sent_at": row.done_at,
            # A mail to staff about a person is about them; what else it says is not theirs to have.
            **{name: row.payload[name] for name in ("to", "subject", "text") if row.payload.get("to") in person.signs
               and name in row.payload},
        }
        for row in rows
    ]  # fmt: skip
