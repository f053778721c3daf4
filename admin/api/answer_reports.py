"""What staff find wrong with an answer that a visitor got."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from leasing.services import answer_reports
from leasing.services.answer_reports import ReportView
from web.envelope import Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Reason = Literal["wrong_fact", "outdated", "not_answered", "tone", "should_have_handed_off", "fair_housing", "other"]


class Report(Payload, kw_only=True, frozen=True):
    resource = "answer_report"

    reason: Reason
    text: Annotated[str, Meta(max_length=2000)] | None = None


class AnswerReportController(Controller):
    path = "/api/v1"
    tags = ("faqs",)
    guards = (staff_guard,)
    opt = {"resource": "faqs"}

    @get("/answer-reports", operation_id="ListAnswerReports")
    async def list_reports(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        property_id: FromQuery[str | None] = None,
        reason: FromQuery[Reason | None] = None,
        faq_id: FromQuery[str | None] = None,
    ) -> Envelope[list[ReportView]]:
        page = await database.read(
            answer_reports.page, staff, paging, property_id=property_id, reason=reason, faq_id=faq_id
        )
        return listed(page)

    @post("/conversations/{id:str}/messages/{message_id:str}/report", operation_id="ReportAnswer")
    async def report(
        self,
        *,
        conversation_id: RecordId,
        message_id: FromPath[str],
        data: JSONBody[Report],
        staff: StaffDep,
        database: DatabaseDep,
    ) -> Envelope[ReportView]:
        """Report an answer. Where what it says is at fault, the entry that it came from is looked at again."""
        made = await database.write(answer_reports.report, staff, conversation_id, message_id, data.reason, data.text)
        return ok(made)
