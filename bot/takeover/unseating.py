"""The outbox's handler that gives a conversation back to the bot whose person may speak no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.takeover.telling import tell
from leasing.database import Database
from leasing.services import unseating


class Unseating:
    def __init__(self, database: Database) -> None:
        self._db = database

    async def unseat(self, _key: str, payload: Mapping[str, Any]) -> None:
        moved = await self._db.write(unseating.unseat, payload["conversation_id"], payload["user_id"])
        if moved is not None:
            tell(self._db.bus, moved)
