"""Leads as staff look for them: filtered, sorted, counted, taken along as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_

from leasing.database import Tx
from leasing.errors import Invalid
from leasing.models import Lead, Property
from leasing.services.lead_views import LeadView, view
from leasing.services.search import contains
from leasing.tables import cells
from leasing.tenancy import Page, Paging, StaffScope
from leasing.zones import check_year

SORTS = {
    "created_at": Lead.created_at,
    "updated_at": Lead.updated_at,
    "score": Lead.score,
    "status": Lead.status,
    "last_name": Lead.last_name,
    "source": Lead.source,
}
"""what a list may be sorted by; with a minus sign the other way round"""
MOST_EXPORTED = 10_000
EXPORTED = (
    "id", "person_id", "property_id", "first_name", "last_name", "email", "phone", "status", "lost_reason", "source",
    "score", "is_qualified", "assigned_to", "created_at", "updated_at",
)  # fmt: skip
_NUMBER_TYPED = re.compile(r"[\d\s().+-]*\d{2}[\d\s().+-]*")


@dataclass(frozen=True, slots=True)
class LeadStats:
    """Counts of live leads; `conversion_rate` is leased of all, 0 to 1."""

    total: int
    qualified: int
    by_status: dict[str, int]
    by_source: dict[str, int]
    average_score: float
    new_last_30_days: int
    conversion_rate: float


@dataclass(frozen=True, slots=True)
class Filters:
    property_id: str | None = None
    status: str | None = None
    source: str | None = None
    assigned_to: str | None = None
    is_qualified: bool | None = None
    min_score: int | None = None
    created_from: date | None = None
    created_to: date | None = None
    search: str | None = None
    sort: str | None = None


def page(tx: Tx, scope: StaffScope, paging: Paging, filters: Filters) -> Page[LeadView]:
    """Live leads, the newest first unless `sort` says otherwise. Raises `Invalid` for a sort that is not offered."""
    return scope.page(tx, _sorted(_filtered(scope, filters), filters.sort), paging).map(view)


def export(tx: Tx, scope: StaffScope, filters: Filters) -> str:
    """The same list as CSV (RFC 4180), at most MOST_EXPORTED rows. A text that a spreadsheet would run as a formula is
    led by an apostrophe."""
    statement = _sorted(_filtered(scope, filters), filters.sort).limit(MOST_EXPORTED)
    rows = tx.connection.execute(statement)
    return cells([EXPORTED, *([getattr(row, name) for name in EXPORTED] for row in rows)])


def stats(tx: Tx, scope: StaffScope, property_id: str | None) -> LeadStats:
    if property_id:
        scope.get(tx, Property, property_id)
    by_status = _counts(tx, scope, property_id, Lead.status)
    total = sum(by_status.values())
    rows = _live(scope, property_id, func.count())
    recent = rows.where(Lead.created_at >= tx.now - timedelta(days=30))
    qualified = rows.where(Lead.is_qualified)
    average = tx.connection.execute(_live(scope, property_id, func.avg(Lead.score))).scalar_one()
    return LeadStats(
        total=total,
        qualified=tx.connection.execute(qualified).scalar_one(),
        by_status=by_status,
        by_source={
            source or "unknown": count for source, count in _counts(tx, scope, property_id, Lead.source).items()
        },
        average_score=round(float(average or 0), 1),
        new_last_30_days=tx.connection.execute(recent).scalar_one(),
        conversion_rate=round(by_status.get("leased", 0) / total, 4) if total else 0.0,
    )


def _filtered(scope: StaffScope, filters: Filters) -> Select[Any]:
    check_year(filters.created_from, "created_from")
    check_year(filters.created_to, "created_to")
    statement = _live(scope, filters.property_id)
    for column, wanted in (
        (Lead.status, filters.status),
        (Lead.source, filters.source),
        (Lead.assigned_to, filters.assigned_to),
        (Lead.is_qualified, filters.is_qualified),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if filters.min_score is not None:
        statement = statement.where(Lead.score >= filters.min_score)
    if filters.created_from is not None:
        statement = statement.where(Lead.created_at >= _midnight(filters.created_from))
    if filters.created_to is not None:
        statement = statement.where(Lead.created_at < _midnight(filters.created_to + timedelta(days=1)))
    if filters.search:
        whole = func.coalesce(Lead.first_name, "") + " " + func.coalesce(Lead.last_name, "")
        found = [contains(column, filters.search) for column in (whole, Lead.email, Lead.phone)]
        if _NUMBER_TYPED.fullmatch(filters.search):
            # As it is written on paper: (919) 555-0101.
            found.append(contains(Lead.phone, re.sub(r"\D", "", filters.search)))
        statement = statement.where(or_(*found))
    return statement


def _live(scope: StaffScope, property_id: str | None, *columns: Any) -> Select[Any]:
    statement = scope.select(Lead, *columns).where(Lead.merged_into_id.is_(None))
    return statement.where(Lead.property_id == property_id) if property_id else statement


def _counts(tx: Tx, scope: StaffScope, property_id: str | None, column: Any) -> dict[Any, int]:
    counted = _live(scope, property_id, column.label("value"), func.count().label("rows")).group_by(column)
    return {row.value: row.rows for row in tx.connection.execute(counted)}


def _sorted(statement: Select[Any], sort: str | None) -> Select[Any]:
    wanted = sort or "-created_at"
    column = SORTS.get(wanted.removeprefix("-"))
    if column is None:
        raise Invalid.field("sort", f"Sort by one of: {', '.join(SORTS)}; with - the other way round.")
    down = wanted.startswith("-")
    return statement.order_by(column.desc() if down else column, Lead.id.desc() if down else Lead.id)


def _midnight(day: date) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00")
