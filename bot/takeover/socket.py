"""A conversation live, for staff: what the visitor's widget hears, the visitor's typing, and the team's notes."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
import structlog
from litestar import websocket
from litestar.exceptions import WebSocketDisconnect
from msgspec import Meta, Struct

from bot import channel, protocol
from bot.connection import Connection
from bot.dependencies import ConversationId, DatabaseDep, DeskDep, DoorDep, StaffDeskDep
from bot.desk import Desk
from bot.socket import HELLO_SECONDS, MOST_BAD_FRAMES
from bot.takeover.desk import StaffDesk
from leasing.database import Database
from leasing.errors import DomiqError, Forbidden, NotFound, Unauthorized
from leasing.services import takeover
from leasing.tenancy import StaffScope
from web.guards import authenticator
from web.sockets import (
    CLOSE_BAD,
    CLOSE_LATE,
    CLOSE_TOKEN,
    CLOSE_UNKNOWN,
    Refused,
    Session,
    Socket,
    close,
    first_to_end,
    receive_text,
)

log = structlog.get_logger(__name__)

RECHECK_SECONDS = 30.0
"""how often a watcher's sign-in is looked at again: who was signed out or lost the right hears no more"""


class Say(Struct, tag="message", tag_field="type"):
    client_id: protocol.ClientId
    text: Annotated[str, Meta(min_length=1, max_length=protocol.LONGEST_TEXT)]


class Typing(Struct, tag="typing", tag_field="type"):
    on: bool


_read = msgspec.json.Decoder(Say | Typing).decode


@websocket("/api/v1/ws/conversations/{conversation_id:str}", name="staff_chat_socket")
async def staff_socket(
    socket: Socket,
    conversation_id: ConversationId,
    database: DatabaseDep,
    desk: DeskDep,
    staff_desk: StaffDeskDep,
    door: DoorDep,
) -> None:
    await door.serve(socket, _Watcher(socket, conversation_id, database, desk, staff_desk))


class _Watcher(Session):
    def __init__(
        self, socket: Socket, conversation_id: str, database: Database, desk: Desk, staff_desk: StaffDesk
    ) -> None:
        self._socket = socket
        self._conversation_id = conversation_id
        self._db = database
        self._desk = desk
        self._staff = staff_desk
        self._connection: Connection | None = None
        self._closing: asyncio.Task[None] | None = None
        self._bad = 0
        self._types = False

    async def run(self) -> None:
        try:
            hello = await asyncio.wait_for(self._hello(), HELLO_SECONDS)
        except TimeoutError as error:
            raise Refused(CLOSE_LATE, "no hello in time") from error
        await self._check(hello.token)
        connection = Connection(self._send, self._sent_away, hello.tab_id, is_visitor=False)
        self._connection = connection
        connection.listen(self._db.bus, self._conversation_id)
        connection.begin(await self._desk.snapshot(self._conversation_id, hello.after))
        try:
            await first_to_end(self._listen(hello.token, connection), self._keep_checking(hello.token))
        finally:
            if self._types:
                channel.publish(self._db.bus, self._conversation_id, protocol.typing("manager", False))

    async def _listen(self, token: str, connection: Connection) -> None:
        while True:
            await self._take(await receive_text(self._socket), token, connection)

    async def _hello(self) -> protocol.Hello:
        try:
            text = await receive_text(self._socket)
            if text is None:
                raise Refused(CLOSE_BAD, "the first frame must be text")
            return protocol.read_hello(text)
        except protocol.BadFrame as bad:
            raise Refused(CLOSE_BAD, bad.message[:120]) from bad

    async def _check(self, token: str, *, reads: bool = True) -> StaffScope:
        """Who watches or speaks, as things are now. Raises `Refused`, and `Forbidden` for who may only watch."""
        guard = authenticator(self._socket)
        try:
            scope = await guard.staff_by(token, "conversations" if reads else "takeover", reads=reads)
            await self._db.read(takeover.may_watch, scope, self._conversation_id)
        except Unauthorized as error:
            raise Refused(CLOSE_TOKEN, error.message) from error
        except NotFound as error:
            raise Refused(CLOSE_UNKNOWN, error.message) from error
        except Forbidden as error:
            if reads:
                raise Refused(CLOSE_TOKEN, error.message) from error
            raise
        return scope

    async def _keep_checking(self, token: str) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            await self._check(token)

    async def _take(self, text: str | None, token: str, connection: Connection) -> None:
        client_id: str | None = None
        try:
            if text is None:
                raise msgspec.DecodeError("Frames are JSON texts, not binary.")
            frame = _read(text)
            client_id = frame.client_id if isinstance(frame, Say) else None
            await self._do(frame, token, connection)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            self._bad += 1
            if self._bad >= MOST_BAD_FRAMES:
                raise Refused(CLOSE_BAD, "too many bad frames") from error
            connection.push(protocol.error("BAD_FRAME", str(error)))
            return
        except DomiqError as error:
            # A closed list of the chat's codes; the words say the rest.
            code = "CONVERSATION_CLOSED" if error.details.get("mode") == "closed" else "BAD_FRAME"
            connection.push(protocol.error(code, error.message, client_id=client_id))
        self._bad = 0

    async def _do(self, frame: Say | Typing, token: str, connection: Connection) -> None:
        scope = await self._check(token, reads=False)
        if isinstance(frame, Typing):
            await self._staff.typing(scope, self._conversation_id, frame.on)
            self._types = frame.on
            return
        text = protocol.printable(frame.text)
        if not text.strip():
            connection.push(protocol.error("BAD_FRAME", "A message must have text.", client_id=frame.client_id))
            return
        said = await self._staff.say(scope, self._conversation_id, client_id=frame.client_id, text=text)
        connection.push(protocol.ack(frame.client_id, said.message_id, said.seq))

    async def _send(self, frame: bytes) -> None:
        try:
            await self._socket.send_text(frame.decode())
        except (RuntimeError, WebSocketDisconnect) as error:
            log.debug("staff_socket.send_failed", error=str(error))

    def _sent_away(self, code: int) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(close(self._socket, code, ""))

    def end(self) -> None:
        if self._connection is not None:
            self._connection.close()
