"""`Idempotency-Key`: a write that is sent again is answered as the first time, and done once.

Answers are kept encrypted, since some hold credentials. What is not an answer to the request itself (who are you, not
so fast, something broke) is not kept: sending it again is how the caller gets one.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from typing import Any

import msgspec
import structlog

from leasing.database import Database
from leasing.errors import Conflict, Invalid, TooLarge, Unauthorized
from leasing.security import Vault
from leasing.services import idempotency as store
from web.addresses import limit_key
from web.edge import ADDRESS, header
from web.errors import send_error
from web.guards import Authenticator

log = structlog.get_logger(__name__)

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
NOT_KEPT = frozenset({401, 403, 408, 413, 429})
MAX_KEY = 255
WAIT_SECONDS = 10.0
BODY_LIMIT = 1024 * 1024
UPLOAD_LIMIT = 11 * 1024 * 1024
_UPLOADS = re.compile(r"/(?:attachments|documents(?:/[^/]+)?|knowledge/import)/?\Z")
"""addresses that take files"""


class _ClientGoneError(Exception):
    """The client went away before its body was read."""


class Idempotency:
    def __init__(
        self,
        app: Any,
        database: Database,
        authenticator: Authenticator,
        vault: Vault,
        *,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._app = app
        self._database = database
        self._authenticator = authenticator
        self._vault = vault
        self._wait_seconds = wait_seconds

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] not in WRITES or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        key = header(scope, b"idempotency-key")
        if key is None or self._opens_a_conversation(scope):
            await self._app(scope, receive, send)
            return
        if not 1 <= len(key) <= MAX_KEY or not key.isprintable():
            message = f"Idempotency-Key must have 1 to {MAX_KEY} printable characters"
            await send_error(send, Invalid.field("Idempotency-Key", message))
            return
        try:
            owner = await self._owner(scope)
            body = await _read(receive, UPLOAD_LIMIT if _UPLOADS.search(scope["path"]) else BODY_LIMIT)
        except (Unauthorized, TooLarge) as error:
            await send_error(send, error)
            return
        except _ClientGoneError:
            return
        await self._once(scope, send, owner, key, body)

    async def _once(self, scope: Any, send: Any, owner: str, key: str, body: bytes) -> None:
        claim = await self._claim(owner, key, _fingerprint(scope, body))
        if claim.state == "mine":
            await self._work(scope, send, owner, key, body)
        elif claim.state == "done" and claim.answer is not None:
            await self._replay(send, owner, claim.answer)
        elif claim.state == "other":
            message = "This Idempotency-Key was used for another request."
            await send_error(send, Invalid(message, code="IDEMPOTENCY_CONFLICT"))
        else:
            message = "The first request with this Idempotency-Key is still worked on."
            details = {"retry_after": 1}
            await send_error(send, Conflict(message, code="IDEMPOTENCY_CONFLICT", details=details))

    def _opens_a_conversation(self, scope: Any) -> bool:
        """Such a call is repeated by its `browser_id`. By key it could give one visitor another's token, where many
        share an address."""
        opens = scope["method"] == "POST" and scope["path"].rstrip("/") == "/api/v1/conversations"
        return opens and self._authenticator.caller(scope).kind == "anonymous"

    async def _owner(self, scope: Any) -> str:
        caller = self._authenticator.caller(scope)
        if caller.kind == "staff":
            # An answer is given again only to somebody who would be let in now.
            return f"user:{(await self._authenticator.staff(scope)).user_id}"
        if caller.kind == "key":
            return f"key:{(await self._authenticator.staff(scope)).api_key_id}"
        if caller.kind == "visitor":
            return f"conversation:{caller.id}"
        return f"address:{limit_key(scope['state'][ADDRESS])}"[:100]

    async def _claim(self, owner: str, key: str, fingerprint: str) -> store.Claim:
        """The key, or what became of it; one that is running is waited for."""
        until = time.monotonic() + self._wait_seconds
        pause = 0.01
        while True:
            claim = await self._database.write(store.claim, owner, key, fingerprint)
            if claim.state != "running" or time.monotonic() >= until:
                return claim
            await asyncio.sleep(pause)
            pause = min(0.25, pause * 1.6)

    async def _work(self, scope: Any, send: Any, owner: str, key: str, body: bytes) -> None:
        """Let the request through and keep what it is answered, before the caller hears it."""
        recorder = _Recorder()
        try:
            await self._app(scope, _replayed(body), recorder)
        except BaseException:
            await self._settle(owner, key, None)
            raise
        keeps = recorder.status < 500 and recorder.status not in NOT_KEPT and recorder.is_json
        await self._settle(owner, key, recorder.packed() if keeps else None)
        await recorder.deliver(send)

    async def _settle(self, owner: str, key: str, packed: str | None) -> None:
        """Keep the answer, or free the key. What was done is done, so that a fault here must not change the answer."""
        if packed is None:
            work = self._database.write(store.abandon, owner, key)
        else:
            sealed = {"sealed": self._vault.encrypt(packed, f"idempotency:{owner}")}
            work = self._database.write(store.finish, owner, key, sealed)
        try:
            await asyncio.shield(work)
        except Exception as error:
            log.error(
                "idempotency.not_kept", effect="the same key does it again once its lease is over", exc_info=error
            )

    async def _replay(self, send: Any, owner: str, answer: dict[str, Any]) -> None:
        opened = self._vault.decrypt(answer["sealed"], f"idempotency:{owner}")
        status, content_type, body = msgspec.json.decode(opened, type=tuple[int, str, str])
        raw = [
            (b"content-type", content_type.encode("latin-1")),
            (b"content-length", str(len(body.encode())).encode()),
            (b"idempotent-replay", b"true"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body.encode(), "more_body": False})


class _Recorder:
    """Stands in for `send` and keeps the messages."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def __call__(self, message: Any) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return next((m["status"] for m in self.messages if m["type"] == "http.response.start"), 500)

    @property
    def content_type(self) -> str:
        start = next((m for m in self.messages if m["type"] == "http.response.start"), {"headers": ()})
        return next((v.decode("latin-1") for n, v in start["headers"] if n.lower() == b"content-type"), "")

    @property
    def is_json(self) -> bool:
        return self.content_type.startswith("application/json")

    def packed(self) -> str:
        body = b"".join(m.get("body", b"") for m in self.messages if m["type"] == "http.response.body")
        return msgspec.json.encode((self.status, self.content_type, body.decode())).decode()

    async def deliver(self, send: Any) -> None:
        for message in self.messages:
            await send(message)


async def _read(receive: Any, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _ClientGoneError
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise TooLarge("The body is larger than this address takes.")
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replayed(body: bytes) -> Any:
    """A `receive` that gives the body once."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


def _fingerprint(scope: Any, body: bytes) -> str:
    parts = (scope["method"].encode(), scope["path"].encode(), scope.get("query_string", b""), body)
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
