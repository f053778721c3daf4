"""The tenant and its staff."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, JsonList, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference


class Company(Base, Timestamps):
    """A property-management company: the tenant. Every row under it carries its id."""

    __tablename__ = "companies"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    logo_url: Mapped[str | None] = mapped_column(String(500))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(40))


class User(Base, Tenant, Timestamps):
    """A member of staff who signs in. Passwords are kept as argon2id hashes."""

    __tablename__ = "users"
    __table_args__ = (
        one_of("role", "admin", "manager", "agent", "read_only"),
        one_of("property_access", "all", "assigned"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    """the built-in role; who has one of the company's own (`role_id`) holds what that one says instead"""
    role_id: Mapped[str | None] = reference("roles.id", nullable=True, ondelete="NO ACTION")
    property_access: Mapped[str] = mapped_column(String(10), default="all", server_default="all")
    """`assigned`: only the properties of their leasing profile"""
    is_active: Mapped[bool] = mapped_column(default=True)
    email_verified_at: Mapped[MaybeMoment]
    """null: nobody has shown yet that the address is theirs, and they cannot sign in"""


class StaffSession(Base, Tenant):
    """One sign-in: the hash of the refresh token that is good now, replaced at each use."""

    __tablename__ = "staff_sessions"

    id: Mapped[Id]
    user_id: Mapped[str] = reference("users.id")
    refresh_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[MaybeMoment]
    last_used_at: Mapped[MaybeMoment]
    user_agent: Mapped[str | None] = mapped_column(String(200))


class PropertyManager(Base, Tenant, Timestamps):
    """A staff member's leasing profile: who gives tours and answers questions."""

    __tablename__ = "property_managers"
    __table_args__ = (
        one_of("access_level", "read", "write"),
        CheckConstraint("tour_capacity BETWEEN 1 AND 10", name="tour_capacity"),
        UniqueConstraint("company_id", "email"),
    )

    id: Mapped[Id]
    user_id: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL")
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    role: Mapped[str | None] = mapped_column(String(60))
    access_level: Mapped[str] = mapped_column(String(10), default="write")
    languages: Mapped[JsonList]
    """spoken on tours, as two-letter codes; none named counts as English"""
    tour_capacity: Mapped[int] = mapped_column(default=1)
    """tours that they give at the same time, at all their properties together"""


class ManagerAssignment(Base, Tenant):
    """Which manager works at which property, what they may do there, and whether they give tours there."""

    __tablename__ = "manager_assignments"
    __table_args__ = (one_of("access_level", "read", "write"),)

    manager_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("property_managers.id", ondelete="CASCADE"), primary_key=True
    )
    property_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("properties.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    tour_order: Mapped[int | None]
    """their place among those who give tours there, lowest first; null: they give none"""
    access_level: Mapped[str] = mapped_column(String(10), default="write", server_default="write")
    """`read` where either this or the manager's own says so"""


class ManagerHours(Base, Tenant):
    """A span of a weekday in which a manager gives tours, in minutes after midnight at the property. Who has none
    works whenever the office is open."""

    __tablename__ = "manager_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_minute >= 0 AND closes_minute <= 1440 AND opens_minute < closes_minute", name="span"),
        UniqueConstraint("manager_id", "weekday", "opens_minute"),
    )

    id: Mapped[Id]
    manager_id: Mapped[str] = reference("property_managers.id")
    weekday: Mapped[int]
    """0 is Monday"""
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]


class ManagerTimeOff(Base, Tenant):
    """A time in which a manager gives no tours, whatever their hours say."""

    __tablename__ = "manager_time_off"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="span"),)

    id: Mapped[Id]
    manager_id: Mapped[str] = reference("property_managers.id")
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    reason: Mapped[str | None] = mapped_column(String(200))


class Visitor(Base, Tenant, Timestamps):
    """A browser on a company's widgets. `browser_id` is made and signed by the server."""

    __tablename__ = "visitors"
    __table_args__ = (
        UniqueConstraint("company_id", "browser_id"),
        CheckConstraint("session_count >= 0", name="session_count"),
    )

    id: Mapped[Id]
    browser_id: Mapped[str] = mapped_column(String(36))
    first_name: Mapped[str | None] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    lead_source: Mapped[str | None] = mapped_column(String(100))
    first_touch: Mapped[JsonDict]
    last_touch: Mapped[JsonDict]
    session_count: Mapped[int] = mapped_column(default=0)
    last_seen: Mapped[Moment]


class IdempotencyKey(Base):
    """The answer that a write was given, so that the same request is answered alike for a day."""

    __tablename__ = "idempotency_keys"

    owner: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[JsonDict]
    created_at: Mapped[Moment] = mapped_column(index=True)

    __table_args__ = (one_of("state", "running", "done"),)
