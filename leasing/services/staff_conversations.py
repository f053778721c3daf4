"""What staff do with a conversation: its status, that it is qualified, a tour out of it, and tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Conversation, ConversationTag, Lead
from leasing.services import conversations, leads, staff_tours, stages, transcripts
from leasing.services.handoffs import Moved
from leasing.services.lead_history import Actor
from leasing.services.staff_tours import TourDetail
from leasing.services.transcripts import ConversationView
from leasing.services.upserts import insert_unless_there
from leasing.tenancy import Page, Paging, StaffScope
from leasing.understood import CONTACT

MOST_TAGS = 20
"""of one conversation"""
ALLOWED: dict[str, tuple[str, ...]] = {
    "active": ("qualified", "handed_off", "abandoned", "closed"),
    "qualified": ("active", "handed_off", "abandoned", "closed"),
    "tour_booked": ("handed_off", "abandoned", "closed"),
    "handed_off": ("abandoned", "closed"),
    "abandoned": ("closed",),
    "closed": (),
}
"""status → those that staff may set next. A tour sets `tour_booked` by itself, and who joins or hands back a
conversation takes it out of `handed_off`."""


@dataclass(frozen=True, slots=True)
class TagView:
    """A word under which conversations are found, and how many."""

    tag: str
    conversations: int


@dataclass(frozen=True, slots=True)
class Stands:
    """A conversation after a change of status; `moved` where another speaks in it from now on."""

    conversation: ConversationView
    moved: Moved | None = None


def change(tx: Tx, scope: StaffScope, conversation_id: str, given: Mapping[str, Any]) -> Stands:
    """Change the fields that are given. Raises as `set_status` does."""
    plain = {name: value for name, value in given.items() if name != "status"}
    if plain:
        scope.change(tx, Conversation, conversation_id, **plain)
    if "status" in given:
        return set_status(tx, scope, conversation_id, given["status"])
    return Stands(transcripts.get(tx, scope, conversation_id))


def set_status(tx: Tx, scope: StaffScope, conversation_id: str, wanted: str) -> Stands:
    """Raises `NotFound`, and `Conflict` (INVALID_STATUS_TRANSITION, with the allowed ones)."""
    row = scope.get(tx, Conversation, conversation_id, lock=True)
    if wanted == row.status:
        return Stands(transcripts.get(tx, scope, conversation_id))
    allowed = ALLOWED[row.status]
    if wanted not in allowed:
        raise Conflict(
            f"A conversation that is {row.status} cannot become {wanted}; "
            f"it can become {', '.join(allowed) or 'nothing else'}.",
            code="INVALID_STATUS_TRANSITION",
            details={"status": row.status, "requested": wanted, "allowed": list(allowed)},
        )
    moved: Moved | None = None
    if wanted in ("closed", "abandoned"):
        moved = conversations.close(tx, row, status=wanted, by_staff=True)
    elif wanted == "handed_off":
        moved = conversations.hand_off(tx, row, title="Staff gave this conversation to a person")
    # Also where the mode stays: a person who speaks has it in hand, one that is over may be called abandoned.
    scope.change(tx, Conversation, conversation_id, status=wanted)
    return Stands(transcripts.get(tx, scope, conversation_id), moved)


def qualify(tx: Tx, scope: StaffScope, conversation_id: str) -> ConversationView:
    """Say that its visitor is a prospect worth the team's time, and their lead with it. Again changes nothing. Raises
    `NotFound`."""
    row = scope.get(tx, Conversation, conversation_id, lock=True)
    if not row.is_qualified or row.status == "active":
        status = "qualified" if row.status == "active" else row.status
        scope.change(tx, Conversation, conversation_id, is_qualified=True, status=status)
    if row.lead_id is not None:
        _qualify_lead(tx, scope, row.lead_id, conversation_id)
    return transcripts.get(tx, scope, conversation_id)


def _qualify_lead(tx: Tx, scope: StaffScope, lead_id: str, conversation_id: str) -> None:
    lead = scope.get(tx, Lead, lead_id, lock=True)
    if lead.status in ("new", "contacted"):
        stages.move(tx, lead, "qualified", Actor("staff", scope.user_id, conversation_id), because="staff qualified it")
        leads.emit(tx, "lead.qualified", lead._mapping, conversation_id)


def book_tour(tx: Tx, scope: StaffScope, conversation_id: str, given: Mapping[str, Any]) -> TourDetail:
    """Book a tour for the visitor of a conversation, with the contact that they left or that is given. Raises what
    `staff_tours.create` raises, and `Invalid` where they cannot be reached."""
    row = scope.get(tx, Conversation, conversation_id, lock=True)
    known = {name: row.contact.get(name) for name in CONTACT if row.contact.get(name)}
    contact = known | {name: given[name] for name in CONTACT if given.get(name)}
    if row.lead_id is None and not contact.get("email") and not contact.get("phone"):
        raise Invalid.field("email", "The visitor left no way to reach them: give an email address or a phone number.")
    booked = staff_tours.create(
        tx,
        scope,
        {
            "source": "chat",
            "language": (row.locale or "")[:2].lower() or None,
            **{name: value for name, value in given.items() if name not in CONTACT},
            "property_id": row.property_id,
            "conversation_id": conversation_id,
            **({"lead_id": row.lead_id} if row.lead_id is not None else contact),
        },
    )
    if row.lead_id is None:
        scope.change(tx, Conversation, conversation_id, lead_id=booked.tour.lead_id, contact=contact)
    return booked


def tags(tx: Tx, scope: StaffScope, paging: Paging) -> Page[TagView]:
    """The company's tags, the one that is used most first."""
    used = (
        scope.select(ConversationTag, ConversationTag.tag, func.count().label("used"))
        .join(Conversation.__table__, Conversation.id == ConversationTag.conversation_id)
        .where(Conversation.id.in_(scope.select(Conversation, Conversation.id)))
        .group_by(ConversationTag.tag)
    )
    rows = tx.connection.execute(used.order_by(func.count().desc(), ConversationTag.tag)).all()
    part = rows[paging.offset : paging.offset + paging.limit]
    return Page([TagView(row.tag, row.used) for row in part], len(rows), paging)


def tag(tx: Tx, scope: StaffScope, conversation_id: str, word: str) -> ConversationView:
    """Add a tag; one that is there stays. Raises `NotFound`, and `Invalid` where there are MOST_TAGS."""
    scope.get(tx, Conversation, conversation_id, lock=True)
    there = scope.select(ConversationTag).where(ConversationTag.conversation_id == conversation_id)
    if scope.count(tx, there.where(ConversationTag.tag != _word(word))) >= MOST_TAGS:
        raise Invalid.field("tag", f"A conversation has at most {MOST_TAGS} tags; take one away first.", "too_many")
    values = {"conversation_id": conversation_id, "tag": _word(word), "user_id": scope.user_id}
    insert_unless_there(tx, ConversationTag, scope.new_row(ConversationTag, values, tx.now))
    return transcripts.get(tx, scope, conversation_id)


def untag(tx: Tx, scope: StaffScope, conversation_id: str, word: str) -> ConversationView:
    """Take a tag away; one that is not there is no error. Raises `NotFound`."""
    scope.get(tx, Conversation, conversation_id)
    tx.connection.execute(
        scope.delete(ConversationTag).where(
            ConversationTag.conversation_id == conversation_id, ConversationTag.tag == _word(word)
        )
    )
    return transcripts.get(tx, scope, conversation_id)


def _word(tag_: str) -> str:
    return " ".join(tag_.split()).lower()
