"""Facts in words: days, times, homes and lists, as a person at the leasing office would write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.brains.embedded.phrases import SPANISH_FACTS, Facts
from leasing.money import words
from leasing.ports import Home
from leasing.pricing import Charge, LeaseRent

ENGLISH = "en"

MONTH_TO_MONTH = 0
UNITS = {1440: ("day", "days"), 60: ("hour", "hours"), 1: ("minute", "minutes")}
"""a span of time by its minutes"""


def facts_of(language: str) -> Facts | None:
    """The words for facts in a language other than English."""
    return SPANISH_FACTS if language == "es" else None


def day_words(day: date, language: str = ENGLISH) -> str:
    """`Tue, Nov 24`, `martes 24 de noviembre`"""
    facts = facts_of(language)
    if facts:
        return f"{facts.weekdays[day.weekday()]} {day.day} de {facts.months[day.month - 1]}"
    return f"{day:%a}, {day:%b} {day.day}"


def time_words(moment: datetime, language: str = ENGLISH) -> str:
    """`10:00 AM`, `10:00 a. m.`"""
    facts = facts_of(language)
    before_noon, after_noon = facts.halves_of_day if facts else ("AM", "PM")
    return f"{moment.hour % 12 or 12}:{moment:%M} {before_noon if moment.hour < 12 else after_noon}"


def span_words(minutes: int, language: str = ENGLISH) -> str:
    """`2 hours`, `90 minutes`, `1 day`"""
    facts = facts_of(language)
    units = facts.units if facts else UNITS
    size, (one, many) = next((size, words) for size, words in units.items() if minutes % size == 0)
    count = minutes // size
    return f"{count} {one if count == 1 else many}"


def moment_words(moment: datetime, language: str = ENGLISH) -> str:
    """`Tue, Nov 24 at 10:00 AM`"""
    return f"{day_words(moment.date(), language)} {_at(moment, language)} {time_words(moment, language)}"


def _at(moment: datetime, language: str) -> str:
    if language == ENGLISH:
        return "at"
    return "a la" if moment.hour % 12 == 1 else "a las"


def moments_words(moments: Sequence[datetime], language: str = ENGLISH, known_day: date | None = None) -> str:
    """Times to choose from, each day said once: `Tue, Nov 24 at 10:00 AM or 2:00 PM`.

    Where all are on the day that is spoken of anyway, their hours alone.
    """
    days: dict[date, list[datetime]] = {}
    for moment in moments:
        days.setdefault(moment.date(), []).append(moment)
    if len(days) == 1 and known_day in days:
        return listed([time_words(moment, language) for moment in moments], "or", language)
    groups: list[str] = []
    for found in days.values():
        last_word = "or" if len(days) == 1 else "and"
        hours = listed([time_words(moment, language) for moment in found], last_word, language)
        article = "el " if facts_of(language) else ""
        groups.append(f"{article}{day_words(found[0].date(), language)} {_at(found[0], language)} {hours}")
    return listed(groups, "or", language)


def listed(items: Sequence[str], word: str = "and", language: str = ENGLISH) -> str:
    if len(items) < 2:
        return "".join(items)
    facts = facts_of(language)
    return f"{', '.join(items[:-1])} {facts.joining[word] if facts else word} {items[-1]}"


def size_words(bedrooms: int, bathrooms: float, language: str = ENGLISH) -> str:
    """`2 bed, 1.5 bath`, `studio, 1 bath`"""
    if facts_of(language):
        rooms = "estudio" if bedrooms == 0 else f"{bedrooms} recámara{'s' if bedrooms > 1 else ''}"
        return f"{rooms}, {bathrooms:g} baño{'s' if bathrooms > 1 else ''}"
    return f"{'studio' if bedrooms == 0 else f'{bedrooms} bed'}, {bathrooms:g} bath"


def area_words(square_feet: int | None, language: str = ENGLISH) -> str:
    """`, 912 sq ft`, or nothing where it is not known"""
    if not square_feet:
        return ""
    return f", {square_feet:,} {'pies cuadrados' if facts_of(language) else 'sq ft'}"


def money_words(rent_cents: int, fees_cents: int, language: str = ENGLISH) -> str:
    """`$1,890 a month`; with mandatory fees `$1,920 a month in all ($1,890 rent)`: what is really paid comes first."""
    facts = facts_of(language)
    if not fees_cents:
        return f"{words(rent_cents)} {'al mes' if facts else 'a month'}"
    total = words(rent_cents + fees_cents)
    return (facts.in_all if facts else "{total} a month in all ({rent} rent)").format(
        total=total, rent=words(rent_cents)
    )


def bullets(lines: Sequence[str]) -> str:
    return "\n" + "\n".join(f"• {line}" for line in lines)


def home_words(
    home: Home, today: date, language: str = ENGLISH, fees_cents: int = 0, lease: LeaseRent | None = None
) -> str:
    """`A-201 (2 bed, 1 bath, 912 sq ft) at $1,920 a month in all ($1,890 rent), available now`; with the rent of
    a lease length where one was asked for"""
    size = size_words(home.bedrooms, home.bathrooms, language) + area_words(home.square_feet, language)
    rent = money_words(lease.rent_cents if lease else home.rent_cents, fees_cents, language)
    length = lease_words(lease.lease_months if lease else None, language)
    at = "por" if facts_of(language) else "at"
    return f"{home.name} ({size}) {at} {rent}{length}, {available_words(home.available_on, today, language)}"


def lease_words(months: int | None, language: str = ENGLISH) -> str:
    """` on a 6-month lease`"""
    if months is None:
        return ""
    facts = facts_of(language)
    if months == MONTH_TO_MONTH:
        return facts.month_to_month if facts else " month to month"
    return (facts.on_a_lease if facts else " on a {months}-month lease").format(months=months)


def fee_words(charge: Charge, language: str = ENGLISH) -> str:
    """`basura (Valet trash)`: what it is for, and the name by which it stands in the lease"""
    facts = facts_of(language)
    meaning = facts.fees.get(charge.kind) if facts else None
    return f"{meaning} ({charge.name})" if meaning else charge.name


def available_words(day: date, today: date, language: str = ENGLISH) -> str:
    if facts_of(language):
        return "disponible ahora" if day <= today else f"disponible desde el {day_words(day, language)}"
    return "available now" if day <= today else f"available {day_words(day)}"


def type_words(tour_type: str, language: str = ENGLISH) -> str:
    """`in-person`"""
    facts = facts_of(language)
    return (facts.tour_types if facts else TOUR_TYPES).get(tour_type, tour_type)


TOUR_TYPES = {"in_person": "in-person", "virtual": "virtual", "self_guided": "self-guided"}
