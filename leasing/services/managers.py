"""Leasing profiles of staff, and the properties that each is assigned to. A user whose access is `assigned` sees those
properties, and changes the ones where both the profile and the assignment say `write`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict, Forbidden, NotFound
from leasing.models import ManagerAssignment, Property, PropertyManager, User
from leasing.services import audit, hosts, unseating
from leasing.services.accounts import email_address
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """A manager has one assignment at a property, which goes by the property's id."""

    id: str
    manager_id: str
    property_id: str
    access_level: str
    tour_order: int | None


@dataclass(frozen=True, slots=True)
class ManagerView:
    id: str
    company_id: str
    user_id: str | None
    first_name: str
    last_name: str
    email: str
    phone: str | None
    role: str | None
    access_level: str
    assignments: list[AssignmentView]
    created_at: datetime
    updated_at: datetime


def page(tx: Tx, scope: StaffScope, paging: Paging, property_id: str | None = None) -> Page[ManagerView]:
    """By name; of one property, those who are assigned to it. Raises `NotFound`."""
    statement = scope.select(PropertyManager).order_by(
        func.lower(PropertyManager.last_name), func.lower(PropertyManager.first_name), PropertyManager.id
    )
    if property_id is not None:
        scope.get(tx, Property, property_id)
        assigned = scope.select(ManagerAssignment, ManagerAssignment.manager_id)
        there = assigned.where(ManagerAssignment.property_id == property_id)
        statement = statement.where(PropertyManager.id.in_(there))
    found = scope.page(tx, statement, paging)
    views = {view.id: view for view in _views(tx, scope, found.items)}
    return found.map(lambda row: views[row.id])


def get(tx: Tx, scope: StaffScope, manager_id: str) -> ManagerView:
    """Raises `NotFound`."""
    return _views(tx, scope, [scope.get(tx, PropertyManager, manager_id)])[0]


def create(tx: Tx, scope: StaffScope, values: Mapping[str, Any]) -> ManagerView:
    """Raises `Conflict`, `NotFound`, `Forbidden`."""
    row = _row(tx, scope, {"access_level": "write", **values})
    try:
        with tx.connection.begin_nested():
            manager_id = scope.insert(tx, PropertyManager, languages=[], tour_capacity=1, **row)
    except IntegrityError as error:
        raise _taken(row["email"]) from error
    audit.record(tx, scope, "property_manager.created", "property_manager", manager_id, values)
    return get(tx, scope, manager_id)


def update(tx: Tx, scope: StaffScope, manager_id: str, values: Mapping[str, Any]) -> ManagerView:
    """Raises `NotFound`, `Conflict`, `Forbidden`."""
    scope.check_whole_company()
    before = scope.get(tx, PropertyManager, manager_id, lock=True)
    _check_not_own(scope, before, values)
    row = _row(tx, scope, values)
    try:
        with tx.connection.begin_nested():
            scope.change(tx, PropertyManager, manager_id, **row)
    except IntegrityError as error:
        raise _taken(row.get("email", "")) from error
    hosts.touch(tx, scope, manager_id)
    unseating.review(tx, [before.user_id])
    audit.record(tx, scope, "property_manager.updated", "property_manager", manager_id, values)
    return get(tx, scope, manager_id)


def remove(tx: Tx, scope: StaffScope, manager_id: str) -> None:
    """What was theirs stays, and is nobody's. Raises `NotFound`, `Forbidden`."""
    scope.check_whole_company()
    before = scope.get(tx, PropertyManager, manager_id)
    hosts.touch(tx, scope, manager_id)
    scope.remove(tx, PropertyManager, manager_id)
    unseating.review(tx, [before.user_id])
    audit.record(tx, scope, "property_manager.deleted", "property_manager", manager_id)


def assignments(tx: Tx, scope: StaffScope, manager_id: str) -> list[AssignmentView]:
    """Raises `NotFound`."""
    return get(tx, scope, manager_id).assignments


def assign(tx: Tx, scope: StaffScope, manager_id: str, values: Mapping[str, Any]) -> AssignmentView:
    """Assign a manager to a property. Raises `NotFound`, `Conflict` where they are already, and `Forbidden` for access
    that the caller does not have."""
    property_id = values["property_id"]
    _check_place(tx, scope, manager_id, property_id)
    row = {"access_level": "write", "tour_order": None, **values}
    try:
        with tx.connection.begin_nested():
            scope.insert(tx, ManagerAssignment, manager_id=manager_id, **row)
    except IntegrityError as error:
        raise Conflict("They are assigned to this property already.") from error
    hosts.touch(tx, scope, manager_id)
    _record(tx, scope, "created", manager_id, row)
    return assignment(tx, scope, manager_id, property_id)


