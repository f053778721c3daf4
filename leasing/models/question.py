"""The life of questions beyond their answer: who gets them, how long they may wait, what visitors and staff think of
the answers, and what conversations of people suggest."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference

REPORT_REASONS = (
    "wrong_fact", "outdated", "not_answered", "tone", "should_have_handed_off", "fair_housing", "other",
)  # fmt: skip


class QuestionRule(Base, Tenant, Timestamps):
    """Who gets the questions of a property and category; null: of every one. Of several rules the narrower goes
    before the wider."""

    __tablename__ = "question_rules"
    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 1000", name="position"),)

    id: Mapped[Id]
    property_id: Mapped[str | None] = reference("properties.id", nullable=True)
    category: Mapped[str | None] = mapped_column(String(100))
    manager_id: Mapped[str] = reference("property_managers.id")
    position: Mapped[int] = mapped_column(default=1)
    """whose turn it is of those with the same load, lowest first"""


class QuestionSettings(Base, Timestamps):
    """How long a company's questions may wait and its answers hold. Who has no row has the defaults."""

    __tablename__ = "question_settings"
    __table_args__ = (
        CheckConstraint("remind_after_minutes BETWEEN 1 AND 20000", name="remind"),
        CheckConstraint("escalate_after_minutes BETWEEN 1 AND 20000", name="escalate"),
        CheckConstraint("escalate_after_minutes > remind_after_minutes", name="remind_first"),
        CheckConstraint("review_after_days BETWEEN 1 AND 3650", name="review"),
    )

    company_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True
    )
    remind_after_minutes: Mapped[int] = mapped_column(default=60)
    """office minutes"""
    escalate_after_minutes: Mapped[int] = mapped_column(default=240)
    """office minutes"""
    review_after_days: Mapped[int] = mapped_column(default=180)
    review_days_by_category: Mapped[JsonDict]


class TaskEvent(Base, Tenant):
    """What became of a task, and why."""

    __tablename__ = "task_events"
    __table_args__ = (
        one_of("action", "created", "assigned", "unassigned", "reminded", "escalated", "status", "answered"),
    )

    id: Mapped[Id]
    task_id: Mapped[str] = reference("tasks.id")
    action: Mapped[str] = mapped_column(String(20))
    manager_id: Mapped[str | None] = reference("property_managers.id", nullable=True, ondelete="SET NULL", index=False)
    user_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL", index=False)
    data: Mapped[JsonDict]
    created_at: Mapped[Moment]


class FaqVote(Base, Tenant):
    """What a visitor thinks of a message that said an entry; their last word counts."""

    __tablename__ = "faq_votes"
    __table_args__ = (one_of("value", "up", "down"), Index("ix_faq_votes_recent", "faq_id", "created_at"))

    faq_id: Mapped[str] = mapped_column(String(36), ForeignKey("faqs.id", ondelete="CASCADE"), primary_key=True)
    message_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[Moment]


class FaqCorrection(Base, Tenant):
    """A conversation that was told an earlier answer and is told, once, the one of a version of the entry."""

    __tablename__ = "faq_corrections"

    faq_id: Mapped[str] = mapped_column(String(36), ForeignKey("faqs.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[Moment]
    told_at: Mapped[MaybeMoment]


class AnswerReport(Base, Tenant):
    """A member of staff who finds an answer bad, and why."""

    __tablename__ = "answer_reports"
    __table_args__ = (one_of("reason", *REPORT_REASONS), UniqueConstraint("message_id", "reported_by"))

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    conversation_id: Mapped[str] = reference("conversations.id")
    message_id: Mapped[str] = mapped_column(String(36), ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    faq_id: Mapped[str | None] = reference("faqs.id", nullable=True, ondelete="SET NULL")
    reason: Mapped[str] = mapped_column(String(30))
    text: Mapped[str | None] = mapped_column(Text)
    reported_by: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL", index=False)
    created_at: Mapped[Moment]


class FaqSuggestion(Base, Tenant, Timestamps):
    """A question that people answered in conversations, and their answer: knowledge once somebody approves it."""

    __tablename__ = "faq_suggestions"
    __table_args__ = (one_of("status", "open", "approved", "dismissed"),)

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), default="open")
    faq_id: Mapped[str | None] = reference("faqs.id", nullable=True, ondelete="SET NULL")
    decided_by: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL", index=False)
    decided_at: Mapped[MaybeMoment]


class FaqObservation(Base, Tenant):
    """A message of a member of staff that was looked at once its conversation was settled. Without a suggestion it
    answered no question that is new."""

    __tablename__ = "faq_observations"

    message_id: Mapped[str] = mapped_column(String(36), ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    suggestion_id: Mapped[str | None] = reference("faq_suggestions.id", nullable=True)
    conversation_id: Mapped[str] = reference("conversations.id")
    question_message_id: Mapped[str | None] = mapped_column(String(36))
    question: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    said_at: Mapped[Moment]
    created_at: Mapped[Moment]
