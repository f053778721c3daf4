"""Staff in a conversation: joining, speaking, passing it on, handing it back to the bot.

Joining silences the bot in the transaction that joins: the turn that is being answered is cancelled with what was sent
of it, and no process that still works on it can store another word (`replies.finish` finds its lease gone).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from leasing.database import Tx
from leasing.errors import Conflict, NotFound
from leasing.models import Conversation, Handoff, Message, User
from leasing.services import handoffs, interruptions, messages, responses, unseating
from leasing.services.answers import MAIL_AFTER, language_of, name_of
from leasing.services.handoffs import Moved
from leasing.services.takeover_words import say as words
from leasing.takeover import Step, after
from leasing.tenancy import StaffScope

SAID_BY_STAFF = "staff:"
"""begins the `client_id` of what a member of staff wrote in the chat; an answer that was brought there has none"""


@dataclass(frozen=True, slots=True)
class Said:
    """A manager's message; `message` is None where the same `client_id` was said before."""

    message_id: str
    seq: int
    message: Mapping[str, Any] | None
    moved: Moved | None = None
    """where speaking joined the conversation"""


def join(tx: Tx, scope: StaffScope, conversation_id: str, *, take_over: bool = False) -> Moved:
    """Speak with the visitor from now on. `take_over` takes the conversation from the colleague who has it. Raises
    `NotFound`, and `Conflict` where it is over or a colleague's."""
    row = scope.get(tx, Conversation, conversation_id, lock=True)
    after(row.mode, Step.JOIN)
    if row.mode == "human" and row.agent_id == scope.user_id:
        return _as_it_is(row)
    if row.mode == "human" and not take_over:
        raise Conflict(
            f"{row.agent.get('name') or 'A colleague'} is talking with this visitor. Take the conversation over to "
            "speak in it.",
            code="INVALID_STATUS_TRANSITION",
            details={"agent": row.agent, "allowed": ["take_over"]},
        )
    if row.mode == "human":
        return _pass_to(tx, row, scope.user_id, Step.JOIN)
    cut = interruptions.silence(tx, row)
    said = [messages.append(tx, row.company_id, row.id, **cut.reply)] if cut.reply else []
    moved = _seat(tx, row, scope.user_id, Step.JOIN, "joined")
    handoffs.joined(tx, row, scope.user_id)
    handoffs.open_tasks(tx, row.id, "in_progress")
    handoffs.tell(tx, row, "conversation.taken_over", agent_id=scope.user_id)
    return replace(moved, messages=(*said, *moved.messages), silenced=cut.running)


def transfer(tx: Tx, scope: StaffScope, conversation_id: str, to_user_id: str) -> Moved:
    """Pass a conversation of one's own on to a colleague. Raises `NotFound`, `Conflict`."""
    row = _mine(tx, scope, conversation_id)
    if to_user_id == scope.user_id:
        return _as_it_is(row)
    colleague = tx.connection.execute(scope.select(User, User.id).where(User.id == to_user_id)).one_or_none()
    if colleague is None or not unseating.may_speak(tx, to_user_id, row.property_id):
        raise NotFound("There is no such colleague who can sign in and may speak with visitors of this property.")
    return _pass_to(tx, row, to_user_id, Step.TRANSFER)


def hand_back(tx: Tx, scope: StaffScope, conversation_id: str) -> Moved:
    """Let the bot go on; it answers what the visitor has said since. Raises `NotFound`, `Conflict`."""
    row = _mine(tx, scope, conversation_id)
    language = language_of(tx, row.id)
    text = words("handed_back", language, name=row.agent.get("name", ""))
    said = messages.append(tx, row.company_id, row.id, author="system", text=text, locale=language)
    since = handoffs.end(tx, row, "handed_back")
    handoffs.open_tasks(tx, row.id, "completed")
    mode = handoffs.move(tx, row, Step.HAND_BACK, **handoffs.back_to_bot(row))
    waits = interruptions.requeue(tx, row.id, since) if since else False
    handoffs.tell(tx, row, "conversation.resumed", reason="handed_back")
    return Moved(row.id, row.company_id, row.property_id, mode, messages=(said,), waits=waits)


