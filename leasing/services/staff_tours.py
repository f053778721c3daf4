"""Tours as staff see and keep them. What happens to one goes through `bookings`, as in the chat and by link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func

from leasing import zones
from leasing.community import Community
from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Lead, Property, PropertyManager, Tour, TourEvent, Unit
from leasing.services import bookings, communities, prospects, stages
from leasing.services.bookings import Actor, Request
from leasing.services.calendar import STANDING, Mine
from leasing.services.slots import For
from leasing.services.tour_refusals import telling
from leasing.tenancy import Page, Paging, StaffScope
from leasing.understood import CONTACT
from leasing.zones import zone

SORTS = {"starts_at": Tour.starts_at, "created_at": Tour.created_at, "updated_at": Tour.updated_at}
OUTCOMES = {"attended": "completed", "completed": "completed", "no_show": "no_show"}
"""as requests name them → the status"""


@dataclass(frozen=True, slots=True)
class TourView:
    """`starts_at` and `ends_at` carry the offset of the property's zone; `revision` rises with every change."""

    id: str
    property_id: str
    lead_id: str | None
    conversation_id: str | None
    unit_id: str | None
    unit_interest: str | None
    manager_id: str | None
    manager_name: str | None
    prospect_name: str | None
    prospect_email: str | None
    prospect_phone: str | None
    starts_at: datetime
    ends_at: datetime
    timezone: str
    duration_minutes: int
    tour_type: str
    status: str
    source: str
    language: str | None
    notes: str | None
    revision: int
    assigned_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TourEventView:
    action: str
    actor: str
    user_id: str | None
    status: str
    data: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TourDetail:
    """A tour with its history, the oldest first."""

    tour: TourView
    history: list[TourEventView]


@dataclass(frozen=True, slots=True)
class TourOutcomes:
    """How tours of a span of days ended. `unsettled` are over and nobody has said how; `show_rate` is attended of
    attended and no_show, 0 to 1, null where there are none."""

    property_id: str
    total: int
    attended: int
    no_show: int
    cancelled: int
    unsettled: int
    ahead: int
    show_rate: float | None


@dataclass(frozen=True, slots=True)
class Filters:
    property_id: str | None = None
    status: str | None = None
    manager_id: str | None = None
    tour_type: str | None = None
    lead_id: str | None = None
    since: date | None = None
    until: date | None = None
    """both included; days of the property's zone where one is named, of UTC otherwise"""
    sort: str | None = None


