"""What a community has said, the questions that wait for an answer, and asking the knowledge itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from litestar import Controller, delete, get, post, put, route
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, KnowledgeDep, PagingDep, ReadinessDep, RecordId, StaffDep
from admin.api.fields import Check, Long, Short, not_blank
from admin.api.operations import CHANGING, by_method
from leasing.ports import Retrieved
from leasing.services import faqs
from leasing.services.faqs import FaqView
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


class Answer(Payload, kw_only=True, frozen=True):
    resource = "faq"

    answer: Annotated[str, Meta(min_length=1, max_length=20_000), Check(not_blank)]
    category: Short | UnsetType | None = UNSET


class KnowledgeQuery(Payload, kw_only=True, frozen=True):
    property_id: Id
    question: Annotated[str, Meta(min_length=1, max_length=4000), Check(not_blank)]
    limit: Annotated[int, Meta(ge=1, le=20)] = 3


class KnowledgeRefresh(Payload, kw_only=True, frozen=True):
    property_id: Id


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


class RagStatus(Struct, frozen=True):
    property_id: str | None
    knowledge_version: int | None
    total: int
    answered: int
    pending: int
    needs_review: int
    embedder: str | None
    embedder_reason: str | None


class Refreshed(Struct, frozen=True):
    property_id: str
    knowledge_version: int


class FaqController(Controller):
    path = "/api/v1/faqs"
    tags = ("faqs",)
    guards = (staff_guard,)

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
        return ok(await database.read(faqs.get, staff, faq_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateFaq"))
    async def update_faq(
        self, *, faq_id: RecordId, data: JSONBody[FaqChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FaqView]:
        return ok(await database.write(faqs.update, staff, faq_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteFaq", status_code=200)
    async def delete_faq(self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(faqs.delete, staff, faq_id)
        return ok(Deleted(faq_id))

    @put("/{id:str}/answer", operation_id="AnswerFaq")
    async def answer_faq(
        self, *, faq_id: RecordId, data: JSONBody[Answer], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FaqView]:
        return ok(await database.write(faqs.answer, staff, faq_id, data.given()))


class KnowledgeController(Controller):
    path = "/api/v1/faqs/rag"
    tags = ("faqs",)
    guards = (staff_guard,)

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
        property_id: FromQuery[str | None] = None,
    ) -> Envelope[RagStatus]:
        found = await database.read(faqs.status, staff, property_id)
        return ok(
            RagStatus(
                property_id=found.property_id,
                knowledge_version=found.knowledge_version,
                total=found.total,
                answered=found.answered,
                pending=found.pending,
                needs_review=found.needs_review,
                embedder=readiness.embedder,
                embedder_reason=readiness.embedder_reason,
            )
        )

    @post("/update", operation_id="RefreshKnowledge", status_code=200)
    async def refresh(
        self, *, data: JSONBody[KnowledgeRefresh], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Refreshed]:
        """Have a property's knowledge read again."""
        version = await database.write(faqs.refresh, staff, data.property_id)
        return ok(Refreshed(data.property_id, version))


def _answer(found: Retrieved) -> KnowledgeAnswer:
    matches = [FoundEntry(m.faq_id, m.question, m.answer, round(m.score, 4), m.kind) for m in found.matches]
    return KnowledgeAnswer(found.answered, found.answer, round(found.score, 4), matches)
