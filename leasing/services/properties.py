"""Communities as staff keep them. Every change raises the property's `version`, which caches compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy import func, or_

from leasing.database import Tx
from leasing.errors import Conflict, FieldError, Invalid
from leasing.models import Property, Tour
from leasing.services import fees, office_hours
from leasing.services.fees import FeeView
from leasing.services.office_hours import HolidayView, HoursView
from leasing.services.search import contains
from leasing.services.slugs import insert_with_slug
from leasing.services.state_zones import zone_of_state
from leasing.tenancy import Page, Paging, StaffScope

OPEN_TOURS = ("scheduled", "confirmed")
CHATBOT_FIELDS = (
    "chatbot_is_active",
    "chatbot_avatar_url",
    "chatbot_welcome_message",
    "chatbot_theme_color",
    "chatbot_position",
    "chatbot_auto_open",
    "chatbot_widget_settings",
    "handoff_queue_minutes",
    "handoff_silence_minutes",
    "allowed_origins",
)
TOLD_BY_SISTERS = frozenset({"name", "phone", "website_url", "status"})
"""what the other communities of the company say of one"""
COLUMNS = frozenset(
    {
        *CHATBOT_FIELDS,
        "identity_secret",
        "name",
        "address",
        "city",
        "state",
        "zip_code",
        "country",
        "timezone",
        "phone",
        "email",
        "website_url",
        "property_type",
        "description",
        "status",
        "amenities",
        "features",
        "units_count",
        "year_built",
        "tour_duration_minutes",
        "tour_notice_minutes",
        "tour_horizon_days",
        "tour_capacity",
        "tour_types",
        "tour_grid_minutes",
        "tour_buffer_before_minutes",
        "tour_buffer_after_minutes",
        "tour_daily_cap",
        "tour_hold_minutes",
        "yearly_holidays",
        "yearly_holidays_observed",
    }
)
"""what a request may set as it is; hours, holidays and fees have a form of their own"""


@dataclass(frozen=True, slots=True)
class PropertyView:
    id: str
    company_id: str
    slug: str
    name: str
    address: str
    city: str
    state: str
    zip_code: str
    country: str
    timezone: str
    phone: str | None
    email: str | None
    website_url: str | None
    property_type: str | None
    description: str | None
    status: str
    amenities: list[str]
    features: list[str]
    fees: list[FeeView]
    units_count: int | None
    year_built: int | None
    chatbot_is_active: bool
    chatbot_avatar_url: str | None
    chatbot_welcome_message: str | None
    chatbot_theme_color: str | None
    chatbot_position: str
    chatbot_auto_open: bool
    chatbot_widget_settings: dict[str, Any]
    handoff_queue_minutes: int
    handoff_silence_minutes: int
    allowed_origins: list[str]
    has_identity_secret: bool
    tour_duration_minutes: int
    tour_notice_minutes: int
    tour_horizon_days: int
    tour_capacity: int
    tour_types: list[str]
    tour_grid_minutes: int | None
    tour_buffer_before_minutes: int
    tour_buffer_after_minutes: int
    tour_daily_cap: int | None
    tour_hold_minutes: int
    yearly_holidays: list[str]
    yearly_holidays_observed: bool
    office_hours: list[HoursView]
    holidays: list[HolidayView]
    version: int
    knowledge_version: int
    created_at: datetime
    updated_at: datetime


_MADE = frozenset({"office_hours", "holidays", "fees", "has_identity_secret"})
_PLAIN = tuple(f.name for f in fields(PropertyView) if f.name not in _MADE)


def page(
    tx: Tx,
    scope: StaffScope,
    paging: Paging,
    *,
    search: str | None = None,
    status: str | None = None,
) -> Page[PropertyView]:
    statement = scope.select(Property).order_by(func.lower(Property.name), Property.id)
    if search:
        columns = (Property.name, Property.address, Property.city, Property.slug)
        statement = statement.where(or_(*(contains(column, search) for column in columns)))
    if status:
        statement = statement.where(Property.status == status)
    rows = scope.page(tx, statement, paging)
    views = {view.id: view for view in _views(tx, scope, rows.items)}
    return rows.map(lambda row: views[row.id])


def get(tx: Tx, scope: StaffScope, property_id: str) -> PropertyView:
    return _views(tx, scope, [scope.get(tx, Property, property_id)])[0]


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> PropertyView:
    """A new property, with default office hours where none are given. Raises `Invalid`."""
    values = {name: value for name, value in given.items() if name in COLUMNS}
    values["name"] = values.get("name") or values["address"]
    values["timezone"] = values.get("timezone") or _zone_of(values["state"])
    values["tour_types"] = values.get("tour_types") or ["in_person"]
    for name in ("amenities", "features", "allowed_origins", "yearly_holidays"):
        values.setdefault(name, [])
    values.setdefault("chatbot_widget_settings", {})
    hours = given.get("office_hours")
    spans = list(office_hours.DEFAULT) if hours is None else office_hours.spans(hours)

    def insert(slug: str) -> str:
        return scope.insert(tx, Property, slug=slug, **values)

    property_id = insert_with_slug(tx, Property, given.get("slug") or values["name"], insert)
    office_hours.replace_hours(tx, scope, property_id, spans)
    office_hours.replace_holidays(tx, scope, property_id, given.get("holidays") or [])
    fees.replace_short(tx, scope, property_id, given.get("fees") or [])
    _tell_sisters(tx, scope, property_id)
    tx.emit("property.created", scope.company_id, property_id=property_id, subject_id=property_id)
    return get(tx, scope, property_id)


def _tell_sisters(tx: Tx, scope: StaffScope, property_id: str) -> None:
    """The company's other communities name this one: they are read again."""
    others = scope.for_all_properties().update(Property).where(Property.id != property_id)
    tx.connection.execute(others.values(version=Property.version + 1))