def page(tx: Tx, scope: StaffScope, paging: Paging, filters: Filters) -> Page[TourView]:
    """Tours, the latest first unless `sort` says otherwise. Raises `NotFound`, and `Invalid` for an unknown sort."""
    statement = _viewed(scope)
    for column, value in (
        (Tour.property_id, filters.property_id),
        (Tour.status, filters.status),
        (Tour.manager_id, filters.manager_id),
        (Tour.tour_type, filters.tour_type),
        (Tour.lead_id, filters.lead_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    for condition in _days(tx, scope, filters.property_id, filters.since, filters.until):
        statement = statement.where(condition)
    return scope.page(tx, _sorted(statement, filters.sort or "-starts_at"), paging).map(_view)


def get(tx: Tx, scope: StaffScope, tour_id: str) -> TourDetail:
    """Raises `NotFound`."""
    scope.get(tx, Tour, tour_id)
    row = tx.connection.execute(_viewed(scope).where(Tour.id == tour_id)).one()
    history = scope.select(TourEvent).where(TourEvent.tour_id == tour_id)
    events = tx.connection.execute(history.order_by(TourEvent.created_at, TourEvent.id))
    lines = [TourEventView(e.action, e.actor, e.user_id, e.status, e.data, e.created_at) for e in events]
    return TourDetail(_view(row), lines)


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> TourDetail:
    """Book a tour for a lead, or for who is named by contact and becomes one. Raises `NotFound`, `Invalid`, `Conflict`
    (TOUR_UNAVAILABLE)."""
    scope.get(tx, Property, given["property_id"])
    community = communities.load(tx, given["property_id"])
    at = _instant(community, given["starts_at"])
    unit = _unit(tx, scope, community, given.get("unit_id"))
    tour_type = given.get("tour_type") or community.tour_types[0]
    manager_id = _host(community, given.get("manager_id"), tour_type)
    request = Request(
        starts_at=at,
        tour_type=tour_type,
        lead_id=_lead(tx, scope, community, given),
        conversation_id=given.get("conversation_id"),
        unit_id=unit.id if unit is not None else None,
        unit_name=unit.name if unit is not None else given.get("unit_interest"),
        language=given.get("language"),
        source=given.get("source") or "phone",
        manager_id=manager_id,
        notes=given.get("notes"),
        lenient=True,
    )
    with telling(tx, community, at, For(tour_type, request.unit_id, manager_id)):
        booked = bookings.place(tx, community, _actor(scope), request)
    return get(tx, scope, booked.id)


def change(tx: Tx, scope: StaffScope, tour_id: str, given: Mapping[str, Any]) -> TourDetail:
    """Change the fields that are given: time, type, manager, notes, unit_interest. Raises as `create` does."""
    tour = scope.get(tx, Tour, tour_id)
    plain = {name: given[name] for name in ("notes", "unit_interest") if name in given}
    if plain:
        scope.change(tx, Tour, tour_id, **plain)
    if given.keys() & {"starts_at", "tour_type", "manager_id"}:
        community = communities.load(tx, tour.property_id)
        at = _instant(community, given["starts_at"]) if given.get("starts_at") else None
        kind = given.get("tour_type")
        host = _host(community, given.get("manager_id"), kind or tour.tour_type)
        wanted = For(kind or tour.tour_type, tour.unit_id, host, Mine(tour.conversation_id, tour.id))
        with telling(tx, community, at or tour.starts_at, wanted):
            bookings.change(
                tx, community, _actor(scope), tour_id, starts_at=at, tour_type=kind, manager_id=host, lenient=True
            )
    return get(tx, scope, tour_id)


def confirm(tx: Tx, scope: StaffScope, tour_id: str) -> TourDetail:
    """Raises `NotFound`, `Conflict` (INVALID_STATUS_TRANSITION)."""
    community = _community_of(tx, scope, tour_id)
    with telling(tx, community):
        bookings.confirm(tx, community, _actor(scope), tour_id)
    return get(tx, scope, tour_id)


def cancel(tx: Tx, scope: StaffScope, tour_id: str, reason: str | None = None) -> TourDetail:
    """Raises `NotFound`, `Conflict` (INVALID_STATUS_TRANSITION)."""
    community = _community_of(tx, scope, tour_id)
    with telling(tx, community):
        bookings.call_off(tx, community, _actor(scope), tour_id, reason=reason)
    return get(tx, scope, tour_id)


def settle(tx: Tx, scope: StaffScope, tour_id: str, outcome: str, notes: str | None = None) -> TourDetail:
    """Say how a tour ended; `outcome` is a key of OUTCOMES. Raises `NotFound`, `Conflict`
    (INVALID_STATUS_TRANSITION)."""
    community = _community_of(tx, scope, tour_id)
    with telling(tx, community):
        bookings.settle(tx, community, _actor(scope), tour_id, OUTCOMES[outcome], notes=notes)
    return get(tx, scope, tour_id)


def delete(tx: Tx, scope: StaffScope, tour_id: str) -> None:
    """Delete a tour with its history. Raises `NotFound`, and `Conflict` for one that is ahead: its visitor would not
    hear of it."""
    tour = scope.get(tx, Tour, tour_id, lock=True)
    if tour.status in STANDING and tour.ends_at > tx.now:
        raise Conflict("This tour is ahead. Cancel it first.", code="RESOURCE_DELETION_BLOCKED")
    scope.remove(tx, Tour, tour_id)
    stages.follow_tours(tx, tour.lead_id)


def outcomes(
    tx: Tx, scope: StaffScope, property_id: str, since: date | None = None, until: date | None = None
) -> TourOutcomes:
    """How the tours of a property ended, from one local day to another. Raises `NotFound`."""
    scope.get(tx, Property, property_id)
    over = Tour.ends_at <= tx.now
    standing = Tour.status.in_(STANDING)
    counted = scope.select(
        Tour,
        func.count().label("total"),
        _count(Tour.status == "completed").label("attended"),
        _count(Tour.status == "no_show").label("no_show"),
        _count(Tour.status == "cancelled").label("cancelled"),
        _count(standing & over).label("unsettled"),
        _count(standing & ~over).label("ahead"),
    ).where(Tour.property_id == property_id)
    for condition in _days(tx, scope, property_id, since, until):
        counted = counted.where(condition)
    row = tx.connection.execute(counted).one()
    came = row.attended + row.no_show
    rate = round(row.attended / came, 4) if came else None
    return TourOutcomes(
        property_id, row.total, row.attended, row.no_show, row.cancelled, row.unsettled, row.ahead, show_rate=rate
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _viewed(scope: StaffScope) -> Select[Any]:
    lead = (Lead.first_name, Lead.last_name, Lead.email, Lead.phone)
    manager = (PropertyManager.first_name.label("manager_first"), PropertyManager.last_name.label("manager_last"))
    return (
        scope.select(Tour, Tour.__table__, Property.timezone, *lead, *manager)
        .join(Property, Property.id == Tour.property_id)
        .outerjoin(Lead, Lead.id == Tour.lead_id)
        .outerjoin(PropertyManager, PropertyManager.id == Tour.manager_id)
    )


def _view(row: Any) -> TourView:
    local = zone(row.timezone)
    return TourView(
        id=row.id,
        property_id=row.property_id,
        lead_id=row.lead_id,
        conversation_id=row.conversation_id,
        unit_id=row.unit_id,
        unit_interest=row.unit_interest,
        manager_id=row.manager_id,
        manager_name=_name(row.manager_first, row.manager_last),
        prospect_name=_name(row.first_name, row.last_name),
        prospect_email=row.email,
        prospect_phone=row.phone,
        starts_at=row.starts_at.astimezone(local),
        ends_at=row.ends_at.astimezone(local),
        timezone=row.timezone,
        duration_minutes=row.duration_minutes,
        tour_type=row.tour_type,
        status=row.status,
        source=row.source,
        language=row.language,
        notes=row.notes,
        revision=row.revision,
        assigned_at=row.assigned_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _name(*parts: str | None) -> str | None:
    return " ".join(part for part in parts if part) or None


def _sorted(statement: Select[Any], sort: str) -> Select[Any]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        raise Invalid.field("sort", f"must be one of {', '.join(SORTS)}, with a minus sign for the other way round")
    return statement.order_by(column.desc() if sort.startswith("-") else column, Tour.id)


def _days(
    tx: Tx, scope: StaffScope, property_id: str | None, since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    """Conditions for the days on which tours start."""
    zones.check_year(since, "from")
    zones.check_year(until, "to")
    where = zone(scope.get(tx, Property, property_id).timezone) if property_id else UTC
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(Tour.starts_at >= datetime.combine(since, time(), where))
    if until is not None:
        found.append(Tour.starts_at < datetime.combine(until, time(), where) + timedelta(days=1))
    return found


def _instant(community: Community, given: datetime) -> datetime:
    """A time that carries no offset is one on the property's clock. Raises `Invalid`."""
    zones.check_year(given, "starts_at")
    if given.second or given.microsecond:
        raise Invalid.field("starts_at", "must be a full minute")
    if given.tzinfo is not None:
        return given.astimezone(UTC)
    local = given.replace(tzinfo=community.zone)
    if not zones.exists(local):
        raise Invalid.field("starts_at", f"The clocks of {community.timezone} skip this time.")
    return local.astimezone(UTC)


def _unit(tx: Tx, scope: StaffScope, community: Community, unit_id: str | None) -> Any:
    if unit_id is None:
        return None
    unit = scope.get(tx, Unit, unit_id)
    if unit.property_id != community.id:
        raise Invalid.field("unit_id", "is a home of another property")
    return unit


def _host(community: Community, manager_id: str | None, tour_type: str) -> str | None:
    if manager_id is not None and tour_type == "self_guided":
        raise Invalid.field("manager_id", "cannot be given: nobody hosts a self-guided tour")
    if manager_id is not None and manager_id not in {host.id for host in community.hosts}:
        raise Invalid.field("manager_id", f"gives no tours at {community.name}")
    return manager_id


def _lead(tx: Tx, scope: StaffScope, community: Community, given: Mapping[str, Any]) -> str:
    lead_id = given.get("lead_id")
    if lead_id is None:
        contact = {name: given[name] for name in CONTACT if given.get(name)}
        return prospects.create(tx, scope, {"property_id": community.id, **contact}).lead.id
    lead = scope.get(tx, Lead, lead_id)
    if lead.property_id != community.id:
        raise Invalid.field("lead_id", "is a lead of another property")
    return lead.merged_into_id or lead.id


def _community_of(tx: Tx, scope: StaffScope, tour_id: str) -> Community:
    return communities.load(tx, scope.get(tx, Tour, tour_id).property_id)


def _actor(scope: StaffScope) -> Actor:
    return Actor("staff", user_id=scope.user_id)