def say(tx: Tx, scope: StaffScope, conversation_id: str, *, client_id: str, text: str) -> Said:
    """Say something to the visitor, once for each `client_id`; who speaks where the bot did joins by it. Raises
    `NotFound`, and `Conflict` where the conversation is over or a colleague's."""
    row = scope.get(tx, Conversation, conversation_id, lock=True)
    key = staff_key(scope, client_id)
    before = tx.connection.execute(
        scope.select(Message, Message.id, Message.seq).where(
            Message.conversation_id == row.id, Message.client_id == key
        )
    ).one_or_none()
    if before is not None:
        return Said(before.id, before.seq, None)
    moved = None if row.mode == "human" and row.agent_id == scope.user_id else join(tx, scope, conversation_id)
    told = messages.append(
        tx,
        row.company_id,
        row.id,
        author="manager",
        author_name=name_of(tx, scope.user_id, row.property_id),
        client_id=key,
        text=text,
        in_reply_to=_last_of_visitor(tx, scope, row.id),
    )
    tx.connection.execute(scope.update(Conversation).where(Conversation.id == row.id).values(resume_at=None))
    first = scope.update(Handoff).where(Handoff.conversation_id == row.id, Handoff.ended_at.is_(None))
    tx.connection.execute(first.where(Handoff.first_reply_at.is_(None)).values(first_reply_at=tx.now))
    handoffs.open_tasks(tx, row.id, "completed")
    responses.note(tx, row.company_id, scope.user_id, conversation_id=row.id)
    handoffs.tell(tx, row, "conversation.replied", agent_id=scope.user_id, message_id=told["id"])
    if row.contact.get("email"):
        payload = {"conversation_id": row.id, "seq": told["seq"], "said_by": scope.user_id}
        tx.enqueue("message_mail", f"message_mail:{told['id']}", row.company_id, payload, wait=MAIL_AFTER)
    return Said(told["id"], told["seq"], told, moved)


def staff_key(scope: StaffScope, client_id: str) -> str:
    """What a message or note of theirs is known by. A digest: cut off, two long ones could become the same."""
    return SAID_BY_STAFF + hashlib.sha256(f"{scope.user_id}:{client_id}".encode()).hexdigest()[:48]


def may_watch(tx: Tx, scope: StaffScope, conversation_id: str) -> None:
    """Raises `NotFound` where the conversation is none of theirs."""
    scope.get(tx, Conversation, conversation_id)


def _mine(tx: Tx, scope: StaffScope, conversation_id: str) -> Any:
    row = scope.get(tx, Conversation, conversation_id, lock=True)
    if row.mode != "human" or row.agent_id != scope.user_id:
        over = row.mode == "closed"
        raise Conflict(
            "This conversation is over." if over else "You are not in this conversation. Join it first.",
            code="INVALID_STATUS_TRANSITION",
            details={"mode": row.mode, "agent": row.agent or None, "allowed": [] if over else ["join"]},
        )
    return row


def _as_it_is(row: Any) -> Moved:
    """Of who has the conversation already."""
    return Moved(row.id, row.company_id, row.property_id, row.mode, agent=row.agent)


def _pass_to(tx: Tx, row: Any, user_id: str, step: Step) -> Moved:
    handoffs.end(tx, row, "transferred")
    handoffs.joined(tx, row, user_id)
    moved = _seat(tx, row, user_id, step, "transferred")
    handoffs.tell(tx, row, "conversation.transferred", agent_id=user_id, from_agent_id=row.agent_id)
    return moved


def _seat(tx: Tx, row: Any, user_id: str, step: Step, said_as: str) -> Moved:
    """Give the conversation to a person, and say so in it."""
    name = name_of(tx, user_id, row.property_id)
    agent = {"name": name, "avatar_url": None}
    mode = handoffs.move(
        tx,
        row,
        step,
        status="handed_off",
        agent_id=user_id,
        agent=agent,
        expected_at=None,
        # Who comes into a talk has something to say: the visitor is not left with somebody who does not.
        resume_at=handoffs.silence(tx, row),
    )
    language = language_of(tx, row.id)
    text = words(said_as, language, name=name)
    told = messages.append(tx, row.company_id, row.id, author="system", text=text, locale=language)
    return Moved(row.id, row.company_id, row.property_id, mode, agent=agent, messages=(told,))


def _last_of_visitor(tx: Tx, scope: StaffScope, conversation_id: str) -> str | None:
    said = scope.select(Message, Message.id).where(
        Message.conversation_id == conversation_id, Message.author == "visitor"
    )
    return tx.connection.execute(said.order_by(Message.seq.desc()).limit(1)).scalar()


def speaks(tx: Tx, scope: StaffScope, conversation_id: str) -> bool:
    """Whether the caller is the person who speaks with the visitor."""
    row = tx.connection.execute(
        scope.select(Conversation, Conversation.mode, Conversation.agent_id).where(Conversation.id == conversation_id)
    ).one_or_none()
    return row is not None and row.mode == "human" and row.agent_id == scope.user_id
