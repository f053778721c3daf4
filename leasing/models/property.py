"""A community: the property, its hours, floor plans and units."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, Numeric, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, JsonList, Tenant, Timestamps, one_of, reference


class Property(Base, Tenant, Timestamps):
    """An apartment community. `version` rises with every change that a conversation may depend on (the property,
    its hours), `knowledge_version` with every change of what the bot may say; caches compare them."""

    __tablename__ = "properties"
    __table_args__ = (
        one_of("status", "active", "inactive"),
        one_of("chatbot_position", "bottom-right", "bottom-left"),
        CheckConstraint("tour_duration_minutes BETWEEN 10 AND 240", name="tour_duration"),
        CheckConstraint("tour_notice_minutes BETWEEN 0 AND 20160", name="tour_notice"),
        CheckConstraint("tour_horizon_days BETWEEN 1 AND 90", name="tour_horizon"),
        CheckConstraint("tour_capacity BETWEEN 1 AND 20", name="tour_capacity"),
        CheckConstraint("tour_grid_minutes BETWEEN 5 AND 240 AND tour_grid_minutes % 5 = 0", name="tour_grid"),
        CheckConstraint("tour_buffer_before_minutes BETWEEN 0 AND 120", name="tour_buffer_before"),
        CheckConstraint("tour_buffer_after_minutes BETWEEN 0 AND 120", name="tour_buffer_after"),
        CheckConstraint("tour_daily_cap >= 1", name="tour_daily_cap"),
        CheckConstraint("tour_hold_minutes BETWEEN 0 AND 60", name="tour_hold"),
        CheckConstraint("handoff_queue_minutes BETWEEN 1 AND 240", name="handoff_queue"),
        CheckConstraint("handoff_silence_minutes BETWEEN 1 AND 240", name="handoff_silence"),
        CheckConstraint("slug = lower(slug)", name="slug_lower"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(40))
    zip_code: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2), default="US")
    timezone: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    website_url: Mapped[str | None] = mapped_column(String(500))
    property_type: Mapped[str | None] = mapped_column(String(60))
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), default="active")
    amenities: Mapped[JsonList]
    features: Mapped[JsonList]
    units_count: Mapped[int | None]
    year_built: Mapped[int | None]

    chatbot_is_active: Mapped[bool] = mapped_column(default=True)
    chatbot_avatar_url: Mapped[str | None] = mapped_column(String(500))
    chatbot_welcome_message: Mapped[str | None] = mapped_column(String(1000))
    chatbot_theme_color: Mapped[str | None] = mapped_column(String(20))
    chatbot_position: Mapped[str] = mapped_column(String(20), default="bottom-right")
    chatbot_auto_open: Mapped[bool] = mapped_column(default=False)
    chatbot_widget_settings: Mapped[JsonDict]
    """launcher_text, languages, quick_replies, privacy_url"""
    allowed_origins: Mapped[JsonList]
    """Origins whose pages may open a conversation; empty allows every one."""
    identity_secret: Mapped[str | None] = mapped_column(String(500))
    """Encrypted key with which the community's own site signs what it knows of a visitor."""

    handoff_queue_minutes: Mapped[int] = mapped_column(default=3)
    """how long a visitor waits for a person, in office hours, before the bot says that nobody could come"""
    handoff_silence_minutes: Mapped[int] = mapped_column(default=5)
    """how long a visitor's message to a person stays without an answer before the bot goes on"""

    tour_duration_minutes: Mapped[int] = mapped_column(default=30)
    tour_notice_minutes: Mapped[int] = mapped_column(default=120)
    tour_horizon_days: Mapped[int] = mapped_column(default=14)
    tour_capacity: Mapped[int] = mapped_column(default=1)
    """tours at the same time that no manager hosts"""
    tour_types: Mapped[JsonList]
    tour_grid_minutes: Mapped[int | None]
    """from one possible start to the next; null: the length of a tour"""
    tour_buffer_before_minutes: Mapped[int] = mapped_column(default=0)
    tour_buffer_after_minutes: Mapped[int] = mapped_column(default=0)
    tour_daily_cap: Mapped[int | None]
    """tours on one local day, all managers together; null: no limit"""
    tour_hold_minutes: Mapped[int] = mapped_column(default=10)
    """how long a chosen time is kept for a conversation; 0: not at all"""
    yearly_holidays: Mapped[JsonList]
    """on which the office is closed each year: of `leasing.holidays.CHOICES`"""
    yearly_holidays_observed: Mapped[bool] = mapped_column(default=True)

    version: Mapped[int] = mapped_column(default=1)
    knowledge_version: Mapped[int] = mapped_column(default=1)


