"""The team in a conversation, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from bot import protocol
from bot.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep, StaffDeskDep, SuggesterDep
from bot.takeover.suggesting import Suggestion
from leasing.errors import Invalid
from leasing.ids import new_id
from leasing.services import handoffs, notes, summaries
from leasing.services.handoffs import HandoffView, Moved
from leasing.services.notes import NoteView
from leasing.services.summaries import SummaryView
from web.envelope import Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

LongText = Annotated[str, Meta(min_length=1, max_length=protocol.LONGEST_TEXT)]


class Joining(Payload, kw_only=True, frozen=True):
    take_over: bool = False
    """whether the conversation is taken from the colleague who has it"""


class Passing(Payload, kw_only=True, frozen=True):
    user_id: Annotated[str, Meta(min_length=1, max_length=36)]


class Speaking(Payload, kw_only=True, frozen=True):
    text: LongText
    client_id: protocol.ClientId | UnsetType = UNSET
    """the same one is said once"""


class Noting(Payload, kw_only=True, frozen=True):
    text: LongText
    client_id: protocol.ClientId | UnsetType = UNSET


class Standing(Struct, frozen=True):
    """Who speaks in the conversation now."""

    conversation_id: str
    mode: str
    agent: dict[str, Any] | None
    expected_at: datetime | None


class SaidView(Struct, frozen=True):
    message_id: str
    seq: int


class TakeoverController(Controller):
    path = "/api/v1/conversations/{id:str}"
    tags = ("conversations",)
    guards = (staff_guard,)
    opt = {"resource": "takeover"}

    @post("/join", operation_id="JoinConversation", status_code=200)
    async def join(
        self,
        *,
        conversation_id: RecordId,
        staff: StaffDep,
        staff_desk: StaffDeskDep,
        data: JSONBody[Joining | None] = None,
    ) -> Envelope[Standing]:
        """Speak with the visitor: the bot falls silent at once."""
        moved = await staff_desk.join(staff, conversation_id, take_over=data is not None and data.take_over)
        return ok(_standing(moved))

    @post("/hand-back", operation_id="HandBackConversation", status_code=200)
    async def hand_back(
        self, *, conversation_id: RecordId, staff: StaffDep, staff_desk: StaffDeskDep
    ) -> Envelope[Standing]:
        """Let the bot go on; it answers what the visitor has said since."""
        return ok(_standing(await staff_desk.hand_back(staff, conversation_id)))

    @post("/transfer", operation_id="TransferConversation", status_code=200)
    async def transfer(
        self, *, conversation_id: RecordId, data: JSONBody[Passing], staff: StaffDep, staff_desk: StaffDeskDep
    ) -> Envelope[Standing]:
        """Pass the conversation on to a colleague."""
        return ok(_standing(await staff_desk.transfer(staff, conversation_id, data.user_id)))

    @get("/notes", operation_id="ListConversationNotes")
    async def list_notes(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[NoteView]]:
        """Notes that only staff see, in the order in which they were made."""
        return listed(await database.read(notes.page, staff, conversation_id, paging))

    @post("/notes", operation_id="AddConversationNote")
    async def add_note(
        self, *, conversation_id: RecordId, data: JSONBody[Noting], staff: StaffDep, staff_desk: StaffDeskDep
    ) -> Envelope[NoteView]:
        text = _printable(data.text)
        return ok(await staff_desk.note(staff, conversation_id, text=text, client_id=_client_id(data.client_id)))

    @get("/handoffs", operation_id="ListHandoffs")
    async def list_handoffs(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[HandoffView]]:
        """When a person was asked for here, why, who came and how it ended; the newest first."""
        return listed(await database.read(handoffs.page, staff, conversation_id, paging))

    @get("/summary", operation_id="SummarizeConversation")
    async def summary(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SummaryView]:
        """What a person should know who joins."""
        return ok(await database.read(summaries.summary, staff, conversation_id))

    @post("/suggest", operation_id="SuggestReply", status_code=200, opt={"reads": True})
    async def suggest(
        self, *, conversation_id: RecordId, staff: StaffDep, suggester: SuggesterDep
    ) -> Envelope[Suggestion]:
        """What the agent would answer to the visitor's last message, with its sources. Nothing is done."""
        return ok(await suggester.suggest(staff, conversation_id))


# On its own: the path is the admin's controller's too, and Litestar takes a path of two controllers for an error.
@post(
    "/api/v1/conversations/{id:str}/messages",
    operation_id="SayInConversation",
    tags=["conversations"],
    guards=[staff_guard],
    opt={"resource": "takeover"},
)
async def say(
    *, conversation_id: RecordId, data: JSONBody[Speaking], staff: StaffDep, staff_desk: StaffDeskDep
) -> Envelope[SaidView]:
    """Write to the visitor; who writes where the bot spoke joins by it."""
    said = await staff_desk.say(
        staff, conversation_id, client_id=_client_id(data.client_id), text=_printable(data.text)
    )
    return ok(SaidView(said.message_id, said.seq))


def _standing(moved: Moved) -> Standing:
    agent = dict(moved.agent) if moved.agent else None
    return Standing(moved.conversation_id, moved.mode, agent, moved.expected_at)


def _client_id(given: str | UnsetType) -> str:
    return new_id() if given is UNSET else given


def _printable(text: str) -> str:
    """Raises `Invalid`."""
    said = protocol.printable(text)
    if not said.strip():
        raise Invalid.field("text", "must have something to read in it", "blank")
    return said


routes = (TakeoverController, say)
