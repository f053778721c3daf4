"""What people agreed to and refused: a book to which lines are added and in which none is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_

from leasing.database import Tx
from leasing.models import Consent, Conversation, Lead
from leasing.services import visitors
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class ConsentView:
    """`recorded` says who wrote it down: `visitor` in the chat, or `staff` (`user_id`). The newest word on a channel
    counts."""

    id: str
    visitor_id: str | None
    lead_id: str | None
    conversation_id: str | None
    channel: str
    granted: bool
    wording: str
    recorded: str
    user_id: str | None
    created_at: datetime


def of_visitor(tx: Tx, scope: StaffScope, visitor_id: str, paging: Paging) -> Page[ConsentView]:
    """The newest first. Raises `NotFound`."""
    visitors.held(tx, scope, visitor_id)
    statement = scope.select(Consent).where(Consent.visitor_id == visitor_id)
    return scope.page(tx, statement.order_by(Consent.id.desc()), paging).map(view)


def of_lead(tx: Tx, scope: StaffScope, lead_id: str, paging: Paging) -> Page[ConsentView]:
    """Those of the lead's browser, of its conversations and what staff took down, the newest first. Raises
    `NotFound`."""
    lead = scope.get(tx, Lead, lead_id)
    talks = scope.select(Conversation, Conversation.id).where(Conversation.lead_id == lead_id)
    theirs = [Consent.lead_id == lead_id, Consent.conversation_id.in_(talks)]
    if lead.visitor_id is not None:
        theirs.append(Consent.visitor_id == lead.visitor_id)
    statement = scope.select(Consent).where(or_(*theirs))
    return scope.page(tx, statement.order_by(Consent.id.desc()), paging).map(view)


def record(tx: Tx, scope: StaffScope, lead_id: str, *, channel: str, granted: bool, wording: str) -> ConsentView:
    """Take down what somebody told staff: a consent, or that one is taken back. Raises `NotFound`."""
    lead = scope.get(tx, Lead, lead_id)
    row_id = scope.insert(
        tx,
        Consent,
        visitor_id=lead.visitor_id,
        lead_id=lead_id,
        conversation_id=None,
        user_id=scope.user_id,
        channel=channel,
        granted=granted,
        wording=wording,
        recorded="staff",
    )
    return view(scope.get(tx, Consent, row_id))


def view(row: Any) -> ConsentView:
    return ConsentView(**{name: getattr(row, name) for name in ConsentView.__slots__})
