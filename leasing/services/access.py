"""What a member of staff may do, and where, as it stands at the moment of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from leasing.database import Tx
from leasing.models import ManagerAssignment, PropertyManager, Role, StaffSession, User
from leasing.permissions import OWN, PERMISSIONS, ROLES
from leasing.tenancy import StaffScope

_MANAGER = (
    select(PropertyManager.id)
    .where(PropertyManager.user_id == User.id)
    .order_by(PropertyManager.id)
    .limit(1)
    .scalar_subquery()
)
_STANDING = (
    select(
        User.id,
        User.company_id,
        User.role,
        User.role_id,
        User.property_access,
        Role.permissions,
        Role.property_access.label("role_property_access"),
        _MANAGER.label("manager_id"),
    )
    .outerjoin(Role.__table__, Role.id == User.role_id)
    .where(User.is_active)
)


@dataclass(frozen=True, slots=True)
class Reach:
    """The properties that somebody may see and change; None: all of the company."""

    seen: frozenset[str] | None = None
    writable: frozenset[str] | None = None


def live_scope(tx: Tx, session_id: str, user_id: str) -> StaffScope | None:
    """What a signed-in user may act on now; None where the session or the user is no more."""
    row = tx.connection.execute(
        _STANDING.add_columns(StaffSession.expires_at)
        .join(StaffSession.__table__, StaffSession.user_id == User.id)
        .where(StaffSession.id == session_id, StaffSession.revoked_at.is_(None), User.id == user_id)
    ).one_or_none()
    if row is None or row.expires_at <= tx.now:
        return None
    return scope_of(tx, row, session_id=session_id)


def standing_of(tx: Tx, user_id: str) -> StaffScope | None:
    """What a user may do, signed in or not; None where they are no more."""
    row = tx.connection.execute(_STANDING.where(User.id == user_id)).one_or_none()
    return scope_of(tx, row) if row is not None else None


def scope_of(tx: Tx, row: Any, *, session_id: str | None = None) -> StaffScope:
    reach = _reach(tx, row)
    return StaffScope(
        row.company_id,
        row.id,
        row.role,
        row.manager_id,
        properties=reach.seen,
        writable=reach.writable,
        permissions=permissions_of(row.role, row.permissions if row.role_id else None) | OWN,
        session_id=session_id,
    )


def permissions_of(role: str, own: list[str] | None) -> frozenset[str]:
    """Those of a built-in role, or of a role of the company's; one that is no more is passed over."""
    return ROLES[role] if own is None else PERMISSIONS.intersection(own)


def _reach(tx: Tx, row: Any) -> Reach:
    if "assigned" not in (row.property_access, row.role_property_access):
        return Reach()
    statement = (
        select(
            ManagerAssignment.property_id,
            ManagerAssignment.access_level,
            PropertyManager.access_level.label("manager_level"),
        )
        .join(PropertyManager.__table__, PropertyManager.id == ManagerAssignment.manager_id)
        .where(PropertyManager.user_id == row.id)
    )
    assigned = tx.connection.execute(statement).all()
    writable = frozenset(one.property_id for one in assigned if {one.access_level, one.manager_level} == {"write"})
    return Reach(frozenset(one.property_id for one in assigned), writable)
