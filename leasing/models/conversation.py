"""A conversation, its messages, and the turns that answer them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import (
    Base,
    Id,
    JsonDict,
    JsonList,
    MaybeMoment,
    Moment,
    Tenant,
    Timestamps,
    one_of,
    reference,
)

OPEN = "status NOT IN ('closed', 'abandoned')"


class Conversation(Base, Tenant, Timestamps):
    """One visitor's talk with one property, and what was understood in it, as the visitor said it last."""

    __tablename__ = "conversations"
    __table_args__ = (
        one_of("status", "active", "qualified", "tour_booked", "handed_off", "abandoned", "closed"),
        one_of("mode", "bot", "waiting", "human", "closed"),
        one_of("intent", "rent", "buy"),
        one_of("tour_type", "in_person", "virtual", "self_guided"),
        CheckConstraint("last_seq >= 0", name="last_seq"),
        CheckConstraint("lead_score BETWEEN 0 AND 100", name="lead_score"),
        # A visitor has at most one open conversation at a property: two tabs that open at once share it.
        Index(
            "uq_conversations_open",
            "visitor_id",
            "property_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_conversations_recent", "company_id", "last_message_at"),
        Index(
            "ix_conversations_resume",
            "resume_at",
            sqlite_where=text("resume_at IS NOT NULL"),
            postgresql_where=text("resume_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    visitor_id: Mapped[str] = reference("visitors.id")
    lead_id: Mapped[str | None] = reference("leads.id", nullable=True, ondelete="SET NULL")
    status: Mapped[str] = mapped_column(String(20), default="active")
    mode: Mapped[str] = mapped_column(String(10), default="bot")
    locale: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(100))
    page_url: Mapped[str | None] = mapped_column(String(2000))
    referrer: Mapped[str | None] = mapped_column(String(2000))
    last_seq: Mapped[int] = mapped_column(default=0)
    last_message_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]
    expected_at: Mapped[MaybeMoment]
    """when a person will answer, where one was asked for outside the office's hours"""
    agent_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    """the member of staff who speaks here, in mode `human`"""
    agent: Mapped[JsonDict]
    """name and avatar_url under which they speak"""
    resume_at: Mapped[MaybeMoment]
    """when the bot goes on by itself, unless a person has come or answered by then"""

    is_qualified: Mapped[bool] = mapped_column(default=False)
    pre_qualified: Mapped[bool] = mapped_column(default=False)
    is_book_tour: Mapped[bool] = mapped_column(default=False)
    lead_score: Mapped[int] = mapped_column(default=0)
    intent: Mapped[str | None] = mapped_column(String(10))
    tour_type: Mapped[str | None] = mapped_column(String(20))
    tour_datetime: Mapped[MaybeMoment]
    tour_requested_on: Mapped[date | None]
    property_of_interest: Mapped[str | None] = mapped_column(String(200))
    unit_of_interest: Mapped[str | None] = mapped_column(String(200))
    ai_intent_summary: Mapped[str | None] = mapped_column(Text)
    bedrooms: Mapped[int | None]
    bathrooms: Mapped[float | None] = mapped_column(Numeric(3, 1, asdecimal=False))
    move_in_date: Mapped[date | None]
    price_min_cents: Mapped[int | None]
    price_max_cents: Mapped[int | None]
    occupants_count: Mapped[int | None]
    has_pets: Mapped[bool | None]
    pet_details: Mapped[JsonDict]
    desired_features: Mapped[JsonList]
    area: Mapped[str | None] = mapped_column(String(200))
    furnished: Mapped[bool | None]
    work_location: Mapped[str | None] = mapped_column(String(200))
    reason_for_moving: Mapped[str | None] = mapped_column(String(500))
    contact: Mapped[JsonDict]
    """first_name, last_name, email, phone as the visitor gave them here"""
    agenda: Mapped[JsonDict]
    """What the bot is in the middle of: what it asked last, the homes and slots that it offered."""
    notification_status: Mapped[JsonDict]


class Message(Base, Tenant):
    """A stored message. `seq` rises by one within its conversation and never changes."""

    __tablename__ = "messages"
    __table_args__ = (
        one_of("author", "visitor", "bot", "manager", "system"),
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
        CheckConstraint("seq > 0", name="seq"),
    )

    id: Mapped[Id]
    conversation_id: Mapped[str] = mapped_column(String(36), ForeignKey("conversations.id", ondelete="CASCADE"))
    seq: Mapped[int]
    author: Mapped[str] = mapped_column(String(10))
    author_name: Mapped[str | None] = mapped_column(String(200))
    author_avatar_url: Mapped[str | None] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str | None] = mapped_column(String(64))
    in_reply_to: Mapped[str | None] = mapped_column(String(36))
    locale: Mapped[str | None] = mapped_column(String(20))
    extras: Mapped[JsonDict]
    """What goes with the text on the wire: sources, units, slots, choices, tour, attachments; a choice's value."""
    why: Mapped[JsonDict]
    """Why the bot said it: brain, tools called, matches and scores, guards that spoke, milliseconds by stage."""
    interrupted: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]


class Turn(Base, Tenant):
    """The work of answering one message, owned by one process at a time through a lease.

    `attempt` is the fence: only the process that holds the newest attempt may finish the turn. `sent_text` is what
    the visitor may already have seen of the reply; it is stored before it is sent.
    """

    __tablename__ = "turns"
    __table_args__ = (
        one_of("state", "queued", "running", "done", "cancelled", "failed"),
        UniqueConstraint("message_id"),
        CheckConstraint("attempt >= 0", name="attempt"),
        Index("ix_turns_waiting", "state", "lease_until"),
        # One turn at a time in a conversation, whatever the processes believe.
        Index(
            "uq_turns_running",
            "conversation_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[Id]
    conversation_id: Mapped[str] = reference("conversations.id")
    message_id: Mapped[str] = mapped_column(String(36), ForeignKey("messages.id", ondelete="CASCADE"))
    reply_id: Mapped[str] = mapped_column(String(36))
    """The id of the reply that this turn writes, known before it is written."""
    state: Mapped[str] = mapped_column(String(10), default="queued")
    attempt: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[MaybeMoment]
    sent_text: Mapped[str] = mapped_column(Text, default="")
    tours: Mapped[JsonList]
    """the visitor's tours when the turn was first begun: a re-run sees what the first run saw, does the same, and finds
    the effects of it"""
    created_at: Mapped[Moment]
    finished_at: Mapped[MaybeMoment]


class TurnEffect(Base, Tenant):
    """What a tool did in a turn, by a key of its own: a re-run of the turn finds it instead of doing it again."""

    __tablename__ = "turn_effects"

    turn_id: Mapped[str] = mapped_column(String(36), ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    effect_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    result: Mapped[JsonDict]
    created_at: Mapped[Moment]


class ClientFrame(Base, Tenant):
    """A frame of the visitor's that stores no message (feedback, event, contact, handoff, end) and its ack."""

    __tablename__ = "client_frames"

    conversation_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    client_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    name: Mapped[str | None] = mapped_column(String(60))
    data: Mapped[JsonDict]
    message_id: Mapped[str | None] = mapped_column(String(36))
    seq: Mapped[int]
    created_at: Mapped[Moment]


class Attachment(Base, Tenant):
    """A file that a visitor gave. The bytes lie in the data folder under the id; the row says what they are."""

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[Id]
    conversation_id: Mapped[str] = reference("conversations.id")
    message_id: Mapped[str | None] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]
