"""Internal notes on conversations: for colleagues' eyes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leasing.database import Tx
from leasing.models import Conversation, ConversationNote
from leasing.services import messages
from leasing.services.answers import name_of
from leasing.services.takeover import staff_key
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class NoteView:
    id: str
    conversation_id: str
    author_id: str | None
    author_name: str
    text: str
    created_at: datetime

    def on_wire(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("id", "author_id", "author_name", "text")}
        return {**told, "created_at": messages.instant(self.created_at)}


def add(tx: Tx, scope: StaffScope, conversation_id: str, *, text: str, client_id: str | None = None) -> NoteView:
    """Note something, once for each `client_id` of theirs. Raises `NotFound`."""
    row = scope.get(tx, Conversation, conversation_id, lock=True)
    key = staff_key(scope, client_id) if client_id is not None else None
    if key is not None:
        same = scope.select(ConversationNote).where(
            ConversationNote.conversation_id == conversation_id, ConversationNote.client_id == key
        )
        before = tx.connection.execute(same).one_or_none()
        if before is not None:
            return _view(before)
    note_id = scope.insert(
        tx,
        ConversationNote,
        conversation_id=conversation_id,
        author_id=scope.user_id,
        author_name=name_of(tx, scope.user_id, row.property_id),
        text=text,
        client_id=key,
    )
    return _view(scope.get(tx, ConversationNote, note_id))


def page(tx: Tx, scope: StaffScope, conversation_id: str, paging: Paging) -> Page[NoteView]:
    """The notes in the order in which they were made."""
    scope.get(tx, Conversation, conversation_id)
    statement = scope.select(ConversationNote).where(ConversationNote.conversation_id == conversation_id)
    return scope.page(tx, statement.order_by(ConversationNote.id), paging).map(_view)


def _view(row: Any) -> NoteView:
    return NoteView(row.id, row.conversation_id, row.author_id, row.author_name, row.text, row.created_at)
