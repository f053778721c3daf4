"""A visit to a community."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, Moment, Tenant, Timestamps, one_of, reference

TAKEN = "status IN ('scheduled', 'confirmed')"


class Tour(Base, Tenant, Timestamps):
    """A booked tour. `lane` numbers the tours that a property gives at the same time, from 0 to its capacity less
    one; the partial unique index decides who gets the last one, whatever the processes believe."""

    __tablename__ = "tours"
    __table_args__ = (
        one_of("status", "scheduled", "confirmed", "completed", "cancelled", "no_show"),
        one_of("tour_type", "in_person", "virtual", "self_guided"),
        one_of("source", "chat", "website", "phone", "walk_in"),
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("lane >= 0", name="lane"),
        Index(
            "uq_tours_slot",
            "property_id",
            "starts_at",
            "lane",
            unique=True,
            sqlite_where=text(TAKEN),
            postgresql_where=text(TAKEN),
        ),
        Index("ix_tours_calendar", "property_id", "starts_at"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    lead_id: Mapped[str | None] = reference("leads.id", nullable=True, ondelete="SET NULL")
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True, ondelete="SET NULL")
    unit_id: Mapped[str | None] = reference("units.id", nullable=True, ondelete="SET NULL")
    manager_id: Mapped[str | None] = reference("property_managers.id", nullable=True, ondelete="SET NULL")
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    duration_minutes: Mapped[int]
    lane: Mapped[int] = mapped_column(default=0)
    tour_type: Mapped[str] = mapped_column(String(20), default="in_person")
    status: Mapped[str] = mapped_column(String(20), default="scheduled")
    source: Mapped[str] = mapped_column(String(20), default="chat")
    unit_interest: Mapped[str | None] = mapped_column(String(200))
    notes: Mapped[str | None] = mapped_column(Text)
