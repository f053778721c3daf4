"""The outbox's handlers that bring a person's answers to visitors: into the chat, and by mail to who has left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import channel, protocol
from leasing.database import Database
from leasing.outbox import Handler
from leasing.services import answer_mail, answers


class Answers:
    """`send` is the outbox's handler of `mail`, and has to be idempotent by the key."""

    def __init__(self, database: Database, send: Handler) -> None:
        self._db = database
        self._send = send

    async def bring(self, _key: str, payload: Mapping[str, Any]) -> None:
        """Say an answer in a conversation, once, and show it to who is connected."""
        brought = await self._db.write(
            answers.bring, payload["faq_id"], payload["conversation_id"], payload["answered_by"]
        )
        if brought is not None and brought.message is not None:
            channel.publish(self._db.bus, brought.conversation_id, protocol.message(brought.message))

    async def mail(self, key: str, payload: Mapping[str, Any]) -> None:
        """Mail an answer to a visitor who is not in the chat to read it."""
        if await channel.is_connected(self._db.bus, payload["conversation_id"]):
            return
        mail = await self._db.read(answer_mail.compose, payload)
        if mail is not None:
            await self._send(key, mail)
