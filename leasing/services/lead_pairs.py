"""Leads that are, or may be, one person: what staff see of it and decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Lead, LeadDuplicate, LeadMerge
from leasing.services import merging, prospects, unmerging
from leasing.services.lead_history import Actor
from leasing.services.lead_views import LeadDetail, LeadView, view
from leasing.services.merging import Why
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class MergeView:
    """`sign` is a name of the table of signs, or `staff`."""

    id: str
    survivor_id: str
    merged_id: str
    automatic: bool
    sign: str
    evidence: dict[str, Any]
    user_id: str | None
    created_at: datetime
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    merge: MergeView
    survivor: LeadDetail


@dataclass(frozen=True, slots=True)
class DuplicateView:
    """A pair for staff to decide; `leads` are the two as they are now."""

    id: str
    status: str
    sign: str
    evidence: dict[str, Any]
    leads: list[LeadView]
    created_at: datetime


def merge(tx: Tx, scope: StaffScope, lead_id: str, other_id: str) -> Merged:
    """Make one person of two leads; the first stays where both are at one property. Raises `NotFound`, `Conflict`."""
    if lead_id == other_id:
        raise Invalid.field("lead_id", "A lead cannot be merged with itself.")
    for one in (lead_id, other_id):
        scope.get(tx, Lead, one)
    why = Why("staff", {}, automatic=False, actor=_staff(scope))
    merge_id = merging.merge(tx, scope.company_id, lead_id, other_id, why)
    return Merged(_merge(scope.get(tx, LeadMerge, merge_id)), prospects.get(tx, scope, lead_id))


def undo(tx: Tx, scope: StaffScope, merge_id: str) -> MergeView:
    """Take a merge back; the two are not merged by themselves again. Raises `NotFound`, `Conflict`."""
    scope.get(tx, LeadMerge, merge_id)
    unmerging.undo(tx, scope.company_id, merge_id, _staff(scope))
    return _merge(scope.get(tx, LeadMerge, merge_id))


def merges(tx: Tx, scope: StaffScope, paging: Paging, *, lead_id: str | None = None) -> Page[MergeView]:
    """The newest first."""
    statement = scope.select(LeadMerge).order_by(LeadMerge.created_at.desc(), LeadMerge.id.desc())
    if lead_id:
        scope.get(tx, Lead, lead_id)
        statement = statement.where(or_(LeadMerge.survivor_id == lead_id, LeadMerge.merged_id == lead_id))
    return scope.page(tx, statement, paging).map(_merge)


def suggestions(tx: Tx, scope: StaffScope, paging: Paging, *, status: str = "open") -> Page[DuplicateView]:
    """Pairs that may be one person, the newest first. A pair of which one was merged elsewhere meanwhile is left out
    until that merge is undone."""
    live = scope.select(Lead, Lead.id).where(Lead.merged_into_id.is_(None))
    statement = (
        scope.select(LeadDuplicate)
        .where(LeadDuplicate.status == status)
        .order_by(LeadDuplicate.created_at.desc(), LeadDuplicate.id.desc())
    )
    if status == "open":
        statement = statement.where(LeadDuplicate.lead_a.in_(live), LeadDuplicate.lead_b.in_(live))
    found = scope.page(tx, statement, paging)
    wanted = [lead_id for row in found.items for lead_id in (row.lead_a, row.lead_b)]
    leads = {row.id: view(row) for row in tx.connection.execute(scope.select(Lead).where(Lead.id.in_(wanted)))}
    return found.map(
        lambda row: DuplicateView(
            row.id, row.status, row.sign, row.evidence, [leads[row.lead_a], leads[row.lead_b]], row.created_at
        )
    )


def dismiss(tx: Tx, scope: StaffScope, duplicate_id: str) -> None:
    """These are two people. Raises `NotFound`, and `Conflict` for a pair that was merged."""
    row = scope.get(tx, LeadDuplicate, duplicate_id, lock=True)
    if row.status == "merged":
        raise Conflict("These leads were merged; undo the merge instead.", code="INVALID_STATUS_TRANSITION")
    scope.change(tx, LeadDuplicate, duplicate_id, status="dismissed")


def _merge(row: Any) -> MergeView:
    return MergeView(**{name: getattr(row, name) for name in MergeView.__slots__})


def _staff(scope: StaffScope) -> Actor:
    return Actor("staff", user_id=scope.user_id)
