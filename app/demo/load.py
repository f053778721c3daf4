"""Loads the demo companies from the YAML files beside this one. Running it again changes nothing that is there."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select

from app.demo.prices import store_prices
from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import (
    Company,
    Faq,
    FloorPlan,
    ManagerAssignment,
    ManagerHours,
    OfficeHours,
    Property,
    PropertyManager,
    Unit,
    User,
)
from leasing.money import from_wire
from leasing.security import Passwords
from leasing.services import accounts, profiles
from leasing.services.office_hours import minute, weekday
from leasing.zones import zone

FOLDER = Path(__file__).parent
LOGIN = "demo@domiq.example"


def logins() -> list[tuple[str, str, str]]:
    """(company, role, address) of each login of the demo; they all have the same password."""
    return [
        (company["name"], one["role"], one["email"])
        for company in _read(FOLDER / "companies.yaml")
        for one in company["staff"]
    ]


async def load(database: Database, password: str) -> list[str]:
    """Load what is missing; the slugs of the communities that were made."""
    companies = await asyncio.to_thread(_read, FOLDER / "companies.yaml")
    missing = await database.read(_missing, [company["slug"] for company in companies])
    made: list[str] = []
    if missing:
        hashed = await Passwords().hash(password)
        for company in companies:
            if company["slug"] in missing:
                slugs = list(dict.fromkeys(slug for m in company["managers"] for slug in m["properties"]))
                communities = [await asyncio.to_thread(_community, slug) for slug in slugs]
                await database.write(_store, company, communities, hashed)
                made += slugs
    return made


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(), Loader=loader)  # noqa: S506  # a safe loader, in C where there is one


def _community(slug: str) -> dict[str, Any]:
    names = ("community", "floor_plans", "units", "prices", "faqs")
    return {name: _read(FOLDER / slug / f"{name}.yaml") for name in names}


def _missing(tx: Tx, slugs: list[str]) -> set[str]:
    present = set(tx.connection.execute(select(Company.slug).where(Company.slug.in_(slugs))).scalars())
    return set(slugs) - present


def _store(tx: Tx, company: dict[str, Any], communities: list[dict[str, Any]], password_hash: str) -> None:
    company_id = new_id()
    stamps = {"created_at": tx.now, "updated_at": tx.now}
    tx.connection.execute(
        insert(Company).values(
            id=company_id,
            slug=company["slug"],
            name=company["name"],
            contact_email=company["contact_email"],
            contact_phone=company["contact_phone"],
            **stamps,
        )
    )
    users: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "company_id": company_id,
            "password_hash": password_hash,
            "is_active": True,
            "email_verified_at": tx.now,
            **one,
            **stamps,
        }
        for one in company["staff"]
    ]
    tx.connection.execute(insert(User), users)
    ids = {one["community"]["slug"]: _store_community(tx, company_id, one) for one in communities}
    by_email = {user["email"]: user["id"] for user in users}
    for manager in company["managers"]:
        _store_manager(tx, company_id, manager, by_email.get(manager["email"]), ids)
    for user in users:
        if user["role"] == "admin":
            profiles.give(tx, accounts.user(tx, user["id"]))


def _store_manager(
    tx: Tx, company_id: str, manager: dict[str, Any], user_id: str | None, property_ids: dict[str, str]
) -> None:
    manager_id, tours = new_id(), manager["tours"]
    tx.connection.execute(
        insert(PropertyManager).values(
            id=manager_id,
            company_id=company_id,
            user_id=user_id,
            access_level="write",
            created_at=tx.now,
            updated_at=tx.now,
            languages=tours["languages"],
            **{name: manager[name] for name in ("first_name", "last_name", "email", "phone")},
        )
    )
    own = {"manager_id": manager_id, "company_id": company_id}
    tx.connection.execute(
        insert(ManagerAssignment),
        [
            {**own, "property_id": property_ids[slug], "tour_order": tours["order"].get(slug)}
            for slug in manager["properties"]
        ],
    )
    for day, span in tours["hours"].items():
        opens, closes = map(minute, span.split("-"))
        tx.connection.execute(
            insert(ManagerHours).values(
                id=new_id(), **own, weekday=weekday(day), opens_minute=opens, closes_minute=closes
            )
        )


def _store_community(tx: Tx, company_id: str, data: dict[str, Any]) -> str:
    about = data["community"]
    property_id = new_id()
    own = {"company_id": company_id, "property_id": property_id}
    tx.connection.execute(insert(Property).values(id=property_id, company_id=company_id, **_property(tx, data)))
    hours = [
        {
            "id": new_id(),
            **own,
            "weekday": weekday(span["weekday"]),
            "opens_minute": minute(span["opens"]),
            "closes_minute": minute(span["closes"]),
        }
        for span in about["office_hours"]
    ]
    tx.connection.execute(insert(OfficeHours), hours)
    plans = {plan["name"]: plan | {"id": new_id()} for plan in data["floor_plans"]}
    stamps = {"created_at": tx.now, "updated_at": tx.now}
    tx.connection.execute(insert(FloorPlan), [{**plan, **own, **stamps} for plan in plans.values()])
    today = tx.now.astimezone(zone(about["timezone"])).date()
    tx.connection.execute(
        insert(Unit), [_unit(unit, plans[unit["floor_plan"]], today) | own | stamps for unit in data["units"]]
    )
    store_prices(tx, own, data["prices"])
    tx.connection.execute(
        insert(Faq),
        [
            {
                "id": new_id(),
                **own,
                **faq,
                "status": "answered",
                "source_type": "import",
                "answered_at": tx.now,
                **stamps,
            }
            for faq in data["faqs"]
        ],
    )
    return property_id


def _property(tx: Tx, data: dict[str, Any]) -> dict[str, Any]:
    about, tour = data["community"], data["community"]["tour"]
    chatbot = about["chatbot"]
    plain = (
        "slug", "name", "address", "city", "state", "zip_code", "country", "timezone", "phone", "email",
        "website_url", "property_type", "description", "amenities", "features", "year_built",
    )  # fmt: skip
    return {
        **{name: about[name] for name in plain},
        "units_count": len(data["units"]),
        "chatbot_welcome_message": chatbot["welcome_message"],
        "chatbot_theme_color": chatbot["theme_color"],
        "chatbot_position": chatbot["position"],
        "chatbot_widget_settings": {
            "launcher_text": chatbot["launcher_text"],
            "quick_replies": chatbot["quick_replies"],
            "languages": ["en", "es"],
        },
        "allowed_origins": [],
        "tour_duration_minutes": tour["duration_minutes"],
        "tour_notice_minutes": tour["notice_minutes"],
        "tour_horizon_days": tour["horizon_days"],
        "tour_capacity": tour["capacity"],
        "tour_types": tour["types"],
        "yearly_holidays": about["holidays"]["yearly"],
        "yearly_holidays_observed": about["holidays"]["observed"],
        "created_at": tx.now,
        "updated_at": tx.now,
    }


def _unit(unit: dict[str, Any], plan: dict[str, Any], today: date) -> dict[str, Any]:
    ahead = unit["available_in_days"]
    return {
        "id": new_id(),
        "floor_plan_id": plan["id"],
        "name": unit["name"],
        "floor": unit["floor"],
        "bedrooms": plan["bedrooms"],
        "bathrooms": plan["bathrooms"],
        "square_feet": plan["square_feet"],
        "rent_cents": from_wire(unit["rent"]),
        "deposit_cents": from_wire(unit["deposit"]),
        "status": unit["status"],
        "available_on": None if ahead is None else today + timedelta(days=ahead),
        "pets_allowed": unit["pets_allowed"],
        "furnished": unit["furnished"],
        "features": unit["features"],
    }
