"""Sockets and streams of events: how many are held open in this process, who may open one more, and how they end."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import Any, Literal

import structlog
from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from web.addresses import limit_key
from web.edge import ADDRESS
from web.limits import Limiter, connect_rule

log = structlog.get_logger(__name__)

Full = Literal["address", "process"]
Socket = WebSocket[Any, Any, Any]

CLOSE_BAD = 4400
CLOSE_TOKEN = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_UNKNOWN = 4404
CLOSE_LATE = 4408
CLOSE_REPLACED = 4409
CLOSE_FAST = 4429
CLOSE_RESTART = 1012
CLOSE_SLOW = CLOSE_RESTART
"""who leaves too much unread is to come back and resume, as after a restart"""


LONGEST_REASON = 123


class Refused(Exception):
    """A connection that may not be; `code` is the close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class OpenStreams:
    """How many streams of events each company's staff have open in this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def of(self, company_id: str) -> int:
        return self._open[company_id]

    @contextmanager
    def hold(self, company_id: str) -> Generator[None]:
        """Count one as open until the block ends."""
        self._open[company_id] += 1
        try:
            yield
        finally:
            self._open[company_id] -= 1
            if not self._open[company_id]:
                del self._open[company_id]


class OpenSockets:
    """Counts what is open. Each one costs memory and a file of the system, whether it says something or not; an address
    here is a `limit_key`."""

    def __init__(self, *, most: int, most_per_address: int, enabled: bool = True) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._enabled = enabled
        self._held: Counter[str] = Counter()
        self._open = 0

    @property
    def open(self) -> int:
        return self._open

    @property
    def addresses(self) -> int:
        """How many addresses hold one."""
        return len(self._held)

    def full(self, address: str) -> Full | None:
        """What has no room for one more; None where it may be held."""
        if not self._enabled:
            return None
        if self._held[address] >= self._most_per_address:
            return "address"
        return "process" if self._open >= self._most else None

    @contextmanager
    def hold(self, address: str) -> Generator[None]:
        """Count one as open until the block ends."""
        self._held[address] += 1
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            self._held[address] -= 1
            if not self._held[address]:
                del self._held[address]


class Session(ABC):
    """What happens over one socket."""

    @abstractmethod
    async def run(self) -> None:
        """Speak until the other side leaves (`WebSocketDisconnect`) or may not go on (`Refused`)."""

    async def say_farewell(self) -> None:
        """What is to happen before the close of who is refused."""
        return

    def end(self) -> None:
        """Let go of what it held; called once, however it ended."""
        return


class Door:
    """How every socket comes in, and how it ends."""

    def __init__(self, sockets: OpenSockets, limiter: Limiter, connects_per_minute: int) -> None:
        self._sockets = sockets
        self._limiter = limiter
        self._rule = connect_rule(connects_per_minute)

    async def serve(self, socket: Socket, session: Session) -> None:
        # A close code reaches a browser only over a socket that was accepted.
        await socket.accept()
        address = limit_key(socket.scope["state"][ADDRESS])
        try:
            await self._admit(address)
            with self._sockets.hold(address):
                await self._run(socket, session)
        except Refused as refused:
            await close(socket, refused.code, refused.reason)
        except WebSocketDisconnect:
            log.debug("socket.left", path=socket.url.path)  # They come back and resume.
        except Exception:
            log.exception("socket.failed", path=socket.url.path)
            await close(socket, CLOSE_RESTART, "something went wrong here; connect again")

    async def _run(self, socket: Socket, session: Session) -> None:
        try:
            await session.run()
        except Refused as refused:
            await session.say_farewell()
            await close(socket, refused.code, refused.reason)
        finally:
            session.end()

    async def _admit(self, address: str) -> None:
        """Raises `Refused` where one more socket is one too many."""
        decision = await self._limiter.take(self._rule, address)
        if not decision.allowed:
            wait = f"try again in {decision.retry_after} seconds"
            raise Refused(CLOSE_FAST, f"too many connections in a short time; {wait}")
        match self._sockets.full(address):
            case "address":
                raise Refused(CLOSE_FAST, "too many connections of this address are open; close one")
            case "process":
                log.warning("socket.process_full", open=self._sockets.open, effect="newcomers are sent away")
                raise Refused(CLOSE_RESTART, "this server is full; connect again")
            case None:
                pass


async def receive_text(socket: Socket) -> str | None:
    """The next text frame; None for a binary one. Raises `WebSocketDisconnect`."""
    event = await socket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(detail="disconnected", code=event.get("code", 1005))
    return event.get("text") if event["type"] == "websocket.receive" else None


async def close(socket: Socket, code: int, reason: str) -> None:
    """Close a socket that may be gone already. A reason has at most 123 bytes (RFC 6455, 5.5)."""
    try:
        await socket.close(code=code, reason=reason.encode()[:LONGEST_REASON].decode(errors="ignore"))
    except (RuntimeError, WebSocketDisconnect) as error:
        log.debug("socket.already_gone", code=code, error=str(error))


async def first_to_end(*work: Coroutine[Any, Any, None]) -> None:
    """Run until the first of several ends, and end as it did."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
