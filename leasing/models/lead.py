"""A prospect at a property."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, Moment, Tenant, Timestamps, one_of, reference


class Lead(Base, Tenant, Timestamps):
    """Who may rent here, made when a visitor leaves a way to reach them. One for each visitor and property."""

    __tablename__ = "leads"
    __table_args__ = (
        one_of("status", "new", "contacted", "qualified", "tour_scheduled", "toured", "applied", "leased", "lost"),
        UniqueConstraint("property_id", "visitor_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    visitor_id: Mapped[str | None] = reference("visitors.id", nullable=True, ondelete="SET NULL")
    first_name: Mapped[str | None] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    status: Mapped[str] = mapped_column(String(20), default="new")
    source: Mapped[str | None] = mapped_column(String(100))
    is_qualified: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int] = mapped_column(default=0)
    preferences: Mapped[JsonDict]
    notes: Mapped[str | None] = mapped_column(Text)


class Consent(Base, Tenant):
    """What a visitor agreed to or refused, with the words that were shown. Rows are added, never changed."""

    __tablename__ = "consents"
    __table_args__ = (one_of("channel", "email", "sms", "phone"),)

    id: Mapped[Id]
    visitor_id: Mapped[str] = reference("visitors.id")
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True, ondelete="SET NULL")
    channel: Mapped[str] = mapped_column(String(10))
    granted: Mapped[bool]
    wording: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
