"""Two servers that stand where an OpenAI-compatible endpoint does: one passes calls on and keeps them, one replays."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from tests.scenarios.exchanges import Exchange, Json, Names, Recording, events, whole_arguments

HOP_BY_HOP = frozenset({"host", "content-length", "connection", "accept-encoding", "transfer-encoding"})


class Recorder:
    """Passes requests on to the real endpoint; keeps each with its answer, and no header of either."""

    def __init__(self, upstream: str, model: str, *, add: Mapping[str, Any] | None = None) -> None:
        self._upstream = upstream.rstrip("/")
        self._add = dict(add or {})
        self._model = model
        self.begin()

    def begin(self) -> None:
        self.recording = Recording(self._model)
        self._names = Names()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body: Json = {**json.loads(await _read(receive)), **self._add}
        headers = [(key, value) for key, value in scope["headers"] if key.decode().lower() not in HOP_BY_HOP]
        pieces: list[bytes] = []
        async with httpx.AsyncClient(timeout=120) as client:
            url = self._upstream + scope["path"].removeprefix("/v1")
            async with client.stream("POST", url, headers=headers, json=body) as answer:
                kind = answer.headers.get("content-type", "application/json")
                await _head(send, answer.status_code, kind)
                async for piece in answer.aiter_bytes():
                    pieces.append(piece)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        # Kept before the last byte is out: who has the whole answer finds it kept.
        self._keep(body, answer.status_code, kind, b"".join(pieces).decode())
        await send({"type": "http.response.body", "body": b""})

    def _keep(self, request: Json, status: int, kind: str, body: str) -> None:
        hidden = json.loads(self._names.hide(json.dumps(request, ensure_ascii=False)))
        self.recording.exchanges.append(Exchange(hidden, status, kind, self._names.hide(whole_arguments(body))))


class Replayer:
    """Answers as it was recorded, in order. A talk that takes another way is noted in `strays` and answered by 500."""

    def __init__(self) -> None:
        self.begin(Recording(""))

    def begin(self, recording: Recording) -> None:
        self._left = list(recording.exchanges)
        self._names = Names()
        self.strays: list[str] = []

    @property
    def left(self) -> int:
        return len(self._left)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asked = Exchange(json.loads(self._names.hide((await _read(receive)).decode())), 0, "", "")
        exchange = self._left.pop(0) if self._left else None
        if exchange is None or exchange.talk != asked.talk:
            self.strays.append(
                f"asked {asked.talk[-1:]}, recorded {exchange.talk[-1:] if exchange else 'nothing more'}"
            )
            await _head(send, 500, "application/json")
            await send({"type": "http.response.body", "body": b'{"error": {"message": "not recorded"}}'})
            return
        await _head(send, exchange.status, exchange.content_type)
        for event in events(self._names.show(exchange.body)):
            await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def served(application: Any) -> Iterator[str]:
    """An ASGI application on a free port of this machine; its address ends in /v1."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(application, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=5)


async def _read(receive: Any) -> bytes:
    raw = b""
    while True:
        message = await receive()
        raw += message.get("body", b"")
        if not message.get("more_body"):
            return raw


async def _head(send: Any, status: int, kind: str) -> None:
    headers = [(b"content-type", kind.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
