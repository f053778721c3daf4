"""Merges of leads, and pairs that may be one person."""

from __future__ import annotations

from typing import Literal

from litestar import Controller, get, post
from litestar.params import FromQuery
from msgspec import Struct

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from leasing.services import lead_pairs
from leasing.services.lead_pairs import DuplicateView, MergeView
from web.envelope import Envelope, listed, ok
from web.guards import staff as staff_guard


class Dismissed(Struct, frozen=True):
    id: str
    dismissed: bool = True


class LeadMergeController(Controller):
    path = "/api/v1/lead-merges"
    tags = ("leads",)
    guards = (staff_guard,)
    opt = {"resource": "leads"}

    @get("/", operation_id="ListLeadMerges")
    async def list_merges(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, lead_id: FromQuery[str | None] = None
    ) -> Envelope[list[MergeView]]:
        """Who was merged, why, by whom, and whether it was undone."""
        return listed(await database.read(lead_pairs.merges, staff, paging, lead_id=lead_id))

    @post("/{id:str}/undo", operation_id="UndoLeadMerge", status_code=200)
    async def undo(self, *, merge_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[MergeView]:
        """Where a later merge builds on this one, 409 `CONFLICT_RESOLUTION_REQUIRED` names those to undo first."""
        return ok(await database.write(lead_pairs.undo, staff, merge_id))


class LeadDuplicateController(Controller):
    path = "/api/v1/lead-duplicates"
    tags = ("leads",)
    guards = (staff_guard,)
    opt = {"resource": "leads"}

    @get("/", operation_id="ListLeadDuplicates")
    async def list_duplicates(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        status: FromQuery[Literal["open", "merged", "dismissed"]] = "open",
    ) -> Envelope[list[DuplicateView]]:
        """Pairs that may be one person, with the evidence; merge them with `POST /leads/{id}/merge`."""
        return listed(await database.read(lead_pairs.suggestions, staff, paging, status=status))

    @post("/{id:str}/dismiss", operation_id="DismissLeadDuplicate", status_code=200)
    async def dismiss(self, *, duplicate_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Dismissed]:
        """They are two people, and are not merged by themselves."""
        await database.write(lead_pairs.dismiss, staff, duplicate_id)
        return ok(Dismissed(duplicate_id))
