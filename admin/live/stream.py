"""What happens in a company, as server-sent events, from where a reader stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get
from litestar.params import HeaderParameter
from litestar.response import ServerSentEvent, ServerSentEventMessage
from msgspec import Struct

from admin.api.dependencies import DatabaseDep, SocketsDep, StaffDep, StreamsDep
from leasing.database import Database
from leasing.errors import Forbidden, RateLimited, Unauthorized
from leasing.services import event_stream
from leasing.services.event_stream import Batch, Place
from leasing.tenancy import StaffScope
from web.addresses import limit_key
from web.edge import ADDRESS
from web.envelope import Envelope, ok
from web.guards import Authenticator, admitted, authenticator
from web.guards import staff as staff_guard
from web.sockets import OpenSockets, OpenStreams

HEARTBEAT_SECONDS = 15.0
"""of silence, after which a comment keeps proxies from closing the stream; as often the session is looked at again"""
HELD_SECONDS = 0.02
"""until what another transaction holds back is looked for again"""
STREAM_RETRY = 5
"""seconds after which to ask again for a stream that was one too many"""


class StreamStatus(Struct, frozen=True):
    """`open_streams` are the company's in this process; `last_event_id` is the place of who begins now."""

    open_streams: int
    last_event_id: str
    events: list[str]
    heartbeat_seconds: float = HEARTBEAT_SECONDS


class StreamController(Controller):
    path = "/api/v1/sse"
    tags = ("notifications",)
    guards = (staff_guard,)
    opt = {"resource": "notifications"}

    @get("/stream", operation_id="StreamEvents")
    async def stream(
        self,
        *,
        request: Request[Any, Any, Any],
        staff: StaffDep,
        database: DatabaseDep,
        sockets: SocketsDep,
        streams: StreamsDep,
        last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID", max_length=100)] = None,
    ) -> ServerSentEvent:
        """`ready` first, then what happens, by name. With `Last-Event-ID` nothing that came after it is left out."""
        address = limit_key(request.scope["state"][ADDRESS])
        if sockets.full(address):
            raise RateLimited("Too many connections are open; close one.", retry_after=STREAM_RETRY)
        place = event_stream.place_of(last_event_id) if last_event_id else None
        reader = _Reader(database, authenticator(request), request.scope, staff)
        return ServerSentEvent(_held(sockets, address, streams, staff, reader.events(place)))

    @get("/status", operation_id="GetStreamStatus")
    async def status(self, *, staff: StaffDep, database: DatabaseDep, streams: StreamsDep) -> Envelope[StreamStatus]:
        place = await database.read(event_stream.newest, staff)
        return ok(StreamStatus(streams.of(staff.company_id), str(place), sorted(event_stream.NAMES)))


async def _held(
    sockets: OpenSockets,
    address: str,
    streams: OpenStreams,
    staff: StaffScope,
    events: AsyncGenerator[ServerSentEventMessage],
) -> AsyncGenerator[ServerSentEventMessage]:
    """The events, counted as a socket while somebody reads them."""
    with sockets.hold(address), streams.hold(staff.company_id):
        try:
            async for event in events:
                yield event
        finally:
            await events.aclose()


class _Reader:
    """Reads on from SQL whenever the bus says that something happened: nothing waits in memory for a slow reader."""

    def __init__(self, database: Database, staff: Authenticator, connection: Any, scope: StaffScope) -> None:
        self._db = database
        self._staff = staff
        self._connection = connection
        self._scope = scope
        self._wake = asyncio.Event()
        self._mine = scope.company_id.encode()

    def _hear(self, message: bytes) -> None:
        if self._mine in message:
            self._wake.set()

    async def events(self, place: Place | None) -> AsyncGenerator[ServerSentEventMessage]:
        unsubscribe = self._db.bus.subscribe("events", self._hear)
        try:
            place, is_reset = await self._begin(place)
            yield _message("reset" if is_reset else "ready", {"type": "reset" if is_reset else "ready"}, place)
            checked = time.monotonic()
            while True:
                self._wake.clear()
                batch = await self._db.read(event_stream.after, self._scope, place)
                for at, event in batch.events:
                    yield _message(event.type, event, at)
                place = batch.place
                silent = not batch.full and not await self._waited(batch)
                # Where there is always something to tell, too: the session may have ended meanwhile.
                if silent or time.monotonic() - checked >= HEARTBEAT_SECONDS:
                    try:
                        again = await self._staff.staff_again(self._connection)
                        self._scope = admitted(again, "notifications", reads=True)
                    except (Unauthorized, Forbidden):
                        return
                    checked = time.monotonic()
                if silent:
                    yield ServerSentEventMessage(comment="still here")
        finally:
            unsubscribe()

    async def _begin(self, place: Place | None) -> tuple[Place, bool]:
        """Where to read on from, and whether that is elsewhere than was asked for: the id is of a later state of the
        database than there is now, and the reader has to load everything anew."""
        if place is None:
            return await self._db.read(event_stream.newest, self._scope), False
        if await self._db.read(event_stream.is_ahead, self._scope, place):
            return await self._db.read(event_stream.newest, self._scope), True
        return place, False

    async def _waited(self, batch: Batch) -> bool:
        """Wait for something to happen; False where it was silent for long."""
        if batch.held:
            await asyncio.sleep(HELD_SECONDS)
            return True
        try:
            await asyncio.wait_for(self._wake.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return False
        return True


def _message(name: str, data: Any, place: Place) -> ServerSentEventMessage:
    return ServerSentEventMessage(data=msgspec.json.encode(data).decode(), event=name, id=str(place))
