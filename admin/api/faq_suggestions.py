"""Entries that conversations of people suggest, and what the knowledge lacks."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, get, post
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, KnowledgeDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Check, Short, not_blank
from knowledge import weighing
from knowledge.weighing import Answers, Contradiction, Gap
from leasing.errors import Conflict
from leasing.services import suggestions
from leasing.services.suggestions import EvidenceView, SuggestionView
from leasing.tenancy import Page
from web.envelope import Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Status = Literal["open", "approved", "dismissed"]
Question = Annotated[str, Meta(min_length=1, max_length=2000), Check(not_blank)]
AnswerText = Annotated[str, Meta(min_length=1, max_length=20_000), Check(not_blank)]


class Approval(Payload, kw_only=True, frozen=True):
    """In other words where they are given. What the knowledge says against it must be resolved first, or
    `despite_contradictions` be said."""

    resource = "faq_suggestion"

    question: Question | UnsetType = UNSET
    answer: AnswerText | UnsetType = UNSET
    category: Short | UnsetType | None = UNSET
    despite_contradictions: bool = False


class SuggestionDetail(Struct, frozen=True):
    """A suggestion with where it comes from, and what is said already and says otherwise."""

    suggestion: SuggestionView
    evidence: list[EvidenceView]
    contradictions: list[Contradiction]


class Approved(Struct, frozen=True):
    """`answers`: the past questions that the new entry answers now."""

    suggestion: SuggestionView
    answers: Answers


class SuggestionController(Controller):
    path = "/api/v1/faq-suggestions"
    tags = ("faqs",)
    guards = (staff_guard,)
    opt = {"resource": "faqs"}

    @get("/", operation_id="ListFaqSuggestions")
    async def list_suggestions(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        property_id: FromQuery[str | None] = None,
        status: FromQuery[Status | None] = None,
    ) -> Envelope[list[SuggestionView]]:
        """What people answered most often first."""
        return listed(await database.read(suggestions.page, staff, paging, property_id=property_id, status=status))

    @get("/{id:str}", operation_id="GetFaqSuggestion")
    async def get_suggestion(
        self, *, suggestion_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SuggestionDetail]:
        found = await database.read(suggestions.get, staff, suggestion_id)
        evidence = await database.read(suggestions.evidence, staff, suggestion_id)
        against = await weighing.contradictions(database, found.property_id, found.question, found.answer)
        # An entry that it became says the same.
        others = [each for each in against if each.id != found.faq_id]
        return ok(SuggestionDetail(found, evidence, others))

    @post("/{id:str}/approve", operation_id="ApproveFaqSuggestion", status_code=200)
    async def approve(
        self,
        *,
        suggestion_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        knowledge: KnowledgeDep,
        data: JSONBody[Approval | None] = None,
    ) -> Envelope[Approved]:
        """Make it knowledge. What says otherwise is 409 `CONFLICT_RESOLUTION_REQUIRED`, with it in
        `details.contradictions`."""
        given = data.given() if data is not None else {}
        found = await database.read(suggestions.get, staff, suggestion_id)
        if found.status == "open" and not given.get("despite_contradictions"):
            words = given.get("question", found.question), given.get("answer", found.answer)
            await _agrees(database, found.property_id, *words)
        approved = await database.write(suggestions.approve, staff, suggestion_id, given)
        answers = await weighing.answered_now(database, knowledge, staff, approved.faq_id or "")
        return ok(Approved(approved, answers))

    @post("/{id:str}/dismiss", operation_id="DismissFaqSuggestion", status_code=200)
    async def dismiss(
        self, *, suggestion_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SuggestionView]:
        """It is suggested no more, however often it is answered."""
        return ok(await database.write(suggestions.dismiss, staff, suggestion_id))


class KnowledgeGapController(Controller):
    path = "/api/v1/properties/{id:str}/knowledge-gaps"
    tags = ("faqs",)
    guards = (staff_guard,)
    opt = {"resource": "faqs"}

    @get("/", operation_id="ListKnowledgeGaps")
    async def list_gaps(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        knowledge: KnowledgeDep,
        paging: PagingDep,
    ) -> Envelope[list[Gap]]:
        """What visitors of a property ask and its knowledge does not hold, what is asked most first."""
        return listed(Page.of(await weighing.gaps(database, knowledge, staff, property_id), paging))


async def _agrees(database: DatabaseDep, property_id: str, question: str, answer: str) -> None:
    against = await weighing.contradictions(database, property_id, question, answer)
    if against:
        raise Conflict(
            "What is known already says otherwise. Change one of them, or approve it all the same.",
            code="CONFLICT_RESOLUTION_REQUIRED",
            details={"contradictions": against},
        )
