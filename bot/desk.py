"""The front desk: takes a visitor's frames, whichever way they came, and answers each as the protocol says."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum, auto
from typing import Any

import jwt
import structlog

from bot import channel, protocol
from bot.dialogue import Dialogue
from bot.protocol import BadFrame, ClientFrame
from bot.takeover.telling import tell
from leasing.database import Database
from leasing.errors import NotFound
from leasing.people import normal_email, normal_phone
from leasing.security import Tokens, Vault
from leasing.services import attachments, conversations, turns
from leasing.services.conversations import Snapshot
from leasing.services.turns import ConversationClosed
from web.limits import CHAT, MINUTE, Limiter, Rule, Window

log = structlog.get_logger(__name__)

Noting = protocol.Feedback | protocol.WidgetEvent | protocol.Handoff | protocol.ContactForm | protocol.End

Answer = Callable[[bytes], None]
"""takes a frame that goes to the client who asked"""

IDENTITY_CLAIMS = ("first_name", "last_name", "email", "phone")
IDENTITY_OPTIONS: Any = {"require": ["exp"], "verify_exp": False, "verify_nbf": False, "verify_iat": False}
"""time is judged by the Clock"""
LONGEST_NAME = 100

TYPING_SECONDS = 1.0
"""between two signs that a visitor writes"""
MOST_TYPING = 10_000
"""conversations whose last sign is remembered"""
NOTES = Rule("chat_notes", (Window(240, MINUTE),))
"""per conversation: frames that are recorded and are no messages"""


class Outcome(Enum):
    """What came of a frame, for who decides how much of it to bear."""

    TAKEN = auto()
    BAD = auto()
    TOO_FAST = auto()


class Desk:
    def __init__(self, database: Database, dialogue: Dialogue, limiter: Limiter, tokens: Tokens, vault: Vault) -> None:
        self._db = database
        self._tokens = tokens
        self._dialogue = dialogue
        self._limiter = limiter
        self._vault = vault
        self._typed: OrderedDict[str, tuple[float, bool]] = OrderedDict()

    async def take(self, conversation_id: str, raw: str | bytes, connection_id: str, answer: Answer) -> Outcome:
        """Handle one frame. Every outcome is answered, none raises."""
        try:
            frame = protocol.read(raw)
        except BadFrame as bad:
            answer(protocol.error(bad.code, bad.message, client_id=bad.client_id))
            return Outcome.BAD
        client_id = getattr(frame, "client_id", None)
        try:
            return await self._handle(conversation_id, frame, connection_id, answer)
        except ConversationClosed:
            text = "This conversation has ended; open a new one to go on."
            answer(protocol.error("CONVERSATION_CLOSED", text, client_id=client_id))
        except BadFrame as bad:
            answer(protocol.error(bad.code, bad.message, client_id=client_id))
        except NotFound as error:
            answer(protocol.error("BAD_FRAME", error.message, client_id=client_id))
        except Exception:
            log.exception("desk.failed", conversation=conversation_id, frame=type(frame).__name__)
            text = "This could not be stored just now; send it again."
            answer(protocol.error("SERVER_BUSY", text, client_id=client_id, retryable=True, retry_after=1))
        return Outcome.TAKEN

    async def snapshot(self, conversation_id: str, after: int) -> Snapshot:
        """Where a conversation stands, with links to its files that can be opened. Raises `NotFound`."""
        found = await self._db.read(conversations.snapshot, conversation_id, after)
        return replace(found, messages=tuple(self._linked(message) for message in found.messages))

    def _linked(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        files = message.get("attachments")
        return {**message, "attachments": [self.link(file) for file in files]} if files else message

    def link(self, file: Mapping[str, Any]) -> dict[str, Any]:
        """A file's entry with an address that can be opened for a while."""
        return {**file, "url": f"{file['url']}?token={self._tokens.sign_download(file['id'])}"}

    async def _handle(self, conversation_id: str, frame: ClientFrame, connection_id: str, answer: Answer) -> Outcome:
        match frame:
            case protocol.Typing():
                self._typing(conversation_id, frame.on)
            case protocol.Stop():
                self._dialogue.interrupt(conversation_id, frame.message_id)
            case protocol.ClientMessage() | protocol.Choice():
                if not await self._admits(CHAT, conversation_id, frame.client_id, answer):
                    return Outcome.TOO_FAST
                await self._message(conversation_id, frame, connection_id, answer)
            case protocol.Identify():
                client_id = frame.client_id or _identity_key(frame.token)
                if not await self._admits(NOTES, conversation_id, client_id, answer):
                    return Outcome.TOO_FAST
                await self._identify(conversation_id, frame, client_id, answer)
            case _:
                if not await self._admits(NOTES, conversation_id, frame.client_id, answer):
                    return Outcome.TOO_FAST
                await self._record(conversation_id, frame, answer)
        return Outcome.TAKEN

    def _typing(self, conversation_id: str, on: bool) -> None:
        """Show staff who watch that the visitor writes; oftener than anybody can see is dropped."""
        now = time.monotonic()
        at, was_on = self._typed.get(conversation_id, (0.0, False))
        if now - at < TYPING_SECONDS and (on or not was_on):
            return
        self._typed[conversation_id] = (now, on)
        self._typed.move_to_end(conversation_id)
        if len(self._typed) > MOST_TYPING:
            self._typed.popitem(last=False)
        self._db.bus.publish(channel.staff_topic(conversation_id), protocol.typing("visitor", on))

    async def _record(self, conversation_id: str, frame: Noting, answer: Answer) -> None:
        match frame:
            case protocol.Feedback():
                data = {"value": frame.value}
                await self._note(conversation_id, frame, "feedback", answer, data=data, message_id=frame.message_id)
            case protocol.WidgetEvent():
                await self._note(conversation_id, frame, "event", answer, name=frame.name)
            case protocol.Handoff():
                await self._note(conversation_id, frame, "handoff", answer)
            case protocol.ContactForm():
                country = await self._db.read(conversations.country, conversation_id)
                await self._note(conversation_id, frame, "contact", answer, data=_contact(frame, country))
            case protocol.End():
                await self._note(conversation_id, frame, "end", answer)
                self._dialogue.interrupt(conversation_id)

    async def _admits(self, rule: Rule, conversation_id: str, client_id: str, answer: Answer) -> bool:
        """Whether the frame is within the limit. What is not is answered here, what was stored before with its ack."""
        decision = await self._limiter.take(rule, conversation_id)
        if decision.allowed:
            return True
        known = await self._db.read(turns.already, conversation_id, client_id)
        if known is not None:
            answer(protocol.ack(client_id, known.message_id, known.seq))
            return False
        text = f"That was too fast; send it again in {decision.retry_after} s."
        answer(
            protocol.error("RATE_LIMITED", text, client_id=client_id, retryable=True, retry_after=decision.retry_after)
        )
        return False

    async def _message(
        self,
        conversation_id: str,
        frame: protocol.ClientMessage | protocol.Choice,
        connection_id: str,
        answer: Answer,
    ) -> None:
        extras: dict[str, Any] = {}
        if frame.attachment_ids:
            extras["attachments"] = await self._db.read(attachments.shown, conversation_id, frame.attachment_ids)
        if isinstance(frame, protocol.Choice):
            extras["choice"] = frame.value
        text = frame.text if isinstance(frame, protocol.ClientMessage) else frame.label or frame.value
        accepted = await self._dialogue.accept(conversation_id, client_id=frame.client_id, text=text, extras=extras)
        answer(protocol.ack(frame.client_id, accepted.message_id, accepted.seq))
        if accepted.message is not None:
            told = protocol.message(self._linked(accepted.message))
            channel.publish(self._db.bus, conversation_id, told, but=connection_id)
        if accepted.work is not None:
            self._dialogue.begin(accepted.work)
        elif accepted.heard:
            self._dialogue.hear(conversation_id, accepted.message_id)

    async def _note(self, conversation_id: str, frame: Any, type_: str, answer: Answer, **what: Any) -> None:
        noted = await self._db.write(
            conversations.note, conversation_id, client_id=frame.client_id, type_=type_, **what
        )
        answer(protocol.ack(frame.client_id, noted.accepted.message_id, noted.accepted.seq))
        if noted.moved is not None:
            tell(self._db.bus, noted.moved)

    async def _identify(self, conversation_id: str, frame: protocol.Identify, client_id: str, answer: Answer) -> None:
        """Take what the community's own site signed about its visitor."""
        property_id, sealed = await self._db.read(conversations.identity_secret, conversation_id)
        if sealed is None:
            raise BadFrame("BAD_FRAME", "This community has set no secret to identify visitors with.")
        secret = self._vault.decrypt(sealed, f"property:{property_id}:identity_secret")
        data = _normal(self._claims(frame, secret), await self._db.read(conversations.country, conversation_id))
        noted = await self._db.write(
            conversations.note, conversation_id, client_id=client_id, type_="contact", data=data
        )
        if frame.client_id is not None:
            answer(protocol.ack(frame.client_id, None, noted.accepted.seq))

    def _claims(self, frame: protocol.Identify, secret: str) -> dict[str, str]:
        """What the token says of the visitor. Raises `BadFrame`."""
        try:
            claims = jwt.decode(frame.token, secret, algorithms=["HS256"], options=IDENTITY_OPTIONS)
            now = self._db.clock.now().timestamp()
            if float(claims["exp"]) <= now or float(claims.get("nbf", 0)) > now:
                raise jwt.ExpiredSignatureError
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise BadFrame("BAD_FRAME", "The identity is not signed by this community, or has expired.") from error
        given = {name: protocol.printable(str(claims[name])).strip() for name in IDENTITY_CLAIMS if claims.get(name)}
        for name in ("first_name", "last_name"):
            if name in given:
                given[name] = given[name][:LONGEST_NAME]
        return {name: value for name, value in given.items() if value}


def _identity_key(token: str) -> str:
    """Stands for the `client_id` of an `identify` that has none: the same token is noted once."""
    return f"identify:{hashlib.sha256(token.encode()).hexdigest()[:40]}"


def _contact(frame: protocol.ContactForm, country: str) -> dict[str, Any]:
    given = {name: getattr(frame, name) for name in IDENTITY_CLAIMS if getattr(frame, name)}
    data = _normal(given, country)
    data["consents"] = [
        {"channel": consent.channel, "granted": consent.granted, "wording": consent.wording}
        for consent in frame.consents
    ]
    return data


def _normal(given: dict[str, str], country: str) -> dict[str, Any]:
    """Email and phone in the form in which they are kept. Raises `BadFrame` that says what is wrong."""
    found: dict[str, Any] = dict(given)
    for name in ("email", "phone"):
        if name in found:
            normal = normal_email(found[name]) if name == "email" else normal_phone(found[name], country)
            if normal is None:
                raise BadFrame(
                    "BAD_FRAME", f"{found[name][:80]} is not a complete {name}; correct it and send it again."
                )
            found[name] = normal
    return found
