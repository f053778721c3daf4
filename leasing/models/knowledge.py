"""What a community has said, and the questions that it has not answered yet."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference


class Faq(Base, Tenant, Timestamps):
    """A question and its answer. A pending one has no answer yet and is never said."""

    __tablename__ = "faqs"
    __table_args__ = (
        one_of("status", "pending", "answered", "needs_review"),
        one_of("source_type", "manager", "import", "document", "conversation", "website"),
        CheckConstraint("status = 'pending' OR answer IS NOT NULL", name="answered_has_answer"),
        CheckConstraint("length(question) BETWEEN 1 AND 2000", name="question_length"),
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


class Task(Base, Tenant, Timestamps):
    """Something that a person must do."""

    __tablename__ = "tasks"
    __table_args__ = (
        one_of("status", "pending", "in_progress", "completed", "cancelled"),
        one_of("kind", "question", "handoff"),
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
