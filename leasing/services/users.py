"""Logins of staff, as those manage them who may. Nobody gives, or takes from, more than they hold themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, or_

from leasing.database import Tx
from leasing.errors import Conflict, Forbidden
from leasing.models import User
from leasing.permissions import ADMIN, not_beyond
from leasing.services import access, account_links, accounts, audit, profiles, roles, unseating
from leasing.services.accounts import UserView
from leasing.services.search import contains
from leasing.tenancy import Page, Paging, StaffScope

PROTECTED = frozenset({"role", "property_access", "is_active"})
"""what nobody changes of their own login"""


def page(
    tx: Tx, scope: StaffScope, paging: Paging, *, query: str | None = None, is_active: bool | None = None
) -> Page[UserView]:
    """By name."""
    statement = scope.select(User).order_by(func.lower(User.last_name), func.lower(User.first_name), User.id)
    if is_active is not None:
        statement = statement.where(User.is_active == is_active)
    if query:
        columns = (User.first_name, User.last_name, User.email)
        statement = statement.where(or_(*(contains(column, query) for column in columns)))
    return scope.page(tx, statement, paging).map(lambda row: accounts.user(tx, row.id))


def get(tx: Tx, scope: StaffScope, user_id: str) -> UserView:
    """Raises `NotFound`."""
    scope.get(tx, User, user_id)
    return accounts.user(tx, user_id)


def invite(tx: Tx, scope: StaffScope, values: Mapping[str, Any]) -> UserView:
    """A new login; a mail lets them choose a password. Raises `Conflict`, and `Forbidden` for a role that holds more
    than who invites."""
    given = roles.given(tx, scope, values["role"])
    access_ = values.get("property_access", given.property_access)
    _check_access(scope, access_)
    made = accounts.create_user(
        tx,
        scope.company_id,
        email=values["email"],
        password_hash="",
        role=given.role,
        role_id=given.role_id,
        first_name=values.get("first_name", ""),
        last_name=values.get("last_name", ""),
        property_access=access_,
        verified=False,
    )
    if given.role == ADMIN and given.role_id is None:
        profiles.give(tx, made)
    _mail_invitation(tx, scope, made)
    audit.record(tx, scope, "user.invited", "user", made.id, {"role": made.role, "property_access": access_})
    return made


def update(tx: Tx, scope: StaffScope, user_id: str, values: Mapping[str, Any]) -> UserView:
    """It holds from their next request on. Raises `NotFound`, `Forbidden`, `Conflict` for the last admin."""
    row = _lock(tx, scope, user_id)
    _check_target(tx, scope, row, set(values) & PROTECTED)
    changes = {name: value for name, value in values.items() if name != "role"}
    if "role" in values:
        given = roles.given(tx, scope, values["role"])
        changes |= {"role": given.role, "role_id": given.role_id}
    if "property_access" in values:
        _check_access(scope, values["property_access"])
    stays_admin = changes.get("role", row.role) == ADMIN and changes.get("is_active", row.is_active)
    if _is_admin(row) and not stays_admin:
        _check_not_last(tx, scope, user_id)
    scope.change(tx, User, user_id, **changes)
    if changes.get("is_active") is False:
        accounts.close_sessions(tx, user_id)
    unseating.review(tx, [user_id])
    audit.record(tx, scope, "user.updated", "user", user_id, values)
    return accounts.user(tx, user_id)


def remove(tx: Tx, scope: StaffScope, user_id: str) -> None:
    """Stop a login; what they did keeps their name. One that was never used is deleted. Raises `NotFound`, `Forbidden`,
    `Conflict` for the last admin."""
    row = _lock(tx, scope, user_id)
    _check_target(tx, scope, row, {"is_active"})
    if _is_admin(row):
        _check_not_last(tx, scope, user_id)
    accounts.close_sessions(tx, user_id)
    if row.email_verified_at is None:
        scope.remove(tx, User, user_id)
        audit.record(tx, scope, "user.deleted", "user", user_id)
    else:
        scope.change(tx, User, user_id, is_active=False)
        unseating.review(tx, [user_id])
        audit.record(tx, scope, "user.deactivated", "user", user_id)


def _lock(tx: Tx, scope: StaffScope, user_id: str) -> Any:
    """The user's row; admins are held, so that the two last ones do not stop each other at once."""
    admins = scope.select(User, User.id).where(User.role == ADMIN).order_by(User.id)
    tx.connection.execute(admins.with_for_update())
    return scope.get(tx, User, user_id, lock=True)


def _check_target(tx: Tx, scope: StaffScope, row: Any, protected: set[str]) -> None:
    if row.id == scope.user_id and protected:
        raise Forbidden("Nobody changes their own role or access.", code="INSUFFICIENT_PERMISSIONS")
    theirs = access.standing_of(tx, row.id)
    not_beyond(theirs.permissions, scope.permissions)
    if scope.properties is not None and (theirs.properties is None or not theirs.properties <= scope.properties):
        raise Forbidden("They work at properties that you do not see.", code="INSUFFICIENT_PERMISSIONS")


def _check_access(scope: StaffScope, property_access: str) -> None:
    if scope.properties is not None and property_access != "assigned":
        raise Forbidden("You see certain properties only.", code="INSUFFICIENT_PERMISSIONS")


def _is_admin(row: Any) -> bool:
    return row.role == ADMIN and row.role_id is None and row.is_active


def _check_not_last(tx: Tx, scope: StaffScope, user_id: str) -> None:
    others = scope.select(User, User.id).where(
        User.role == ADMIN, User.is_active, User.email_verified_at.is_not(None), User.id != user_id
    )
    if tx.connection.execute(others.limit(1)).first() is None:
        raise Conflict("This is the last admin; make another one first.", code="RESOURCE_DELETION_BLOCKED")


def _mail_invitation(tx: Tx, scope: StaffScope, made: UserView) -> None:
    account_links.mail(
        tx, scope.company_id, made.id, "invite", to=made.email, name=made.first_name, company=made.company.name
    )
