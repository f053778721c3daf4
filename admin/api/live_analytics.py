"""Live numbers of a property over a WebSocket, for staff.

The first frame is `{"type": "hello", "token": <staff token>}`, within 5 s: a token in an address would be logged. Then
come a `snapshot` and, at most twice a second, `delta` frames with what is another. Who reconnects gets a snapshot anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog
from litestar import websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromPath

from admin.api.dependencies import DatabaseDep, DoorDep
from admin.live_board import PAUSE, Board, Boards, delta, snapshot
from leasing.database import Database
from leasing.errors import Forbidden, NotFound, Unauthorized
from leasing.services import properties
from web.guards import authenticator
from web.sockets import (
    CLOSE_BAD,
    CLOSE_FORBIDDEN,
    CLOSE_LATE,
    CLOSE_TOKEN,
    CLOSE_UNKNOWN,
    Refused,
    Session,
    Socket,
    first_to_end,
)

log = structlog.get_logger(__name__)

HELLO_SECONDS = 5.0
STILL_LIVE_SECONDS = 30.0
"""how often it is asked whether the session still stands"""
LARGEST = 8_192
_BOARDS = "live_boards"


class Hello(msgspec.Struct, tag="hello", tag_field="type"):
    token: str


@websocket("/api/v1/ws/analytics/{property_id:str}", name="live_analytics", opt={"resource": "analytics"})
async def live_analytics(socket: Socket, property_id: FromPath[str], database: DatabaseDep, door: DoorDep) -> None:
    boards: Boards = socket.app.state.setdefault(_BOARDS, Boards(database))
    await door.serve(socket, _Session(socket, database, boards, property_id))


class _Session(Session):
    def __init__(self, socket: Socket, database: Database, boards: Boards, property_id: str) -> None:
        self._socket = socket
        self._db = database
        self._boards = boards
        self._property_id = property_id

    async def run(self) -> None:
        token = await _hello(self._socket)

        async def admit() -> None:
            await _admit(self._socket, self._db, token, self._property_id)

        await admit()
        async with self._boards.watching(self._property_id) as board:
            await first_to_end(_send(self._socket, board), _watch(admit), _until_left(self._socket))


async def _hello(socket: Socket) -> str:
    """The token of the first frame. Raises `Refused`."""
    try:
        raw = await asyncio.wait_for(socket.receive_data(mode="text"), HELLO_SECONDS)
        return msgspec.json.decode(raw[:LARGEST], type=Hello).token
    except TimeoutError as error:
        raise Refused(CLOSE_LATE, "no hello in time") from error
    except msgspec.DecodeError as error:
        raise Refused(CLOSE_BAD, "the first frame must be a hello with a token") from error


async def _admit(socket: Socket, database: Database, token: str, property_id: str) -> None:
    """Raises `Refused` where the token is good no more, or the property is not theirs to see."""
    try:
        scope = await authenticator(socket).staff_by(token, "analytics", reads=True)
        await database.read(properties.get, scope, property_id)
    except Unauthorized as error:
        raise Refused(CLOSE_TOKEN, error.message) from error
    except Forbidden as error:
        raise Refused(CLOSE_FORBIDDEN, error.message) from error
    except NotFound as error:
        raise Refused(CLOSE_UNKNOWN, "there is no such property") from error


async def _send(socket: Socket, board: Board) -> None:
    await board.after(0)
    shown, version, seq = board.live, board.version, 1
    if shown is None:
        raise Refused(CLOSE_UNKNOWN, "there is no such property")
    await _put(socket, snapshot(seq, shown))
    while True:
        await asyncio.sleep(PAUSE)
        await board.after(version)
        now, version = board.live, board.version
        if now is None:
            raise Refused(CLOSE_UNKNOWN, "there is no such property any more")
        frame = delta(seq + 1, shown, now)
        if frame is not None:
            seq += 1
            await _put(socket, frame)
        shown = now


async def _watch(admit: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(STILL_LIVE_SECONDS)
        await admit()


async def _until_left(socket: Socket) -> None:
    """What they send after the hello means nothing."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _put(socket: Socket, frame: dict[str, Any]) -> None:
    try:
        await socket.send_text(msgspec.json.encode(frame).decode())
    except RuntimeError as error:
        log.debug("live.already_gone", error=str(error))
        raise WebSocketDisconnect(detail="gone") from error
