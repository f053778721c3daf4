"""How long a company keeps what, and letting go of the rest, a little at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from leasing.database import Tx
from leasing.models import (
    Attachment,
    Company,
    Conversation,
    DomainEvent,
    Lead,
    LeadActivity,
    OutboxItem,
    RetentionPolicy,
    Tour,
)
from leasing.services import erasure_records, persons

BATCH = 25
"""conversations or leads that one transaction erases"""
ROWS = 500
"""files, mails or events that one transaction deletes"""
SETTLED = ("done", "dead")


@dataclass(frozen=True, slots=True)
class Periods:
    """Days after which something is let go; null keeps it. Conversations count from their last message, leads from
    what happened with them last, the others from when they were made."""

    conversations_days: int | None = 730
    leads_days: int | None = 1095
    attachments_days: int | None = 365
    mails_days: int | None = 365
    logs_days: int | None = 365


@dataclass(frozen=True, slots=True)
class Due:
    """What the periods would let go of now."""

    conversations: int
    leads: int
    attachments: int
    mails: int
    logs: int


def companies(tx: Tx) -> list[tuple[str, Periods]]:
    """Every company with its periods."""
    rows = tx.connection.execute(select(RetentionPolicy.__table__)).all()
    own = {row.company_id: periods_of(row) for row in rows}
    ids = tx.connection.execute(select(Company.id).order_by(Company.id)).scalars()
    return [(company, own.get(company, Periods())) for company in ids]


def due(tx: Tx, company_id: str, kept: Periods) -> Due:
    counts = {
        name: tx.connection.execute(
            select(func.count()).select_from(find(tx, company_id, days).subquery())
        ).scalar_one() if days is not None else 0
        for name, (find, _, days) in _table(kept).items()
    }  # fmt: skip
    return Due(**counts)


def enforce(tx: Tx, company_id: str, kept: Periods) -> tuple[int, frozenset[str]]:
    """Let go of one batch of each; how many there were, and the conversations that are no more. None at last."""
    total, closed = 0, frozenset[str]()
    for find, forget, days in _table(kept).values():
        if days is None:
            continue
        limit = BATCH if forget in (_conversations, _leads) else ROWS
        ids = list(tx.connection.execute(find(tx, company_id, days).limit(limit)).scalars())
        if ids:
            closed |= forget(tx, company_id, ids)
            total += len(ids)
    return total, closed


def periods_of(row: Any) -> Periods:
    """Of a stored policy; of None those that hold where a company has set none."""
    return Periods(**{name: getattr(row, name) for name in Periods.__slots__}) if row is not None else Periods()


Find = Callable[[Tx, str, int], Any]
Forget = Callable[[Tx, str, list[str]], frozenset[str]]


def _table(kept: Periods) -> dict[str, tuple[Find, Forget, int | None]]:
    return {
        "conversations": (_old_conversations, _conversations, kept.conversations_days),
        "leads": (_old_leads, _leads, kept.leads_days),
        "attachments": (_old_attachments, _attachments, kept.attachments_days),
        "mails": (_old_mails, _mails, kept.mails_days),
        "logs": (_old_logs, _logs, kept.logs_days),
    }


def _before(tx: Tx, days: int) -> datetime:
    return tx.now - timedelta(days=days)


def _old_conversations(tx: Tx, company_id: str, days: int) -> Any:
    """Not those of which a tour is ahead."""
    ahead = select(Tour.id).where(Tour.conversation_id == Conversation.id, Tour.ends_at > tx.now)
    return (
        select(Conversation.id)
        .where(Conversation.company_id == company_id, Conversation.last_message_at < _before(tx, days), ~ahead.exists())
        .order_by(Conversation.last_message_at)
    )


def _old_leads(tx: Tx, company_id: str, days: int) -> Any:
    """With whom nothing has happened: no change, no line in their history, no talk, no tour."""
    before = _before(tx, days)
    lately = (
        select(LeadActivity.id).where(LeadActivity.lead_id == Lead.id, LeadActivity.created_at >= before),
        select(Conversation.id).where(Conversation.lead_id == Lead.id, Conversation.last_message_at >= before),
        select(Tour.id).where(Tour.lead_id == Lead.id, Tour.ends_at >= before),
    )
    quiet = [~statement.exists() for statement in lately]
    old = (Lead.company_id == company_id, Lead.updated_at < before, Lead.status != "leased")
    return select(Lead.id).where(*old, *quiet).order_by(Lead.updated_at)


def _old_attachments(tx: Tx, company_id: str, days: int) -> Any:
    old = (Attachment.company_id == company_id, Attachment.created_at < _before(tx, days))
    return select(Attachment.id).where(*old).order_by(Attachment.created_at)


def _old_mails(tx: Tx, company_id: str, days: int) -> Any:
    old = (OutboxItem.company_id == company_id, OutboxItem.created_at < _before(tx, days))
    return select(OutboxItem.id).where(*old, OutboxItem.state.in_(SETTLED)).order_by(OutboxItem.created_at)


def _old_logs(tx: Tx, company_id: str, days: int) -> Any:
    old = (DomainEvent.company_id == company_id, DomainEvent.at < _before(tx, days))
    return select(DomainEvent.id).where(*old).order_by(DomainEvent.at)


def _conversations(tx: Tx, company_id: str, ids: list[str]) -> frozenset[str]:
    whose = persons.of_conversations(tx, company_id, ids)
    return erasure_records.by_retention(tx, whose, "conversations").conversations


def _leads(tx: Tx, company_id: str, ids: list[str]) -> frozenset[str]:
    """The leads alone: their talks have a period of their own, and no longer say whose they are."""
    whose = persons.of_leads(tx, company_id, ids)
    return erasure_records.by_retention(tx, whose, "leads").conversations


def _attachments(tx: Tx, company_id: str, ids: list[str]) -> frozenset[str]:
    tx.connection.execute(delete(Attachment).where(Attachment.id.in_(ids)))
    tx.enqueue("erase_files", f"retention:{ids[0]}", company_id, {"attachments": ids, "mails": []})
    return frozenset()


def _mails(tx: Tx, company_id: str, ids: list[str]) -> frozenset[str]:
    keys = list(tx.connection.execute(select(OutboxItem.key).where(OutboxItem.id.in_(ids))).scalars())
    tx.connection.execute(delete(OutboxItem).where(OutboxItem.id.in_(ids)))
    tx.enqueue("erase_files", f"retention:{ids[0]}", company_id, {"attachments": [], "mails": keys})
    return frozenset()


def _logs(tx: Tx, _company_id: str, ids: list[str]) -> frozenset[str]:
    tx.connection.execute(delete(DomainEvent).where(DomainEvent.id.in_(ids)))
    return frozenset()
