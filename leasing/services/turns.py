"""The durable turn: accept a visitor's message, lease the work of answering it, finish it.

Each function here is one short transaction. A turn is `queued` until somebody leases it, `running` while its lease
is renewed, and `done`, `cancelled` or `failed` at last. `attempt` is the fence: a process that lost its lease finds
that the number has moved on, and can neither finish the turn nor do anything in its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, union_all, update

from leasing.database import Tx
from leasing.errors import NotFound
from leasing.ids import new_id
from leasing.models import ClientFrame, Conversation, Message, Property, Turn
from leasing.services import messages, tours
from leasing.services.effects import LostLease, TurnRef
from leasing.services.tours import Booked
from leasing.services.understanding import from_row, to_columns
from leasing.understood import SLOTS, Understood

LEASE = timedelta(seconds=20)
"""how long a process owns a turn without renewing; a dead one's turns are taken up after this"""
MAX_ATTEMPTS = 3
"""a turn that killed its process this often is given up, lest it kill the next one"""
HISTORY = 24
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
_KNOWN = union_all(
    select(Message.id.label("message_id"), Message.seq).where(
        Message.conversation_id == bindparam("conversation_id"), Message.client_id == bindparam("client_id")
    ),
    select(ClientFrame.message_id, ClientFrame.seq).where(
        ClientFrame.conversation_id == bindparam("conversation_id"), ClientFrame.client_id == bindparam("client_id")
    ),
)
_TAKE_SEQ = (
    update(Conversation)
    .where(Conversation.id == bindparam("the_id"))
    .values(last_seq=bindparam("seq"), last_message_at=bindparam("at"), updated_at=bindparam("at"))
)
_UNFINISHED = (
    select(Turn.id)
    .where(Turn.conversation_id == bindparam("conversation_id"), Turn.state.in_(("queued", "running")))
    .limit(1)
)
_INSERT_TURN = insert(Turn)
_NEXT = (
    select(Turn.__table__)
    .where(Turn.conversation_id == bindparam("conversation_id"), Turn.state == "queued")
    .order_by(Turn.id)
    .limit(1)
)
_CONTACT = select(Conversation.contact).where(Conversation.id == bindparam("id")).with_for_update()
_ANSWERED_MESSAGE = select(Message.id, Message.seq, Message.text, Message.extras).where(Message.id == bindparam("id"))
_RUNNING = select(Turn.reply_id, Turn.sent_text).where(
    Turn.conversation_id == bindparam("conversation_id"), Turn.state == "running"
)


class ConversationClosed(Exception):
    """The conversation has ended; a new one may be opened."""


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


@dataclass(frozen=True, slots=True)
class Accepted:
    """A visitor's message is on disk (or was before: `duplicate`). `work` is ours to answer now, where there is any."""

    message_id: str
    seq: int
    duplicate: bool
    work: Work | None = None
    message: Mapping[str, Any] | None = None


