"""What a community has said, and the questions that it has not answered yet."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference


class Faq(Base, Tenant, Timestamps):
    """A question and its answer. A pending one has no answer yet and is never said."""

    __tablename__ = "faqs"
    __table_args__ = (
        one_of("status", "pending", "answered", "needs_review"),
        one_of("source_type", "manager", "import", "document", "conversation", "website"),
        CheckConstraint("status = 'pending' OR answer IS NOT NULL", name="answered_has_answer"),
        CheckConstraint("length(question) BETWEEN 1 AND 2000", name="question_length"),
        one_of("review_reason", "aged", "votes", "staff", "report"),
        CheckConstraint("merged_into <> id", name="merged_into_other"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(20))
    source_type: Mapped[str] = mapped_column(String(20), default="manager")
    assigned_to: Mapped[str | None] = reference("property_managers.id", nullable=True, ondelete="SET NULL")
    asked_count: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[MaybeMoment]
    in_knowledge: Mapped[bool] = mapped_column(default=True)
    """false: answered to who asked only, and never said to anybody else"""
    merged_into: Mapped[str | None] = reference("faqs.id", nullable=True, ondelete="SET NULL")
    """the entry that answers it"""
    review_reason: Mapped[str | None] = mapped_column(String(20))
    """why it waits for a review"""
    reviewed_at: Mapped[MaybeMoment]
    """when somebody last found that the answer still holds"""


class FaqWaiter(Base, Tenant):
    """A conversation that waits for the answer to a pending question."""

    __tablename__ = "faq_waiters"

    faq_id: Mapped[str] = mapped_column(String(36), ForeignKey("faqs.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    message_id: Mapped[str | None] = mapped_column(String(36))
    question: Mapped[str | None] = mapped_column(Text)
    """in the words in which it was asked there; unknown of those who asked before it was kept"""
    created_at: Mapped[Moment]
    answered_at: Mapped[MaybeMoment]
    answer: Mapped[str | None] = mapped_column(Text)
    """what is said here alone; null: the entry's answer"""


class Task(Base, Tenant, Timestamps):
    """Something that a person must do."""

    __tablename__ = "tasks"
    __table_args__ = (
        one_of("status", "pending", "in_progress", "completed", "cancelled"),
        one_of("kind", "question", "handoff", "other"),
        Index("ix_tasks_waiting", "status", "waits_since"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True)
    faq_id: Mapped[str | None] = reference("faqs.id", nullable=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20), default="pending")
    assigned_to: Mapped[str | None] = reference("property_managers.id", nullable=True, ondelete="SET NULL")
    answer: Mapped[str | None] = mapped_column(Text)
    """what it was answered with"""
    assigned_at: Mapped[MaybeMoment]
    assigned_because: Mapped[JsonDict]
    """why it is whose it is; empty where it is nobody's"""
    waits_since: Mapped[MaybeMoment]
    """of a question: from when on office hours count: when it was asked, or came to who has it now"""
    reminded_at: Mapped[MaybeMoment]
    escalated_at: Mapped[MaybeMoment]
    escalations: Mapped[int] = mapped_column(default=0)
    completed_at: Mapped[MaybeMoment]
