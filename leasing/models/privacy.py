"""How long a company keeps what, and what it has erased."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, MaybeMoment, Moment, Tenant, one_of, reference


class RetentionPolicy(Base):
    """A company's own periods, in days; null keeps for good. A company without a row has the defaults."""

    __tablename__ = "retention_policies"

    company_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True
    )
    conversations_days: Mapped[int | None]
    leads_days: Mapped[int | None]
    attachments_days: Mapped[int | None]
    mails_days: Mapped[int | None]
    logs_days: Mapped[int | None]
    updated_at: Mapped[Moment]


class ErasurePlace(Base, Tenant):
    """At which properties there was something of what an erasure took. The record outlives the property."""

    __tablename__ = "erasure_places"

    erasure_id: Mapped[str] = mapped_column(String(36), ForeignKey("erasures.id", ondelete="CASCADE"), primary_key=True)
    of_property: Mapped[str] = mapped_column(String(36), primary_key=True)


class Erasure(Base, Tenant):
    """That somebody's data was erased: counts of what went and of what remains, and nothing of what it said."""

    __tablename__ = "erasures"
    __table_args__ = (
        one_of("reason", "request", "conversation", "retention"),
        Index("ix_erasures_company_id_subject", "company_id", "subject"),
    )

    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(36))
    """the id that the visitor, lead or conversation had: nothing else is found by it any more"""
    reason: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    erased: Mapped[JsonDict]
    remains: Mapped[JsonDict]
    created_at: Mapped[Moment]
    files_erased_at: Mapped[MaybeMoment]
    """when the files were gone from the disk too"""
