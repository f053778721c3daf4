"""What people do with the questions of visitors: whose they are, their answer, and whether it still holds."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, KnowledgeDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Check, Distinct, Short, not_blank
from knowledge import weighing
from knowledge.weighing import Answers, Draft
from leasing.errors import Conflict, Invalid
from leasing.services import faqs, private_answers, reviews
from leasing.services.faq_views import FaqView
from web.envelope import Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Status = Literal["pending", "answered", "needs_review"]
Id = Annotated[str, Meta(min_length=1, max_length=36)]
AnswerText = Annotated[str, Meta(min_length=1, max_length=20_000), Check(not_blank)]


class Answer(Payload, kw_only=True, frozen=True):
    """An answer in its words, or `approve` for the draft as it is. `only_waiting`: it is said to who waits for it (all
    of them, or those of `conversation_ids`) and to nobody else. `tell_visitors`: who was told the earlier answer of
    late is told this one. `anew`: it replaces what somebody else has answered."""

    resource = "faq"

    answer: AnswerText | UnsetType = UNSET
    approve: bool = False
    category: Short | UnsetType | None = UNSET
    only_waiting: bool = False
    conversation_ids: Annotated[list[Id], Meta(min_length=1, max_length=500), Distinct] | UnsetType = UNSET
    tell_visitors: bool = False
    anew: bool = False


class QuestionController(Controller):
    path = "/api/v1/faqs"
    tags = ("faqs",)
    guards = (staff_guard,)
    opt = {"resource": "faqs"}

    @get("/assigned/{manager_id:str}", operation_id="ListAssignedFaqs")
    async def assigned(
        self,
        *,
        manager_id: FromPath[str],
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        status: FromQuery[Status | None] = None,
    ) -> Envelope[list[FaqView]]:
        return listed(await database.read(faqs.of_manager, staff, manager_id, paging, status))

    @put("/{id:str}/assign/{manager_id:str}", operation_id="AssignFaq")
    async def assign(
        self, *, faq_id: RecordId, manager_id: FromPath[str], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FaqView]:
        """Whose the question is from now on, whatever the rules say."""
        return ok(await database.write(faqs.assign, staff, faq_id, manager_id))

    @get("/{id:str}/draft", operation_id="GetFaqDraft")
    async def draft(
        self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep, knowledge: KnowledgeDep
    ) -> Envelope[Draft | None]:
        """What somebody answered to the same question before: in a conversation here, or at another community of the
        company. Null where nobody has."""
        return ok(await weighing.draft(database, knowledge, staff, faq_id))

    @put("/{id:str}/answer", operation_id="AnswerFaq")
    async def answer(
        self,
        *,
        faq_id: RecordId,
        data: JSONBody[Answer],
        staff: StaffDep,
        database: DatabaseDep,
        knowledge: KnowledgeDep,
    ) -> Envelope[FaqView]:
        """Answer a question, or answer it anew. Who waits for it is told at once, in the chat or by mail. What somebody
        else has answered meanwhile is 409 with their name and words, unless it is to be replaced (`anew`)."""
        _check(data)
        given = data.given()
        if data.approve:
            found = await weighing.draft(database, knowledge, staff, faq_id)
            if found is None:
                raise Conflict("There is no draft to approve.", code="PRECONDITION_FAILED")
            given["answer"] = found.answer
        if data.only_waiting:
            to = None if isinstance(data.conversation_ids, UnsetType) else data.conversation_ids
            return ok(await database.write(private_answers.give, staff, faq_id, given["answer"], to))
        return ok(await database.write(faqs.answer, staff, faq_id, given))

    @post("/{id:str}/needs-review", operation_id="FlagFaq", status_code=200)
    async def needs_review(self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[FaqView]:
        """Have somebody look at the answer again. It goes on being said."""
        return ok(await database.write(reviews.flag_by_staff, staff, faq_id))

    @post("/{id:str}/reviewed", operation_id="ConfirmFaq", status_code=200)
    async def reviewed(self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[FaqView]:
        """The answer still holds."""
        return ok(await database.write(reviews.reviewed, staff, faq_id))

    @get("/{id:str}/past-questions", operation_id="ListPastQuestions")
    async def past_questions(
        self, *, faq_id: RecordId, staff: StaffDep, database: DatabaseDep, knowledge: KnowledgeDep
    ) -> Envelope[Answers]:
        """What visitors asked when nobody knew, and this entry answers now."""
        return ok(await weighing.answered_now(database, knowledge, staff, faq_id))


def _check(data: Answer) -> None:
    if data.approve == (not isinstance(data.answer, UnsetType)):
        raise Invalid.field("answer", "Give an answer, or approve the draft.", "missing")
    if data.only_waiting and data.tell_visitors:
        raise Invalid.field("tell_visitors", "An answer to who waits only corrects nothing.")
    if not data.only_waiting and not isinstance(data.conversation_ids, UnsetType):
        raise Invalid.field("conversation_ids", "Conversations are named with only_waiting.")
