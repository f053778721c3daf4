"""Who is not signed in gets in nowhere, and who is sees only what is their company's."""

from __future__ import annotations

import re

from litestar import Litestar
from litestar.routes import HTTPRoute
from sqlalchemy import func, select

from leasing.database import Tx
from leasing.models import Base, FaqSuggestion
from leasing.services import openings
from leasing.services.openings import Opening
from tests.support.tours import add_manager, scope_of
from tests.web.house import House
from web.guards import staff

OPEN = {
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/refresh"),
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
    "status": {"status": "completed"},
    "question-rules": {"manager_id": "x", "property_id": "{property}"},
    "report": {"reason": "outdated"},
    "approve": {},
    "time-off": {"starts_at": "2030-01-07T10:00:00-06:00", "ends_at": "2030-01-08T10:00:00-06:00"},
    "fees": {"name": "Trash", "kind": "trash", "amount": "25.00", "frequency": "monthly", "requirement": "mandatory"},
    "rents": {"lease_months": 6, "difference": "100.00"},
    "specials": {"kind": "other", "text": "A plant for your new home."},
    "floor-plans": {"name": "Elm", "bedrooms": 2, "bathrooms": 2},
    "photos": {"url": "https://maple.example/elm.jpg"},
}
CHANGES = {
    "properties": {"city": "Taken"},
    "units": {"rent": "2.00"},
    "faqs": {"answer": "x"},
    "leads": {"notes": "x"},
    "documents": {"title": "Taken"},
    "knowledge-sources": {},
    "tours": {"notes": "x"},
    "tasks": {"status": "cancelled"},
    "question-rules": {"position": 2},
}
"""for what changes one of a noun"""


def _routes(app: Litestar) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                found += [(method, route.path) for method in handler.http_methods if method not in {"OPTIONS", "HEAD"}]
    return sorted(set(found))


def filled(path: str, ids: dict[str, str]) -> str:
    path = path.replace("{property_id:str}", ids.get("properties", "x"))
    noun = re.match(r"/api/v1/([^/]+)/\{", path)
    return re.sub(r"\{[^}]+\}", ids.get(noun[1], "x") if noun else "x", re.sub(r"\{(?:\w+:int|number)\}", "1", path))


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
    task = await house.data("POST", "/api/v1/tasks", {"property_id": property_id, "question": "Call back"})
    rule = await house.data("POST", "/api/v1/question-rules", {"property_id": property_id, "manager_id": manager})
    suggestion = await house.database.write(suggest, property_id)
    nouns = ("fees", "rents", "specials", "floor-plans", "photos")
    prices = {
        noun: (await house.data("POST", f"/api/v1/properties/{property_id}/{noun}", BODIES[noun]))["id"]
        for noun in nouns
    }
    return {
        **prices,
        "properties": property_id,
        "tours": tour["tour"]["id"],
        "property-managers": manager,
        "units": unit["id"],
        "faqs": faq["id"],
        "conversations": chat.id,
        "tasks": task["task"]["id"],
        "question-rules": rule["id"],
        "faq-suggestions": suggestion,
        "leads": lead["lead"]["id"],
        "lead-merges": merged["merge"]["id"],
        "lead-duplicates": pairs[0]["id"],
        "documents": document["id"],
        "knowledge-sources": source["id"],
    }


def suggest(tx: Tx, property_id: str) -> str:
    said = {"property_id": property_id, "question": "Is there a gym?", "answer": "Yes, on the first floor."}
    return scope_of(tx, property_id).insert(tx, FaqSuggestion, status="open", **said)


async def _counts(house: House) -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if table.name != "staff_sessions"]
    return await house.database.read(
        lambda tx: {
            table.name: tx.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        }
    )


async def test_every_route_says_who_may_come_in(house: House) -> None:
    unguarded = [
        (method, route.path)
        for route in house.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if not any(guard.__module__ == staff.__module__ for guard in handler.resolve_guards())
        for method in handler.http_methods
        if method not in {"OPTIONS", "HEAD"}
    ]
    assert set(unguarded) == OPEN


