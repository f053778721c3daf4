"""The chat over a WebSocket: who may connect, in what order, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from typing import Any

import structlog
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from bot import protocol
from bot.connection import Connection
from bot.dependencies import (
    ConversationId,
    DatabaseDep,
    DeskDep,
    DialogueDep,
    LimiterDep,
    SettingsDep,
    SocketsDep,
    TokensDep,
)
from bot.desk import Desk, Outcome
from bot.dialogue import Dialogue
from bot.protocol import BadFrame
from leasing.database import Database
from leasing.errors import NotFound, Unauthorized
from leasing.security import Tokens
from leasing.services import conversations
from leasing.settings import Settings
from web.addresses import limit_key
from web.edge import ADDRESS
from web.limits import Limiter, connect_rule
from web.sockets import OpenSockets

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
    conversation_id: ConversationId,
    database: DatabaseDep,
    tokens: TokensDep,
    dialogue: DialogueDep,
    desk: DeskDep,
    limiter: LimiterDep,
    settings: SettingsDep,
    sockets: SocketsDep,
) -> None:
    # A close code reaches a browser only over a socket that was accepted.
    await socket.accept()
    address = limit_key(socket.scope["state"][ADDRESS])
    try:
        await _admit(address, sockets, limiter, settings)
    except Refused as refused:
        await close(socket, refused.code, refused.reason)
        return
    with sockets.hold(address):
        await _serve(_Session(socket, conversation_id, database, tokens, dialogue, desk), socket, conversation_id)


async def _admit(address: str, sockets: OpenSockets, limiter: Limiter, settings: Settings) -> None:
    """Raises `Refused` where one more socket is one too many."""
    decision = await limiter.take(connect_rule(settings.connects_per_minute), address)
    if not decision.allowed:
        wait = f"try again in {decision.retry_after} seconds"
        raise Refused(protocol.CLOSE_FAST, f"too many connections in a short time; {wait}")
    match sockets.full(address):
        case "address":
            raise Refused(protocol.CLOSE_FAST, "too many connections of this address are open; close one")
        case "process":
            log.warning("socket.process_full", open=sockets.open, effect="newcomers are sent away")
            raise Refused(protocol.CLOSE_RESTART, "this server is full; connect again")
        case None:
            pass


async def _serve(session: _Session, socket: Socket, conversation_id: str) -> None:
    try:
        await session.run()
    except Refused as refused:
        await session.say_farewell()
        await close(socket, refused.code, refused.reason)
    except WebSocketDisconnect:
        pass  # The visitor left; what was accepted is answered all the same.
    except Exception:
        log.exception("socket.failed", conversation=conversation_id)
        await close(socket, protocol.CLOSE_RESTART, "something went wrong here; connect again")
    finally:
        session.end()


async def close(socket: Socket, code: int, reason: str) -> None:
    try:
        await socket.close(code=code, reason=reason)
    except (RuntimeError, WebSocketDisconnect) as error:
        log.debug("socket.already_gone", code=code, error=str(error))


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
        self._bad = 0
        self._patience = Patience()

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
        if _ID.match(self._conversation_id) is None:
            raise Refused(protocol.CLOSE_UNKNOWN, "There is no such conversation.")
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
        while True:
            text = await self._receive()
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
            raise Refused(protocol.CLOSE_BAD, "too many bad frames")
        if outcome is Outcome.TOO_FAST and not self._patience.bears():
            raise Refused(protocol.CLOSE_FAST, "too fast for too long")

    async def say_farewell(self) -> None:
        """Let what was pushed go out before the close, unless nobody reads it."""
        if self._connection is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._connection.drained(), FAREWELL_SECONDS)

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
            self._closing = asyncio.create_task(close(self._socket, code, ""))

    def end(self) -> None:
        if self._connection is not None:
            self._connection.close()
