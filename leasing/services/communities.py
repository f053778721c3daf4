"""Reading a property for conversations."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select

from leasing.community import Community, Host, Sister
from leasing.database import Database, Tx
from leasing.errors import NotFound
from leasing.models import (
    Holiday,
    ManagerAssignment,
    ManagerHours,
    ManagerTimeOff,
    OfficeHours,
    Property,
    PropertyManager,
)
from leasing.pricing import PriceList
from leasing.services import pricing

_PROPERTY = select(Property.__table__).where(
    or_(Property.id == bindparam("reference"), Property.slug == bindparam("reference"))
)
_SISTERS = (
    select(Property.name, Property.phone, Property.website_url)
    .where(Property.company_id == bindparam("company_id"), Property.id != bindparam("id"), Property.status == "active")
    .order_by(Property.name)
)
_HOURS = (
    select(OfficeHours.weekday, OfficeHours.opens_minute, OfficeHours.closes_minute)
    .where(OfficeHours.property_id == bindparam("id"))
    .order_by(OfficeHours.weekday, OfficeHours.opens_minute)
)
_HOLIDAYS = select(Holiday.day, Holiday.name).where(Holiday.property_id == bindparam("id")).order_by(Holiday.day)
_HOSTS = (
    select(PropertyManager.__table__, ManagerAssignment.tour_order)
    .join(ManagerAssignment, ManagerAssignment.manager_id == PropertyManager.id)
    .where(ManagerAssignment.property_id == bindparam("id"), ManagerAssignment.tour_order.is_not(None))
    .order_by(ManagerAssignment.tour_order, PropertyManager.id)
)
_HOST_HOURS = (
    select(ManagerHours.__table__)
    .where(ManagerHours.manager_id.in_(bindparam("ids", expanding=True)))
    .order_by(ManagerHours.weekday, ManagerHours.opens_minute)
)
_TIME_OFF = select(ManagerTimeOff.__table__).where(
    ManagerTimeOff.manager_id.in_(bindparam("ids", expanding=True)), ManagerTimeOff.ends_at > bindparam("now")
)


def hosts(tx: Tx, property_id: str) -> tuple[Host, ...]:
    """The managers who give tours at a property, in its order."""
    rows = tx.connection.execute(_HOSTS, {"id": property_id}).all()
    return as_hosts(tx, [(row, row.tour_order) for row in rows])


def as_hosts(tx: Tx, ordered: Sequence[tuple[Any, int]]) -> tuple[Host, ...]:
    """Rows of managers, each with its place in an order, with when they work and are away."""
    rows = [row for row, _ in ordered]
    if not rows:
        return ()
    ids = [row.id for row in rows]
    hours = tx.connection.execute(_HOST_HOURS, {"ids": ids}).all()
    off = tx.connection.execute(_TIME_OFF, {"ids": ids, "now": tx.now}).all()
    return tuple(
        Host(
            id=row.id,
            name=f"{row.first_name} {row.last_name}".strip(),
            order=order,
            languages=tuple(row.languages),
            capacity=row.tour_capacity,
            hours=tuple((h.weekday, h.opens_minute, h.closes_minute) for h in hours if h.manager_id == row.id),
            time_off=tuple((o.starts_at, o.ends_at) for o in off if o.manager_id == row.id),
        )
        for row, order in ordered
    )


def load(tx: Tx, reference: str, *, office_only: bool = False) -> Community:
    """The property with this id or slug. `office_only`: without who gives tours, sisters and prices, for who asks when
    it is open. Raises `NotFound`."""
    row = tx.connection.execute(_PROPERTY, {"reference": reference}).one_or_none()
    if row is None:
        raise NotFound(f"There is no property {reference!r}.")
    hours = tx.connection.execute(_HOURS, {"id": row.id}).all()
    holidays = tx.connection.execute(_HOLIDAYS, {"id": row.id}).all()
    sisters = () if office_only else tx.connection.execute(_SISTERS, {"id": row.id, "company_id": row.company_id}).all()
    return Community(
        id=row.id,
        company_id=row.company_id,
        version=row.version,
        slug=row.slug,
        name=row.name,
        address=row.address,
        city=row.city,
        state=row.state,
        zip_code=row.zip_code,
        timezone=row.timezone,
        phone=row.phone,
        email=row.email,
        website_url=row.website_url,
        description=row.description,
        amenities=tuple(row.amenities),
        tour_types=tuple(row.tour_types) or ("in_person",),
        tour_duration_minutes=row.tour_duration_minutes,
        tour_notice_minutes=row.tour_notice_minutes,
        tour_horizon_days=row.tour_horizon_days,
        tour_capacity=row.tour_capacity,
        hours=tuple((h.weekday, h.opens_minute, h.closes_minute) for h in hours),
        holidays=tuple((h.day, h.name) for h in holidays),
        country=row.country,
        tour_grid_minutes=row.tour_grid_minutes,
        tour_buffer_before_minutes=row.tour_buffer_before_minutes,
        tour_buffer_after_minutes=row.tour_buffer_after_minutes,
        tour_daily_cap=row.tour_daily_cap,
        tour_hold_minutes=row.tour_hold_minutes,
        yearly_holidays=tuple(row.yearly_holidays),
        yearly_holidays_observed=row.yearly_holidays_observed,
        hosts=() if office_only else hosts(tx, row.id),
        sisters=tuple(Sister(sister.name, sister.phone, sister.website_url) for sister in sisters),
        prices=PriceList() if office_only else pricing.load(tx, row.id),
    )


class Communities:
    """Properties by id, read again when their version has risen. Callers know the version from their own read."""

    def __init__(self, database: Database, limit: int = 2000) -> None:
        self._database = database
        self._limit = limit
        self._kept: OrderedDict[str, Community] = OrderedDict()

    def kept(self, property_id: str, version: int) -> Community | None:
        """The property as it is known, where that is new enough."""
        kept = self._kept.get(property_id)
        return kept if kept is not None and kept.version >= version else None

    async def get(self, property_id: str, version: int) -> Community:
        kept = self.kept(property_id, version)
        if kept is None:
            kept = await self._database.read(load, property_id)
            self._kept[property_id] = kept
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        self._kept.move_to_end(property_id)
        return kept
