"""The managers who give tours: at which properties, when, in which languages, and when they are away.

Every change raises the `version` of the properties concerned, so that conversations see it at their next turn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func

from leasing.database import Tx
from leasing.errors import Invalid
from leasing.models import ManagerAssignment, ManagerHours, ManagerTimeOff, Property, PropertyManager
from leasing.services import office_hours
from leasing.services.office_hours import HoursView, Span
from leasing.tenancy import Page, Paging, StaffScope, missing
from leasing.zones import check_year

_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*")
MOST = 10
"""tours that one manager can give at the same time"""


@dataclass(frozen=True, slots=True)
class TimeOffView:
    id: str
    starts_at: datetime
    ends_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class HostView:
    """A manager's side of the tour calendar. `hours` is empty for whoever works whenever the office is open;
    `properties` maps a property to their place in its order."""

    manager_id: str
    name: str
    languages: list[str]
    tour_capacity: int
    hours: list[HoursView]
    time_off: list[TimeOffView]
    properties: dict[str, int]


def page(tx: Tx, scope: StaffScope, paging: Paging, property_id: str | None = None) -> Page[HostView]:
    """The managers of the company by name, or those who are assigned to a property. Raises `NotFound`."""
    statement = scope.select(PropertyManager).order_by(
        func.lower(PropertyManager.last_name), func.lower(PropertyManager.first_name), PropertyManager.id
    )
    if property_id is not None:
        scope.get(tx, Property, property_id)
        assigned = scope.select(ManagerAssignment, ManagerAssignment.manager_id)
        statement = statement.where(
            PropertyManager.id.in_(assigned.where(ManagerAssignment.property_id == property_id))
        )
    rows = scope.page(tx, statement, paging)
    views = {view.manager_id: view for view in _views(tx, scope, rows.items)}
    return rows.map(lambda row: views[row.id])


def get(tx: Tx, scope: StaffScope, manager_id: str) -> HostView:
    """Raises `NotFound`."""
    return _views(tx, scope, [scope.get(tx, PropertyManager, manager_id)])[0]


def _views(tx: Tx, scope: StaffScope, rows: Sequence[Any]) -> list[HostView]:
    ids = [row.id for row in rows]
    hours = tx.connection.execute(
        scope.select(ManagerHours)
        .where(ManagerHours.manager_id.in_(ids))
        .order_by(ManagerHours.weekday, ManagerHours.opens_minute)
    ).all()
    off = tx.connection.execute(
        scope.select(ManagerTimeOff).where(ManagerTimeOff.manager_id.in_(ids)).order_by(ManagerTimeOff.starts_at)
    ).all()
    given = tx.connection.execute(
        scope.select(ManagerAssignment).where(
            ManagerAssignment.manager_id.in_(ids), ManagerAssignment.tour_order.is_not(None)
        )
    ).all()
    return [
        HostView(
            manager_id=row.id,
            name=f"{row.first_name} {row.last_name}".strip(),
            languages=list(row.languages),
            tour_capacity=row.tour_capacity,
            hours=[
                office_hours.view(h.weekday, h.opens_minute, h.closes_minute) for h in hours if h.manager_id == row.id
            ],
            time_off=[TimeOffView(o.id, o.starts_at, o.ends_at, o.reason) for o in off if o.manager_id == row.id],
            properties={one.property_id: one.tour_order for one in given if one.manager_id == row.id},
        )
        for row in rows
    ]


def describe(
    tx: Tx,
    scope: StaffScope,
    manager_id: str,
    *,
    languages: Sequence[str] | None = None,
    tour_capacity: int | None = None,
) -> None:
    """What a manager speaks, and how many tours they give at once. Raises `NotFound`, `Invalid`."""
    values: dict[str, Any] = {}
    if languages is not None:
        values["languages"] = list(dict.fromkeys(_language(one) for one in languages))
    if tour_capacity is not None:
        if not 1 <= tour_capacity <= MOST:
            raise Invalid.field("tour_capacity", f"must be 1 to {MOST} tours at the same time")
        values["tour_capacity"] = tour_capacity
    scope.change(tx, PropertyManager, manager_id, **values)
    _touch(tx, scope, manager_id)


def _language(code: str) -> str:
    match = _LANGUAGE.fullmatch(code.strip().lower())
    if match is None:
        # "Spanish" cut to its first letters would be a language that nobody asks for.
        raise Invalid.field("languages", f"{code!r} is no language; use two-letter codes such as en or es")
    return match[1]


def update(tx: Tx, scope: StaffScope, manager_id: str, given: Mapping[str, Any]) -> HostView:
    """Change what is given: languages, tour_capacity, hours (as the wire has them), properties ({id: order or None}).
    Raises `NotFound`, `Invalid`."""
    describe(tx, scope, manager_id, languages=given.get("languages"), tour_capacity=given.get("tour_capacity"))
    if "hours" in given:
        set_hours(tx, scope, manager_id, office_hours.spans(given["hours"], "hours"))
    for property_id, order in given.get("properties", {}).items():
        give_tours(tx, scope, manager_id, property_id, order)
    return get(tx, scope, manager_id)


def set_hours(tx: Tx, scope: StaffScope, manager_id: str, spans: Sequence[Span]) -> None:
    """Replace a manager's working hours; none means whenever the office is open. Raises `NotFound`."""
    scope.get(tx, PropertyManager, manager_id)
    tx.connection.execute(scope.delete(ManagerHours).where(ManagerHours.manager_id == manager_id))
    for span in spans:
        scope.insert(
            tx,
            ManagerHours,
            manager_id=manager_id,
            weekday=span.weekday,
            opens_minute=span.opens,
            closes_minute=span.closes,
        )
    _touch(tx, scope, manager_id)