async def test_a_stranger_is_told_to_sign_in(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    visitor = {"Authorization": f"Bearer {house.web.tokens.conversation(ids['conversations'])}"}
    for method, path in _routes(house.app):
        if (method, path) in OPEN or "/frames" in path:
            continue
        url = filled(path, ids)
        nobody = await house.client.request(method, url, json={})
        assert (nobody.status_code, nobody.json()["error"]["code"]) == (401, "UNAUTHORIZED"), (method, path)
        assert nobody.headers["www-authenticate"] == "Bearer"
        wrong_audience = await house.client.request(method, url, json={}, headers=visitor)
        told = (wrong_audience.status_code, wrong_audience.json()["error"]["code"])
        assert told == (401, "INVALID_TOKEN"), (method, path)


async def test_another_company_finds_nothing_and_changes_nothing(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    before = await _counts(house)
    walked = 0
    for method, path in _routes(house.app):
        if (method, path) in OPEN or "/frames" in path or path.startswith("/api/v1/auth"):
            continue
        *_, noun, last = path.rstrip("/").split("/")
        given = CHANGES.get(noun, {}) if last == "{id:str}" else BODIES.get(last, {})
        body = {key: ids["properties"] if value == "{property}" else value for key, value in given.items()}
        if (method, path) == ("POST", "/api/v1/properties"):
            continue
        answer = await house.call(method, filled(path, ids), body, who="other")
        names_a_row = "{" in path or method == "POST"
        if names_a_row:
            walked += 1
            assert answer.status_code == 404, (method, path, answer.text)
            assert answer.json()["error"]["code"] == "RECORD_NOT_FOUND"
        elif path == "/api/v1/question-settings":
            assert answer.status_code == 200, "a company's own"
        elif path == "/api/v1/knowledge-gaps":
            assert answer.status_code == 422, "it names a property"
        elif path.endswith("/export"):
            assert answer.text.count("\n") == 1, "more than the head of the table"
        else:
            assert answer.status_code == 200
            assert answer.json()["data"] == [] or answer.json()["data"]["total"] == 0, (method, path)
        for row_id in ids.values():
            assert row_id not in answer.text.replace(filled(path, ids), "") or answer.status_code == 404
    assert walked >= 18
    assert await _counts(house) == before
    assert (await house.call("GET", f"/api/v1/faqs?property_id={ids['properties']}", who="other")).json()["data"] == []
    gaps = await house.call("GET", f"/api/v1/knowledge-gaps?property_id={ids['properties']}", who="other")
    assert gaps.status_code == 404
    status = await house.call("GET", f"/api/v1/faqs/rag/status?property_id={ids['properties']}", who="other")
    assert status.status_code == 404
    assert house.knowledge.asked == []


async def test_staff_do_not_pass_for_visitors(house: House) -> None:
    mine, others = house.web.tokens.conversation("c-1"), house.web.tokens.conversation("c-2")
    url = "/api/v1/conversations/c-1/frames"
    assert (await house.client.get(url, headers={"Authorization": f"Bearer {mine}"})).json()["data"] == "c-1"
    for headers in (house.bearer(), {"Authorization": f"Bearer {others}"}, {"Authorization": "Bearer x"}):
        answer = await house.client.get(url, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "INVALID_TOKEN")
    assert (await house.client.get(url)).json()["error"]["code"] == "UNAUTHORIZED"


async def test_a_basic_login_is_no_token(house: House) -> None:
    answer = await house.client.get("/api/v1/properties", headers={"Authorization": "Basic YTpi"})
    assert answer.status_code == 401


async def test_what_a_role_may_not_do(house: House) -> None:
    ids = await one_of_each(house)
    property_id = ids["properties"]
    reading = [
        ("GET", f"/api/v1/properties/{property_id}"),
        ("GET", "/api/v1/faqs"),
        ("GET", f"/api/v1/conversations/{ids['conversations']}"),
    ]
    for method, url in reading:
        assert (await house.call(method, url, who="read_only")).status_code == 200
    asking = {"property_id": property_id, "question": "Pets?"}
    assert (await house.call("POST", "/api/v1/faqs/rag/query", asking, who="read_only")).status_code == 200
    refused = [
        ("read_only", "POST", "/api/v1/faqs", asking),
        ("read_only", "PUT", f"/api/v1/units/{ids['units']}", {"rent": "5.00"}),
        ("read_only", "DELETE", f"/api/v1/faqs/{ids['faqs']}", None),
        ("agent", "DELETE", f"/api/v1/properties/{property_id}", None),
        ("agent", "PUT", f"/api/v1/properties/{property_id}/chatbot", {"chatbot_is_active": False}),
    ]
    for who, method, url, body in refused:
        answer = await house.call(method, url, body, who=who)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "INSUFFICIENT_PERMISSIONS")
    assert (await house.call("POST", "/api/v1/faqs", asking, who="agent")).status_code == 201
    changed = await house.call("PUT", f"/api/v1/properties/{property_id}", {"city": "Waco"}, who="manager")
    assert changed.status_code == 200