def update(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> PropertyView:
    """Change the fields that are given. Raises `NotFound`, `Invalid`."""
    scope.get(tx, Property, property_id, lock=True)
    values = {name: value for name, value in given.items() if name in COLUMNS}
    if "fees" in given:
        fees.replace_short(tx, scope, property_id, given["fees"])
    if "office_hours" in given:
        office_hours.replace_hours(tx, scope, property_id, office_hours.spans(given["office_hours"]))
    if "holidays" in given:
        office_hours.replace_holidays(tx, scope, property_id, given["holidays"])
    scope.change(tx, Property, property_id, version=Property.version + 1, **values)
    if values.keys() & TOLD_BY_SISTERS:
        _tell_sisters(tx, scope, property_id)
    tx.emit(
        "property.updated",
        scope.company_id,
        property_id=property_id,
        subject_id=property_id,
        data={"fields": sorted(given)},
    )
    return get(tx, scope, property_id)


def delete(tx: Tx, scope: StaffScope, property_id: str) -> None:
    """Delete a property and all that belongs to it. Raises `NotFound`, and `Conflict` while tours lie ahead."""
    found = scope.get(tx, Property, property_id, lock=True)
    ahead = scope.select(Tour, Tour.id).where(
        Tour.property_id == property_id, Tour.status.in_(OPEN_TOURS), Tour.ends_at > tx.now
    )
    tours = scope.count(tx, ahead)
    if tours:
        raise Conflict(
            f"{found.name} has {tours} tours ahead. Move or cancel them first.",
            code="RESOURCE_DELETION_BLOCKED",
            details={"open_tours": tours},
        )
    scope.remove(tx, Property, property_id)
    _tell_sisters(tx, scope, property_id)
    # The event outlives the property.
    tx.emit("property.deleted", scope.company_id, subject_id=property_id, data={"name": found.name, "slug": found.slug})


def embed_code(view: PropertyView, public_url: str) -> str:
    """The tag that puts the widget on a page."""
    return f'<script src="{escape(public_url)}/widget.js" data-property="{escape(view.slug)}" async></script>'


def _zone_of(state: str) -> str:
    found = zone_of_state(state)
    if found is None:
        message = "timezone is required: it cannot be told from the state. Use an IANA name such as America/Chicago"
        raise Invalid(message, [FieldError(field="timezone", message=message, type="missing")])
    return found


def _views(tx: Tx, scope: StaffScope, rows: Sequence[Any]) -> list[PropertyView]:
    ids = [row.id for row in rows]
    hours = office_hours.hours_of(tx, scope, ids)
    holidays = office_hours.holidays_of(tx, scope, ids)
    charges = fees.short_forms(tx, scope, ids)
    return [
        PropertyView(
            **{name: getattr(row, name) for name in _PLAIN},
            fees=charges[row.id],
            has_identity_secret=row.identity_secret is not None,
            office_hours=hours[row.id],
            holidays=holidays[row.id],
        )
        for row in rows
    ]
