"""Facts in words: days, times, homes and lists, as a person at the leasing office would write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from leasing.money import words
from leasing.ports import Home

TOUR_TYPES = {"in_person": "in-person", "virtual": "virtual", "self_guided": "self-guided"}


def day_words(day: date) -> str:
    """`Tue, Nov 24`"""
    return f"{day:%a}, {day:%b} {day.day}"


def time_words(moment: datetime) -> str:
    """`10:00 AM`"""
    return f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"


def moment_words(moment: datetime) -> str:
    """`Tue, Nov 24 at 10:00 AM`"""
    return f"{day_words(moment.date())} at {time_words(moment)}"


def listed(items: Sequence[str], word: str = "and") -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def size_words(bedrooms: int, bathrooms: float) -> str:
    """`2 bed, 1.5 bath`, `studio, 1 bath`"""
    return f"{'studio' if bedrooms == 0 else f'{bedrooms} bed'}, {bathrooms:g} bath"


def home_words(home: Home, today: date) -> str:
    """`A-201 (2 bed, 1 bath, 912 sq ft) at $1,890 a month, available now`"""
    area = f", {home.square_feet:,} sq ft" if home.square_feet else ""
    return (
        f"{home.name} ({size_words(home.bedrooms, home.bathrooms)}{area}) at {words(home.rent_cents)} a month, "
        f"{available_words(home.available_on, today)}"
    )


def available_words(day: date, today: date) -> str:
    return "available now" if day <= today else f"available {day_words(day)}"