def reassign(tx: Tx, scope: StaffScope, manager_id: str, property_id: str, values: Mapping[str, Any]) -> AssignmentView:
    """Change an assignment. Raises `NotFound`, `Forbidden`."""
    _check_place(tx, scope, manager_id, property_id)
    assignment(tx, scope, manager_id, property_id)
    if values:
        tx.connection.execute(_one(scope.update(ManagerAssignment), manager_id, property_id).values(**values))
        hosts.touch(tx, scope, manager_id)
        _review(tx, scope, manager_id)
    _record(tx, scope, "updated", manager_id, {"property_id": property_id, **values})
    return assignment(tx, scope, manager_id, property_id)


def unassign(tx: Tx, scope: StaffScope, manager_id: str, property_id: str) -> None:
    """Raises `NotFound`, `Forbidden`."""
    _check_place(tx, scope, manager_id, property_id)
    assignment(tx, scope, manager_id, property_id)
    hosts.touch(tx, scope, manager_id)
    tx.connection.execute(_one(scope.delete(ManagerAssignment), manager_id, property_id))
    _review(tx, scope, manager_id)
    _record(tx, scope, "deleted", manager_id, {"property_id": property_id})


def assignment(tx: Tx, scope: StaffScope, manager_id: str, property_id: str) -> AssignmentView:
    """Raises `NotFound`."""
    found = [one for one in assignments(tx, scope, manager_id) if one.property_id == property_id]
    if not found:
        raise NotFound("They are not assigned to this property.")
    return found[0]


def _review(tx: Tx, scope: StaffScope, manager_id: str) -> None:
    unseating.review(tx, [scope.get(tx, PropertyManager, manager_id).user_id])


def _one(statement: Any, manager_id: str, property_id: str) -> Any:
    return statement.where(ManagerAssignment.manager_id == manager_id, ManagerAssignment.property_id == property_id)


def _check_place(tx: Tx, scope: StaffScope, manager_id: str, property_id: str) -> None:
    """Who works at certain properties gives and takes access to those only, and not their own."""
    scope.get(tx, Property, property_id)
    _check_not_own(scope, scope.get(tx, PropertyManager, manager_id), {"access_level": None})


def _check_not_own(scope: StaffScope, row: Any, values: Mapping[str, Any]) -> None:
    if scope.properties is not None and row.user_id == scope.user_id and {"access_level", "user_id"} & set(values):
        raise Forbidden("Nobody changes their own role or access.", code="INSUFFICIENT_PERMISSIONS")


def _row(tx: Tx, scope: StaffScope, values: Mapping[str, Any]) -> dict[str, Any]:
    row = dict(values)
    if "email" in row:
        row["email"] = email_address(row["email"])
    if row.get("user_id") is not None:
        scope.get(tx, User, row["user_id"])
        if scope.properties is not None:
            # The profile may be assigned to properties that they do not see themselves.
            raise Forbidden("You see certain properties only.", code="INSUFFICIENT_PERMISSIONS")
    return row


def _record(tx: Tx, scope: StaffScope, done: str, manager_id: str, values: Mapping[str, Any]) -> None:
    audit.record(tx, scope, f"assignment.{done}", "property_manager", manager_id, values)


def _views(tx: Tx, scope: StaffScope, rows: Sequence[Any]) -> list[ManagerView]:
    given = tx.connection.execute(
        scope.select(ManagerAssignment)
        .where(ManagerAssignment.manager_id.in_([row.id for row in rows]))
        .order_by(ManagerAssignment.property_id)
    ).all()
    fields = [name for name in ManagerView.__slots__ if name != "assignments"]
    return [
        ManagerView(
            **{name: getattr(row, name) for name in fields},
            assignments=[_assignment(one) for one in given if one.manager_id == row.id],
        )
        for row in rows
    ]


def _assignment(row: Any) -> AssignmentView:
    return AssignmentView(row.property_id, row.manager_id, row.property_id, row.access_level, row.tour_order)


def _taken(email: str) -> Conflict:
    return Conflict(f"There is a manager with the address {email} already.")
