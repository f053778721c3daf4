"""The mail that brings what a person wrote in the chat to a visitor who has left it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import channel
from leasing.database import Database
from leasing.outbox import Handler
from leasing.services import message_mail


class ChatMail:
    """`send` of the outbox's `mail`, which has to be idempotent by the key, sends it."""

    def __init__(self, database: Database, send: Handler) -> None:
        self._db = database
        self._send = send

    async def send(self, key: str, payload: Mapping[str, Any]) -> None:
        """Nothing is sent to who is in the chat to read it."""
        if await channel.is_connected(self._db.bus, payload["conversation_id"]):
            return
        mail = await self._db.read(message_mail.compose, payload)
        if mail is not None:
            await self._send(key, mail)