def add_time_off(
    tx: Tx, scope: StaffScope, manager_id: str, starts_at: datetime, ends_at: datetime, reason: str | None = None
) -> str:
    """A time in which a manager gives no tours; tours that are booked stay. Returns its id. Raises `NotFound`,
    `Invalid`."""
    scope.get(tx, PropertyManager, manager_id)
    check_year(starts_at, "starts_at")
    check_year(ends_at, "ends_at")
    if ends_at <= starts_at:
        raise Invalid.field("ends_at", "must be later than starts_at")
    row_id = scope.insert(
        tx, ManagerTimeOff, manager_id=manager_id, starts_at=starts_at, ends_at=ends_at, reason=reason
    )
    _touch(tx, scope, manager_id)
    return row_id


def remove_time_off(tx: Tx, scope: StaffScope, time_off_id: str) -> None:
    """Raises `NotFound`."""
    row = scope.get(tx, ManagerTimeOff, time_off_id)
    scope.remove(tx, ManagerTimeOff, time_off_id)
    _touch(tx, scope, row.manager_id)


def remove_time_off_of(tx: Tx, scope: StaffScope, manager_id: str, time_off_id: str) -> None:
    """The same, of one manager: another's is `NotFound`."""
    if scope.get(tx, ManagerTimeOff, time_off_id).manager_id != manager_id:
        raise missing(ManagerTimeOff, time_off_id)
    remove_time_off(tx, scope, time_off_id)


def give_tours(tx: Tx, scope: StaffScope, manager_id: str, property_id: str, order: int | None) -> None:
    """Let a manager give tours at a property, at this place in its order; None: no more. Tours that are booked stay.
    Raises `NotFound`."""
    scope.get(tx, PropertyManager, manager_id)
    scope.get(tx, Property, property_id, lock=True)
    of_both = (ManagerAssignment.manager_id == manager_id, ManagerAssignment.property_id == property_id)
    changed = tx.connection.execute(scope.update(ManagerAssignment).where(*of_both).values(tour_order=order))
    if changed.rowcount == 0 and order is not None:
        scope.insert(tx, ManagerAssignment, manager_id=manager_id, property_id=property_id, tour_order=order)
    _touch(tx, scope, manager_id)


def _touch(tx: Tx, scope: StaffScope, manager_id: str) -> None:
    """Conversations at their properties keep what they know of them by the property's version."""
    everywhere = scope.for_all_properties()
    theirs = everywhere.select(ManagerAssignment, ManagerAssignment.property_id).where(
        ManagerAssignment.manager_id == manager_id
    )
    tx.connection.execute(
        everywhere.update(Property).where(Property.id.in_(theirs)).values(version=Property.version + 1)
    )
