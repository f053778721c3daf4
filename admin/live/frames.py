"""The frames of the notifications' socket, as docs/notifications.md describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

LARGEST_LIST = 500
"""ids that one frame may name"""

Id = Annotated[str, Meta(max_length=36, pattern=r"^[0-9A-Za-z-]+\Z")]
ClientId = Annotated[str, Meta(min_length=1, max_length=64)]


class Hello(Struct, tag_field="type", tag="hello"):
    """`after` is the last `seq` that the client holds; without it only what is new from now on is told."""

    token: Annotated[str, Meta(max_length=4096)]
    after: Annotated[int, Meta(ge=0, le=2**31)] | None = None


class Read(Struct, tag_field="type", tag="read"):
    """Without `ids` all that are unread."""

    client_id: ClientId | None = None
    ids: Annotated[list[Id], Meta(max_length=LARGEST_LIST)] | None = None


class Responded(Struct, tag_field="type", tag="responded"):
    ids: Annotated[list[Id], Meta(min_length=1, max_length=LARGEST_LIST)]
    client_id: ClientId | None = None


class Token(Struct, tag_field="type", tag="token"):
    """A fresh access token of the same person, in the place of one that runs out."""

    token: Annotated[str, Meta(max_length=4096)]
    client_id: ClientId | None = None


ClientFrame = Read | Responded | Token

_encoder = msgspec.json.Encoder()
_hello = msgspec.json.Decoder(Hello)
_frame = msgspec.json.Decoder(ClientFrame)


def read_hello(text: str) -> Hello:
    """Raises `ValueError`."""
    return _hello.decode(text)


def read(text: str) -> ClientFrame:
    """Raises `ValueError`."""
    return _frame.decode(text)


def ready(seq: int, unread: int) -> bytes:
    """Where the inbox stands; `seq` is that of the newest notification."""
    return _encoder.encode({"type": "ready", "seq": seq, "unread": unread})


def notification(seq: int, view: msgspec.Raw | Any) -> bytes:
    return _encoder.encode({"type": "notification", "seq": seq, "notification": view})


def updated(view: msgspec.Raw) -> bytes:
    """One that was told before was read, responded to or reworded."""
    return _encoder.encode({"type": "updated", "notification": view})


def ack(client_id: str | None, changed: int) -> bytes:
    return _encoder.encode({"type": "ack", "client_id": client_id, "changed": changed})


def error(code: str, message: str, client_id: str | None = None) -> bytes:
    return _encoder.encode({"type": "error", "code": code, "message": message, "client_id": client_id})


def token(expires_at: datetime) -> bytes:
    """The client's token runs out then: a `token` frame with a new one keeps the connection."""
    return _encoder.encode({"type": "token", "expires_at": expires_at})


def heartbeat() -> bytes:
    return _encoder.encode({"type": "heartbeat"})
