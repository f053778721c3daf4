"""What a member of staff may do, and where, as it stands at the moment of a request."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from leasing.database import Tx
from leasing.models import ApiKey, ManagerAssignment, PropertyManager, Role, SecondFactor, StaffSession, User
from leasing.permissions import MACHINE, MACHINES, OWN, PERMISSIONS, ROLES
from leasing.tenancy import StaffScope

USED_EVERY = timedelta(minutes=1)
"""how exactly the last use of a key is known"""

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
        SecondFactor.confirmed_at,
    )
    .outerjoin(Role.__table__, Role.id == User.role_id)
    .outerjoin(SecondFactor.__table__, SecondFactor.user_id == User.id)
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
        .where(StaffSession.id == session_id, StaffSession.revoked_at.is_(None), User.id == user_id, User.is_active)
    ).one_or_none()
    if row is None or row.expires_at <= tx.now:
        return None
    return scope_of(tx, row, session_id=session_id)


def standing_of(tx: Tx, user_id: str) -> StaffScope:
    """What a user may do while they are not stopped, signed in or not."""
    return scope_of(tx, tx.connection.execute(_STANDING.where(User.id == user_id)).one())


def key_scope(tx: Tx, prefix: str, key_hash: str) -> StaffScope | None:
    """What a machine may act on by its key: no more than its maker may now; None where the key or they are no more."""
    key = tx.connection.execute(
        select(ApiKey.__table__)
        .join(User.__table__, User.id == ApiKey.created_by)
        .where(ApiKey.prefix == prefix, ApiKey.revoked_at.is_(None), User.is_active)
    ).one_or_none()
    if key is None or not hmac.compare_digest(key.key_hash, key_hash):
        return None
    if key.expires_at is not None and key.expires_at <= tx.now:
        return None
    maker = standing_of(tx, key.created_by)
    held = maker.permissions & MACHINES & frozenset(key.permissions)
    reach = _key_reach(maker, key.properties)
    is_stale = key.last_used_at is None or tx.now - key.last_used_at >= USED_EVERY
    return replace(
        maker,
        role=MACHINE,
        permissions=held,
        properties=reach.seen,
        writable=reach.writable,
        manager_id=None,
        api_key_id=key.id,
        key_use_is_news=is_stale,
    )


def note_use(tx: Tx, key_id: str) -> None:
    """A key was used."""
    tx.connection.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=tx.now))


def _key_reach(maker: StaffScope, properties: dict[str, str]) -> Reach:
    if not properties:
        return Reach(maker.properties, maker.writable)
    seen = frozenset(one for one in properties if maker.sees(one))
    may_change = seen if maker.writable is None else seen & maker.writable
    return Reach(seen, frozenset(one for one in may_change if properties[one] == "write"))


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
        second_factor=row.confirmed_at is not None,
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
