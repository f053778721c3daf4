"""Visitors: the browsers that talk on the widgets, and all that is kept of the people behind them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Controller, Request, delete, get, post, put, route
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, SettingsDep, StaffDep, TokensDep
from admin.api.fields import Check, Phone, Short, not_blank
from admin.api.operations import CHANGING, by_method
from admin.person_archive import archive
from bot import channel
from leasing.database import Database
from leasing.security import Tokens
from leasing.services import consents, conversation_lists, erasing, person_export, visitors
from leasing.services.consents import ConsentView
from leasing.services.erasure_records import Erased, ErasureView
from leasing.services.transcripts import ConversationView
from leasing.services.visitors import SessionView, VisitorView
from web.envelope import Envelope, listed, ok
from web.guards import conversation_id as of_token
from web.guards import staff as staff_guard
from web.guards import visitor as visitor_guard
from web.payload import Payload

BrowserId = FromPath[str]


class VisitorFields(Payload, kw_only=True, frozen=True):
    resource = "visitor"

    first_name: Short | UnsetType | None = UNSET
    last_name: Short | UnsetType | None = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    lead_source: Short | UnsetType | None = UNSET


class ConsentRecord(Payload, kw_only=True, frozen=True):
    """`wording` is what was asked or said; `granted: false` takes a consent back."""

    channel: Literal["email", "sms", "phone"]
    granted: bool
    wording: Annotated[str, Meta(min_length=1, max_length=2000), Check(not_blank)]


class VisitorController(Controller):
    path = "/api/v1/visitors"
    tags = ("visitors",)
    guards = (staff_guard,)
    opt = {"resource": "visitors"}

    @get("/", operation_id="ListVisitors")
    async def list_visitors(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        search: Annotated[str | None, QueryParameter(max_length=200)] = None,
    ) -> Envelope[list[VisitorView]]:
        return listed(await database.read(visitors.page, staff, paging, search))

    @post("/", operation_id="CreateVisitor")
    async def create_visitor(
        self, *, data: JSONBody[VisitorFields], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[VisitorView]:
        return ok(await database.write(visitors.create, staff, data.given()))

    @get("/{id:str}", operation_id="GetVisitor")
    async def get_visitor(
        self, *, visitor_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[VisitorView]:
        return ok(await database.read(visitors.get, staff, visitor_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateVisitor"))
    async def update_visitor(
        self, *, visitor_id: RecordId, data: JSONBody[VisitorFields], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[VisitorView]:
        return ok(await database.write(visitors.change, staff, visitor_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteVisitor", status_code=200, opt={"resource": "privacy"})
    async def delete_visitor(
        self, *, visitor_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ErasureView]:
        """The same as `POST …/erase`."""
        return ok(_closed(database, await database.write(erasing.visitor, staff, visitor_id)))

    @post("/{id:str}/erase", operation_id="EraseVisitor", status_code=200, opt={"resource": "privacy"})
    async def erase(self, *, visitor_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[ErasureView]:
        """Erase all that is kept of the person behind a browser, their leads and talks with it; tours stay as
        statistics. Answers the proof, and the same one when it is asked for again."""
        return ok(_closed(database, await database.write(erasing.visitor, staff, visitor_id)))

    @get("/{id:str}/export", operation_id="ExportVisitor", media_type="application/zip", opt={"resource": "privacy"})
    async def export(
        self, *, visitor_id: RecordId, staff: StaffDep, database: DatabaseDep, settings: SettingsDep
    ) -> Stream:
        """All that is kept of the person behind a browser: `data.json` and their files, in one archive."""
        person = await database.read(erasing.of_visitor, staff, visitor_id)
        return await archive(await database.read(person_export.gather, person), settings.data_dir)

    @get("/{id:str}/conversations", operation_id="ListVisitorConversations")
    async def conversations(
        self, *, visitor_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ConversationView]]:
        filters = await database.read(visitors.conversations_of, staff, visitor_id)
        return listed(await database.read(conversation_lists.page, staff, paging, filters))

    @get("/{id:str}/sessions", operation_id="ListVisitorSessions")
    async def sessions(
        self, *, visitor_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[SessionView]]:
        return listed(await database.read(visitors.sessions, staff, visitor_id, paging))

    @get("/{id:str}/consents", operation_id="ListVisitorConsents", opt={"resource": "privacy"})
    async def consents_of(
        self, *, visitor_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ConsentView]]:
        return listed(await database.read(consents.of_visitor, staff, visitor_id, paging))


class BrowserController(Controller):
    """What a widget asks about its own browser, with the token of a conversation that it opened."""

    path = "/api/v1/visitors/browser/{browser_id:str}"
    tags = ("visitors",)
    guards = (visitor_guard,)

    @get("/", operation_id="GetBrowser")
    async def get_browser(
        self, *, browser_id: BrowserId, request: Request[Any, Any, Any], database: DatabaseDep, tokens: TokensDep
    ) -> Envelope[VisitorView]:
        return ok(await database.read(visitors.own, of_token(request), _bare(tokens, browser_id)))

    @put("/last-seen", operation_id="BrowserSeen")
    async def last_seen(
        self, *, browser_id: BrowserId, request: Request[Any, Any, Any], database: DatabaseDep, tokens: TokensDep
    ) -> Envelope[VisitorView]:
        return ok(await database.write(visitors.seen, of_token(request), _bare(tokens, browser_id)))

    @post("/session", operation_id="BrowserSession", status_code=200)
    async def session(
        self, *, browser_id: BrowserId, request: Request[Any, Any, Any], database: DatabaseDep, tokens: TokensDep
    ) -> Envelope[VisitorView]:
        """Count a visit."""
        seen = await database.write(visitors.seen, of_token(request), _bare(tokens, browser_id), new_session=True)
        return ok(seen)


class LeadPrivacyController(Controller):
    path = "/api/v1/leads/{id:str}"
    tags = ("privacy",)
    guards = (staff_guard,)
    opt = {"resource": "privacy"}

    @post("/erase", operation_id="EraseLead", status_code=200)
    async def erase(self, *, lead_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[ErasureView]:
        """As `POST /api/v1/visitors/{id}/erase`, for the person behind a lead."""
        return ok(_closed(database, await database.write(erasing.lead, staff, lead_id)))

    @get("/data-export", operation_id="ExportLeadData", media_type="application/zip")
    async def export(
        self, *, lead_id: RecordId, staff: StaffDep, database: DatabaseDep, settings: SettingsDep
    ) -> Stream:
        """As `GET /api/v1/visitors/{id}/export`, of the person behind a lead."""
        person = await database.read(erasing.of_lead, staff, lead_id)
        return await archive(await database.read(person_export.gather, person), settings.data_dir)

    @get("/consents", operation_id="ListLeadConsents")
    async def consents_of(
        self, *, lead_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ConsentView]]:
        return listed(await database.read(consents.of_lead, staff, lead_id, paging))

    @post("/consents", operation_id="RecordLeadConsent")
    async def record_consent(
        self, *, lead_id: RecordId, data: JSONBody[ConsentRecord], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConsentView]:
        """Take down what somebody told staff; a line that is there is never changed."""
        return ok(await database.write(consents.record, staff, lead_id, **data.given()))


def _bare(tokens: Tokens, browser_id: str) -> str:
    """The id of a browser, signed as the widget has it or bare as staff see it: the conversation's token is what
    opens it."""
    return tokens.verify_browser(browser_id) or browser_id


def _closed(database: Database, erased: Erased) -> ErasureView:
    for conversation_id in erased.conversations:
        channel.close_down(database.bus, conversation_id)
    return erased.proof
