"""Web pages of a community that are read by a schedule, and what of them waits for approval."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, SourcesDep, StaffDep
from admin.api.fields import Named, Url
from admin.api.operations import CHANGING, by_method
from knowledge.web_pages.sources import SourceReading
from leasing.services import knowledge_sources, proposals
from leasing.services.knowledge_sources import SourceView
from leasing.services.proposals import ProposalDetail, ProposalView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Hours = Annotated[int, Meta(ge=1, le=720)]
Pages = Annotated[int, Meta(ge=1, le=50)]


class SourceFields(Payload, kw_only=True, frozen=True):
    """What may be left out."""

    resource = "knowledge_source"

    title: Named | UnsetType | None = UNSET
    every_hours: Hours | UnsetType = UNSET
    """between two readings"""
    max_pages: Pages | UnsetType = UNSET
    auto_approve: bool | UnsetType = UNSET
    """whether changes become knowledge without approval"""
    is_active: bool | UnsetType = UNSET


class SourceCreate(SourceFields, kw_only=True, frozen=True):
    """Pages of this address's host at and below its path are read."""

    url: Url


class SourceChange(SourceFields, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    url: Url | UnsetType = UNSET


class PropertySourceController(Controller):
    path = "/api/v1/properties/{id:str}/knowledge-sources"
    tags = ("knowledge",)
    guards = (staff_guard,)
    opt = {"resource": "knowledge_sources"}

    @get("/", operation_id="ListKnowledgeSources")
    async def list_sources(
        self, *, property_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[SourceView]]:
        return listed(await database.read(knowledge_sources.page, staff, property_id, paging))

    @post("/", operation_id="CreateKnowledgeSource")
    async def create_source(
        self, *, property_id: RecordId, data: JSONBody[SourceCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SourceView]:
        return ok(await database.write(knowledge_sources.create, staff, property_id, data.given()))


class SourceController(Controller):
    path = "/api/v1/knowledge-sources/{id:str}"
    tags = ("knowledge",)
    guards = (staff_guard,)
    opt = {"resource": "knowledge_sources"}

    @get("/", operation_id="GetKnowledgeSource")
    async def get_source(self, *, source_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[SourceView]:
        return ok(await database.read(knowledge_sources.get, staff, source_id))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdateKnowledgeSource"))
    async def update_source(
        self, *, source_id: RecordId, data: JSONBody[SourceChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SourceView]:
        return ok(await database.write(knowledge_sources.change, staff, source_id, data.given()))

    @delete("/", operation_id="DeleteKnowledgeSource", status_code=200)
    async def delete_source(self, *, source_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """With the documents that were read from it."""
        await database.write(knowledge_sources.delete, staff, source_id)
        return ok(Deleted(source_id))

    @post("/read", operation_id="ReadKnowledgeSource", status_code=200, opt={"resource": "knowledge"})
    async def read_source(
        self, *, source_id: RecordId, staff: StaffDep, sources: SourcesDep
    ) -> Envelope[SourceReading]:
        """Read its pages now, for up to a minute. What has changed is proposed."""
        return ok(await sources.read_now(staff, source_id))


class ProposalController(Controller):
    path = "/api/v1/knowledge-proposals"
    tags = ("knowledge",)
    guards = (staff_guard,)
    opt = {"resource": "knowledge"}

    @get("/", operation_id="ListKnowledgeProposals")
    async def list_proposals(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        property_id: FromQuery[str | None] = None,
        status: FromQuery[Literal["pending", "approved", "rejected", "superseded"] | None] = None,
    ) -> Envelope[list[ProposalView]]:
        return listed(await database.read(proposals.page, staff, paging, property_id=property_id, status=status))

    @get("/{id:str}", operation_id="GetKnowledgeProposal")
    async def get_proposal(
        self, *, proposal_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ProposalDetail]:
        """With the sections that would be added, changed or removed."""
        return ok(await database.read(proposals.get, staff, proposal_id))

    @post("/{id:str}/approve", operation_id="ApproveKnowledgeProposal", status_code=200)
    async def approve_proposal(
        self, *, proposal_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ProposalView]:
        """Make it knowledge: the next question sees it."""
        return ok(await database.write(proposals.approve, staff, proposal_id))

    @post("/{id:str}/reject", operation_id="RejectKnowledgeProposal", status_code=200)
    async def reject_proposal(
        self, *, proposal_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ProposalView]:
        return ok(await database.write(proposals.reject, staff, proposal_id))
