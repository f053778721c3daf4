"""The outbox's handler that mails notifications to the team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leasing.database import Database
from leasing.outbox import Handler
from leasing.services import notice_deliveries


class Notifier:
    """`send` is the outbox's handler of `mail`, and has to be idempotent by the key."""

    def __init__(self, database: Database, public_url: str, send: Handler) -> None:
        self._db = database
        self._public_url = public_url
        self._send = send

    async def mail(self, key: str, payload: Mapping[str, Any]) -> None:
        """Mail what is due for a manager. A second attempt sends the same mail under the same key."""
        due = datetime.fromisoformat(payload["due_at"])
        taken = await self._db.write(notice_deliveries.collect, key, payload["manager_id"], due)
        if not taken:
            return
        await self._send(key, await self._db.read(notice_deliveries.compose, taken, self._public_url))
        await self._db.write(notice_deliveries.sent, taken)
