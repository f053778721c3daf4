"""What visitors and the assistant said to each other, what was understood, and what staff do about it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, datetime
from typing import Annotated, Any, Literal

from litestar import Controller, delete, get, post, put, route
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.response import Stream
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep, TokensDep
from admin.api.fields import Check, Long, Named, Phone, Short, not_blank
from admin.api.operations import CHANGING, by_method
from admin.api.tours import Id, Language, TourType
from bot import channel, protocol
from bot.takeover.telling import tell
from leasing.database import Database
from leasing.security import Tokens
from leasing.services import (
    conversation_analytics,
    conversation_lists,
    erasing,
    staff_conversations,
    staff_messages,
    transcript_messages,
    transcripts,
)
from leasing.services.conversation_analytics import ConversationNumbers, Summary
from leasing.services.conversation_lists import Filters, Sort
from leasing.services.outcomes import Outcome
from leasing.services.staff_conversations import Stands, TagView
from leasing.services.staff_tours import TourDetail
from leasing.services.transcripts import ConversationView
from leasing.tenancy import StaffScope
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Status = Literal["active", "qualified", "tour_booked", "handed_off", "abandoned", "closed"]
Mode = Literal["bot", "waiting", "human", "closed"]
Tag = Annotated[str, Meta(min_length=1, max_length=60), Check(not_blank)]
MessageId = FromPath[str]


class StatusChange(Payload, kw_only=True, frozen=True):
    resource = "conversation"

    status: Status


class ConversationChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    resource = "conversation"

    status: Status | UnsetType = UNSET
    source: Short | UnsetType | None = UNSET
    property_of_interest: Named | UnsetType | None = UNSET
    unit_of_interest: Named | UnsetType | None = UNSET


class MessageChange(Payload, kw_only=True, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=4000), Check(not_blank)]


class TagCreate(Payload, kw_only=True, frozen=True):
    tag: Tag


class TourBooking(Payload, kw_only=True, frozen=True):
    """The visitor's own contact is taken where none is given. `starts_at` as in `POST /api/v1/tours`."""

    resource = "tour"

    starts_at: datetime
    tour_type: TourType | UnsetType = UNSET
    first_name: Short | UnsetType | None = UNSET
    last_name: Short | UnsetType | None = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    unit_id: Id | UnsetType | None = UNSET
    unit_interest: Named | UnsetType | None = UNSET
    manager_id: Id | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    notes: Long | UnsetType | None = UNSET


def provide_filters(
    property_id: FromQuery[str | None] = None,
    status: FromQuery[list[Status] | None] = None,
    mode: FromQuery[Mode | None] = None,
    outcome: FromQuery[Outcome | None] = None,
    assigned_to: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    has_question: FromQuery[bool | None] = None,
    is_qualified: FromQuery[bool | None] = None,
    is_book_tour: FromQuery[bool | None] = None,
    source: FromQuery[str | None] = None,
    locale: Annotated[str | None, QueryParameter(max_length=20)] = None,
    tag: Annotated[str | None, QueryParameter(max_length=60)] = None,
    min_score: Annotated[int | None, QueryParameter(ge=0, le=100)] = None,
    created_from: FromQuery[date | None] = None,
    created_to: FromQuery[date | None] = None,
    search: Annotated[str | None, QueryParameter(max_length=200)] = None,
    sort: FromQuery[Sort] = "recent",
) -> Filters:
    """Which conversations. `status` may be given several times; `locale` is found by its beginning (`es`); `search`
    looks for the beginnings of words in what was said and in the contact that the visitor left."""
    return Filters(
        property_id=property_id,
        status=status,
        mode=mode,
        outcome=outcome,
        assigned_to=assigned_to,
        lead_id=lead_id,
        has_question=has_question,
        is_qualified=is_qualified,
        is_book_tour=is_book_tour,
        source=source,
        locale=locale,
        tag=tag,
        min_score=min_score,
        created_from=created_from,
        created_to=created_to,
        search=search,
        sort=sort,
    )


FiltersDep = NamedDependency[SkipValidation[Filters]]
FILTERED = {"filters": Provide(provide_filters, sync_to_thread=False)}


