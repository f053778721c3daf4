"""The durable turn ends: what was sent of its reply, and storing the reply with all that was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update

from leasing.database import Tx
from leasing.models import Conversation, Turn
from leasing.services import messages
from leasing.services.effects import LostLease, TurnRef
from leasing.services.leases import Work, lease_next
from leasing.services.understanding import to_columns
from leasing.together import Write, together
from leasing.understood import SLOTS, Understood

_RUNNING = select(Turn.reply_id, Turn.sent_text).where(
    Turn.conversation_id == bindparam("conversation_id"), Turn.state == "running"
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


def standing(tx: Tx, work: Work) -> Any:
    """The conversation of a message that no turn answers, locked until the commit. Raises `LostLease` where it is
    gone."""
    row = tx.connection.execute(_STANDING, {"id": work.ref.conversation_id}).one_or_none()
    if row is None:
        raise LostLease(work.ref.id)
    return row


def ending(tx: Tx, work: Work) -> Any:
    """The conversation when its turn ends, both locked until the commit. Raises `LostLease` where it is gone, or the
    turn was taken over meanwhile."""
    row = tx.connection.execute(_ENDING, {"id": work.ref.conversation_id, "turn_id": work.ref.id}).one_or_none()
    if row is None or row.turn_attempt != work.ref.attempt or row.turn_state != "running":
        raise LostLease(work.ref.id)
    return row


def catch_up(row: Any, work: Work, known: Understood) -> None:
    """Bring into `known` what the visitor's form said of them while the turn ran: it is newer than what the turn
    began with."""
    for name, value in row.contact.items():
        if value != work.contact.get(name):
            setattr(known.contact, name, value)


_REMEMBER = update(Conversation).where(Conversation.id == bindparam("the_id"))


def remember(tx: Tx, work: Work, known: Understood, columns: Mapping[str, Any]) -> None:
    """Keep what was understood of a message that no turn answers. The caller holds the conversation's row."""
    values = {**to_columns(known), **columns, "updated_at": tx.now}
    tx.connection.execute(_REMEMBER.values(**values), {"the_id": work.ref.conversation_id})


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
    .where(Turn.id == bindparam("turn_id"))
    .values(state=bindparam("the_state"), finished_at=bindparam("at"), lease_until=None, sent_text=bindparam("sent"))
)


_CARRIED = (
    "lead_id", "lead_score", "is_qualified", "pre_qualified", "ai_intent_summary", "status", "mode", "expected_at",
    "last_seq", "last_message_at",
)  # fmt: skip
_SETTLED = (*SLOTS, "contact", "agenda", "updated_at", *_CARRIED)
_OF_TALK = (
    Conversation.id,
    Conversation.company_id,
    Conversation.contact,
    *(getattr(Conversation, name) for name in _CARRIED),
)
_STANDING = select(*_OF_TALK).where(Conversation.id == bindparam("id")).with_for_update()
# Both rows are locked, so both are seen as they are after the wait for whoever had them.
_ENDING = (
    select(*_OF_TALK, Turn.attempt.label("turn_attempt"), Turn.state.label("turn_state"))
    .join_from(Conversation, Turn, Turn.conversation_id == Conversation.id)
    .where(Conversation.id == bindparam("id"), Turn.id == bindparam("turn_id"))
    .with_for_update()
)
# One statement for every turn, whatever changed: SQLAlchemy works out a statement's text once for each object.
_SETTLE = (
    update(Conversation)
    .where(Conversation.id == bindparam("the_id"))
    .values({name: bindparam(f"new_{name}") for name in _SETTLED})
)


def finish(tx: Tx, work: Work, row: Any, reply: Reply, owner: str) -> Finished:
    """Store the reply, what was understood and where the talk stands; lease the next turn in line. `row` is from
    `ending`."""
    ref = work.ref
    closed = {"turn_id": ref.id, "the_state": reply.state, "at": tx.now, "sent": reply.text}
    writes: list[Write] = [(_CLOSE_TURN, closed)]
    seq = row.last_seq + 1 if reply.text or reply.extras else None
    changes: dict[str, Any] = {name: getattr(row, name) for name in _CARRIED} | dict(reply.columns)
    changes["updated_at"] = tx.now
    if seq is not None:
        writes.append((messages.INSERT, _stored(tx, row, work, reply, seq)))
        changes |= {"last_seq": seq, "last_message_at": tx.now}
    if changes["is_qualified"] and row.status == "active":
        changes["status"] = "qualified"
    known = to_columns(reply.known or work.known)
    agenda = dict(work.agenda if reply.agenda is None else reply.agenda)
    kept = {f"new_{name}": value for name, value in {**changes, **known, "agenda": agenda}.items()}
    writes.append((_SETTLE, {"the_id": ref.conversation_id, **kept}))
    together(tx.connection, *writes)
    shown = _shown(tx, work, reply, seq) if seq is not None else None
    return Finished(shown, row.mode, lease_next(tx, ref.conversation_id, owner))


def _stored(tx: Tx, row: Any, work: Work, reply: Reply, seq: int) -> dict[str, Any]:
    return messages.row(
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


def _shown(tx: Tx, work: Work, reply: Reply, seq: int) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": work.reply_id,
        "seq": seq,
        "author": "bot",
        "text": reply.text,
        "created_at": messages.instant(tx.now),
        "in_reply_to": work.message_id,
        **messages.shown(reply.extras),
    }
    if reply.locale:
        shown["locale"] = reply.locale
    if reply.interrupted:
        shown["interrupted"] = True
    return shown