class OfficeHours(Base, Tenant):
    """One span of a weekday in which the leasing office is open, in minutes after local midnight."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_minute >= 0 AND closes_minute <= 1440 AND opens_minute < closes_minute", name="span"),
        UniqueConstraint("property_id", "weekday", "opens_minute"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    weekday: Mapped[int]
    """0 is Monday"""
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]


class Holiday(Base, Tenant):
    """A day, in the property's own calendar, on which the office is closed."""

    __tablename__ = "holidays"
    __table_args__ = (UniqueConstraint("property_id", "day"),)

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    day: Mapped[date]
    name: Mapped[str] = mapped_column(String(100))


class FloorPlan(Base, Tenant, Timestamps):
    __tablename__ = "floor_plans"
    __table_args__ = (
        UniqueConstraint("property_id", "name"),
        CheckConstraint("bedrooms BETWEEN 0 AND 20", name="bedrooms"),
        CheckConstraint("bathrooms BETWEEN 0 AND 20", name="bathrooms"),
        CheckConstraint("square_feet IS NULL OR square_feet > 0", name="square_feet"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    name: Mapped[str] = mapped_column(String(100))
    bedrooms: Mapped[int]
    """0 is a studio"""
    bathrooms: Mapped[float] = mapped_column(Numeric(3, 1, asdecimal=False))
    square_feet: Mapped[int | None]
    description: Mapped[str | None] = mapped_column(Text)
    features: Mapped[JsonList]


class Unit(Base, Tenant, Timestamps):
    """One home. Rent and deposit are integer cents; `available_on` is null for a home that nobody may have."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("property_id", "name"),
        one_of("status", "available", "notice", "occupied", "down"),
        CheckConstraint("bedrooms BETWEEN 0 AND 20", name="bedrooms"),
        CheckConstraint("bathrooms BETWEEN 0 AND 20", name="bathrooms"),
        CheckConstraint("rent_cents >= 0", name="rent"),
        CheckConstraint("deposit_cents IS NULL OR deposit_cents >= 0", name="deposit"),
        CheckConstraint("square_feet IS NULL OR square_feet > 0", name="square_feet"),
        Index("ix_units_search", "property_id", "status", "bedrooms", "rent_cents"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    floor_plan_id: Mapped[str | None] = reference("floor_plans.id", nullable=True, ondelete="SET NULL")
    name: Mapped[str] = mapped_column(String(100))
    floor: Mapped[int | None]
    bedrooms: Mapped[int]
    bathrooms: Mapped[float] = mapped_column(Numeric(3, 1, asdecimal=False))
    square_feet: Mapped[int | None]
    rent_cents: Mapped[int]
    deposit_cents: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(20), default="available")
    available_on: Mapped[date | None]
    pets_allowed: Mapped[bool | None]
    furnished: Mapped[bool | None]
    features: Mapped[JsonList]


class Photo(Base, Tenant, Timestamps):
    """A picture of a unit, of a floor plan, or with neither of the community."""

    __tablename__ = "photos"
    __table_args__ = (
        CheckConstraint("unit_id IS NULL OR floor_plan_id IS NULL", name="owner"),
        CheckConstraint("url <> ''", name="url"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    floor_plan_id: Mapped[str | None] = reference("floor_plans.id", nullable=True)
    unit_id: Mapped[str | None] = reference("units.id", nullable=True)
    url: Mapped[str] = mapped_column(String(500))
    alt: Mapped[str] = mapped_column(String(300), default="")
    """what is seen on it, for who cannot see it; empty where nobody has said"""
    position: Mapped[int] = mapped_column(default=0)
    """its place among the others, lowest first"""


Index("uq_photos_url", func.coalesce(Photo.unit_id, Photo.floor_plan_id, Photo.property_id), Photo.url, unique=True)