def accept(
    tx: Tx,
    conversation_id: str,
    *,
    client_id: str,
    text: str,
    owner: str,
    extras: Mapping[str, Any] | None = None,
) -> Accepted:
    """Store a visitor's message and the turn that will answer it. Raises `NotFound` and `ConversationClosed`."""
    row = tx.connection.execute(_HELD_CONVERSATION, {"id": conversation_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    known = already(tx, conversation_id, client_id)
    if known is not None:
        return known
    if row.mode == "closed":
        raise ConversationClosed(conversation_id)
    seq = row.last_seq + 1
    message: dict[str, Any] = {
        "id": new_id(),
        "company_id": row.company_id,
        "conversation_id": conversation_id,
        "seq": seq,
        "author": "visitor",
        "text": text,
        "client_id": client_id,
        "extras": dict(extras or {}),
    }
    messages.store(tx, **message)
    tx.connection.execute(_TAKE_SEQ, {"the_id": conversation_id, "seq": seq, "at": tx.now})
    shown = {
        "id": message["id"],
        "seq": seq,
        "author": "visitor",
        "text": text,
        "created_at": tx.now.isoformat().replace("+00:00", "Z"),
        **messages.shown(message["extras"]),
    }
    work = _begin(tx, row, message, owner) if row.mode in ANSWERED_MODES else None
    return Accepted(message["id"], seq, False, work, shown)


def already(tx: Tx, conversation_id: str, client_id: str) -> Accepted | None:
    """What the same `client_id` was answered before."""
    key = {"conversation_id": conversation_id, "client_id": client_id}
    known = tx.connection.execute(_KNOWN, key).one_or_none()
    return Accepted(known.message_id, known.seq, True) if known is not None else None


def _begin(tx: Tx, row: Any, message: Mapping[str, Any], owner: str) -> Work | None:
    """Put the turn of a new message in line; lease it at once where none is before it."""
    waits = tx.connection.execute(_UNFINISHED, {"conversation_id": row.id}).one_or_none() is not None
    turn: dict[str, Any] = {
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
    tx.connection.execute(_INSERT_TURN, turn)
    return None if waits else _work(tx, row, turn, message)


def _tours(tx: Tx, row: Any) -> list[dict[str, Any]]:
    """The visitor's tours, as a turn that begins now sees them. Without a lead there can be none."""
    return [tours.stored(tour) for tour in tours.ahead(tx, row.id)] if row.lead_id else []


def _work(tx: Tx, row: Any, turn: Mapping[str, Any], message: Mapping[Any, Any]) -> Work:
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
        history=messages.recent(tx, row.id, message["seq"], HISTORY) if message["seq"] > 1 else [],
        tours=[tours.restored(tour) for tour in turn["tours"]],
        sent_text=turn["sent_text"],
    )


def _lease_queued(tx: Tx, row: Any, owner: str) -> Work | None:
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
    return _work(tx, row, begun | changes, message)


def abandoned(tx: Tx, *, all_running: bool, limit: int = 100) -> list[str]:
    """Conversations with a turn that nobody works on: its lease has run out, or it waits with none before it.

    `all_running` counts every running turn, whatever its lease: for the start of the only process there is.
    """
    dead = Turn.state == "running" if all_running else and_(Turn.state == "running", Turn.lease_until < tx.now)
    stuck = and_(Turn.state == "queued", Turn.created_at < tx.now - LEASE)
    statement = select(Turn.conversation_id).where(or_(dead, stuck)).distinct().limit(limit)
    return list(tx.connection.execute(statement).scalars())


def recover(tx: Tx, conversation_id: str, owner: str, *, whatever_lease: bool = False) -> Work | None:
    """Take over what a dead process left of a conversation: its running turn, or the next in line."""
    row = tx.connection.execute(_HELD_CONVERSATION, {"id": conversation_id}).one_or_none()
    if row is None:
        return None
    running = tx.connection.execute(
        select(Turn.__table__).where(Turn.conversation_id == conversation_id, Turn.state == "running")
    ).one_or_none()
    if running is None:
        return _lease_queued(tx, row, owner)
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


def note_sent(tx: Tx, ref: TurnRef, text: str) -> None:
    """Store what is about to be sent of the reply. Raises `LostLease`."""
    done = tx.connection.execute(
        update(Turn)
        .where(Turn.id == ref.id, Turn.attempt == ref.attempt, Turn.state == "running")
        .values(sent_text=text)
    )
    if done.rowcount != 1:
        raise LostLease(ref.id)


def running_reply(tx: Tx, conversation_id: str) -> tuple[str, str] | None:
    """(reply id, text that was sent so far) of the turn that is running, if any."""
    row = tx.connection.execute(_RUNNING, {"conversation_id": conversation_id}).one_or_none()
    return (row.reply_id, row.sent_text) if row is not None else None


def catch_up(tx: Tx, work: Work, known: Understood) -> None:
    """Bring into `known` what the visitor's form said of them while the turn ran: it is newer than what the turn
    began with."""
    row = tx.connection.execute(_CONTACT, {"id": work.ref.conversation_id}).one_or_none()
    if row is None:
        return
    for name, value in row.contact.items():
        if value != work.contact.get(name):
            setattr(known.contact, name, value)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn ends with. `text` is all that was sent of it, in order."""

    text: str
    extras: Mapping[str, Any] = field(default_factory=dict[str, Any])
    why: Mapping[str, Any] = field(default_factory=dict[str, Any])
    known: Understood | None = None
    agenda: Mapping[str, Any] | None = None
    columns: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """further columns of the conversation"""
    locale: str | None = None
    interrupted: bool = False
    state: str = "done"


@dataclass(frozen=True, slots=True)
class Finished:
    message: Mapping[str, Any] | None
    """the stored reply on the wire; None where the turn ended without a word"""
    mode: str
    next: Work | None


_CLOSE_TURN = (
    update(Turn)
    .where(Turn.id == bindparam("turn_id"), Turn.attempt == bindparam("the_attempt"), Turn.state == "running")
    .values(state=bindparam("the_state"), finished_at=bindparam("at"), lease_until=None, sent_text=bindparam("sent"))
)


# One statement for every turn, whatever changed: SQLAlchemy works out a statement's text once for each object.
_SETTLED = (
    *SLOTS, "contact", "agenda", "lead_id", "lead_score", "is_qualified", "pre_qualified", "ai_intent_summary",
    "status", "mode", "expected_at", "last_seq", "last_message_at", "updated_at",
)  # fmt: skip
_SETTLE = (
    update(Conversation)
    .where(Conversation.id == bindparam("the_id"))
    .values({name: bindparam(f"new_{name}") for name in _SETTLED})
)


def finish(tx: Tx, work: Work, reply: Reply, owner: str) -> Finished:
    """Store the reply, what was understood and where the talk stands; lease the next turn in line. Raises
    `LostLease` where the turn was taken over meanwhile: then nothing is stored."""
    ref = work.ref
    row = tx.connection.execute(_HELD_CONVERSATION, {"id": ref.conversation_id}).one_or_none()
    if row is None:
        raise LostLease(ref.id)
    done = tx.connection.execute(
        _CLOSE_TURN,
        {"turn_id": ref.id, "the_attempt": ref.attempt, "the_state": reply.state, "at": tx.now, "sent": reply.text},
    )
    if done.rowcount != 1:
        raise LostLease(ref.id)
    message = _store_reply(tx, row, work, reply) if reply.text or reply.extras else None
    changes: dict[str, Any] = {**reply.columns, "updated_at": tx.now}
    if message is not None:
        changes |= {"last_seq": message["seq"], "last_message_at": tx.now}
    if reply.known is not None:
        changes |= to_columns(reply.known)
    if reply.agenda is not None:
        changes["agenda"] = dict(reply.agenda)
    if changes.get("is_qualified") and row.status == "active":
        changes["status"] = "qualified"
    kept = {f"new_{name}": changes.get(name, getattr(row, name)) for name in _SETTLED}
    tx.connection.execute(_SETTLE, {"the_id": ref.conversation_id, **kept})
    following = None
    if tx.connection.execute(_NEXT, {"conversation_id": ref.conversation_id}).one_or_none() is not None:
        fresh = tx.connection.execute(_HELD_CONVERSATION, {"id": ref.conversation_id}).one()
        following = _lease_queued(tx, fresh, owner)
    return Finished(message, row.mode, following)


def _store_reply(tx: Tx, row: Any, work: Work, reply: Reply) -> dict[str, Any]:
    seq = row.last_seq + 1
    messages.store(
        tx,
        id=work.reply_id,
        company_id=row.company_id,
        conversation_id=row.id,
        seq=seq,
        author="bot",
        text=reply.text,
        in_reply_to=work.message_id,
        locale=reply.locale,
        extras=dict(reply.extras),
        why=dict(reply.why),
        interrupted=reply.interrupted,
    )
    shown: dict[str, Any] = {
        "id": work.reply_id,
        "seq": seq,
        "author": "bot",
        "text": reply.text,
        "created_at": tx.now.isoformat().replace("+00:00", "Z"),
        "in_reply_to": work.message_id,
        **messages.shown(reply.extras),
    }
    if reply.locale:
        shown["locale"] = reply.locale
    if reply.interrupted:
        shown["interrupted"] = True
    return shown
