"""A user's own sign-ins: seen and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leasing.database import Tx
from leasing.models import StaffSession
from leasing.services import audit
from leasing.tenancy import Page, Paging, StaffScope, missing


@dataclass(frozen=True, slots=True)
class SessionView:
    """`current` is the one that asks; `user_agent` is how its program calls itself."""

    id: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime
    user_agent: str | None
    current: bool


def page(tx: Tx, scope: StaffScope, paging: Paging) -> Page[SessionView]:
    """Those that are live, the newest first."""
    statement = (
        scope.select(StaffSession)
        .where(
            StaffSession.user_id == scope.user_id, StaffSession.revoked_at.is_(None), StaffSession.expires_at > tx.now
        )
        .order_by(StaffSession.created_at.desc(), StaffSession.id.desc())
    )
    return scope.page(tx, statement, paging).map(
        lambda row: SessionView(
            row.id, row.created_at, row.last_used_at, row.expires_at, row.user_agent, row.id == scope.session_id
        )
    )


def end(tx: Tx, scope: StaffScope, session_id: str) -> None:
    """Raises `NotFound`, also for somebody else's."""
    row = scope.get(tx, StaffSession, session_id)
    if row.user_id != scope.user_id:
        raise missing(StaffSession, session_id)
    scope.change(tx, StaffSession, session_id, revoked_at=tx.now)
    audit.record(tx, scope, "session.ended", "session", session_id)
