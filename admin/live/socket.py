"""A manager's notifications over a WebSocket: who may connect, what they may say, and how it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Annotated

from litestar import websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import PathParameter

from admin.api.dependencies import ClockDep, DatabaseDep, DoorDep, TokensDep
from admin.live import frames
from admin.live.feed import Feed
from leasing.clock import Clock
from leasing.database import Database
from leasing.errors import DomiqError, Forbidden, NotFound, Unauthorized
from leasing.security import Tokens
from leasing.services import notifications
from leasing.tenancy import StaffScope
from web.guards import Authenticator, admitted, authenticator
from web.sockets import (
    CLOSE_BAD,
    CLOSE_FORBIDDEN,
    CLOSE_LATE,
    CLOSE_SLOW,
    CLOSE_TOKEN,
    CLOSE_UNKNOWN,
    Refused,
    Session,
    Socket,
    first_to_end,
    receive_text,
)

HELLO_SECONDS = 5.0
CHECK_SECONDS = 10.0
"""after which a session is looked at again, and the inbox for what the bus lost"""
SEND_SECONDS = 20.0
"""that one frame may take to leave"""
MOST_BAD_FRAMES = 20
ASK_BEFORE = timedelta(minutes=2)
"""before a token runs out a new one is asked for"""


@websocket("/api/v1/ws/notifications/{manager_id:str}", name="notifications_socket", opt={"resource": "notifications"})
async def notifications_socket(
    socket: Socket,
    manager_id: Annotated[str, PathParameter()],
    database: DatabaseDep,
    tokens: TokensDep,
    clock: ClockDep,
    door: DoorDep,
) -> None:
    await door.serve(socket, _Session(socket, manager_id, database, tokens, authenticator(socket), clock))


class _Session(Session):
    def __init__(
        self,
        socket: Socket,
        manager_id: str,
        database: Database,
        tokens: Tokens,
        staff: Authenticator,
        clock: Clock,
    ) -> None:
        self._socket = socket
        self._manager_id = manager_id
        self._db = database
        self._tokens = tokens
        self._staff = staff
        self._clock = clock
        self._token = ""
        self._asked = False
        self._feed: Feed | None = None

    async def run(self) -> None:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                hello = await self._hello()
        except TimeoutError as error:
            raise Refused(CLOSE_LATE, "no hello in time") from error
        scope = await self._identified(hello.token)
        self._token = hello.token
        feed = self._feed = Feed(self._db, self._manager_id, self._send, scope)
        try:
            await feed.begin(hello.after)
        except NotFound as error:
            raise Refused(CLOSE_UNKNOWN, "There is no such manager.") from error
        except Forbidden as error:
            raise Refused(CLOSE_FORBIDDEN, error.message) from error
        await first_to_end(feed.run(), self._listen(feed), self._watch(feed))

    async def _hello(self) -> frames.Hello:
        text = await receive_text(self._socket)
        if text is None:
            raise Refused(CLOSE_BAD, "the first frame must be text")
        try:
            return frames.read_hello(text)
        except ValueError as error:
            raise Refused(CLOSE_BAD, "the first frame must be a hello with a token") from error

    async def _identified(self, token: str) -> StaffScope:
        try:
            return await self._staff.staff_by(token, "notifications", reads=True)
        except Forbidden as error:
            raise Refused(CLOSE_FORBIDDEN, error.message) from error
        except (Unauthorized, UnicodeEncodeError) as error:
            reason = error.message if isinstance(error, Unauthorized) else "This token is not valid here."
            raise Refused(CLOSE_TOKEN, reason) from error

    async def _listen(self, feed: Feed) -> None:
        bad = 0
        while True:
            text = await receive_text(self._socket)
            try:
                frame = frames.read(text or "")
            except ValueError:
                bad += 1
                if bad >= MOST_BAD_FRAMES:
                    raise Refused(CLOSE_BAD, "too many bad frames") from None
                await self._send(frames.error("BAD_FRAME", "This is no frame that is known here."))
                continue
            bad = 0
            await self._take(feed, frame)

    async def _take(self, feed: Feed, frame: frames.ClientFrame) -> None:
        try:
            changed = await self._done(feed, frame)
        except DomiqError as error:
            await self._send(frames.error(error.code, error.message, frame.client_id))
        else:
            await self._send(frames.ack(frame.client_id, changed))

    async def _done(self, feed: Feed, frame: frames.ClientFrame) -> int:
        if isinstance(frame, frames.Token):
            scope = await self._staff.staff_by(frame.token, "notifications", reads=True)
            if (scope.user_id, scope.company_id) != (feed.scope.user_id, feed.scope.company_id):
                raise Unauthorized("This token is another person's.", code="INVALID_TOKEN")
            self._token, self._asked, feed.scope = frame.token, False, scope
            return 0
        scope = admitted(feed.scope, "notifications", reads=False)
        responded = isinstance(frame, frames.Responded)
        return await self._db.write(notifications.mark, scope, self._manager_id, frame.ids, responded=responded)

    async def _watch(self, feed: Feed) -> None:
        """Every few seconds: whether the person may still listen, and whether something was lost."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            feed.scope = await self._identified(self._token)
            expires = self._tokens.staff_expires(self._token)
            if not self._asked and expires - self._clock.now() <= ASK_BEFORE:
                self._asked = True
                await self._send(frames.token(expires))
            await self._send(frames.heartbeat())
            feed.look()

    async def _send(self, frame: bytes) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._socket.send_text(frame.decode())
        except TimeoutError as error:
            raise Refused(CLOSE_SLOW, "too much is left unread; connect again") from error
        except (RuntimeError, OSError) as error:
            # The other side closed while this was on its way; uvicorn says so by an OSError.
            raise WebSocketDisconnect(detail="disconnected", code=1006) from error

    def end(self) -> None:
        if self._feed is not None:
            self._feed.close()
