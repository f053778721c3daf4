"""The sandbox server: OpenAI's wire format over real HTTP, driven by a script.

    with run_in_thread(Script.of([{"when": {"user": "hello"}, "say": ["Hi ", "there."]}])) as sandbox:
        OpenAI(base_url=sandbox.base_url, api_key=sandbox.api_key)

A bare ASGI application, because it has to break HTTP in ways that a framework rightly prevents.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from integrations.openai.checks import MODELS, RefusedError, check_chat, check_model
from integrations.openai.script import Answer, Script, ScriptedFault, question_of, text_of
from integrations.openai.wire import Completion, Json, embeddings_body, models_body, scripted_error
from leasing.ids import new_id

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

API_KEY = "sk-sandbox"


class _ConnectionLostError(Exception):
    """Raised after the head of a response: uvicorn then cuts the connection instead of ending the response."""


@dataclass(slots=True)
class Request:
    """A request that came in, for assertions."""

    method: str
    path: str
    headers: dict[str, str]
    body: Json
    readable: bool = True
    """whether the body was JSON"""
    status: int = 0
    chunks_sent: int = 0
    left_early: bool = False
    """the client went away before the end"""


@dataclass(slots=True)
class Sandbox:
    """The ASGI application and what it has seen."""

    script: Script
    api_key: str = API_KEY
    requests: list[Request] = field(default_factory=list[Request])
    base_url: str = ""
    """where it listens, once it does; ends in /v1"""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        exchange = _Exchange(self, await _read(scope, receive), receive, send)
        self.requests.append(exchange.request)
        await exchange.serve()

    @property
    def chats(self) -> list[Request]:
        return [request for request in self.requests if request.path == "/v1/chat/completions"]


class _Exchange:
    """One request and its response."""

    def __init__(self, sandbox: Sandbox, request: Request, receive: Receive, send: Send) -> None:
        self._sandbox = sandbox
        self.request = request
        self._receive = receive
        self._send = send

    async def serve(self) -> None:
        try:
            self._check_key()
            if not self.request.readable:
                raise RefusedError("We could not parse the JSON body of your request.")
            match self.request.method, self.request.path:
                case "GET", "/v1/models":
                    await self._json(200, models_body(MODELS))
                case "POST", "/v1/chat/completions":
                    await self._chat()
                case "POST", "/v1/embeddings":
                    check_model(self.request.body)
                    await self._json(200, embeddings_body(self.request.body))
                case method, path:
                    raise RefusedError(f"Invalid URL ({method} {path})", status=404)
        except RefusedError as refused:
            await self._json(refused.status, refused.body)

    def _check_key(self) -> None:
        given = self.request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not given:
            raise RefusedError("You didn't provide an API key.", status=401)
        if given != self._sandbox.api_key:
            message = f"Incorrect API key provided: {given[:3]}****{given[-4:]}."
            raise RefusedError(message, code="invalid_api_key", status=401)

    async def _chat(self) -> None:
        body = self.request.body
        check_chat(body)
        answer = self._sandbox.script.answer(question_of(body["messages"]))
        fault = answer.fault
        if fault.stall_seconds and not fault.stall_after_chunks:
            await self._stall(fault.stall_seconds)
        if fault.status is not None:
            headers = {"retry-after": fault.retry_after} if fault.retry_after is not None else {}
            await self._json(fault.status, scripted_error(fault.status), headers)
            return
        completion = _completion(body, answer)
        if body.get("stream"):
            await self._stream(completion, bool((body.get("stream_options") or {}).get("include_usage")))
        else:
            await self._json(200, completion.whole())

    async def _stream(self, completion: Completion, include_usage: bool) -> None:
        await self._head(200, {"content-type": "text/event-stream; charset=utf-8"})
        fault = completion.answer.fault
        for number, chunk in enumerate(completion.chunks(include_usage=include_usage)):
            if fault.end_after_chunks == number:
                await self._body(b"", more=False)
                return
            await self._before_chunk(fault, number)
            await self._event(json.dumps(chunk, ensure_ascii=False, separators=(",", ":")))
        await self._event("[DONE]")
        await self._body(b"", more=False)

    async def _before_chunk(self, fault: ScriptedFault, number: int) -> None:
        """What goes wrong, or slowly, before the chunk with this number (from 0)."""
        if fault.drop_after_chunks == number:
            raise _ConnectionLostError
        if fault.stall_seconds and fault.stall_after_chunks == number and number:
            await self._stall(fault.stall_seconds)
        if fault.chunk_delay:
            await self._stall(fault.chunk_delay)
        if fault.malformed_json and number == 1:
            await self._event('{"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"ha')
        if fault.error_in_stream and number == 1:
            await self._event(json.dumps(scripted_error(500)))

    async def _stall(self, seconds: float) -> None:
        """Sleep, unless the client goes away first."""
        try:
            async with asyncio.timeout(seconds):
                while (await self._receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            return
        self.request.left_early = True
        raise _ConnectionLostError

    async def _event(self, data: str) -> None:
        await self._body(f"data: {data}\n\n".encode(), more=True)
        self.request.chunks_sent += 1

    async def _json(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        await self._head(status, {"content-type": "application/json", **(headers or {})})
        await self._body(json.dumps(body, ensure_ascii=False).encode(), more=False)

    async def _head(self, status: int, headers: dict[str, str]) -> None:
        self.request.status = status
        all_headers = {"x-request-id": f"req_{new_id()}", "openai-version": "2020-10-01", **headers}
        raw = [(name.encode(), value.encode()) for name, value in all_headers.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})

    async def _body(self, data: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": more})


async def _read(scope: Scope, receive: Receive) -> Request:
    raw = b""
    while True:
        message = await receive()
        raw += message.get("body", b"")
        if not message.get("more_body"):
            break
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    request = Request(scope["method"], scope["path"], headers, {})
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        body = None
    if isinstance(body, dict):
        request.body = body
    else:
        request.readable = False
    return request


def _completion(body: Json, answer: Answer) -> Completion:
    return Completion(
        id=f"chatcmpl-{new_id().replace('-', '')}",
        created=int(time.time()),
        model=body["model"],
        answer=answer,
        prompt_tokens=sum(len(text_of(message)) for message in body["messages"]) // 4 + 1,
    )


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals belong to the process that the sandbox is a guest of."""
        yield


@contextmanager
def run_in_thread(script: Script, *, port: int = 0) -> Generator[Sandbox]:
    """The sandbox on a free port, until the block ends."""
    sandbox = Sandbox(script)
    with socket.create_server(("127.0.0.1", port)) as listener:
        sandbox.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        # Broken connections are its business: what uvicorn says about them is noise.
        config = uvicorn.Config(sandbox, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="openai-sandbox", daemon=True)
        thread.start()
        try:
            yield sandbox
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=5)


@asynccontextmanager
async def running(script: Script, *, port: int = 0) -> AsyncGenerator[Sandbox]:
    """`run_in_thread` for asynchronous callers."""
    with run_in_thread(script, port=port) as sandbox:
        yield sandbox
