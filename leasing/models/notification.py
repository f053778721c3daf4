"""What the team is told: notifications, how each manager wants them, and what became of each message that left."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference
from leasing.notified import CHANNELS, DIGESTS, KINDS, URGENCIES

WATCHED = "escalation = 'waiting'"
WAITING = "state = 'pending'"


class NotificationInbox(Base, Tenant, Timestamps):
    """What a manager's notifications have in common. The row is the lock under which they are numbered."""

    __tablename__ = "notification_inboxes"
    __table_args__ = (
        one_of("digest", *DIGESTS),
        CheckConstraint("last_seq >= 0", name="last_seq"),
        CheckConstraint(
            "(quiet_from_minute IS NULL AND quiet_until_minute IS NULL) OR (quiet_from_minute BETWEEN 0 AND 1439 AND "
            "quiet_until_minute BETWEEN 0 AND 1439 AND quiet_from_minute <> quiet_until_minute)",
            name="quiet",
        ),
    )

    manager_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("property_managers.id", ondelete="CASCADE"), primary_key=True
    )
    last_seq: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(10), default="none")
    quiet_from_minute: Mapped[int | None]
    """minutes after midnight at the property that a notification is about; later than the end: over midnight"""
    quiet_until_minute: Mapped[int | None]
    webhook_url: Mapped[str | None] = mapped_column(String(500))
    webhook_secret: Mapped[str | None] = mapped_column(Text)
    """encrypted by the Vault"""


class NotificationPreference(Base, Tenant):
    """On which channels a manager wants one kind; a kind without a row has the channels of `leasing.notified`."""

    __tablename__ = "notification_preferences"
    __table_args__ = (one_of("kind", *KINDS),)

    manager_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("property_managers.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    dashboard: Mapped[bool]
    email: Mapped[bool]
    webhook: Mapped[bool]


class NotificationRule(Base, Timestamps):
    """A company's own rule of when an urgent notification that nobody reads goes to the next person."""

    __tablename__ = "notification_rules"
    __table_args__ = (CheckConstraint("escalate_after_minutes BETWEEN 1 AND 1440", name="minutes"),)

    company_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True
    )
    escalate_after_minutes: Mapped[int]
    urgent_always: Mapped[bool]
    """also outside of office hours"""


class Notification(Base, Tenant):
    """One thing that one manager is told, once for each fact. It holds no address or number of anybody: who may see
    those finds them by its ids."""

    __tablename__ = "notifications"
    __table_args__ = (
        one_of("kind", *KINDS),
        one_of("urgency", *URGENCIES),
        one_of("escalation", "none", "waiting", "passed_on", "ended"),
        UniqueConstraint("manager_id", "event_id"),
        UniqueConstraint("manager_id", "seq"),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("responded_at IS NULL OR read_at IS NOT NULL", name="responded_is_read"),
        Index("ix_notifications_recent", "company_id", "created_at"),
        Index(
            "ix_notifications_watched",
            "created_at",
            sqlite_where=text(WATCHED),
            postgresql_where=text(WATCHED),
        ),
        Index("ix_notifications_event", "event_id"),
    )

    id: Mapped[Id]
    property_id: Mapped[str | None] = reference("properties.id", nullable=True)
    manager_id: Mapped[str] = reference("property_managers.id", index=False)
    seq: Mapped[int | None]
    """rises by one for each that the manager's dashboard shows; null where they do not want this kind there"""
    event_id: Mapped[str] = mapped_column(String(36))
    """the fact that it tells: a domain event, or its own id where a person wrote it"""
    kind: Mapped[str] = mapped_column(String(30))
    urgency: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    lead_id: Mapped[str | None] = reference("leads.id", nullable=True, ondelete="SET NULL")
    conversation_id: Mapped[str | None] = reference("conversations.id", nullable=True, ondelete="SET NULL")
    tour_id: Mapped[str | None] = reference("tours.id", nullable=True, ondelete="SET NULL")
    faq_id: Mapped[str | None] = reference("faqs.id", nullable=True, ondelete="SET NULL")
    escalation: Mapped[str] = mapped_column(String(10), default="none")
    """of an urgent one: `waiting` until somebody reads it (`ended`) or it goes to the next person (`passed_on`)"""
    escalated_from: Mapped[str | None] = reference("notifications.id", nullable=True, ondelete="SET NULL", index=False)
    created_at: Mapped[Moment]
    read_at: Mapped[MaybeMoment]
    responded_at: Mapped[MaybeMoment]
    responded_by: Mapped[str | None] = reference(
        "property_managers.id", nullable=True, ondelete="SET NULL", index=False
    )
    """who responded, where that is a manager; not always the one who was told"""


class NotificationDelivery(Base, Tenant):
    """A notification on its way out by email or webhook. `due_at` is when it may leave; `batch` is the message that it
    left in, so that a second attempt sends the same one."""

    __tablename__ = "notification_deliveries"
    __table_args__ = (
        one_of("channel", *CHANNELS[1:]),
        one_of("state", "pending", "sent", "skipped", "failed"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(
            "ix_notification_deliveries_due",
            "manager_id",
            "channel",
            "due_at",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: Mapped[Id]
    notification_id: Mapped[str] = reference("notifications.id")
    manager_id: Mapped[str] = reference("property_managers.id", index=False)
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    due_at: Mapped[Moment]
    batch: Mapped[str | None] = mapped_column(String(200), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[MaybeMoment]
    created_at: Mapped[Moment]
