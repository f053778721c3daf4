"""A tour in the words of its visitor's language: when it is, and how it is given."""

from __future__ import annotations

from datetime import date, datetime

from leasing.zones import label

LANGUAGES = ("en", "es")
KINDS = {
    "en": {"in_person": "in person", "virtual": "by video", "self_guided": "self-guided"},
    "es": {"in_person": "en persona", "virtual": "por video", "self_guided": "por su cuenta"},
}
DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


def spoken(language: str | None) -> str:
    """The language that we write to somebody in: theirs where we have words in it, otherwise English."""
    return language if language in LANGUAGES else "en"


def when(local: datetime, language: str) -> str:
    """`Wed, Nov 25 at 10:00 AM`, without the zone."""
    if language == "en":
        return label(local)
    at = "a la" if local.hour % 12 == 1 else "a las"
    return f"{DAYS[local.weekday()]} {local.day} de {MONTHS[local.month - 1]} {at} {clock(local, language)}"


def day(local: date, language: str) -> str:
    """`Wed, Nov 25`, for a list of days."""
    if language == "en":
        return f"{local:%a, %b} {local.day}"
    return f"{DAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]}"


def clock(local: datetime, language: str) -> str:
    """`10:00 AM`."""
    halves = ("AM", "PM") if language == "en" else ("a. m.", "p. m.")
    return f"{local.hour % 12 or 12}:{local.minute:02d} {halves[local.hour >= 12]}"


def zone_of(local: datetime) -> str:
    """`EST`, or `UTC-03` where a zone has no letters."""
    name = f"{local:%Z}"
    return name if name.isalpha() else f"UTC{name}"
