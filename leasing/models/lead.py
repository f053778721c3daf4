"""A prospect at a property, what became of them, and which of them are one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
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

STATUSES = ("new", "contacted", "qualified", "tour_scheduled", "toured", "applied", "leased", "lost")
LOST_REASONS = (
    "price", "availability", "size", "timing", "location", "pets", "chose_other", "no_response", "duplicate", "other",
)  # fmt: skip
ACTIVITY_TYPES = (
    "created", "updated", "status", "assigned", "merged", "unmerged", "note", "call", "email", "sms", "meeting", "tour",
)  # fmt: skip
LIVE = "merged_into_id IS NULL"


def _own_id(context: Any) -> str:
    """A lead is a person of its own until a merge says otherwise."""
    return context.get_current_parameters()["id"]


class Lead(Base, Tenant, Timestamps):
    """Who may rent at a property, made when they leave a way to reach them. One for each visitor and property.

    `person_id` is common to the leads of one person at the company's properties: the id of the lead that was there
    first. A lead that was merged into another at its property stays as it was, with `merged_into_id` set, so that the
    merge can be undone; whoever finds it goes on to that other lead.
    """

    __tablename__ = "leads"
    __table_args__ = (
        one_of("status", *STATUSES),
        one_of("lost_reason", *LOST_REASONS),
        UniqueConstraint("property_id", "visitor_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
        CheckConstraint("lost_reason IS NULL OR status = 'lost'", name="lost"),
        CheckConstraint("merged_into_id <> id", name="merged_into_other"),
        # A person has one live lead at a property, whoever merges at the same time.
        Index(
            "uq_leads_person",
            "person_id",
            "property_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_leads_email_weak", "company_id", "email_weak"),
        Index("ix_leads_name_key", "property_id", "name_key"),
        Index("ix_leads_recent", "company_id", "created_at"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    visitor_id: Mapped[str | None] = reference("visitors.id", nullable=True, ondelete="SET NULL")
    person_id: Mapped[str] = mapped_column(String(36), default=_own_id)
    merged_into_id: Mapped[str | None] = reference("leads.id", nullable=True)
    first_name: Mapped[str | None] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    """as it was given, the domain in lower case"""
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    """E.164"""
    email_weak: Mapped[str | None] = mapped_column(String(254))
    """only for finding candidates: `leasing.people.weak_email`"""
    name_key: Mapped[str | None] = mapped_column(String(210))
    """only for finding candidates: `leasing.people.name_key`"""
    status: Mapped[str] = mapped_column(String(20), default="new")
    lost_reason: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(100))
    """a name of `leasing.attribution`"""
    first_touch: Mapped[JsonDict]
    last_touch: Mapped[JsonDict]
    assigned_to: Mapped[str | None] = reference("property_managers.id", nullable=True, ondelete="SET NULL")
    is_qualified: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int] = mapped_column(default=0)
    score_explained: Mapped[JsonList]
    """[{rule, points, because}]"""
    preferences: Mapped[JsonDict]
    stamps: Mapped[JsonDict]
    """field or `preferences.…` → when it was said last: the newest wins in a merge"""
    notes: Mapped[str | None] = mapped_column(Text)


class LeadActivity(Base, Tenant):
    """What happened to a lead: who, what, when. Rows are added, never changed; a merge moves them."""

    __tablename__ = "lead_activities"
    __table_args__ = (
        one_of("type", *ACTIVITY_TYPES),
        one_of("actor", "visitor", "staff", "system"),
        Index("ix_lead_activities_history", "lead_id", "created_at"),
    )

    id: Mapped[Id]
    lead_id: Mapped[str] = reference("leads.id", index=False)
    type: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True, ondelete="SET NULL")
    text: Mapped[str | None] = mapped_column(Text)
    data: Mapped[JsonDict]
    created_at: Mapped[Moment]


class LeadMerge(Base, Tenant):
    """That two leads are one person, why, who said so, and whether it was taken back."""

    __tablename__ = "lead_merges"
    __table_args__ = (CheckConstraint("survivor_id <> merged_id", name="two"),)

    id: Mapped[Id]
    survivor_id: Mapped[str] = reference("leads.id")
    merged_id: Mapped[str] = reference("leads.id")
    automatic: Mapped[bool]
    sign: Mapped[str] = mapped_column(String(40))
    evidence: Mapped[JsonDict]
    user_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    created_at: Mapped[Moment]
    undone_at: Mapped[MaybeMoment]
    undone_by: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL", index=False)


class LeadMergeStep(Base, Tenant):
    """What a merge did to one lead: folded it into another of its property, or gave it to another person."""

    __tablename__ = "lead_merge_steps"
    __table_args__ = (
        Index("ix_lead_merge_steps_email_weak", "company_id", "email_weak"),
        Index("ix_lead_merge_steps_phone", "company_id", "phone"),
    )

    merge_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("lead_merges.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[str] = reference("leads.id")
    into_id: Mapped[str | None] = reference("leads.id", nullable=True)
    from_person: Mapped[str] = mapped_column(String(36))
    to_person: Mapped[str] = mapped_column(String(36))
    before: Mapped[JsonDict]
    """fields of `into_id` as they were"""
    after: Mapped[JsonDict]
    """the same as the merge left them"""
    moved: Mapped[JsonDict]
    """table → ids of the rows that went along"""
    email_weak: Mapped[str | None] = mapped_column(String(254))
    """of `into_id` as it was: whoever was reached there is still found by it, like `phone`"""
    phone: Mapped[str | None] = mapped_column(String(40))


class LeadDuplicate(Base, Tenant, Timestamps):
    """Two leads that may be one person: for staff to decide, or decided. `dismissed` pairs are never merged by
    themselves again."""

    __tablename__ = "lead_duplicates"
    __table_args__ = (
        one_of("status", "open", "merged", "dismissed"),
        UniqueConstraint("lead_a", "lead_b"),
        CheckConstraint("lead_a < lead_b", name="ordered"),
    )

    id: Mapped[Id]
    lead_a: Mapped[str] = reference("leads.id", index=False)
    lead_b: Mapped[str] = reference("leads.id")
    status: Mapped[str] = mapped_column(String(10), default="open", index=True)
    sign: Mapped[str] = mapped_column(String(40))
    evidence: Mapped[JsonDict]


class Consent(Base, Tenant):
    """What somebody agreed to or refused, with the words that were shown. Rows are added, never changed."""

    __tablename__ = "consents"
    __table_args__ = (
        one_of("channel", "email", "sms", "phone"),
        CheckConstraint("visitor_id IS NOT NULL OR lead_id IS NOT NULL", name="whose"),
    )

    id: Mapped[Id]
    visitor_id: Mapped[str | None] = reference("visitors.id", nullable=True)
    lead_id: Mapped[str | None] = reference("leads.id", nullable=True)
    """whose word staff took down; what a visitor says in the chat is their browser's"""
    user_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    """who took it down"""
    recorded: Mapped[str] = mapped_column(String(10), default="visitor", server_default="visitor")
    """by whom: visitor or staff"""
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True, ondelete="SET NULL")
    channel: Mapped[str] = mapped_column(String(10))
    granted: Mapped[bool]
    wording: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
