"""What a community has said, the questions that wait for an answer, and asking the knowledge itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, KnowledgeDep, PagingDep, ReadinessDep, RecordId, StaffDep
from admin.api.fields import Check, Long, Short, not_blank
from admin.api.operations import CHANGING, by_method
from leasing.ports import RebuildState, Retrieved
from leasing.services import faq_history, faq_views, faqs
from leasing.services.faq_history import FaqVersionView
from leasing.services.faq_views import FaqView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Status = Literal["pending", "answered", "needs_review"]
Source = Literal["manager", "import", "document", "conversation", "website"]
Question = Annotated[str, Meta(min_length=1, max_length=2000), Check(not_blank)]
Id = Annotated[str, Meta(min_length=1, max_length=36)]


class FaqCreate(Payload, kw_only=True, frozen=True):
    """Answered where it has an answer, else pending."""

    resource = "faq"

    property_id: Id
    question: Question
    answer: Long | None = None
    category: Short | None = None
    source_type: Source = "manager"
    assigned_to: Id | None = None


class FaqChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed. An answer that is given answers the question."""

    resource = "faq"

    question: Question | UnsetType = UNSET
    answer: Long | UnsetType | None = UNSET
    category: Short | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    source_type: Source | UnsetType = UNSET
    assigned_to: Id | UnsetType | None = UNSET
    in_knowledge: bool | UnsetType = UNSET
    """whether everybody may be told; what was answered to who asked only may be made knowledge"""
    tell_visitors: bool = False
    """have who was told the earlier answer of late told the new one"""


class KnowledgeQuery(Payload, kw_only=True, frozen=True):
    property_id: Id
    question: Annotated[str, Meta(min_length=1, max_length=4000), Check(not_blank)]
    limit: Annotated[int, Meta(ge=1, le=20)] = 3


class KnowledgeRefresh(Payload, kw_only=True, frozen=True):
    """Without a property all of the company's."""

    property_id: Id | None = None


class FoundEntry(Struct, frozen=True):
    faq_id: str
    question: str
    answer: str
    score: float
    kind: str


class KnowledgeAnswer(Struct, frozen=True):
    """`answered` is false where the question would go to a person; scores are 0 to 1."""

    answered: bool
    answer: str
    score: float
    matches: Sequence[FoundEntry]


class RebuildView(Struct, frozen=True):
    """How far the index of a newly chosen embedder is, over all communities: `stage` is waiting, building or complete,
    `share` 0 to 1. `replaces` is the embedder that answers meanwhile; `trouble` says why it waits."""

    stage: str
    embedder: str
    replaces: str | None
    share: float
    trouble: str | None


class RagStatus(Struct, frozen=True):
    property_id: str | None
    knowledge_version: int | None
    total: int
    answered: int
    pending: int
    needs_review: int
    embedder: str | None
    embedder_reason: str | None
    rebuild: RebuildView | None
    """null where nothing was built since the start"""


class Refreshed(Struct, frozen=True):
    """`knowledge_version` is null where all properties are meant; `properties` is how many they were."""

    property_id: str | None
    knowledge_version: int | None
    properties: int


