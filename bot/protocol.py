"""The frames of chat protocol v1, as docs/protocol.md describes them.

A client's frame is read in two steps: its head says of what type it is and which `client_id` an answer must name, so
that even a frame with a bad body is answered by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from leasing.services.conversations import Snapshot

LONGEST_TEXT = 4000
"""characters of a message"""
LARGEST_FRAME = 64 * 1024
"""bytes of a frame"""

CLOSE_BAD = 4400
CLOSE_TOKEN = 4401
CLOSE_ORIGIN = 4403
CLOSE_UNKNOWN = 4404
CLOSE_LATE = 4408
CLOSE_REPLACED = 4409
CLOSE_FAST = 4429
CLOSE_RESTART = 1012
CLOSE_SLOW = CLOSE_RESTART
"""who leaves too much unread is to come back and resume, as after a restart"""

# `\Z` and not `$`, which lets a line break follow.
ClientId = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+\Z")]
RecordId = Annotated[str, Meta(max_length=36, pattern=r"^[0-9A-Za-z-]*\Z")]
RecordIds = Annotated[list[RecordId], Meta(max_length=10)]
ShortText = Annotated[str, Meta(max_length=500)]


class Head(Struct):
    type: Any = None
    client_id: Any = None


class Hello(Struct):
    token: Annotated[str, Meta(max_length=4096)]
    after: Annotated[int, Meta(ge=0, le=2**31)] = 0
    tab_id: Annotated[str, Meta(max_length=64)] | None = None


class ClientMessage(Struct):
    client_id: ClientId
    text: str
    attachment_ids: RecordIds = []


class Choice(Struct):
    client_id: ClientId
    value: ShortText
    label: ShortText = ""
    attachment_ids: RecordIds = []


class Typing(Struct):
    on: bool


class Feedback(Struct):
    client_id: ClientId
    message_id: RecordId
    value: Annotated[str, Meta(pattern=r"^(up|down)\Z")]


class WidgetEvent(Struct):
    client_id: ClientId
    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,59}\Z")]


class Stop(Struct):
    message_id: RecordId


class Handoff(Struct):
    client_id: ClientId


class ConsentGiven(Struct):
    channel: Annotated[str, Meta(pattern=r"^(email|sms|phone)\Z")]
    granted: bool
    wording: Annotated[str, Meta(min_length=1, max_length=2000)]


class ContactForm(Struct):
    client_id: ClientId
    first_name: Annotated[str, Meta(max_length=100)] | None = None
    last_name: Annotated[str, Meta(max_length=100)] | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    consents: Annotated[list[ConsentGiven], Meta(max_length=10)] = []


class Identify(Struct):
    token: Annotated[str, Meta(max_length=8192)]
    client_id: ClientId | None = None


class End(Struct):
    client_id: ClientId


ClientFrame = ClientMessage | Choice | Typing | Feedback | WidgetEvent | Stop | Handoff | ContactForm | Identify | End

FRAMES: dict[str, type[ClientFrame]] = {
    "message": ClientMessage,
    "choice": Choice,
    "typing": Typing,
    "feedback": Feedback,
    "event": WidgetEvent,
    "stop": Stop,
    "handoff": Handoff,
    "contact": ContactForm,
    "identify": Identify,
    "end": End,
}

_head = msgspec.json.Decoder(Head)
_hello = msgspec.json.Decoder(Hello)
_bodies = {name: msgspec.json.Decoder(frame) for name, frame in FRAMES.items()}
_encode = msgspec.json.Encoder().encode

# What no screen shows and some databases refuse: control characters other than tab and line break.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)


class BadFrame(Exception):
    """A frame that cannot be taken; `code` is one of the protocol's."""

    def __init__(self, code: str, message: str, client_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.client_id = client_id


def read_hello(raw: str | bytes) -> Hello:
    """Raises `BadFrame`."""
    try:
        if _head.decode(raw).type != "hello":
            raise BadFrame("BAD_FRAME", "The first frame must be hello.")
        return _hello.decode(raw)
    except _UNREADABLE as error:
        raise BadFrame("BAD_FRAME", f"The first frame must be hello with a token: {error}") from error


def read(raw: str | bytes) -> ClientFrame:
    """A client's frame. Raises `BadFrame`."""
    try:
        return _read(raw)
    except BadFrame:
        mended = _mended(raw)
        if mended is None:
            raise
        return _read(mended)


def _read(raw: str | bytes) -> ClientFrame:
    try:
        head = _head.decode(raw)
    except _UNREADABLE as error:
        raise BadFrame("BAD_FRAME", f"A frame must be a JSON object with a type: {error}") from error
    client_id = head.client_id if isinstance(head.client_id, str) and len(head.client_id) <= 64 else None
    if not isinstance(head.type, str):
        raise BadFrame("BAD_FRAME", "A frame must have a type.", client_id)
    body = _bodies.get(head.type)
    if body is None:
        raise BadFrame("UNKNOWN_TYPE", f"There is no frame of type {head.type[:40]!r}.", client_id)
    try:
        frame = body.decode(raw)
    except _UNREADABLE as error:
        raise BadFrame("BAD_FRAME", str(error), client_id) from error
    return _cleaned(frame, client_id)


def _mended(raw: str | bytes) -> str | None:
    """The frame with halves of characters replaced, None where it has none: browsers send such where a text was cut
    within an emoji, and what its writer cannot see must not keep it from being said."""
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        if _HALF_CHARACTER.search(text) is None:
            return None
        whole = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def printable(text: str) -> str:
    """The text without what no screen shows."""
    return _UNPRINTABLE.sub("", text)


def _cleaned(frame: ClientFrame, client_id: str | None) -> ClientFrame:
    if isinstance(frame, ClientMessage):
        if len(frame.text) > LONGEST_TEXT:
            raise BadFrame("TOO_LONG", f"A message has at most {LONGEST_TEXT:,} characters.", client_id)
        frame.text = printable(frame.text)
        if not frame.text.strip() and not frame.attachment_ids:
            raise BadFrame("BAD_FRAME", "A message must have text.", client_id)
    elif isinstance(frame, Choice):
        frame.value = printable(frame.value)
        frame.label = printable(frame.label)
        if not frame.value.strip():
            raise BadFrame("BAD_FRAME", "A choice must have a value.", client_id)
    elif isinstance(frame, ContactForm):
        for name in ("first_name", "last_name", "email", "phone"):
            value = getattr(frame, name)
            setattr(frame, name, printable(value).strip() or None if value else None)
        for consent in frame.consents:
            consent.wording = printable(consent.wording)
    return frame


def ready(at: Snapshot) -> bytes:
    frame: dict[str, Any] = {"type": "ready", "seq": at.last_seq, "mode": at.mode, "messages": list(at.messages)}
    if at.expected_at:
        frame["expected_at"] = at.expected_at
    if at.agent:
        frame["agent"] = dict(at.agent)
    return _encode(frame)


def ack(client_id: str, message_id: str | None, seq: int) -> bytes:
    return _encode({"type": "ack", "client_id": client_id, "message_id": message_id or None, "seq": seq})


def typing(author: str, on: bool) -> bytes:
    return _encode({"type": "typing", "author": author, "on": on})


def delta(message_id: str, text: str, at: int) -> bytes:
    """`at` is how many characters of the reply came before; a client that resumes may check it."""
    return _encode({"type": "delta", "message_id": message_id, "text": text, "at": at})


def message(stored: Mapping[str, Any]) -> bytes:
    return _encode({"type": "message", "message": stored})


def mode(value: str, expected_at: str | None = None, agent: Mapping[str, Any] | None = None) -> bytes:
    frame: dict[str, Any] = {"type": "mode", "mode": value}
    if expected_at:
        frame["expected_at"] = expected_at
    if agent:
        frame["agent"] = dict(agent)
    return _encode(frame)


def error(
    code: str,
    text: str,
    *,
    client_id: str | None = None,
    retryable: bool = False,
    retry_after: int | None = None,
) -> bytes:
    frame: dict[str, Any] = {"type": "error", "code": code, "message": text, "retryable": retryable}
    if client_id is not None:
        frame["client_id"] = client_id
    if retry_after is not None:
        frame["retry_after"] = retry_after
    return _encode(frame)


class SeenMessage(Struct):
    id: str
    seq: int


class Seen(Struct):
    """What a relay must know of a server frame that it did not make."""

    type: str
    message_id: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    at: int | UnsetType = UNSET
    message: SeenMessage | str | UnsetType = UNSET
    """a stored message, or the words of an error"""


seen = msgspec.json.Decoder(Seen).decode


def note(stored: Mapping[str, Any]) -> bytes:
    """An internal note; goes to staff only."""
    return _encode({"type": "note", "note": stored})
