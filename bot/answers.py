"""The outbox's handlers that bring a person's answers to visitors: into the chat, and by mail to who has left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import channel, protocol
from bot.brains.embedded.understand.language import told_by_words
from leasing.database import Database
from leasing.outbox import Handler
from leasing.services import answer_mail, answers
from leasing.services.answers import Brought


class Answers:
    """`send` is the outbox's handler of `mail`, and has to be idempotent by the key."""

    def __init__(self, database: Database, send: Handler) -> None:
        self._db = database
        self._send = send

    async def bring(self, _key: str, payload: Mapping[str, Any]) -> None:
        """Say an answer in a conversation, once, and show it to who is connected."""
        await self._show(answers.bring, payload)

    async def correct(self, _key: str, payload: Mapping[str, Any]) -> None:
        """The same for a corrected answer, in a conversation that was told the earlier one."""
        await self._show(answers.bring_correction, payload)

    async def _show(self, bring: Any, payload: Mapping[str, Any]) -> None:
        names = ("faq_id", "conversation_id", "answered_by")
        brought: Brought | None = await self._db.write(bring, *(payload[name] for name in names), told_by_words)
        if brought is not None and brought.message is not None:
            channel.publish(self._db.bus, brought.conversation_id, protocol.message(brought.message))

    async def mail(self, key: str, payload: Mapping[str, Any]) -> None:
        """Mail an answer to a visitor who is not in the chat to read it."""
        if await channel.is_connected(self._db.bus, payload["conversation_id"]):
            return
        mail = await self._db.read(answer_mail.compose, payload, told_by_words)
        if mail is not None:
            await self._send(key, mail)
