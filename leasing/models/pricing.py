"""What homes cost: rents by lease length and move-in, fees and deposits, specials. Money is integer cents."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, Tenant, Timestamps, one_of, reference

FEE_KINDS = (
    "application", "admin", "security_deposit", "amenity", "parking", "storage", "pet_rent", "pet_fee", "pet_deposit",
    "trash", "utilities", "internet", "pest_control", "insurance", "lease_premium", "other",
)  # fmt: skip
SPECIAL_KINDS = ("weeks_free", "months_free", "amount_off", "monthly_discount", "fee_waived", "other")


class Rent(Base, Tenant, Timestamps):
    """The rent of one lease length, where it is not simply a unit's `rent_cents`: an amount of its own, or what is
    added to (or taken off) each unit's rent. It is a unit's, a floor plan's, or with neither the whole property's;
    the nearest to the home counts, and of several the one whose move-in window begins last."""

    __tablename__ = "rents"
    __table_args__ = (
        CheckConstraint("lease_months BETWEEN 0 AND 60", name="lease_months"),
        CheckConstraint("unit_id IS NULL OR floor_plan_id IS NULL", name="owner"),
        CheckConstraint("(rent_cents IS NULL) <> (difference_cents IS NULL)", name="amount"),
        CheckConstraint(
            "rent_cents IS NULL OR unit_id IS NOT NULL OR floor_plan_id IS NOT NULL", name="amount_of_a_home"
        ),
        CheckConstraint("rent_cents IS NULL OR rent_cents >= 0", name="rent"),
        CheckConstraint(
            "move_in_from IS NULL OR move_in_until IS NULL OR move_in_from <= move_in_until", name="window"
        ),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    floor_plan_id: Mapped[str | None] = reference("floor_plans.id", nullable=True)
    unit_id: Mapped[str | None] = reference("units.id", nullable=True)
    lease_months: Mapped[int]
    """0 is month to month"""
    move_in_from: Mapped[date | None]
    """the first day of moving in to which it applies, in the property's calendar; null is from ever on"""
    move_in_until: Mapped[date | None]
    """the last such day; null is without end"""
    rent_cents: Mapped[int | None]
    difference_cents: Mapped[int | None]


Index(
    "uq_rents_dated",
    func.coalesce(Rent.unit_id, Rent.floor_plan_id, Rent.property_id),
    Rent.lease_months,
    Rent.move_in_from,
    unique=True,
)
Index(
    "uq_rents_undated",
    func.coalesce(Rent.unit_id, Rent.floor_plan_id, Rent.property_id),
    Rent.lease_months,
    unique=True,
    sqlite_where=text("move_in_from IS NULL"),
    postgresql_where=text("move_in_from IS NULL"),
)


class Fee(Base, Tenant, Timestamps):
    """A charge beside the rent, or a deposit (one that is `refundable`). With a floor plan it is of the homes of that
    plan only. A mandatory monthly fee is part of what a home costs a month in all, unless the rent includes it."""

    __tablename__ = "fees"
    __table_args__ = (
        one_of("kind", *FEE_KINDS),
        one_of("frequency", "one_time", "monthly"),
        one_of("requirement", "mandatory", "optional", "situational"),
        one_of("per", "home", "person", "pet", "vehicle"),
        one_of("due", "application", "move_in", "move_out", "event"),
        CheckConstraint("(frequency = 'monthly') = (due IS NULL)", name="due_once"),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="amount"),
        CheckConstraint("frequency = 'one_time' OR refundable = false", name="refundable"),
        CheckConstraint(
            "included_in_rent = false OR (frequency = 'monthly' AND requirement = 'mandatory')", name="included"
        ),
        CheckConstraint(
            "kind NOT IN ('pet_rent', 'pet_fee', 'pet_deposit') OR requirement <> 'mandatory'", name="pets"
        ),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    floor_plan_id: Mapped[str | None] = reference("floor_plans.id", nullable=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(Text)
    amount_cents: Mapped[int | None]
    """null where it varies, as what a meter counts does: `description` says how"""
    frequency: Mapped[str] = mapped_column(String(10))
    due: Mapped[str | None] = mapped_column(String(12))
    """when a one-time charge falls due; `event` is when what it is for happens, as a lockout"""
    requirement: Mapped[str] = mapped_column(String(12))
    """mandatory is of every lease, optional is by choice, situational of those to whom it applies, as with a pet"""
    per: Mapped[str] = mapped_column(String(10), default="home")
    refundable: Mapped[bool] = mapped_column(default=False)
    included_in_rent: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    """its place in lists, lowest first"""


Index("uq_fees_name", func.coalesce(Fee.floor_plan_id, Fee.property_id), Fee.name, unique=True)


class Special(Base, Tenant, Timestamps):
    """An offer to every applicant who meets its terms. `text` and `terms` are what is said of it."""

    __tablename__ = "specials"
    __table_args__ = (
        one_of("kind", *SPECIAL_KINDS),
        CheckConstraint("(kind IN ('weeks_free', 'months_free')) = (quantity IS NOT NULL)", name="quantity_given"),
        CheckConstraint("quantity IS NULL OR quantity BETWEEN 1 AND 26", name="quantity"),
        CheckConstraint(
            "(kind IN ('amount_off', 'monthly_discount')) = (amount_cents IS NOT NULL)", name="amount_given"
        ),
        CheckConstraint("amount_cents IS NULL OR amount_cents > 0", name="amount"),
        CheckConstraint("(kind = 'fee_waived') = (waived_kind IS NOT NULL)", name="waived_given"),
        one_of("waived_kind", *FEE_KINDS),
        CheckConstraint("min_lease_months IS NULL OR min_lease_months BETWEEN 1 AND 60", name="min_lease_months"),
        CheckConstraint("max_lease_months IS NULL OR max_lease_months BETWEEN 1 AND 60", name="max_lease_months"),
        CheckConstraint(
            "min_lease_months IS NULL OR max_lease_months IS NULL OR min_lease_months <= max_lease_months",
            name="lease_months",
        ),
        CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="span"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(300))
    """the offer in a sentence"""
    terms: Mapped[str] = mapped_column(Text, default="")
    """what it asks for, in sentences"""
    quantity: Mapped[int | None]
    """weeks or months without rent"""
    amount_cents: Mapped[int | None]
    """off once, or off each month"""
    waived_kind: Mapped[str | None] = mapped_column(String(20))
    """the kind of fee that is not charged"""
    starts_on: Mapped[date | None]
    """the first day on which it is offered, in the property's calendar; null is since ever"""
    ends_on: Mapped[date | None]
    """the last such day; null is until further notice"""
    move_in_by: Mapped[date | None]
    min_lease_months: Mapped[int | None]
    max_lease_months: Mapped[int | None]
    every_floor_plan: Mapped[bool] = mapped_column(default=True)
    """false: of the plans in `special_floor_plans` only"""


class SpecialFloorPlan(Base, Tenant):
    """A floor plan for which a special holds that is not for all."""

    __tablename__ = "special_floor_plans"

    special_id: Mapped[str] = mapped_column(String(36), ForeignKey("specials.id", ondelete="CASCADE"), primary_key=True)
    floor_plan_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("floor_plans.id", ondelete="CASCADE"), primary_key=True, index=True
    )
