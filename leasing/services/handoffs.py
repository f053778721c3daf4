"""A conversation's way to a person and back, without staff's doing: asked for, given up, timed out, closed.

Every function here is given the conversation's row locked by its caller's transaction, and changes its `mode` only as
`leasing.takeover` allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Handoff, Property, Task
from leasing.services import interruptions, messages
from leasing.services.answers import language_of
from leasing.services.communities import load
from leasing.services.takeover_words import say
from leasing.takeover import Ended, Reason, Step, after, may
from leasing.tenancy import Page, Paging, StaffScope

FOR_A_PERSON = (Task.kind == "handoff", Task.reason != "privacy_request")
"""tasks that ask for a person in the chat. What a visitor asks about their own data is seen to beside the chat, whoever
comes or goes"""

# Built once: making a statement takes as long as running it.
_STRETCH = insert(Handoff)
_PATIENCE = select(
    Property.handoff_queue_minutes.label("queue"), Property.handoff_silence_minutes.label("silence")
).where(Property.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step did, for whoever tells the connected: the mode, and what was said on the way."""

    conversation_id: str
    company_id: str
    property_id: str
    mode: str
    agent: Mapping[str, Any] | None = None
    expected_at: datetime | None = None
    messages: tuple[Mapping[str, Any], ...] = ()
    silenced: bool = False
    """a reply was being written; whoever writes it is to stop"""
    waits: bool = False
    """visitors' messages wait for the bot"""


def ask(tx: Tx, row: Any, reason: Reason) -> datetime | None:
    """The visitor waits for a person from now on, unless they do already or have one. When one is expected, where the
    office is closed."""
    if not may(row.mode, Step.ASK):
        return row.expected_at
    expected = load(tx, row.property_id, office_only=True).next_opening(tx.now)
    _open(tx, row, reason, expected_at=expected)
    move(
        tx,
        row,
        Step.ASK,
        status="handed_off",
        expected_at=expected,
        resume_at=(expected or tx.now) + _minutes(tx, row, "queue"),
    )
    tell(tx, row, "conversation.handed_off", reason=reason)
    return expected


def cancel(tx: Tx, row: Any) -> Moved | None:
    """The visitor wants no person any more, and is told so. None where none was waited for."""
    mode = call_off(tx, row)
    if mode is None:
        return None
    language = language_of(tx, row.id)
    said = messages.append(
        tx, row.company_id, row.id, author="system", text=say("cancelled", language), locale=language
    )
    return Moved(row.id, row.company_id, row.property_id, mode, messages=(said,))


def call_off(tx: Tx, row: Any) -> str | None:
    """The same without a word: the mode, or None."""
    if not may(row.mode, Step.CANCEL):
        return None
    end(tx, row, "cancelled")
    open_tasks(tx, row.id, "cancelled")
    mode = move(tx, row, Step.CANCEL, **back_to_bot(row))
    tell(tx, row, "conversation.resumed", reason="cancelled")
    return mode


def overdue(tx: Tx, limit: int = 200) -> list[str]:
    """Conversations in which the bot goes on now, since nobody came or answered."""
    due = select(Conversation.id).where(Conversation.resume_at <= tx.now, Conversation.mode.in_(("waiting", "human")))
    return list(tx.connection.execute(due.order_by(Conversation.resume_at).limit(limit)).scalars())


def resume(tx: Tx, conversation_id: str) -> Moved | None:
    """The bot goes on, and says so. None where somebody came or answered meanwhile. The team's task stays open."""
    row = messages.held(tx, conversation_id)
    if row is None or row.resume_at is None or row.resume_at > tx.now or row.mode not in ("waiting", "human"):
        return None
    if row.mode == "waiting":
        return _bot_goes_on(tx, row, Step.TIME_OUT, "timed_out", said_as="timed_out")
    return _bot_goes_on(tx, row, Step.FALL_SILENT, "agent_silent", said_as="agent_silent")


def left(tx: Tx, row: Any) -> Moved:
    """The person may speak no more: the bot goes on, and says so. The team's task stays open."""
    return _bot_goes_on(tx, row, Step.FALL_SILENT, "agent_silent", said_as="handed_back")


def _bot_goes_on(tx: Tx, row: Any, step: Step, how: Ended, *, said_as: str) -> Moved:
    since = end(tx, row, how)
    mode = move(tx, row, step, **back_to_bot(row))
    if step is Step.FALL_SILENT:
        open_tasks(tx, row.id, "pending")
    language = language_of(tx, row.id)
    text = say(said_as, language, name=row.agent.get("name", ""), contact=row.contact)
    author = "system" if said_as == "handed_back" else "bot"
    said = messages.append(tx, row.company_id, row.id, author=author, text=text, locale=language)
    waits = interruptions.requeue(tx, row.id, since) if since else False
    tell(tx, row, "conversation.resumed", reason=how)
    return Moved(row.id, row.company_id, row.property_id, mode, messages=(said,), waits=waits)


