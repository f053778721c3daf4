"""Conversations from the visitor's side: resuming, and the frames that are not messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from leasing.database import Tx
from leasing.errors import NotFound
from leasing.ids import new_id
from leasing.models import ClientFrame, Consent, Conversation, Message, Property, Turn
from leasing.services import handoffs, leads, messages, qualification, questions, replies, reviews, turns
from leasing.services.effects import TurnRef
from leasing.services.handoffs import Moved
from leasing.services.turns import Accepted, ConversationClosed
from leasing.services.understanding import from_row, to_columns
from leasing.takeover import Step
from leasing.understood import CONTACT

_ORIGINS = (
    select(Property.allowed_origins)
    .join(Conversation, Conversation.property_id == Property.id)
    .where(Conversation.id == bindparam("id"))
)
_COUNTRY = (
    select(Property.country)
    .join(Conversation, Conversation.property_id == Property.id)
    .where(Conversation.id == bindparam("id"))
)
HANDOFF_CANCELLED = "handoff_cancelled"
"""the widget's event of a visitor who wants no person any more"""
_SNAPSHOT = select(
    Conversation.id,
    Conversation.company_id,
    Conversation.property_id,
    Conversation.last_seq,
    Conversation.mode,
    Conversation.agent,
    Conversation.expected_at,
).where(Conversation.id == bindparam("id"))


def allowed_origins(tx: Tx, conversation_id: str) -> tuple[str, ...]:
    """Origins whose pages may talk in a conversation; none means every one. Raises `NotFound`."""
    found = tx.connection.execute(_ORIGINS, {"id": conversation_id}).one_or_none()
    if found is None:
        raise NotFound("There is no such conversation.")
    return tuple(found.allowed_origins)


