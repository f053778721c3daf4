"""What staff change of what was said: a line of the bot's or of a person is put right or taken back; what a visitor
wrote is theirs, and is only ever wiped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import Attachment, Conversation, Message
from leasing.services import messages
from leasing.tenancy import StaffScope, missing

EDITED = frozenset({"bot", "manager"})
"""whose lines may be put right"""


@dataclass(frozen=True, slots=True)
class Changed:
    """A message after a change, as it goes on the wire, and files that have to be deleted with it."""

    message: Mapping[str, Any]
    files: tuple[str, ...] = ()


def edit(tx: Tx, scope: StaffScope, conversation_id: str, message_id: str, text: str) -> Changed:
    """Put a line right. Raises `NotFound`, and `Conflict` for a visitor's words or one that was removed."""
    row = _held(tx, scope, conversation_id, message_id)
    if row.author not in EDITED:
        raise Conflict(
            "Only what the assistant or a person of the team wrote can be changed; a visitor's words cannot."
        )
    if row.removed:
        raise Conflict("This message was removed.")
    _store(tx, scope, row.id, text=text)
    return Changed(messages.wire(scope.get(tx, Message, row.id)))


def remove(tx: Tx, scope: StaffScope, conversation_id: str, message_id: str) -> Changed:
    """Take a line back: the visitor sees that it is gone. Of a visitor's the words are wiped and the files with them;
    of the others staff still read what was said. Again changes nothing. Raises `NotFound`."""
    row = _held(tx, scope, conversation_id, message_id)
    files: tuple[str, ...] = ()
    if not row.removed:
        if row.author == "visitor":
            files = _forget_files(tx, scope, row)
            _store(tx, scope, row.id, removed=True, text="", extras={})
        else:
            _store(tx, scope, row.id, removed=True)
    return Changed(messages.wire(scope.get(tx, Message, row.id)), files)


def _forget_files(tx: Tx, scope: StaffScope, row: Any) -> tuple[str, ...]:
    ids = [file["id"] for file in row.extras.get("attachments", [])]
    if not ids:
        return ()
    theirs = (Attachment.conversation_id == row.conversation_id, Attachment.id.in_(ids))
    found = tuple(tx.connection.execute(scope.select(Attachment, Attachment.id).where(*theirs)).scalars())
    tx.connection.execute(scope.delete(Attachment).where(*theirs))
    tx.enqueue("erase_files", f"message:{row.id}", scope.company_id, {"attachments": list(found), "mails": []})
    return found


def _held(tx: Tx, scope: StaffScope, conversation_id: str, message_id: str) -> Any:
    scope.get(tx, Conversation, conversation_id, lock=True)
    row = scope.get(tx, Message, message_id)
    if row.conversation_id != conversation_id:
        raise missing(Message, message_id)
    return row


def _store(tx: Tx, scope: StaffScope, message_id: str, **values: Any) -> None:
    scope.change(tx, Message, message_id, edited_at=tx.now, edited_by=scope.user_id, **values)
