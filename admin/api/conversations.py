"""What visitors and the assistant said to each other, and what was understood."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Controller, get
from litestar.params import FromQuery

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from leasing.services import transcripts
from leasing.services.transcripts import ConversationView
from web.envelope import Envelope, listed, ok
from web.guards import staff as staff_guard

Status = Literal["active", "qualified", "tour_booked", "handed_off", "abandoned", "closed"]
Mode = Literal["bot", "waiting", "human", "closed"]


class ConversationController(Controller):
    path = "/api/v1/conversations"
    tags = ("conversations",)
    guards = (staff_guard,)
    opt = {"resource": "conversations"}

    @get("/", operation_id="ListConversations")
    async def list_conversations(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        property_id: FromQuery[str | None] = None,
        status: FromQuery[Status | None] = None,
        mode: FromQuery[Mode | None] = None,
    ) -> Envelope[list[ConversationView]]:
        page = await database.read(transcripts.page, staff, paging, property_id=property_id, status=status, mode=mode)
        return listed(page)

    @get("/{id:str}", operation_id="GetConversation")
    async def get_conversation(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationView]:
        return ok(await database.read(transcripts.get, staff, conversation_id))

    @get("/{id:str}/messages", operation_id="ListMessages")
    async def list_messages(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[dict[str, Any]]]:
        """In the order in which they were said, each with `why` the bot said it."""
        return listed(await database.read(transcripts.messages_of, staff, conversation_id, paging))