def country(tx: Tx, conversation_id: str) -> str:
    """The country of a conversation's property. Raises `NotFound`."""
    found = tx.connection.execute(_COUNTRY, {"id": conversation_id}).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def identity_secret(tx: Tx, conversation_id: str) -> tuple[str, str | None]:
    """(property id, encrypted secret or None). Raises `NotFound`."""
    statement = (
        select(Property.id, Property.identity_secret)
        .join(Conversation, Conversation.property_id == Property.id)
        .where(Conversation.id == conversation_id)
    )
    found = tx.connection.execute(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found.id, found.identity_secret


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a conversation stands, for a client that connects."""

    id: str
    company_id: str
    property_id: str
    last_seq: int
    mode: str
    agent: Mapping[str, Any] | None
    """who speaks for the team in mode `human`: name and avatar_url"""
    expected_at: str | None
    messages: tuple[Mapping[str, Any], ...]
    writing: tuple[str, str] | None
    """(message id, text so far) of the reply that is being written"""


def snapshot(tx: Tx, conversation_id: str, after: int) -> Snapshot:
    """Raises `NotFound`."""
    row = tx.connection.execute(_SNAPSHOT, {"id": conversation_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    told = messages.after(tx, conversation_id, after)
    return Snapshot(
        id=row.id,
        company_id=row.company_id,
        property_id=row.property_id,
        # PostgreSQL reads each statement as of its own moment: a message may have come between the two.
        last_seq=max(row.last_seq, told[-1].seq if told else 0),
        mode=row.mode,
        agent=row.agent if row.mode == "human" else None,
        expected_at=row.expected_at.isoformat() if row.expected_at else None,
        messages=tuple(messages.wire(message) for message in told),
        writing=replies.running_reply(tx, conversation_id),
    )


@dataclass(frozen=True, slots=True)
class Noted:
    """A frame that was recorded; `moved` where somebody else speaks from now on."""

    accepted: Accepted
    moved: Moved | None = None


def note(
    tx: Tx,
    conversation_id: str,
    *,
    client_id: str,
    type_: str,
    name: str | None = None,
    data: Mapping[str, Any] | None = None,
    message_id: str | None = None,
) -> Noted:
    """Record a frame that stores no message, once for each `client_id`, and do what it asks for."""
    row = _held(tx, conversation_id)
    known = turns.already(tx, conversation_id, client_id)
    if known is not None:
        return Noted(known)
    if row.mode == "closed" and type_ not in {"feedback", "event", "end"}:
        raise ConversationClosed(conversation_id)
    if message_id is not None and not _has_message(tx, conversation_id, message_id):
        raise NotFound("There is no such message in this conversation.")
    tx.connection.execute(
        insert(ClientFrame).values(
            conversation_id=conversation_id,
            client_id=client_id,
            company_id=row.company_id,
            type=type_,
            name=name,
            data=dict(data or {}),
            message_id=message_id,
            seq=row.last_seq,
            created_at=tx.now,
        )
    )
    noted = Noted(Accepted(message_id or "", row.last_seq, False))
    if type_ == "end":
        return replace(noted, moved=close(tx, row))
    if type_ == "handoff":
        return replace(noted, moved=hand_off(tx, row, title="A visitor asks for a person"))
    if type_ == "event" and name == HANDOFF_CANCELLED:
        return replace(noted, moved=handoffs.cancel(tx, row))
    if type_ == "contact":
        _contact(tx, row, data or {})
    if type_ == "feedback" and message_id is not None and data:
        reviews.vote(tx, row.company_id, message_id, data["value"])
    return noted


def _held(tx: Tx, conversation_id: str) -> Any:
    row = messages.held(tx, conversation_id)
    if row is None:
        raise NotFound("There is no such conversation.")
    return row


def _has_message(tx: Tx, conversation_id: str, message_id: str) -> bool:
    statement = select(Message.id).where(Message.conversation_id == conversation_id, Message.id == message_id)
    return tx.connection.execute(statement).one_or_none() is not None


def close(tx: Tx, row: Any, *, status: str = "closed", by_staff: bool = False) -> Moved | None:
    """End a conversation, whose row is held; None where it was over."""
    if row.mode == "closed":
        return None
    tx.connection.execute(
        update(Turn)
        .where(Turn.conversation_id == row.id, Turn.state == "queued")
        .values(state="cancelled", finished_at=tx.now)
    )
    handoffs.close(tx, row, by_staff=by_staff)
    handoffs.move(tx, row, Step.CLOSE, status=status, ended_at=tx.now, resume_at=None, agent_id=None)
    tx.emit("conversation.closed", row.company_id, property_id=row.property_id, subject_id=row.id)
    return Moved(row.id, row.company_id, row.property_id, "closed")


def hand_off(tx: Tx, row: Any, *, title: str) -> Moved | None:
    """Have a person asked for in a conversation, whose row is held; None where one was, or speaks already."""
    if row.mode != "bot":
        return None
    expected = questions.hand_off(tx, row, title=title)
    return Moved(row.id, row.company_id, row.property_id, "waiting", expected_at=expected)


def _contact(tx: Tx, row: Any, data: Mapping[str, Any]) -> None:
    known = from_row(row)
    for name in CONTACT:
        if data.get(name):
            setattr(known.contact, name, data[name])
    leads.save(tx, visitor_ref(row), known, lead_id=row.lead_id)
    judged = qualification.talk_columns(known, has_tour=bool(row.is_book_tour))
    columns = to_columns(known) | judged | {"updated_at": tx.now}
    tx.connection.execute(update(Conversation).where(Conversation.id == row.id).values(**columns))
    consents = [
        {
            "id": new_id(),
            "company_id": row.company_id,
            "visitor_id": row.visitor_id,
            "conversation_id": row.id,
            "channel": consent["channel"],
            "granted": consent["granted"],
            "wording": consent["wording"],
            "created_at": tx.now,
        }
        for consent in data.get("consents", [])
    ]
    if consents:
        tx.connection.execute(insert(Consent), consents)


def visitor_ref(row: Any) -> TurnRef:
    """The visitor of a conversation, for changes that are made outside a turn."""
    return TurnRef(
        id="",
        attempt=0,
        company_id=row.company_id,
        property_id=row.property_id,
        conversation_id=row.id,
        visitor_id=row.visitor_id,
    )
