"""A visit to a community, and the calendar that decides who gets which time.

The calendar has cells of five minutes. A tour, or a hold on a time, takes one row for each cell of its length and its
buffers, for everything that it needs: a lane of the manager who hosts, a place at the property, a home. The primary
key (resource, cell) gives each to one taker only, whatever the processes believe.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference

TYPES = ("in_person", "virtual", "self_guided")


class Tour(Base, Tenant, Timestamps):
    """A booked tour. Its time is in `tour_cells` as long as it is scheduled or confirmed."""

    __tablename__ = "tours"
    __table_args__ = (
        one_of("status", "scheduled", "confirmed", "completed", "cancelled", "no_show"),
        one_of("tour_type", *TYPES),
        one_of("source", "chat", "website", "phone", "walk_in"),
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("revision >= 0", name="revision"),
        Index("ix_tours_calendar", "property_id", "starts_at"),
        Index("ix_tours_load", "manager_id", "starts_at"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    lead_id: Mapped[str | None] = reference("leads.id", nullable=True, ondelete="SET NULL")
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True, ondelete="SET NULL")
    unit_id: Mapped[str | None] = reference("units.id", nullable=True, ondelete="SET NULL")
    manager_id: Mapped[str | None] = reference("property_managers.id", nullable=True, ondelete="SET NULL")
    """who hosts it"""
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    duration_minutes: Mapped[int]
    tour_type: Mapped[str] = mapped_column(String(20), default="in_person")
    status: Mapped[str] = mapped_column(String(20), default="scheduled")
    source: Mapped[str] = mapped_column(String(20), default="chat")
    unit_interest: Mapped[str | None] = mapped_column(String(200))
    notes: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=0)
    """rises with every change of its time, type, host or status"""
    assigned_at: Mapped[MaybeMoment]
    """when its manager got it"""
    language: Mapped[str | None] = mapped_column(String(2))
    """a two-letter code: mails and pages about it are in this language"""


class TourEvent(Base, Tenant):
    """A line of a tour's history."""

    __tablename__ = "tour_events"
    __table_args__ = (
        one_of("action", "booked", "moved", "assigned", "confirmed", "cancelled", "completed", "no_show"),
        one_of("actor", "visitor", "staff", "system"),
        Index("ix_tour_events_history", "tour_id", "created_at"),
    )

    id: Mapped[Id]
    tour_id: Mapped[str] = reference("tours.id", index=False)
    action: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True, ondelete="SET NULL")
    status: Mapped[str] = mapped_column(String(20))
    """of the tour afterwards"""
    data: Mapped[JsonDict]
    """what changed, and why this manager"""
    created_at: Mapped[Moment]


class TourHold(Base, Tenant):
    """A time that is kept for a conversation while its visitor makes up their mind or leaves an address."""

    __tablename__ = "tour_holds"
    __table_args__ = (
        one_of("tour_type", *TYPES),
        CheckConstraint("expires_at > created_at", name="span"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    conversation_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), unique=True
    )
    """one at a time"""
    manager_id: Mapped[str | None] = reference("property_managers.id", nullable=True)
    unit_id: Mapped[str | None] = reference("units.id", nullable=True)
    starts_at: Mapped[Moment]
    tour_type: Mapped[str] = mapped_column(String(20))
    because: Mapped[JsonDict]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)


class TourCell(Base, Tenant):
    """Five minutes of a resource, taken by one tour or one hold."""

    __tablename__ = "tour_cells"
    __table_args__ = (
        CheckConstraint("(tour_id IS NULL) <> (hold_id IS NULL)", name="one_taker"),
        CheckConstraint("span >= 0", name="span"),
        # A search reads one row of each taker.
        Index(
            "ix_tour_cells_takers",
            "resource",
            "cell",
            sqlite_where=text("span > 0"),
            postgresql_where=text("span > 0"),
        ),
        Index("ix_tour_cells_cell", "cell"),
    )

    resource: Mapped[str] = mapped_column(String(60), primary_key=True)
    """`agent:ID:LANE`, `place:PROPERTY:LANE` or `home:UNIT`"""
    cell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """its start: Unix time in five minutes"""
    span: Mapped[int] = mapped_column(default=0)
    """in the first cell of what was taken, how many there are; 0 in the others"""
    tour_id: Mapped[str | None] = reference("tours.id", nullable=True)
    hold_id: Mapped[str | None] = reference("tour_holds.id", nullable=True)
