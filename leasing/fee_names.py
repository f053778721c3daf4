"""What a fee is, read from its name: for fees that are given as a name, an amount and a word for when."""

from __future__ import annotations

import re
from typing import Any

# In this order: "pet deposit" is of pets, "parking application" is of parking.
_KINDS: tuple[tuple[str, str], ...] = (
    ("pet_deposit", r"\b(?:pet|dog|cat|animal)\b.*\bdeposit\b"),
    ("pet_rent", r"\b(?:pet|dog|cat|animal) rent\b"),
    ("pet_fee", r"\b(?:pet|dog|cat|animal)s?\b"),
    ("lease_premium", r"\b(?:premium|month[- ]to[- ]month|short[- ](?:lease|term))\b"),
    ("parking", r"\b(?:parking|garage|carport|car port|vehicle)\b"),
    ("storage", r"\b(?:storage|locker|closet)\b"),
    ("application", r"\b(?:application|screening|background check)\b"),
    ("admin", r"\badmin(?:istrati(?:ve|on))?\b"),
    ("security_deposit", r"\bdeposit\b"),
    ("pest_control", r"\bpest\b"),
    ("internet", r"\b(?:internet|wi-?fi|cable|fiber)\b"),
    ("utilities", r"\b(?:utilit(?:y|ies)|water|sewer|electric(?:ity)?|gas|heat)\b"),
    ("trash", r"\b(?:trash|valet|recycling|waste|garbage)\b"),
    ("insurance", r"\b(?:insurance|liability)\b"),
    ("amenity", r"\b(?:amenit(?:y|ies)|gym|pool|technology package)\b"),
)
_PER_PERSON = re.compile(
    r"\bper (?:adult|person|applicant|guarantor|occupant)\b|\beach (?:adult|applicant)\b", re.IGNORECASE
)
_REFUNDABLE = re.compile(r"\bdeposit\b|(?<!non-)(?<!non )(?<!not )\brefundable\b", re.IGNORECASE)
_NOT_REFUNDABLE = re.compile(r"\bnon-?\s?refundable\b|\bnot refundable\b", re.IGNORECASE)
PET_KINDS = frozenset({"pet_rent", "pet_fee", "pet_deposit"})


def kind_of(name: str) -> str:
    """The kind of a fee with this name; `other` where the name says nothing."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, name, re.IGNORECASE)), "other")


def columns_of(name: str, per: str, *, optional: bool) -> dict[str, Any]:
    """The columns of a fee beside its amount. `per` is application, move_in, pet or month."""
    kind = kind_of(name)
    of_a_pet = kind in PET_KINDS or per == "pet"
    monthly = per == "month"
    if of_a_pet and kind not in PET_KINDS:
        kind = "pet_fee"
    situational = of_a_pet or kind == "lease_premium"
    refundable = not monthly and _REFUNDABLE.search(name) is not None and _NOT_REFUNDABLE.search(name) is None
    return {
        "kind": kind,
        "frequency": "monthly" if monthly else "one_time",
        "due": None if monthly else "application" if per == "application" else "move_in",
        "requirement": "situational" if situational else "optional" if optional else "mandatory",
        "per": "pet" if of_a_pet else "person" if _PER_PERSON.search(name) else "home",
        "refundable": refundable,
        "included_in_rent": False,
    }


def per_of(frequency: str, due: str | None, per: str) -> str:
    """The word for when: application, move_in, pet or month."""
    if frequency == "monthly":
        return "month"
    if due == "application":
        return "application"
    return "pet" if per == "pet" else "move_in"
