"""Words that staff send often."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import not_blank
from admin.api.operations import CHANGING, by_method
from leasing.services import canned_replies
from leasing.services.canned_replies import CannedReplyView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Check, Payload

Shortcut = Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z0-9_-]+$")]
Title = Annotated[str, Meta(min_length=1, max_length=200), Check(not_blank)]
Words = Annotated[str, Meta(min_length=1, max_length=4000), Check(not_blank)]
Language = Literal["en", "es"]


class CannedReplyChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    resource = "canned_reply"

    shortcut: Shortcut | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    text: Words | UnsetType = UNSET
    language: Language | UnsetType = UNSET


class CannedReplyCreate(Payload, kw_only=True, frozen=True):
    """Without a property it is for all of the company's."""

    resource = "canned_reply"

    shortcut: Shortcut
    title: Title
    text: Words
    language: Language | UnsetType = UNSET
    property_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET


class CannedReplyController(Controller):
    path = "/api/v1/canned-replies"
    tags = ("conversations",)
    guards = (staff_guard,)
    opt = {"resource": "canned_replies"}

    @get("/", operation_id="ListCannedReplies")
    async def list_canned_replies(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        property_id: FromQuery[str | None] = None,
        language: FromQuery[Language | None] = None,
        search: Annotated[str | None, QueryParameter(max_length=200)] = None,
    ) -> Envelope[list[CannedReplyView]]:
        """Those of a property come with those of the whole company."""
        page = await database.read(
            canned_replies.page, staff, paging, property_id=property_id, language=language, search=search
        )
        return listed(page)

    @post("/", operation_id="CreateCannedReply")
    async def create_canned_reply(
        self, *, data: JSONBody[CannedReplyCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[CannedReplyView]:
        return ok(await database.write(canned_replies.create, staff, data.given()))

    @get("/{id:str}", operation_id="GetCannedReply")
    async def get_canned_reply(
        self, *, reply_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[CannedReplyView]:
        return ok(await database.read(canned_replies.get, staff, reply_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateCannedReply"))
    async def update_canned_reply(
        self, *, reply_id: RecordId, data: JSONBody[CannedReplyChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[CannedReplyView]:
        return ok(await database.write(canned_replies.update, staff, reply_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteCannedReply", status_code=200)
    async def delete_canned_reply(
        self, *, reply_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(canned_replies.delete, staff, reply_id)
        return ok(Deleted(reply_id))
