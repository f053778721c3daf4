"""A person in the conversation: when one was asked for, who came, and what only staff read."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference


class Handoff(Base, Tenant):
    """One stretch of a conversation in which a person was asked for or spoke, from the asking to the handing back."""

    __tablename__ = "handoffs"
    __table_args__ = (
        one_of(
            "reason", "customer_request", "missing_knowledge", "unsupported_request", "policy_restriction",
            "tool_failure", "staff_joined",
        ),
        one_of("ended_how", "handed_back", "transferred", "cancelled", "timed_out", "agent_silent", "closed"),
        # A conversation has one stretch at a time, whoever asks or joins at once.
        Index(
            "uq_handoffs_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_handoffs_asked", "company_id", "asked_at"),
    )  # fmt: skip

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    conversation_id: Mapped[str] = reference("conversations.id")
    reason: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[Moment]
    expected_at: Mapped[MaybeMoment]
    """when somebody would answer, as the visitor was told; null: the office was open"""
    agent_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    joined_at: Mapped[MaybeMoment]
    first_reply_at: Mapped[MaybeMoment]
    ended_at: Mapped[MaybeMoment]
    ended_how: Mapped[str | None] = mapped_column(String(20))


class ConversationNote(Base, Tenant):
    """What staff note on a conversation for each other. It never goes to the visitor, nor into a prompt."""

    __tablename__ = "conversation_notes"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    id: Mapped[Id]
    conversation_id: Mapped[str] = reference("conversations.id")
    author_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    author_name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[Moment]


class CannedReply(Base, Tenant, Timestamps):
    """Words that staff send often. Without a property it is for all of the company's."""

    __tablename__ = "canned_replies"
    __table_args__ = (UniqueConstraint("company_id", "property_id", "shortcut"),)

    id: Mapped[Id]
    property_id: Mapped[str | None] = reference("properties.id", nullable=True)
    shortcut: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2), default="en")
