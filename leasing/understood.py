"""What a conversation knows of its visitor, as they said it last. Unknown is None."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal

TourType = Literal["in_person", "virtual", "self_guided"]


@dataclass(slots=True)
class Contact:
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    """as it was given, the domain in lower case"""
    phone: str | None = None
    """E.164"""

    @property
    def reachable(self) -> bool:
        return bool(self.email or self.phone)


CONTACT = tuple(field.name for field in fields(Contact))


@dataclass(slots=True)
class Understood:
    """The slots. `bedrooms` of a studio is 0; money is in cents; `desired_features` holds snake_case names."""

    intent: Literal["rent", "buy"] | None = None
    bedrooms: int | None = None
    bathrooms: float | None = None
    move_in_date: date | None = None
    price_min_cents: int | None = None
    price_max_cents: int | None = None
    occupants_count: int | None = None
    has_pets: bool | None = None
    pet_details: dict[str, Any] = field(default_factory=dict[str, Any])
    """kind (dog, cat, …), count, weight_lbs, breed, assistance_animal"""
    desired_features: list[str] = field(default_factory=list[str])
    area: str | None = None
    furnished: bool | None = None
    work_location: str | None = None
    reason_for_moving: str | None = None
    tour_type: TourType | None = None
    tour_datetime: datetime | None = None
    """aware; the tour that is booked or was asked for to the minute"""
    tour_requested_on: date | None = None
    property_of_interest: str | None = None
    unit_of_interest: str | None = None
    contact: Contact = field(default_factory=Contact)


SLOTS = tuple(f.name for f in fields(Understood) if f.name != "contact")
"""The names of the slots that are columns of a conversation under the same name."""
