"""Roles: the built-in ones, and a company's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict, Forbidden, Invalid
from leasing.models import Role, User
from leasing.permissions import BUILT_IN, PERMISSIONS, ROLES, not_beyond
from leasing.services import audit, unseating
from leasing.tenancy import StaffScope

DESCRIPTIONS = {
    "admin": "Everything, logins and roles too",
    "manager": "All properties and everything at them; sees logins and roles",
    "agent": "Day-to-day leasing: leads, tours, conversations, prices",
    "read_only": "Sees all and changes nothing",
}


@dataclass(frozen=True, slots=True)
class RoleView:
    """The id of a built-in role is its name. `property_access`: `assigned` keeps its holders to the properties of their
    leasing profile."""

    id: str
    name: str
    description: str | None
    permissions: list[str]
    property_access: str
    built_in: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A role as a user's row holds it."""

    role: str
    role_id: str | None
    permissions: frozenset[str]
    property_access: str


def listed(tx: Tx, scope: StaffScope) -> list[RoleView]:
    """The built-in ones, then the company's by name."""
    rows = tx.connection.execute(scope.select(Role).order_by(func.lower(Role.name), Role.id)).all()
    return [*map(_built_in, BUILT_IN), *map(_view, rows)]


def get(tx: Tx, scope: StaffScope, role_id: str) -> RoleView:
    """Raises `NotFound`."""
    return _built_in(role_id) if role_id in ROLES else _view(scope.get(tx, Role, role_id))


def given(tx: Tx, scope: StaffScope, role_id: str) -> Given:
    """A role to be given to somebody. Raises `NotFound`, and `Forbidden` where it holds more than who gives it."""
    view = get(tx, scope, role_id)
    held = frozenset(view.permissions)
    not_beyond(held, scope.permissions)
    own = None if view.built_in else view.id
    return Given(view.id if view.built_in else "read_only", own, held & PERMISSIONS, view.property_access)


def create(tx: Tx, scope: StaffScope, values: Mapping[str, Any]) -> RoleView:
    """Raises `Conflict`, `Invalid`, and `Forbidden` for more than its maker holds."""
    _check(scope, values)
    try:
        with tx.connection.begin_nested():
            role_id = scope.insert(tx, Role, **_row(values))
    except IntegrityError as error:
        raise _taken(values["name"]) from error
    audit.record(tx, scope, "role.created", "role", role_id, values)
    return get(tx, scope, role_id)


def update(tx: Tx, scope: StaffScope, role_id: str, values: Mapping[str, Any]) -> RoleView:
    """Its holders may do the new things, and no longer the old ones, from their next request on. Raises `NotFound`,
    `Conflict`, `Invalid`, `Forbidden`."""
    row = _own(tx, scope, role_id)
    _check(scope, values)
    not_beyond(row.permissions, scope.permissions)
    try:
        with tx.connection.begin_nested():
            scope.change(tx, Role, role_id, **_row(values))
    except IntegrityError as error:
        raise _taken(values["name"]) from error
    holders = scope.select(User, User.id).where(User.role_id == role_id)
    unseating.review(tx, tx.connection.execute(holders).scalars().all())
    audit.record(tx, scope, "role.updated", "role", role_id, values)
    return get(tx, scope, role_id)


def remove(tx: Tx, scope: StaffScope, role_id: str) -> None:
    """Raises `NotFound`, `Forbidden`, and `Conflict` while somebody has it."""
    _own(tx, scope, role_id)
    holders = scope.count(tx, scope.select(User, User.id).where(User.role_id == role_id))
    if holders:
        message = f"{holders} users have this role; give them another one first."
        raise Conflict(message, code="RESOURCE_DELETION_BLOCKED", details={"users": holders})
    scope.remove(tx, Role, role_id)
    audit.record(tx, scope, "role.deleted", "role", role_id)


def _own(tx: Tx, scope: StaffScope, role_id: str) -> Any:
    """A role of the company's that is not the caller's own."""
    if role_id in ROLES:
        raise Forbidden("Built-in roles stay as they are; make one of your own.", code="INSUFFICIENT_PERMISSIONS")
    row = scope.get(tx, Role, role_id, lock=True)
    if scope.get(tx, User, scope.user_id).role_id == role_id:
        raise Forbidden("Nobody changes the role that they have.", code="INSUFFICIENT_PERMISSIONS")
    return row


def _check(scope: StaffScope, values: Mapping[str, Any]) -> None:
    asked: Sequence[str] = values.get("permissions", ())
    unknown = sorted(set(asked) - PERMISSIONS)
    if unknown:
        raise Invalid.field("permissions", f"There is no {', '.join(unknown[:10])}; GET /permissions lists them.")
    if values.get("name", "").strip().lower().replace(" ", "_") in ROLES:
        raise Invalid.field("name", "is the name of a built-in role")
    not_beyond(asked, scope.permissions)
    if scope.properties is not None and values.get("property_access") == "all":
        raise Forbidden("You see certain properties only.", code="INSUFFICIENT_PERMISSIONS")


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    row = dict(values)
    if "permissions" in row:
        row["permissions"] = sorted(set(row["permissions"]))
    return row


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a role named {name!r} already.")


def _built_in(name: str) -> RoleView:
    return RoleView(name, name, DESCRIPTIONS[name], sorted(ROLES[name]), "all", built_in=True)


def _view(row: Any) -> RoleView:
    held = sorted(PERMISSIONS.intersection(row.permissions))
    return RoleView(row.id, row.name, row.description, held, row.property_access, built_in=False)
