"""The chat over a WebSocket: who may connect, in what order, and how it ends."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from bot import protocol
from bot.connection import Connection
from bot.desk import Desk
from bot.dialogue import Dialogue
from bot.protocol import BadFrame
from leasing.database import Database
from leasing.errors import NotFound, Unauthorized
from leasing.security import Tokens
from leasing.services import conversations

log = structlog.get_logger(__name__)

HELLO_SECONDS = 5.0
MOST_BAD_FRAMES = 20
"""bad frames in a row before the client is sent away"""
MOST_REFUSED = 1_000
"""refused messages in a row before the client is sent away"""

Socket = WebSocket[Any, Any, Any]


class Refused(Exception):
    """A connection that may not be; `code` is the close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@websocket("/api/v1/ws/chat/{conversation_id:str}", name="chat_socket")
async def chat_socket(
    socket: Socket,
    conversation_id: str,
    database: Database,
    tokens: Tokens,
    dialogue: Dialogue,
    desk: Desk,
) -> None:
    await socket.accept()
    session = _Session(socket, conversation_id, database, tokens, dialogue, desk)
    try:
        await session.run()
    except Refused as refused:
        await _close(socket, refused.code, refused.reason)
    except WebSocketDisconnect:
        pass  # The visitor left; what was accepted is answered all the same.
    finally:
        session.end()


async def _close(socket: Socket, code: int, reason: str) -> None:
    try:
        await socket.close(code=code, reason=reason)
    except (RuntimeError, WebSocketDisconnect) as error:
        log.debug("socket.already_gone", code=code, error=str(error))


class _Session:
    def __init__(
        self,
        socket: Socket,
        conversation_id: str,
        database: Database,
        tokens: Tokens,
        dialogue: Dialogue,
        desk: Desk,
    ) -> None:
        self._socket = socket
        self._conversation_id = conversation_id
        self._db = database
        self._tokens = tokens
        self._dialogue = dialogue
        self._desk = desk
        self._connection: Connection | None = None
        self._closing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        try:
            hello = await asyncio.wait_for(self._hello(), HELLO_SECONDS)
        except TimeoutError as error:
            raise Refused(protocol.CLOSE_LATE, "no hello in time") from error
        await self._check(hello.token)
        connection = Connection(self._send, self._sent_away, hello.tab_id)
        self._connection = connection
        connection.listen(self._db.bus, self._conversation_id)
        connection.begin(await self._desk.snapshot(self._conversation_id, hello.after))
        await self._dialogue.take_up(self._conversation_id)
        await self._listen(connection)

    async def _hello(self) -> protocol.Hello:
        text = await self._receive()
        if text is None:
            raise Refused(protocol.CLOSE_BAD, "the first frame must be text")
        try:
            return protocol.read_hello(text)
        except BadFrame as bad:
            raise Refused(protocol.CLOSE_BAD, bad.message[:120]) from bad

    async def _check(self, token: str) -> None:
        """Raises `Refused` where the token does not open this conversation, or the page may not."""
        try:
            opens = self._tokens.read_conversation(token)
        except Unauthorized as error:
            raise Refused(protocol.CLOSE_TOKEN, error.message) from error
        try:
            origins = await self._db.read(conversations.allowed_origins, self._conversation_id)
        except NotFound as error:
            raise Refused(protocol.CLOSE_UNKNOWN, error.message) from error
        if opens != self._conversation_id:
            raise Refused(protocol.CLOSE_TOKEN, "this token opens another conversation")
        origin = self._socket.headers.get("origin")
        if origin and origins and origin not in origins:
            raise Refused(protocol.CLOSE_ORIGIN, "pages of this site may not open the chat")

    async def _listen(self, connection: Connection) -> None:
        bad = 0
        while True:
            text = await self._receive()
            if text is None:
                connection.push(protocol.error("BAD_FRAME", "Frames are JSON texts, not binary."))
                sound = False
            else:
                sound = await self._desk.take(self._conversation_id, text, connection.id, connection.push)
            bad = 0 if sound else bad + 1
            if bad >= MOST_BAD_FRAMES:
                await connection.drained()
                raise Refused(protocol.CLOSE_BAD, "too many bad frames")

    async def _receive(self) -> str | None:
        """The next text frame; None for a binary one. Raises `WebSocketDisconnect`."""
        event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(detail="disconnected", code=event.get("code", 1005))
        return event.get("text") if event["type"] == "websocket.receive" else None

    async def _send(self, frame: bytes) -> None:
        try:
            await self._socket.send_text(frame.decode())
        except (RuntimeError, WebSocketDisconnect) as error:
            # The visitor is gone; they find everything when they resume.
            log.debug("socket.send_failed", error=str(error))

    def _sent_away(self, code: int) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(_close(self._socket, code, ""))

    def end(self) -> None:
        if self._connection is not None:
            self._connection.close()
