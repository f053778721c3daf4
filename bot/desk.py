"""The front desk: takes a visitor's frames, whichever way they came, and answers each as the protocol says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import jwt
import structlog

from bot import channel, protocol
from bot.dialogue import Dialogue
from bot.protocol import BadFrame, ClientFrame
from bot.tools.lead import normal_email, normal_phone
from leasing.database import Database
from leasing.errors import NotFound
from leasing.security import Tokens, Vault
from leasing.services import attachments, conversations, turns
from leasing.services.conversations import Noted, Snapshot
from leasing.services.turns import ConversationClosed
from web.limits import CHAT, Limiter

log = structlog.get_logger(__name__)

Answer = Callable[[bytes], None]
"""takes a frame that goes to the client who asked"""

IDENTITY_CLAIMS = ("first_name", "last_name", "email", "phone")


class Desk:
    def __init__(
        self, database: Database, dialogue: Dialogue, limiter: Limiter, tokens: Tokens, vault: Vault
    ) -> None:
        self._db = database
        self._tokens = tokens
        self._dialogue = dialogue
        self._limiter = limiter
        self._vault = vault

    async def take(self, conversation_id: str, raw: str | bytes, connection_id: str, answer: Answer) -> bool:
        """Handle one frame; whether it was a sound one. Every outcome is answered, none raises."""
        try:
            frame = protocol.read(raw)
        except BadFrame as bad:
            answer(protocol.error(bad.code, bad.message, client_id=bad.client_id))
            return False
        client_id = getattr(frame, "client_id", None)
        try:
            await self._handle(conversation_id, frame, connection_id, answer)
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
        return True

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

    async def _handle(self, conversation_id: str, frame: ClientFrame, connection_id: str, answer: Answer) -> None:
        match frame:
            case protocol.ClientMessage() | protocol.Choice():
                await self._message(conversation_id, frame, connection_id, answer)
            case protocol.Typing():
                pass  # Nobody watches a visitor type until a person has joined the conversation.
            case protocol.Stop():
                self._dialogue.interrupt(conversation_id, frame.message_id)
            case protocol.Feedback():
                data = {"value": frame.value}
                await self._note(conversation_id, frame, "feedback", answer, data=data, message_id=frame.message_id)
            case protocol.WidgetEvent():
                await self._note(conversation_id, frame, "event", answer, name=frame.name)
            case protocol.Handoff():
                await self._note(conversation_id, frame, "handoff", answer)
            case protocol.ContactForm():
                await self._note(conversation_id, frame, "contact", answer, data=_contact(frame))
            case protocol.Identify():
                await self._identify(conversation_id, frame, answer)
            case protocol.End():
                await self._note(conversation_id, frame, "end", answer)
                self._dialogue.interrupt(conversation_id)

    async def _message(
        self,
        conversation_id: str,
        frame: protocol.ClientMessage | protocol.Choice,
        connection_id: str,
        answer: Answer,
    ) -> None:
        decision = await self._limiter.take(CHAT, conversation_id)
        if not decision.allowed:
            known = await self._db.read(turns.already, conversation_id, frame.client_id)
            if known is not None:
                answer(protocol.ack(frame.client_id, known.message_id, known.seq))
                return
            text = f"That was too fast; send it again in {decision.retry_after} s."
            answer(
                protocol.error(
                    "RATE_LIMITED",
                    text,
                    client_id=frame.client_id,
                    retryable=True,
                    retry_after=decision.retry_after,
                )
            )
            return
        extras: dict[str, Any] = {}
        if frame.attachment_ids:
            extras["attachments"] = await self._db.read(attachments.shown, conversation_id, frame.attachment_ids)
        if isinstance(frame, protocol.Choice):
            extras["choice"] = frame.value
        text = frame.text if isinstance(frame, protocol.ClientMessage) else frame.label or frame.value
        accepted = await self._db.write(
            turns.accept,
            conversation_id,
            client_id=frame.client_id,
            text=text,
            owner=self._dialogue.owner,
            extras=extras,
        )
        answer(protocol.ack(frame.client_id, accepted.message_id, accepted.seq))
        if accepted.message is not None:
            told = protocol.message(self._linked(accepted.message))
            channel.publish(self._db.bus, conversation_id, told, but=connection_id)
        if accepted.work is not None:
            self._dialogue.begin(accepted.work)

    async def _note(self, conversation_id: str, frame: Any, type_: str, answer: Answer, **what: Any) -> None:
        noted = await self._db.write(
            conversations.note, conversation_id, client_id=frame.client_id, type_=type_, **what
        )
        answer(protocol.ack(frame.client_id, noted.accepted.message_id, noted.accepted.seq))
        self._tell_mode(conversation_id, noted)

    def _tell_mode(self, conversation_id: str, noted: Noted) -> None:
        if noted.changed_mode is not None:
            channel.publish(self._db.bus, conversation_id, protocol.mode(noted.changed_mode, noted.expected_at))

    async def _identify(self, conversation_id: str, frame: protocol.Identify, answer: Answer) -> None:
        """Take what the community's own site signed about its visitor."""
        property_id, sealed = await self._db.read(conversations.identity_secret, conversation_id)
        if sealed is None:
            raise BadFrame("BAD_FRAME", "This community has set no secret to identify visitors with.")
        secret = self._vault.decrypt(sealed, f"property:{property_id}:identity_secret")
        try:
            claims = jwt.decode(frame.token, secret, algorithms=["HS256"], options={"require": ["exp"]})
        except jwt.PyJWTError as error:
            raise BadFrame("BAD_FRAME", "The identity is not signed by this community, or has expired.") from error
        found = {name: str(claims[name])[:254] for name in IDENTITY_CLAIMS if claims.get(name)}
        client_id = frame.client_id or f"identify:{conversation_id[:36]}"
        noted = await self._db.write(
            conversations.note, conversation_id, client_id=client_id, type_="contact", data=_normal(found)
        )
        if frame.client_id is not None:
            answer(protocol.ack(frame.client_id, None, noted.accepted.seq))


def _contact(frame: protocol.ContactForm) -> dict[str, Any]:
    given = {name: getattr(frame, name) for name in IDENTITY_CLAIMS if getattr(frame, name)}
    data = _normal(given)
    data["consents"] = [
        {"channel": consent.channel, "granted": consent.granted, "wording": consent.wording}
        for consent in frame.consents
    ]
    return data


def _normal(given: dict[str, str]) -> dict[str, Any]:
    """Email and phone in the form in which they are kept. Raises `BadFrame` that says what is wrong."""
    found: dict[str, Any] = dict(given)
    for name, read in (("email", normal_email), ("phone", normal_phone)):
        if name in found:
            normal = read(found[name])
            if normal is None:
                raise BadFrame("BAD_FRAME", f"{found[name][:80]} is not a complete {name}; correct it and send it again.")
            found[name] = normal
    return found


