"""The chat beside the socket: opening a conversation, files, the transcript by mail, and the frames over plain HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, JSONBody, QueryParameter
from litestar.response import File, ServerSentEvent, ServerSentEventMessage

from bot import protocol
from bot.connection import Connection
from bot.dependencies import (
    AttachmentId,
    ConversationId,
    DatabaseDep,
    DeskDep,
    DialogueDep,
    SettingsDep,
    SocketsDep,
    TokensDep,
)
from bot.desk import Desk
from bot.dialogue import Dialogue
from leasing.database import Database
from leasing.errors import Forbidden, Invalid, NotFound, RateLimited, TooLarge
from leasing.ids import new_id
from leasing.services import attachments, conversations, openings, transcript_mail
from leasing.services.openings import Opening
from web.addresses import limit_key
from web.edge import ADDRESS
from web.envelope import Envelope, ok
from web.guards import visitor
from web.sockets import OpenSockets

MOST_UNREAD = 256
"""frames that wait for a reader of server-sent events before the connection's own queue fills"""
STREAM_RETRY = 5
"""seconds after which to ask again for a stream that was one too many"""

Text = Annotated[str, msgspec.Meta(max_length=2000)]


class OpenRequest(msgspec.Struct):
    property: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    browser_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    locale: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    page_url: Text | None = None
    referrer: Text | None = None
    source: Annotated[str, msgspec.Meta(max_length=100)] | None = None


@post("/api/v1/conversations", operation_id="OpenConversation", tags=["chat"], status_code=201, security=[{}])
async def open_conversation(
    data: JSONBody[OpenRequest], request: Request[Any, Any, Any], database: DatabaseDep, tokens: TokensDep
) -> Envelope[dict[str, Any]]:
    """Open a conversation at a property, or resume the visitor's open one."""
    opened = await database.write(
        openings.open_,
        Opening(
            property=data.property,
            browser_id=tokens.verify_browser(data.browser_id) if data.browser_id else None,
            locale=data.locale,
            page_url=data.page_url,
            referrer=data.referrer,
            source=data.source,
            origin=request.headers.get("origin"),
        ),
    )
    return ok(
        {
            "id": opened.id,
            "token": tokens.conversation(opened.id),
            "browser_id": tokens.sign_browser(opened.browser_id),
            "resumed": opened.resumed,
            "property": opened.property,
            "widget": opened.widget,
        }
    )


class ChatController(Controller):
    path = "/api/v1/conversations/{conversation_id:str}"
    guards = [visitor]
    tags = ["chat"]

    @post("/attachments", operation_id="UploadAttachment", request_max_body_size=11 * 1024 * 1024)
    async def attach(
        self,
        conversation_id: ConversationId,
        data: Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
        request: Request[Any, Any, Any],
        database: DatabaseDep,
        settings: SettingsDep,
        desk: DeskDep,
    ) -> Envelope[dict[str, Any]]:
        """Give an image or PDF; frames may then name it in `attachment_ids`."""
        await _from_allowed_page(database, conversation_id, request)
        upload = next(iter(data.values()), None)
        if upload is None:
            raise Invalid.field("file", "Send one file as multipart/form-data.", "missing")
        content = await upload.read(attachments.LARGEST + 1)
        if len(content) > attachments.LARGEST:
            raise TooLarge("A file may have at most 10 MB.")
        kind = attachments.kind_of(content)
        if kind is None:
            raise Invalid.field("file", "Only PNG, JPEG, GIF, WebP images and PDF files are taken.", "content_type")
        digest = hashlib.sha256(content).hexdigest()
        name = clean_name(upload.filename)
        # The bytes are there before the row is: a row never names a file that is missing.
        attachment_id = new_id()
        path = settings.data_dir / "attachments" / attachment_id
        await asyncio.to_thread(_write, path, content)
        try:
            stored = await database.write(
                attachments.add,
                conversation_id,
                id_=attachment_id,
                name=name,
                content_type=kind,
                size=len(content),
                sha256=digest,
            )
        except Exception:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            raise
        return ok(desk.link(stored.on_wire()))

    @post("/transcript", operation_id="MailTranscript", status_code=202)
    async def transcript(
        self, conversation_id: ConversationId, request: Request[Any, Any, Any], database: DatabaseDep
    ) -> Envelope[dict[str, Any]]:
        """Mail the conversation to the address that the visitor left in it."""
        await _from_allowed_page(database, conversation_id, request)
        to = await database.write(transcript_mail.send, conversation_id)
        return ok({"sent_to": to})

    @post("/frames", operation_id="PostFrame", status_code=200)
    async def post_frame(
        self,
        conversation_id: ConversationId,
        request: Request[Any, Any, Any],
        database: DatabaseDep,
        desk: DeskDep,
        dialogue: DialogueDep,
    ) -> Envelope[dict[str, Any]]:
        """Send one client frame; answers the frames that come back at once (the ack, or an error)."""
        await _from_allowed_page(database, conversation_id, request)
        raw = await request.body()
        if len(raw) > protocol.LARGEST_FRAME:
            raise TooLarge("A frame may have at most 64 kB.")
        answers: list[bytes] = []
        await desk.take(conversation_id, raw, f"http-{new_id()}", answers.append)
        await dialogue.take_up(conversation_id)
        return ok({"frames": [msgspec.json.decode(answer) for answer in answers]})

    @get("/frames", operation_id="StreamFrames")
    async def stream_frames(
        self,
        conversation_id: ConversationId,
        request: Request[Any, Any, Any],
        database: DatabaseDep,
        desk: DeskDep,
        dialogue: DialogueDep,
        sockets: SocketsDep,
        after: Annotated[int, QueryParameter(ge=0, le=2**31)] = 0,
    ) -> ServerSentEvent:
        """The server's frames as server-sent events: `ready` first, then what happens."""
        await _from_allowed_page(database, conversation_id, request)
        address = limit_key(request.scope["state"][ADDRESS])
        if sockets.full(address):
            raise RateLimited("Too many connections are open; close one.", retry_after=STREAM_RETRY)
        return ServerSentEvent(_held(sockets, address, _frames(database, desk, dialogue, conversation_id, after)))