class ConversationController(Controller):
    path = "/api/v1/conversations"
    tags = ("conversations",)
    guards = (staff_guard,)
    opt = {"resource": "conversations"}

    @get("/", operation_id="ListConversations", dependencies=FILTERED)
    async def list_conversations(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, filters: FiltersDep
    ) -> Envelope[list[ConversationView]]:
        return listed(await database.read(conversation_lists.page, staff, paging, filters))

    @get("/export", operation_id="ExportConversations", dependencies=FILTERED, media_type="text/csv")
    async def export(self, *, staff: StaffDep, database: DatabaseDep, filters: FiltersDep) -> Stream:
        """The same list as a CSV file, the newest conversation first, sent while it is read."""
        first = await database.read(conversation_lists.exported, staff, filters, None)
        return Stream(
            _lines(database, staff, filters, *first),
            media_type="text/csv",
            headers={"content-disposition": 'attachment; filename="conversations.csv"'},
        )

    @get("/tags", operation_id="ListConversationTags")
    async def list_tags(self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep) -> Envelope[list[TagView]]:
        return listed(await database.read(staff_conversations.tags, staff, paging))

    @get("/analytics/summary", operation_id="ConversationSummary", opt={"resource": "analytics"})
    async def summary(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        property_id: FromQuery[str | None] = None,
        since: Annotated[date | None, QueryParameter(name="from")] = None,
        until: Annotated[date | None, QueryParameter(name="to")] = None,
    ) -> Envelope[Summary]:
        """Conversations that began in the days `from` to `to` (31 to today, a year at most), in numbers."""
        asked: dict[str, Any] = {"property_id": property_id, "since": since, "until": until}
        return ok(await database.read(conversation_analytics.summary, staff, **asked))

    @get("/{id:str}/analytics", operation_id="ConversationAnalytics")
    async def analytics(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationNumbers]:
        return ok(await database.read(conversation_analytics.of_one, staff, conversation_id))

    @get("/{id:str}", operation_id="GetConversation")
    async def get_conversation(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationView]:
        return ok(await database.read(transcripts.get, staff, conversation_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateConversation"))
    async def update_conversation(
        self, *, conversation_id: RecordId, data: JSONBody[ConversationChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationView]:
        """A status that cannot follow is 409 `INVALID_STATUS_TRANSITION` with the allowed ones in the details."""
        stands = await database.write(staff_conversations.change, staff, conversation_id, data.given())
        return ok(_told(database, stands))

    @delete("/{id:str}", operation_id="DeleteConversation", status_code=200, opt={"resource": "privacy"})
    async def delete_conversation(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        """With all that was said and given in it; who is connected is told that it is closed. The lead stays."""
        await database.write(erasing.conversation, staff, conversation_id)
        channel.close_down(database.bus, conversation_id)
        return ok(Deleted(conversation_id))

    @put("/{id:str}/status", operation_id="SetConversationStatus")
    async def set_status(
        self, *, conversation_id: RecordId, data: JSONBody[StatusChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationView]:
        """One that cannot follow is 409 `INVALID_STATUS_TRANSITION` with the allowed ones in the details."""
        stands = await database.write(staff_conversations.set_status, staff, conversation_id, data.status)
        return ok(_told(database, stands))

    @post("/{id:str}/qualify", operation_id="QualifyConversation", status_code=200)
    async def qualify(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationView]:
        """Its lead is qualified with it."""
        return ok(await database.write(staff_conversations.qualify, staff, conversation_id))

    @post("/{id:str}/book-tour", operation_id="BookTourInConversation")
    async def book_tour(
        self, *, conversation_id: RecordId, data: JSONBody[TourBooking], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TourDetail]:
        """As `POST /api/v1/tours`, for the visitor of the conversation."""
        return ok(await database.write(staff_conversations.book_tour, staff, conversation_id, data.given()))

    @post("/{id:str}/tags", operation_id="TagConversation", status_code=200)
    async def add_tag(
        self, *, conversation_id: RecordId, data: JSONBody[TagCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationView]:
        return ok(await database.write(staff_conversations.tag, staff, conversation_id, data.tag))

    @delete("/{id:str}/tags/{tag:str}", operation_id="UntagConversation", status_code=200)
    async def remove_tag(
        self, *, conversation_id: RecordId, tag: FromPath[str], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ConversationView]:
        return ok(await database.write(staff_conversations.untag, staff, conversation_id, tag))

    @get("/{id:str}/messages", operation_id="ListMessages")
    async def list_messages(
        self, *, conversation_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[dict[str, Any]]]:
        """In the order in which they were said, each with `why` the bot said it and the visitor's `feedback`."""
        return listed(await database.read(transcript_messages.page, staff, conversation_id, paging))

    @put("/{id:str}/messages/{message_id:str}", operation_id="EditMessage")
    async def edit_message(
        self,
        *,
        conversation_id: RecordId,
        message_id: MessageId,
        data: JSONBody[MessageChange],
        staff: StaffDep,
        database: DatabaseDep,
        tokens: TokensDep,
    ) -> Envelope[dict[str, Any]]:
        """Put right what the assistant or a person wrote; the visitor sees it at once."""
        changed = await database.write(staff_messages.edit, staff, conversation_id, message_id, data.text)
        return ok(_show(database, tokens, conversation_id, changed.message))

    @delete("/{id:str}/messages/{message_id:str}", operation_id="RemoveMessage", status_code=200)
    async def remove_message(
        self,
        *,
        conversation_id: RecordId,
        message_id: MessageId,
        staff: StaffDep,
        database: DatabaseDep,
        tokens: TokensDep,
    ) -> Envelope[dict[str, Any]]:
        """Take a message back; of a visitor's the words and files are wiped."""
        changed = await database.write(staff_messages.remove, staff, conversation_id, message_id)
        return ok(_show(database, tokens, conversation_id, changed.message))

    @get("/{id:str}/export", operation_id="ExportConversation")
    async def export_one(
        self,
        *,
        conversation_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        form: Annotated[Literal["json", "text"], QueryParameter(name="format")] = "json",
    ) -> Envelope[dict[str, Any]]:
        """All of a conversation: `{conversation, messages}`, or `{text}` to be printed."""
        if form == "text":
            return ok({"text": await database.read(transcript_messages.as_text, staff, conversation_id)})
        view, said = await database.read(transcript_messages.whole, staff, conversation_id)
        return ok({"conversation": view, "messages": said})


async def _lines(
    database: Database, staff: StaffScope, filters: Filters, lines: str, then: str | None
) -> AsyncGenerator[str]:
    yield lines
    while then is not None:
        lines, then = await database.read(conversation_lists.exported, staff, filters, then)
        yield lines


def _told(database: Database, stands: Stands) -> ConversationView:
    if stands.moved is not None:
        tell(database.bus, stands.moved)
    return stands.conversation


def _show(database: Database, tokens: Tokens, conversation_id: str, message: Any) -> dict[str, Any]:
    """Send a changed message to who is connected, with links to its files that can be opened."""
    shown = dict(message)
    if shown.get("attachments"):
        shown["attachments"] = [
            {**file, "url": f"{file['url']}?token={tokens.sign_download(file['id'])}"} for file in shown["attachments"]
        ]
    channel.publish(database.bus, conversation_id, protocol.updated(shown))
    return shown
