"""What happened, and what has still to be done about it outside. Both are written with the fact itself."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, MaybeMoment, Moment, Tenant, one_of


class DomainEvent(Base, Tenant):
    """A fact, by name. The log that listeners and reports read."""

    __tablename__ = "domain_events"
    __table_args__ = (
        Index("ix_domain_events_stream", "company_id", "position", "id"),
        Index("ix_domain_events_report", "company_id", "name", "at"),
    )

    id: Mapped[Id]
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    """where it stands among the commits: see `leasing.services.event_stream`"""
    name: Mapped[str] = mapped_column(String(60), index=True)
    property_id: Mapped[str | None] = mapped_column(String(36), index=True)
    subject_id: Mapped[str | None] = mapped_column(String(36))
    data: Mapped[JsonDict]
    at: Mapped[Moment] = mapped_column(index=True)


class OutboxItem(Base, Tenant):
    """A side effect to be carried out at least once. `key` is its idempotency key; a dead one waits for staff."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("state", "pending", "running", "done", "dead"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_outbox_due", "state", "next_attempt_at"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[JsonDict]
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Moment]
    lease_until: Mapped[MaybeMoment]
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Moment]
    done_at: Mapped[MaybeMoment]
