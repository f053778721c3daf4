"""Files that visitors give. The bytes lie in the data folder under the attachment's id; the row says what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from leasing.database import Tx
from leasing.errors import Invalid, NotFound
from leasing.models import Attachment, Conversation

LARGEST = 10 * 1024 * 1024
MOST = 20
"""files of a conversation: nobody fills our disk through a chat"""
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
"""how the kinds that are taken begin; what a browser claims of a file is not believed"""


@dataclass(frozen=True, slots=True)
class Stored:
    id: str
    name: str
    content_type: str
    size: int

    def on_wire(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "url": f"/api/v1/attachments/{self.id}",
        }


def kind_of(content: bytes) -> str | None:
    """The content type of an image or PDF, from its first bytes; None for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in SIGNATURES if content.startswith(begin)), None)


def add(tx: Tx, conversation_id: str, *, id_: str, name: str, content_type: str, size: int, sha256: str) -> Stored:
    """Record a file whose bytes are there. Raises `NotFound` where there is no such conversation, and `Invalid` where
    it has as many files as it may have."""
    company = tx.connection.execute(
        select(Conversation.company_id).where(Conversation.id == conversation_id).with_for_update()
    ).scalar_one_or_none()
    if company is None:
        raise NotFound("There is no such conversation.")
    held = select(func.count()).select_from(Attachment).where(Attachment.conversation_id == conversation_id)
    if tx.connection.execute(held).scalar_one() >= MOST:
        raise Invalid.field("file", f"A conversation may have at most {MOST} files.", "too_many")
    stored = Stored(id_, name[:200], content_type, size)
    tx.connection.execute(
        insert(Attachment).values(
            id=stored.id,
            company_id=company,
            conversation_id=conversation_id,
            name=stored.name,
            content_type=content_type,
            size=size,
            sha256=sha256,
            created_at=tx.now,
        )
    )
    return stored


def get(tx: Tx, attachment_id: str) -> tuple[Stored, str]:
    """A file and the conversation that it belongs to. Raises `NotFound`."""
    row = tx.connection.execute(select(Attachment.__table__).where(Attachment.id == attachment_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such file.")
    return Stored(row.id, row.name, row.content_type, row.size), row.conversation_id


def shown(tx: Tx, conversation_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The files on the wire. Raises `NotFound` where one is not of this conversation."""
    rows = tx.connection.execute(
        select(Attachment.__table__).where(Attachment.conversation_id == conversation_id, Attachment.id.in_(ids))
    ).all()
    found = {row.id: Stored(row.id, row.name, row.content_type, row.size).on_wire() for row in rows}
    if len(found) != len(set(ids)):
        raise NotFound("One of the attachments is not of this conversation; upload it first.")
    return [found[one] for one in dict.fromkeys(ids)]