def close(tx: Tx, row: Any, *, by_staff: bool = False) -> None:
    """What goes with closing a conversation: whoever waits or speaks in it does so no more. The team's task stays where
    the visitor can be reached: they were told that they are answered there. Staff close what they have seen to."""
    end(tx, row, "closed")
    if by_staff or not (row.contact.get("email") or row.contact.get("phone")):
        open_tasks(tx, row.id, "cancelled")


def move(tx: Tx, row: Any, step: Step, **values: Any) -> str:
    """Take a step, with the columns that go with it. Raises `Conflict`."""
    mode = after(row.mode, step)
    tx.connection.execute(
        update(Conversation).where(Conversation.id == row.id).values(mode=mode, updated_at=tx.now, **values)
    )
    return mode


def back_to_bot(row: Any) -> dict[str, Any]:
    """The columns of a conversation that the bot has again."""
    status = "tour_booked" if row.is_book_tour else "qualified" if row.is_qualified else "active"
    return {"status": status, "agent_id": None, "agent": {}, "expected_at": None, "resume_at": None}


def silence(tx: Tx, row: Any) -> datetime:
    """When the bot goes on if the person does not answer what the visitor has said by now."""
    return tx.now + _minutes(tx, row, "silence")


def await_person(tx: Tx, row: Any) -> None:
    """A visitor's message waits for the person from now on."""
    tx.connection.execute(update(Conversation).where(Conversation.id == row.id).values(resume_at=silence(tx, row)))


def joined(tx: Tx, row: Any, agent_id: str, *, reason: Reason = "staff_joined") -> None:
    """Note that a person has come: to who asked for one, or unasked."""
    came = (
        update(Handoff)
        .where(Handoff.conversation_id == row.id, Handoff.ended_at.is_(None), Handoff.agent_id.is_(None))
        .values(agent_id=agent_id, joined_at=tx.now)
    )
    if tx.connection.execute(came).rowcount == 0:
        _open(tx, row, reason, agent_id=agent_id, joined_at=tx.now)


def end(tx: Tx, row: Any, how: Ended) -> datetime | None:
    """End the stretch with a person. Since when one spoke, if one did."""
    here = (Handoff.conversation_id == row.id, Handoff.ended_at.is_(None))
    since = tx.connection.execute(select(Handoff.joined_at).where(*here)).scalar()
    tx.connection.execute(update(Handoff).where(*here).values(ended_at=tx.now, ended_how=how))
    return since


def open_tasks(tx: Tx, conversation_id: str, status: str) -> None:
    """Move the tasks that ask for a person in a conversation."""
    tx.connection.execute(
        update(Task)
        .where(Task.conversation_id == conversation_id, *FOR_A_PERSON)
        .where(Task.status.in_(("pending", "in_progress")))
        .values(status=status, updated_at=tx.now)
    )


def _open(tx: Tx, row: Any, reason: Reason, **values: Any) -> None:
    blank = {"expected_at": None, "agent_id": None, "joined_at": None, "ended_at": None, "first_reply_at": None}
    stretch = {
        "id": new_id(),
        "company_id": row.company_id,
        "property_id": row.property_id,
        "conversation_id": row.id,
        "reason": reason,
        "asked_at": tx.now,
    }
    tx.connection.execute(_STRETCH, {**stretch, **blank, **values})


def _minutes(tx: Tx, row: Any, which: str) -> timedelta:
    patience = tx.connection.execute(_PATIENCE, {"id": row.property_id}).one()
    return timedelta(minutes=getattr(patience, which))


def tell(tx: Tx, row: Any, event: str, **data: Any) -> None:
    """Record a fact of a conversation."""
    tx.emit(event, row.company_id, property_id=row.property_id, subject_id=row.id, data=data)


@dataclass(frozen=True, slots=True)
class HandoffView:
    """`reason` and `ended_how` are of the closed lists of `leasing.takeover`."""

    id: str
    conversation_id: str
    reason: str
    asked_at: datetime
    expected_at: datetime | None
    agent_id: str | None
    joined_at: datetime | None
    first_reply_at: datetime | None
    ended_at: datetime | None
    ended_how: str | None


def page(tx: Tx, scope: StaffScope, conversation_id: str, paging: Paging) -> Page[HandoffView]:
    """The stretches with a person, the newest first. Raises `NotFound`."""
    scope.get(tx, Conversation, conversation_id)
    statement = scope.select(Handoff).where(Handoff.conversation_id == conversation_id)
    found = scope.page(tx, statement.order_by(Handoff.id.desc()), paging)
    return found.map(lambda row: HandoffView(*(getattr(row, name) for name in HandoffView.__dataclass_fields__)))
