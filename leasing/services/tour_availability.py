"""The free times of a property's tours, as staff see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from leasing.database import Tx
from leasing.errors import Invalid
from leasing.models import Property, PropertyManager, Unit
from leasing.services import communities, slots
from leasing.services.slots import For
from leasing.services.tour_refusals import offered
from leasing.tenancy import StaffScope
from leasing.zones import check_year

USUAL_DAYS = 7
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class DayView:
    """`slots` are [{starts_at, label}] in the property's zone."""

    date: date
    slots: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class AvailabilityView:
    """Days without a free time are left out."""

    property_id: str
    manager_id: str | None
    timezone: str
    tour_type: str
    duration_minutes: int
    days: list[DayView]


def get(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    manager_id: str | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    tour_type: str | None = None,
    unit_id: str | None = None,
) -> AvailabilityView:
    """The times at which a visitor could book now, a week from today unless days are given, 31 days at most. Raises
    `NotFound`, `Invalid`."""
    scope.get(tx, Property, property_id)
    community = communities.load(tx, property_id)
    if manager_id is not None:
        scope.get(tx, PropertyManager, manager_id)
    kind = tour_type or community.tour_types[0]
    if kind not in community.tour_types:
        raise Invalid.field("tour_type", f"{community.name} gives these: {', '.join(community.tour_types)}")
    if unit_id is not None and scope.get(tx, Unit, unit_id).property_id != property_id:
        raise Invalid.field("unit_id", "is a home of another property")
    check_year(since, "from")
    check_year(until, "to")
    first = since or tx.now.astimezone(community.zone).date()
    last = until or first + timedelta(days=USUAL_DAYS - 1)
    if last < first or (last - first).days >= MOST_DAYS:
        raise Invalid.field("to", f"must be on or after from, and within {MOST_DAYS} days of it")
    wanted = For(kind, unit_id, manager_id)
    found = slots.free(tx, community, first=first, last=last, limit=10_000, wanted=wanted)
    days = [
        DayView(day, [offered(slot) for slot in of_day])
        for day, of_day in groupby(found, key=lambda slot: slot.starts_at.date())
    ]
    return AvailabilityView(property_id, manager_id, community.timezone, kind, community.tour_duration_minutes, days)
