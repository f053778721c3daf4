"""The chat over a WebSocket: who may connect, in what order, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time

import structlog
from litestar import websocket
from litestar.exceptions import WebSocketDisconnect

from bot import protocol
from bot.connection import Connection
from bot.dependencies import (
    ConversationId,
    DatabaseDep,
    DeskDep,
    DialogueDep,
    DoorDep,
    TokensDep,
)
from bot.desk import Desk, Outcome
from bot.dialogue import Dialogue
from bot.protocol import BadFrame
from leasing.database import Database
from leasing.errors import NotFound, Unauthorized
from leasing.security import Tokens
from leasing.services import conversations
from web.sockets import (
    CLOSE_BAD,
    CLOSE_FAST,
    CLOSE_FORBIDDEN,
    CLOSE_LATE,
    CLOSE_TOKEN,
    CLOSE_UNKNOWN,
    Refused,
    Session,
    Socket,
    close,
    receive_text,
)

log = structlog.get_logger(__name__)

HELLO_SECONDS = 5.0
MOST_BAD_FRAMES = 20
"""bad frames in a row before the client is sent away"""
MOST_REFUSED = 600
"""refusals for being too fast that are borne; `FORGIVEN` of them are forgotten each second, so that a burst passes
and only who keeps it up is sent away"""
FORGIVEN = 10.0
FAREWELL_SECONDS = 2.0
"""for what was pushed before a close to reach the network"""

_ID = re.compile(r"[0-9a-f-]{36}\Z")


@websocket("/api/v1/ws/chat/{conversation_id:str}", name="chat_socket")
async def chat_socket(
    socket: Socket,
    conversation_id: ConversationId,
    database: DatabaseDep,
    tokens: TokensDep,
    dialogue: DialogueDep,
    desk: DeskDep,
    door: DoorDep,
) -> None:
    await door.serve(socket, _Session(socket, conversation_id, database, tokens, dialogue, desk))


class Patience:
    """Counts refusals, and forgets them as time goes by."""

    def __init__(self) -> None:
        self._refused = 0.0
        self._at = time.monotonic()

    def bears(self) -> bool:
        """Whether one more refusal is borne."""
        now = time.monotonic()
        self._refused = max(0.0, self._refused - (now - self._at) * FORGIVEN) + 1
        self._at = now
        return self._refused < MOST_REFUSED


class _Session(Session):
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
        self._bad = 0
        self._patience = Patience()

    async def run(self) -> None:
        try:
            hello = await asyncio.wait_for(self._hello(), HELLO_SECONDS)
        except TimeoutError as error:
            raise Refused(CLOSE_LATE, "no hello in time") from error
        await self._check(hello.token)
        connection = Connection(self._send, self._sent_away, hello.tab_id)
        self._connection = connection
        connection.listen(self._db.bus, self._conversation_id)
        connection.begin(await self._desk.snapshot(self._conversation_id, hello.after))
        await self._dialogue.take_up(self._conversation_id)
        await self._listen(connection)

    async def _hello(self) -> protocol.Hello:
        text = await receive_text(self._socket)
        if text is None:
            raise Refused(CLOSE_BAD, "the first frame must be text")
        try:
            return protocol.read_hello(text)
        except BadFrame as bad:
            raise Refused(CLOSE_BAD, bad.message[:120]) from bad

    async def _check(self, token: str) -> None:
        """Raises `Refused` where the token does not open this conversation, or the page may not."""
        try:
            opens = self._tokens.read_conversation(token)
        except Unauthorized as error:
            raise Refused(CLOSE_TOKEN, error.message) from error
        if _ID.match(self._conversation_id) is None:
            raise Refused(CLOSE_UNKNOWN, "There is no such conversation.")
        try:
            origins = await self._db.read(conversations.allowed_origins, self._conversation_id)
        except NotFound as error:
            raise Refused(CLOSE_UNKNOWN, error.message) from error
        if opens != self._conversation_id:
            raise Refused(CLOSE_TOKEN, "this token opens another conversation")
        origin = self._socket.headers.get("origin")
        if origin and origins and origin not in origins:
            raise Refused(CLOSE_FORBIDDEN, "pages of this site may not open the chat")

    async def _listen(self, connection: Connection) -> None:
        while True:
            text = await receive_text(self._socket)
            if text is None:
                connection.push(protocol.error("BAD_FRAME", "Frames are JSON texts, not binary."))
                outcome = Outcome.BAD
            else:
                outcome = await self._desk.take(self._conversation_id, text, connection.id, connection.push)
            self._bear(outcome)

    def _bear(self, outcome: Outcome) -> None:
        """Raises `Refused` where it is enough."""
        self._bad = self._bad + 1 if outcome is Outcome.BAD else 0
        if self._bad >= MOST_BAD_FRAMES:
            raise Refused(CLOSE_BAD, "too many bad frames")
        if outcome is Outcome.TOO_FAST and not self._patience.bears():
            raise Refused(CLOSE_FAST, "too fast for too long")

    async def say_farewell(self) -> None:
        """Let what was pushed go out before the close, unless nobody reads it."""
        if self._connection is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._connection.drained(), FAREWELL_SECONDS)

    async def _send(self, frame: bytes) -> None:
        try:
            await self._socket.send_text(frame.decode())
        except (RuntimeError, WebSocketDisconnect) as error:
            # The visitor is gone; they find everything when they resume.
            log.debug("socket.send_failed", error=str(error))

    def _sent_away(self, code: int) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(close(self._socket, code, ""))

    def end(self) -> None:
        if self._connection is not None:
            self._connection.close()