async def _held(
    sockets: OpenSockets, address: str, frames: AsyncGenerator[ServerSentEventMessage]
) -> AsyncGenerator[ServerSentEventMessage]:
    """The frames, counted as a socket while somebody reads them."""
    with sockets.hold(address):
        async with aclosing(frames):
            async for frame in frames:
                yield frame


async def _frames(
    database: Database, desk: Desk, dialogue: Dialogue, conversation_id: str, after: int
) -> AsyncGenerator[ServerSentEventMessage]:
    # Bounded, so that a reader who does not read is sent away as on a socket.
    queue: asyncio.Queue[bytes] = asyncio.Queue(MOST_UNREAD)
    sent_away = asyncio.Event()
    connection = Connection(queue.put, lambda _code: sent_away.set())
    connection.listen(database.bus, conversation_id)
    try:
        connection.begin(await desk.snapshot(conversation_id, after))
        await dialogue.take_up(conversation_id)
        while not sent_away.is_set():
            try:
                frame = await asyncio.wait_for(queue.get(), timeout=20)
            except TimeoutError:
                # A comment now and then keeps proxies from closing a stream that is silent.
                yield ServerSentEventMessage(comment="still here")
                continue
            yield ServerSentEventMessage(data=frame.decode(), event="frame")
    finally:
        connection.close()


@get("/api/v1/attachments/{attachment_id:str}", operation_id="DownloadAttachment", tags=["chat"], security=[{}])
async def download_attachment(
    attachment_id: AttachmentId,
    token: Annotated[str, QueryParameter(max_length=200)],
    database: DatabaseDep,
    settings: SettingsDep,
    tokens: TokensDep,
) -> Response[Any]:
    """A file, by a signed link that expires."""
    if not tokens.verify_download(attachment_id, token):
        raise Forbidden("This link is not valid, or has expired; open the conversation again for a new one.")
    stored, _ = await database.read(attachments.get, attachment_id)
    path = settings.data_dir / "attachments" / stored.id
    if not await asyncio.to_thread(path.exists):
        raise NotFound("The file is no longer kept.")
    return File(
        path,
        filename=stored.name,
        media_type=stored.content_type,
        # Never run in our origin, whatever a browser believes it to be.
        content_disposition_type="inline" if stored.content_type.startswith("image/") else "attachment",
        headers={"content-security-policy": "sandbox; default-src 'none'"},
    )


async def _from_allowed_page(database: Database, conversation_id: str, request: Request[Any, Any, Any]) -> None:
    """Raises `Forbidden` for a page of a site that the property does not allow, and `NotFound`."""
    origin = request.headers.get("origin")
    origins = await database.read(conversations.allowed_origins, conversation_id)
    if origin and origins and origin not in origins:
        raise Forbidden(f"Pages of {origin} may not use this chat.")


def clean_name(name: str) -> str:
    """A file's name without folders and characters that no screen shows."""
    return re.sub(r"[\x00-\x1f\x7f/\\]", "", Path(name).name)[:200] or "file"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


routes = (open_conversation, ChatController, download_attachment)
