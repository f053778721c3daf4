"""What the walks over every route need to know of each noun: to whom its rows belong, a body that could be taken, and
one row of each. A new noun is a line of `NOUNS`, with its bodies and, in `one_of_each`, a row."""

from __future__ import annotations

import re
from typing import Literal

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from leasing.database import Tx
from leasing.models import FaqSuggestion
from leasing.services import openings
from leasing.services.openings import Opening
from tests.support.tours import add_manager, scope_of
from tests.web.house import A_PROPERTY, House

Kind = Literal["property", "company", "own", "visitor"]

NOUNS: dict[str, Kind] = {
    "api-keys": "company",
    "audit-logs": "company",
    "companies": "company",
    "permissions": "company",
    "roles": "company",
    "teams": "company",
    "users": "company",
    "answer-reports": "property",
    "auth": "own",
    "canned-replies": "property",
    "conversations": "property",
    "documents": "property",
    "faq-suggestions": "property",
    "faqs": "property",
    "fees": "property",
    "floor-plans": "property",
    "jobs": "company",
    "knowledge-proposals": "property",
    "knowledge-sources": "property",
    "lead-notifications": "company",
    "lead-duplicates": "property",
    "lead-merges": "property",
    "leads": "property",
    "photos": "property",
    "properties": "property",
    "property-managers": "company",
    "question-rules": "property",
    "question-settings": "company",
    "rents": "property",
    "specials": "property",
    "sse": "own",
    "tasks": "property",
    "tours": "property",
    "privacy": "own",
    "units": "property",
    "visitors": "property",
}
"""noun (what follows /api/v1/) → whose it is: a property's, so that who works at others does not see it; the company's,
so that all of its staff may; one's own login's"""