class FaqController(Controller):
    path = "/api/v1/faqs"
    tags = ("faqs",)
    guards = (staff_guard,)
    opt = {"resource": "faqs"}

    @get("/", operation_id="ListFaqs")
    async def list_faqs(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        property_id: FromQuery[str | None] = None,
        status: FromQuery[Status | None] = None,
        category: FromQuery[str | None] = None,
        search: Annotated[str | None, QueryParameter(max_length=200)] = None,
    ) -> Envelope[list[FaqView]]:
        page = await database.read(
            faqs.page, staff, paging, property_id=property_id, status=status, category=category, search=search
        )
        return listed(page)

    @post("/", operation_id="CreateFaq")
    async def create_faq(
        self, *, data: JSONBody[FaqCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FaqView]:
        return ok(await database.write(faqs.create, staff, data.given()))

    @get("/pending", operation_id="ListPendingFaqs")
    async def list_pending_faqs(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, property_id: FromQuery[str | None] = None
    ) -> Envelope[list[FaqView]]:
        """What visitors asked and nobody has answered, what is asked most first."""
        return listed(await database.read(faqs.page, staff, paging, property_id=property_id, status="pending"))

    @get("/{id:str}", operation_id="GetFaq")
    async def get_faq(self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[FaqView]:
        return ok(await database.read(faq_views.get, staff, faq_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateFaq"))
    async def update_faq(
        self, *, faq_id: RecordId, data: JSONBody[FaqChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FaqView]:
        return ok(await database.write(faqs.update, staff, faq_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteFaq", status_code=200)
    async def delete_faq(self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(faqs.delete, staff, faq_id)
        return ok(Deleted(faq_id))

    @get("/{id:str}/versions", operation_id="ListFaqVersions")
    async def list_faq_versions(
        self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[FaqVersionView]]:
        """What it said before, and who changed it; the newest first."""
        return listed(await database.read(faq_history.page, staff, faq_id, paging))


class KnowledgeController(Controller):
    path = "/api/v1/faqs/rag"
    tags = ("faqs",)
    guards = (staff_guard,)
    opt = {"resource": "faqs"}

    @post("/query", operation_id="QueryKnowledge", status_code=200, opt={"reads": True})
    async def query(
        self, *, data: JSONBody[KnowledgeQuery], staff: StaffDep, database: DatabaseDep, knowledge: KnowledgeDep
    ) -> Envelope[KnowledgeAnswer]:
        """What the assistant would find on a question."""
        version = await database.read(faqs.knowledge_version, staff, data.property_id)
        return ok(_answer(await knowledge.ask(data.property_id, version, data.question, data.limit)))

    @get("/status", operation_id="GetKnowledgeStatus")
    async def status(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        readiness: ReadinessDep,
        knowledge: KnowledgeDep,
        property_id: FromQuery[str | None] = None,
    ) -> Envelope[RagStatus]:
        """How much there is to answer from, and how far the index is."""
        found = await database.read(faqs.status, staff, property_id)
        state = knowledge.rebuild_state()
        return ok(
            RagStatus(
                property_id=found.property_id,
                knowledge_version=found.knowledge_version,
                total=found.total,
                answered=found.answered,
                pending=found.pending,
                needs_review=found.needs_review,
                embedder=readiness.embedder if state is None else _answering(state),
                embedder_reason=readiness.embedder_reason,
                rebuild=None if state is None else _rebuild(state),
            )
        )

    @post("/update", operation_id="RefreshKnowledge", status_code=200)
    async def refresh(
        self, *, data: JSONBody[KnowledgeRefresh], staff: StaffDep, database: DatabaseDep, knowledge: KnowledgeDep
    ) -> Envelope[Refreshed]:
        """Have a property's knowledge, or that of all, read again. An index that waits to be built after a failure is
        tried again now."""
        if data.property_id is None:
            refreshed = Refreshed(None, None, await database.write(faqs.refresh_all, staff))
        else:
            refreshed = Refreshed(data.property_id, await database.write(faqs.refresh, staff, data.property_id), 1)
        knowledge.rebuild()
        return ok(refreshed)


def _answering(state: RebuildState) -> str:
    return state.embedder if state.stage == "complete" or state.replaces is None else state.replaces


def _rebuild(state: RebuildState) -> RebuildView:
    return RebuildView(state.stage, state.embedder, state.replaces, state.share, state.trouble)


def _answer(found: Retrieved) -> KnowledgeAnswer:
    matches = [FoundEntry(m.faq_id, m.question, m.answer, round(m.score, 4), m.kind) for m in found.matches]
    return KnowledgeAnswer(found.answered, found.answer, round(found.score, 4), matches)
