"""Who answers a turn: its lease, and taking over what a dead process left.

`attempt` is the fence: a process that lost its lease finds that the number has moved on, and can neither finish the
turn nor do anything in its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Message, Property, Turn
from leasing.services import messages, tours
from leasing.services.effects import TurnRef
from leasing.services.tours import Booked
from leasing.services.understanding import from_row
from leasing.understood import Understood

LEASE = timedelta(seconds=20)
"""how long a process owns a turn without renewing; a dead one's turns are taken up after this"""
MAX_ATTEMPTS = 3
"""a turn that killed its process this often is given up, lest it kill the next one"""
ANSWERED_MODES = frozenset({"bot", "waiting"})

_CONVERSATION = (
    select(
        Conversation.__table__,
        Property.version.label("property_version"),
        Property.knowledge_version,
    )
    .join_from(Conversation, Property, Property.id == Conversation.property_id)
    .where(Conversation.id == bindparam("id"))
)
_HELD_CONVERSATION = _CONVERSATION.with_for_update(of=Conversation)
INSERT_TURN = insert(Turn)
_NEXT = (
    select(Turn.__table__)
    .where(Turn.conversation_id == bindparam("conversation_id"), Turn.state == "queued")
    .order_by(Turn.id)
    .limit(1)
)
_UNANSWERED = (
    select(Turn.id).where(Turn.conversation_id == bindparam("id"), Turn.state.in_(("queued", "running"))).limit(1)
)
_ANSWERED_MESSAGE = select(Message.id, Message.seq, Message.text, Message.extras).where(Message.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Work:
    """A leased turn and all that is needed to answer it."""

    ref: TurnRef
    reply_id: str
    message_id: str
    message_seq: int
    text: str
    extras: Mapping[str, Any]
    property_version: int
    knowledge_version: int
    locale: str | None
    mode: str
    lead_id: str | None
    known: Understood
    contact: Mapping[str, str]
    """what was known of how to reach the visitor when the turn began"""
    agenda: Mapping[str, Any]
    history: Sequence[Any]
    tours: Sequence[Booked]
    sent_text: str


def held(tx: Tx, conversation_id: str) -> Any:
    """The conversation's row with its property's versions, locked until the commit; None where there is none."""
    return tx.connection.execute(_HELD_CONVERSATION, {"id": conversation_id}).one_or_none()


def in_line(tx: Tx, row: Any, message: Mapping[str, Any], owner: str, *, waits: bool) -> dict[str, Any]:
    """The turn of a new message, to be stored; leased at once unless it `waits` for one before it."""
    return {
        "id": new_id(),
        "company_id": row.company_id,
        "conversation_id": row.id,
        "message_id": message["id"],
        "reply_id": new_id(),
        "state": "queued" if waits else "running",
        "attempt": 0 if waits else 1,
        "lease_owner": None if waits else owner,
        "lease_until": None if waits else tx.now + LEASE,
        "sent_text": "",
        "tours": [] if waits else _tours(tx, row),
        "created_at": tx.now,
    }


def _tours(tx: Tx, row: Any) -> list[dict[str, Any]]:
    """The visitor's tours, as a turn that begins now sees them. Without a lead there can be none."""
    return [tours.stored(tour) for tour in tours.ahead(tx, row.id)] if row.lead_id else []


def work_of(tx: Tx, row: Any, turn: Mapping[str, Any], message: Mapping[Any, Any]) -> Work:
    """A leased turn with what it is answered with."""
    return Work(
        ref=TurnRef(
            id=turn["id"],
            attempt=turn["attempt"],
            company_id=row.company_id,
            property_id=row.property_id,
            conversation_id=row.id,
            visitor_id=row.visitor_id,
        ),
        reply_id=turn["reply_id"],
        message_id=message["id"],
        message_seq=message["seq"],
        text=message["text"],
        extras=message["extras"],
        property_version=row.property_version,
        knowledge_version=row.knowledge_version,
        locale=row.locale,
        mode=row.mode,
        lead_id=row.lead_id,
        known=from_row(row),
        contact=dict(row.contact),
        agenda=row.agenda,
        history=messages.recent(tx, row.id, message["seq"]) if message["seq"] > 1 else [],
        tours=[tours.restored(tour) for tour in turn["tours"]],
        sent_text=turn["sent_text"],
    )


def heard(tx: Tx, conversation_id: str, message_id: str) -> Work:
    """A message as work that nobody answers: for what it tells of the visitor."""
    message = tx.connection.execute(_ANSWERED_MESSAGE, {"id": message_id}).mappings().one()
    return imagined(tx, conversation_id, "", message)


def imagined(tx: Tx, conversation_id: str, turn_id: str, message: Mapping[Any, Any]) -> Work:
    """A message as work, without a lease: for who only wants to know what would be answered."""
    row = tx.connection.execute(_CONVERSATION, {"id": conversation_id}).one()
    turn = {"id": turn_id, "attempt": 0, "reply_id": new_id(), "tours": _tours(tx, row), "sent_text": ""}
    return work_of(tx, row, turn, message)


def lease_queued(tx: Tx, row: Any, owner: str) -> Work | None:
    turn = tx.connection.execute(_NEXT, {"conversation_id": row.id}).one_or_none()
    if turn is None:
        return None
    if row.mode not in ANSWERED_MODES:
        tx.connection.execute(
            update(Turn)
            .where(Turn.conversation_id == row.id, Turn.state == "queued")
            .values(state="cancelled", finished_at=tx.now)
        )
        return None
    return _lease(tx, row, turn, owner)


def _lease(tx: Tx, row: Any, turn: Any, owner: str) -> Work:
    changes: dict[str, Any] = {
        "state": "running",
        "attempt": turn.attempt + 1,
        "lease_owner": owner,
        "lease_until": tx.now + LEASE,
    }
    if turn.attempt == 0:
        changes["tours"] = _tours(tx, row)
    tx.connection.execute(update(Turn).where(Turn.id == turn.id).values(**changes))
    message = tx.connection.execute(_ANSWERED_MESSAGE, {"id": turn.message_id}).mappings().one()
    begun = {name: getattr(turn, name) for name in ("id", "reply_id", "tours", "sent_text")}
    return work_of(tx, row, begun | changes, message)


def lease_next(tx: Tx, conversation_id: str, owner: str) -> Work | None:
    """Lease the oldest waiting turn of a conversation in which none is running."""
    if tx.connection.execute(_NEXT, {"conversation_id": conversation_id}).one_or_none() is None:
        return None
    return lease_queued(tx, held(tx, conversation_id), owner)


def abandoned(tx: Tx, *, all_running: bool, limit: int = 100) -> list[str]:
    """Conversations with a turn that nobody works on: its lease has run out, or it waits with none before it.

    `all_running` counts every running turn, whatever its lease: for the start of the only process there is.
    """
    dead = Turn.state == "running" if all_running else and_(Turn.state == "running", Turn.lease_until < tx.now)
    stuck = and_(Turn.state == "queued", Turn.created_at < tx.now - LEASE)
    statement = select(Turn.conversation_id).where(or_(dead, stuck)).distinct().limit(limit)
    return list(tx.connection.execute(statement).scalars())


def waits(tx: Tx, conversation_id: str) -> bool:
    """Whether a conversation has turns that are not answered yet."""
    return tx.connection.execute(_UNANSWERED, {"id": conversation_id}).first() is not None


def recover(tx: Tx, conversation_id: str, owner: str, *, whatever_lease: bool = False) -> Work | None:
    """Take over what a dead process left of a conversation: its running turn, or the next in line."""
    row = held(tx, conversation_id)
    if row is None:
        return None
    running = tx.connection.execute(
        select(Turn.__table__).where(Turn.conversation_id == conversation_id, Turn.state == "running")
    ).one_or_none()
    if running is None:
        return lease_queued(tx, row, owner)
    if not whatever_lease and running.lease_until is not None and running.lease_until >= tx.now:
        return None
    if row.mode not in ANSWERED_MODES:
        tx.connection.execute(update(Turn).where(Turn.id == running.id).values(state="cancelled", finished_at=tx.now))
        return None
    return _lease(tx, row, running, owner)


def renew(tx: Tx, owner: str, turn_ids: Sequence[str]) -> None:
    """Keep the leases of a process alive."""
    tx.connection.execute(
        update(Turn)
        .where(Turn.id.in_(turn_ids), Turn.lease_owner == owner, Turn.state == "running")
        .values(lease_until=tx.now + LEASE)
    )
