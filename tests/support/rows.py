"""A company, a property and a visitor's conversation, as little of each as a test needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import Company, OfficeHours, Property, Unit
from leasing.services import openings
from leasing.services.openings import Opened, Opening


def add_property(tx: Tx, **changes: Any) -> str:
    company = changes.get("company_id") or new_id()
    property_id = new_id()
    stamps = {"created_at": tx.now, "updated_at": tx.now}
    if "company_id" not in changes:
        tx.connection.execute(insert(Company).values(id=company, slug=company, name="Test company", **stamps))
    values = {
        "id": property_id,
        "company_id": company,
        "slug": property_id,
        "name": "Test Court",
        "address": "1 Test Street",
        "city": "Testville",
        "state": "NY",
        "zip_code": "10001",
        "timezone": "America/New_York",
        "amenities": [],
        "features": [],
        "tour_types": ["in_person", "virtual"],
        "allowed_origins": [],
        "chatbot_widget_settings": {},
        **stamps,
        **changes,
    }
    tx.connection.execute(insert(Property).values(**values))
    hours = [
        {
            "id": new_id(),
            "company_id": company,
            "property_id": property_id,
            "weekday": day,
            "opens_minute": 9 * 60,
            "closes_minute": 18 * 60,
        }
        for day in range(7)
    ]
    tx.connection.execute(insert(OfficeHours), hours)
    return property_id


def add_unit(tx: Tx, property_id: str, **values: Any) -> str:
    unit_id = new_id()
    row = {
        "id": unit_id,
        "property_id": property_id,
        "name": unit_id[-6:],
        "bedrooms": 1,
        "bathrooms": 1,
        "rent_cents": 150_000,
        "status": "available",
        "available_on": tx.now.date(),
        "features": [],
        "created_at": tx.now,
        "updated_at": tx.now,
        **values,
    }
    tx.connection.execute(insert(Unit).values(**row))
    return unit_id


async def open_chat(database: Database, **changes: Any) -> Opened:
    """A conversation at a property of its own."""
    property_id = await database.write(add_property, **changes)
    return await database.write(openings.open_, Opening(property=property_id, source="website"))
