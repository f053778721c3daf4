"""What visitors asked about their own data, for staff to see to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leasing.database import Tx
from leasing.models import Conversation, Task
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """A task that a visitor's words have made. `export_url` gives all that is kept of them, `erase_url` erases it; the
    request goes with the rest."""

    task_id: str
    property_id: str
    conversation_id: str
    visitor_id: str
    lead_id: str | None
    title: str
    status: str
    export_url: str
    erase_url: str
    created_at: datetime


def page(tx: Tx, scope: StaffScope, paging: Paging, *, is_open: bool | None = None) -> Page[PrivacyRequest]:
    """The oldest first."""
    statement = (
        scope.select(Task, Task.__table__, Conversation.visitor_id, Conversation.lead_id)
        .join(Conversation.__table__, Conversation.id == Task.conversation_id)
        .where(Task.reason == "privacy_request")
        .order_by(Task.created_at, Task.id)
    )
    if is_open is not None:
        unfinished = Task.status.in_(("pending", "in_progress"))
        statement = statement.where(unfinished if is_open else ~unfinished)
    return scope.page(tx, statement, paging).map(
        lambda row: PrivacyRequest(
            task_id=row.id,
            property_id=row.property_id,
            conversation_id=row.conversation_id,
            visitor_id=row.visitor_id,
            lead_id=row.lead_id,
            title=row.title,
            status=row.status,
            export_url=f"/api/v1/visitors/{row.visitor_id}/export",
            erase_url=f"/api/v1/visitors/{row.visitor_id}/erase",
            created_at=row.created_at,
        )
    )
