"""The record of who did what to accounts. It is added to, in the transaction of what it tells of, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import AuditEntry
from leasing.tenancy import Page, Paging, StaffScope

SECRET = frozenset(
    {"password", "password_hash", "secret", "key_hash", "refresh_hash", "token", "code", "recovery_hashes"}
)
"""fields that are told of by name only"""


@dataclass(frozen=True, slots=True)
class AuditView:
    """`changes` maps a field to what it became; of a secret it is told only that it changed."""

    id: str
    actor_kind: str
    actor_id: str | None
    action: str
    subject_type: str
    subject_id: str | None
    changes: dict[str, Any]
    at: datetime


def record(
    tx: Tx, scope: StaffScope, action: str, subject_type: str, subject_id: str, changes: Mapping[str, Any] | None = None
) -> None:
    """What somebody who is signed in did; `action` is `user.updated`, say."""
    kind, actor = ("api_key", scope.api_key_id) if scope.api_key_id else ("user", scope.user_id)
    scope.insert(tx, AuditEntry, **_row(tx, kind, actor, action, subject_type, subject_id, changes))


def add(
    tx: Tx,
    company_id: str,
    actor_kind: str,
    actor_id: str | None,
    action: str,
    subject_type: str,
    subject_id: str,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """What somebody did who is not signed in."""
    row = _row(tx, actor_kind, actor_id, action, subject_type, subject_id, changes)
    tx.connection.execute(insert(AuditEntry).values(id=new_id(), company_id=company_id, **row))


def _row(
    tx: Tx,
    actor_kind: str,
    actor_id: str | None,
    action: str,
    subject_type: str,
    subject_id: str,
    changes: Mapping[str, Any] | None,
) -> dict[str, Any]:
    return {
        "actor_kind": actor_kind,
        "actor_id": actor_id,
        "action": action,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "changes": {name: "changed" if name in SECRET else value for name, value in (changes or {}).items()},
        "at": tx.now,
    }


def page(
    tx: Tx,
    scope: StaffScope,
    paging: Paging,
    *,
    action: str | None = None,
    actor_id: str | None = None,
    subject_id: str | None = None,
) -> Page[AuditView]:
    """The newest first: of the company, and for who sees some properties only what they did and what was done to their
    own login."""
    statement = scope.select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    if scope.properties is not None:
        own = (AuditEntry.actor_id == scope.user_id, AuditEntry.subject_id == scope.user_id)
        statement = statement.where(or_(*own))
    wanted = ((AuditEntry.action, action), (AuditEntry.actor_id, actor_id), (AuditEntry.subject_id, subject_id))
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    return scope.page(tx, statement, paging).map(_view)


def _view(row: Any) -> AuditView:
    return AuditView(**{name: getattr(row, name) for name in AuditView.__slots__})
