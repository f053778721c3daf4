"""Deleting from the disk what was erased from the database: visitors' files, mails in the local outbox, and the traces
that a database file keeps of deleted rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from leasing.database import Database
from leasing.services import erasure_records

Forget = Callable[[str], Awaitable[None]]
"""deletes the mail that was sent under a key, where one lies here"""


class FileErasure:
    """The outbox's handler of `erase_files`; what is gone already is no error."""

    def __init__(self, database: Database, attachments: Path, forget_mail: Forget) -> None:
        self._db = database
        self._attachments = attachments
        self._forget_mail = forget_mail

    async def erase(self, _key: str, payload: Mapping[str, Any]) -> None:
        await asyncio.to_thread(self._unlink, payload["attachments"])
        for mail in payload["mails"]:
            await self._forget_mail(mail)
        await self._db.wipe_deleted()
        if payload.get("erasure_id"):
            await self._db.write(erasure_records.files_are_gone, payload["erasure_id"])

    def _unlink(self, ids: Sequence[str]) -> None:
        for attachment_id in ids:
            (self._attachments / attachment_id).unlink(missing_ok=True)
