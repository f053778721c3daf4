"""The communities of recorded data in a database: their homes, their opening hours, their answered questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from app.evaluation.records import Dialogue, Inventory, Listing
from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Company, Faq, OfficeHours, Property, Unit
from leasing.models.base import Base
from leasing.services.knowledge_rows import AnsweredRow

COMPANY = "company"
LISTS: dict[str, list[str]] = {"amenities": [], "features": [], "allowed_origins": [], "tour_types": []}
PLACE = {"address": "1 Main St", "city": "Austin", "state": "TX", "zip_code": "78701", "timezone": "America/Chicago"}
OPEN = {"opens_minute": 8 * 60, "closes_minute": 20 * 60}
"""no recorded viewing is earlier or later"""
UNNAMED = "The community"


def seed(tx: Tx, entries: Mapping[str, Sequence[AnsweredRow]]) -> None:
    """Communities with these entries, by property."""
    _company(tx)
    for number, (owner, rows) in enumerate(entries.items()):
        _property(tx, owner, owner, f"p{number}", PLACE)
        said = {"company_id": COMPANY, "property_id": owner, "status": "answered", "source_type": "import"}
        values = [{"id": row.id, "question": row.question, "answer": row.answer, **said, **_stamps(tx)} for row in rows]
        tx.connection.execute(insert(Faq), values)


def place_of(dialogue: Dialogue) -> str:
    """The community that a dialogue is with."""
    return (dialogue.booked.place if dialogue.booked else None) or UNNAMED


def seed_homes(tx: Tx, recorded: Iterable[Dialogue], listed: Inventory, timezone: str) -> None:
    """The communities that dialogues are with, each with all listings as its homes. A community's id is its name."""
    _company(tx)
    for number, name in enumerate(dict.fromkeys(place_of(dialogue) for dialogue in recorded)):
        areas = {"city": listed.areas[0]} if listed.areas else {}
        _property(tx, name, name, f"p{number}", {**PLACE, **areas, "timezone": timezone}, tour_types=["in_person"])
        days = [{"id": new_id(), **_owner(name), "weekday": day, **OPEN} for day in range(7)]
        tx.connection.execute(insert(OfficeHours), days)
        homes = [_home(tx, name, listing) for listing in listed.listings]
        if homes:
            tx.connection.execute(insert(Unit), homes)


def _home(tx: Tx, owner: str, listing: Listing) -> dict[str, Any]:
    return {
        "id": new_id(),
        **_owner(owner),
        "name": listing.name,
        "bedrooms": listing.bedrooms,
        "bathrooms": listing.bathrooms,
        "rent_cents": listing.rent_cents,
        "pets_allowed": listing.pets_allowed,
        "furnished": listing.furnished,
        "status": "available",
        "available_on": tx.now.date(),
        "features": [],
        **_stamps(tx),
    }


def _company(tx: Tx) -> None:
    Base.metadata.create_all(tx.connection)
    tx.connection.execute(insert(Company).values(id=COMPANY, slug=COMPANY, name="Company", **_stamps(tx)))


def _property(tx: Tx, id_: str, name: str, slug: str, place: Mapping[str, str], **more: Any) -> None:
    row = {"id": id_, "company_id": COMPANY, "slug": slug, "name": name, "chatbot_widget_settings": {}, **place}
    tx.connection.execute(insert(Property).values(**row, **LISTS | more, **_stamps(tx)))


def _owner(property_id: str) -> dict[str, str]:
    return {"company_id": COMPANY, "property_id": property_id}


def _stamps(tx: Tx) -> dict[str, datetime]:
    at = tx.now.astimezone(UTC)
    return {"created_at": at, "updated_at": at}
