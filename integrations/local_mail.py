"""Mail where no mail service is set: each message becomes an `.eml` file (RFC 5322) in the data folder."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from leasing.outbox import Permanent


class LocalMail:
    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, key: str, payload: Mapping[str, Any]) -> None:
        """Write a message, once for each key."""
        message = compose(self._sender, key, payload)
        await asyncio.to_thread(self._write, key, message.as_bytes())

    async def forget(self, key: str) -> None:
        """Delete the message of a key, where there is one."""
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.eml"

    def _write(self, key: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(key)
        staged = path.with_suffix(".tmp")
        staged.write_bytes(content)
        staged.rename(path)


def compose(sender: str, key: str, payload: Mapping[str, Any]) -> EmailMessage:
    """A message from an outbox payload. Raises `Permanent` for headers that no mail may have."""
    message = EmailMessage()
    try:
        message["From"] = sender
        message["To"] = payload["to"]
        if payload.get("reply_to"):
            message["Reply-To"] = payload["reply_to"]
        message["Subject"] = payload["subject"]
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@domiq>"
    except (ValueError, KeyError) as error:
        raise Permanent(f"a header of the message cannot be written: {error}") from error
    message.set_content(payload["text"])
    if payload.get("html"):
        message.add_alternative(payload["html"], subtype="html")
    for part in payload.get("attachments", ()):
        media_type, *given = (one.strip() for one in part["content_type"].split(";"))
        main, _, sub = media_type.partition("/")
        params = dict(one.split("=", 1) for one in given)
        message.add_attachment(part["text"].encode(), maintype=main, subtype=sub, filename=part["name"], params=params)
    return message
