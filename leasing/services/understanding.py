"""What a conversation understood, between its columns and `leasing.understood`."""

from __future__ import annotations

from typing import Any

from leasing.money import to_wire
from leasing.understood import SLOTS, Contact, Understood


def from_row(row: Any) -> Understood:
    """The slots of a row of `conversations`."""
    known = Understood(contact=Contact(**row.contact))
    for name in SLOTS:
        setattr(known, name, getattr(row, name))
    known.pet_details = dict(row.pet_details)
    known.desired_features = list(row.desired_features)
    return known


def to_columns(known: Understood) -> dict[str, Any]:
    """The slots as columns of `conversations`."""
    columns: dict[str, Any] = {name: getattr(known, name) for name in SLOTS}
    given = ((name, getattr(known.contact, name)) for name in Contact.__dataclass_fields__)
    columns["contact"] = {name: value for name, value in given if value is not None}
    return columns


def preferences(known: Understood) -> dict[str, Any]:
    """The intent and the wishes, as a lead keeps them: wire names and formats, known ones only."""
    found: dict[str, Any] = {
        "intent": known.intent,
        "bedrooms": known.bedrooms,
        "bathrooms": known.bathrooms,
        "move_in_date": known.move_in_date.isoformat() if known.move_in_date else None,
        "price_range_min": to_wire(known.price_min_cents),
        "price_range_max": to_wire(known.price_max_cents),
        "occupants_count": known.occupants_count,
        "has_pets": known.has_pets,
        "pet_details": known.pet_details or None,
        "desired_features": known.desired_features or None,
        "furnished": known.furnished,
        "area": known.area,
        "unit_of_interest": known.unit_of_interest,
    }
    return {name: value for name, value in found.items() if value is not None}