OPEN = {
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/login/verify"),
    ("POST", "/api/v1/auth/password-reset-confirm"),
    ("POST", "/api/v1/auth/password-reset-request"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/register"),
    ("POST", "/api/v1/auth/verify-email"),
    ("GET", "/api/v1/health"),
    ("GET", "/health"),
    ("GET", "/healthz"),
    ("GET", "/live"),
    ("GET", "/ready"),
    ("GET", "/docs"),
    ("GET", "/redoc"),
    ("GET", "/schema"),
    ("GET", "/schema/openapi.json"),
    ("GET", "/schema/{path:str}"),
    ("GET", "/api/v1/breaks"),
}
"""what needs no login; everything else does"""

BODIES = {
    "properties": A_PROPERTY,
    "users": {"email": "new@acme.example", "role": "agent"},
    "roles": {"name": "Night shift", "permissions": ["leads:read"]},
    "teams": {"name": "East"},
    "property-managers": {"first_name": "Ana", "email": "ana@acme.example"},
    "assignments": {"property_id": "{property}"},
    "managers": {"manager_id": "x"},
    "api-keys": {"name": "Export", "permissions": ["leads:read"]},
    "units": {"name": "1", "rent": "1.00", "bedrooms": 1, "bathrooms": 1},
    "answer": {"answer": "x"},
    "query": {"property_id": "{property}", "question": "x"},
    "update": {"property_id": "{property}"},
    "faqs": {"property_id": "{property}", "question": "x"},
    "leads": {"property_id": "{property}", "email": "a@x.example"},
    "activities": {"type": "call", "text": "x"},
    "notes": {"text": "x"},
    "assign": {"assigned_to": None},
    "merge": {"lead_id": "x"},
    "documents": {"title": "Guide", "text": "# Pool\n\nThe pool opens at 9."},
    "knowledge-sources": {"url": "https://maple.example/guide"},
    "chatbot": {"chatbot_theme_color": "#ffffff"},
    "tours": {"property_id": "{property}", "starts_at": "2030-01-07T10:00:00-06:00", "email": "a@x.example"},
    "schedule": {"property_id": "{property}", "starts_at": "2030-01-07T10:00:00-06:00", "email": "a@x.example"},
    "reschedule": {"starts_at": "2030-01-07T10:00:00-06:00"},
    "outcome": {"outcome": "attended"},
    "tour-hosting": {"tour_capacity": 2},
    "tasks": {"property_id": "{property}", "question": "Call back"},
    "tasks/status": {"status": "completed"},
    "question-rules": {"manager_id": "x", "property_id": "{property}"},
    "report": {"reason": "outdated"},
    "approve": {},
    "time-off": {"starts_at": "2030-01-07T10:00:00-06:00", "ends_at": "2030-01-08T10:00:00-06:00"},
    "fees": {"name": "Trash", "kind": "trash", "amount": "25.00", "frequency": "monthly", "requirement": "mandatory"},
    "rents": {"lease_months": 6, "difference": "100.00"},
    "specials": {"kind": "other", "text": "A plant for your new home."},
    "floor-plans": {"name": "Elm", "bedrooms": 2, "bathrooms": 2},
    "photos": {"url": "https://maple.example/elm.jpg"},
    "canned-replies": {"property_id": "{property}", "shortcut": "hi", "title": "Hi", "text": "Hello!"},
    "lead-notifications": {"property_manager_id": "{manager}", "title": "Please call Ana"},
    "messages": {"text": "x"},
    "transfer": {"user_id": "x"},
    "visitors": {"first_name": "Noor"},
    "status": {"status": "closed"},
    "tags": {"tag": "vip"},
    "consents": {"channel": "sms", "granted": False, "wording": "No texts, please."},
    "book-tour": {"starts_at": "2030-01-07T10:00:00-06:00", "email": "a@x.example"},
}
CHANGES = {
    "users": {"first_name": "Taken"},
    "roles": {"name": "Taken"},
    "teams": {"name": "Taken"},
    "companies": {"name": "Taken"},
    "property-managers": {"first_name": "Taken"},
    "assignments": {"access_level": "read"},
    "canned-replies": {"title": "x"},
    "properties": {"city": "Taken"},
    "units": {"rent": "2.00"},
    "faqs": {"answer": "x"},
    "leads": {"notes": "x"},
    "documents": {"title": "Taken"},
    "knowledge-sources": {},
    "tours": {"notes": "x"},
    "conversations": {"source": "x"},
    "messages": {"text": "x"},
    "visitors": {"first_name": "x"},
    "tasks": {"status": "cancelled"},
    "question-rules": {"position": 2},
}
"""for what changes one of a noun, by the noun"""

CREATES = {
    ("POST", f"/api/v1/{noun}")
    for noun in ("api-keys", "properties", "property-managers", "roles", "teams", "users", "visitors")
}
"""make something of the caller's own company, whoever calls"""

READ_ONLY_SEES_NOT = {"api_keys", "audit_logs", "privacy", "roles", "users"}
"""resources that a read-only user may not even read"""


def routes(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """(method, path, handler) of everything."""
    found: dict[tuple[str, str], HTTPRouteHandler] = {}
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods:
                    if method not in {"OPTIONS", "HEAD"}:
                        found[method, route.path] = handler
    return [(method, path, found[method, path]) for method, path in sorted(found)]


def noun_of(path: str) -> str:
    return path.removeprefix("/api/v1/").partition("/")[0]


def body_of(method: str, path: str, ids: dict[str, str]) -> dict[str, object]:
    """A body that the route could take."""
    *_, before, last = path.rstrip("/").split("/")
    given = (
        CHANGES.get(before, {}) if last.startswith("{") else BODIES.get(f"{noun_of(path)}/{last}", BODIES.get(last, {}))
    )
    named = {"{property}": ids["properties"], "{manager}": ids["property-managers"]}
    return {key: named.get(value, value) if isinstance(value, str) else value for key, value in given.items()}


def filled(path: str, ids: dict[str, str]) -> str:
    for name, noun_named in (("property_id", "properties"), ("manager_id", "property-managers")):
        path = re.sub(rf"\{{{name}(:str)?\}}", ids.get(noun_named, "x"), path)
    noun = re.match(r"/api/v1/([^/]+)/\{", path)
    return re.sub(r"\{[^}]+\}", ids.get(noun[1], "x") if noun else "x", re.sub(r"\{(?:\w+:int|number)\}", "1", path))


def suggest(tx: Tx, property_id: str) -> str:
    said = {"property_id": property_id, "question": "Is there a gym?", "answer": "Yes, on the first floor."}
    return scope_of(tx, property_id).insert(tx, FaqSuggestion, status="open", **said)


async def one_of_each(house: House) -> dict[str, str]:
    """One of each noun, of the first company."""
    property_id = await house.property_id()
    unit = await house.data("POST", f"/api/v1/properties/{property_id}/units", BODIES["units"])
    faq = await house.data("POST", "/api/v1/faqs", {"property_id": property_id, "question": "Pets?", "answer": "Two."})
    chat = await house.database.write(openings.open_, Opening(property=property_id, source="website"))
    lead = await house.data("POST", "/api/v1/leads", {"property_id": property_id, "email": "a@x.example"})
    others = [
        {"property_id": property_id, "first_name": name, "phone": "512 555 0100"} for name in ("Ana", "Bob", "Cy")
    ]
    made = [(await house.data("POST", "/api/v1/leads", other))["lead"]["id"] for other in others]
    merged = await house.data("POST", f"/api/v1/leads/{made[0]}/merge", {"lead_id": made[1]})
    pairs = await house.data("GET", "/api/v1/lead-duplicates")
    document = await house.data("POST", f"/api/v1/properties/{property_id}/documents", BODIES["documents"])
    source = await house.data(
        "POST", f"/api/v1/properties/{property_id}/knowledge-sources", BODIES["knowledge-sources"]
    )
    booking = {**BODIES["tours"], "property_id": property_id}
    tour = await house.data("POST", "/api/v1/tours", booking)
    manager = await house.database.write(add_manager, [property_id], "Mia")
    canned = await house.data(
        "POST", "/api/v1/canned-replies", {**BODIES["canned-replies"], "property_id": property_id}
    )
    task = await house.data("POST", "/api/v1/tasks", {"property_id": property_id, "question": "Call back"})
    rule = await house.data("POST", "/api/v1/question-rules", {"property_id": property_id, "manager_id": manager})
    suggestion = await house.database.write(suggest, property_id)
    nouns = ("fees", "rents", "specials", "floor-plans", "photos")
    prices = {
        noun: (await house.data("POST", f"/api/v1/properties/{property_id}/{noun}", BODIES[noun]))["id"]
        for noun in nouns
    }
    note = await house.data(
        "POST", "/api/v1/lead-notifications", {"property_manager_id": manager, "title": "Please call Ana"}
    )
    kept = ("users", "roles", "teams", "api-keys")
    staff = {noun: await house.data("POST", f"/api/v1/{noun}", BODIES[noun]) for noun in kept}
    return {
        **prices,
        "lead-notifications": note["notification"]["id"],
        **{noun: made.get("api_key", made)["id"] for noun, made in staff.items()},
        "companies": house.staff["admin"].user.company_id,
        "properties": property_id,
        "tours": tour["tour"]["id"],
        "property-managers": manager,
        "units": unit["id"],
        "faqs": faq["id"],
        "canned-replies": canned["id"],
        "conversations": chat.id,
        "visitors": (await house.data("GET", f"/api/v1/conversations/{chat.id}"))["visitor_id"],
        "faq-suggestions": suggestion,
        "question-rules": rule["id"],
        "tasks": task["task"]["id"],
        "leads": lead["lead"]["id"],
        "lead-merges": merged["merge"]["id"],
        "lead-duplicates": pairs[0]["id"],
        "documents": document["id"],
        "knowledge-sources": source["id"],
    }
