"""Who is not signed in gets in nowhere, and who is sees only what is their company's, and of it what is theirs.

The walks go over every route; `tests/admin/routes_table.py` says of each noun what they need to know.
"""

from __future__ import annotations

from collections.abc import Iterator

from litestar import Litestar
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import func, select, update

from app.factory import ROUTES, STAFF_ROUTES
from leasing.models import Base, ManagerAssignment, PropertyManager
from leasing.permissions import PERMISSIONS, RESOURCES, ROLES
from leasing.services import accounts
from tests.admin.routes_table import (
    CREATES,
    NOUNS,
    OPEN,
    READ_ONLY_SEES_NOT,
    body_of,
    filled,
    noun_of,
    one_of_each,
    routes,
)
from tests.support.tours import add_manager
from tests.web.house import House
from web.guards import READING, staff

Route = tuple[str, str, HTTPRouteHandler]


def _staff_routes(house: House) -> Iterator[Route]:
    for method, path, handler in routes(house.app):
        if staff in handler.resolve_guards():
            yield method, path, handler


def _reads(method: str, handler: HTTPRouteHandler) -> bool:
    return method in READING or bool(handler.opt.get("reads"))


async def _counts(house: House) -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if table.name != "staff_sessions"]
    return await house.database.read(
        lambda tx: {
            table.name: tx.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        }
    )


async def _at_properties(house: House, who: str, property_ids: list[str], level: str = "write") -> None:
    """Sign in somebody who may do anything, at these properties only, under this name."""
    profile = await house.database.write(add_manager, property_ids, who)
    mine = house.staff["admin"].user.company_id
    anything = {"name": who, "permissions": sorted(PERMISSIONS)}
    role = await house.data("POST", "/api/v1/roles", anything)
    user = await house.database.write(
        accounts.create_user,
        mine,
        email=f"{who}-{profile[-8:]}@acme.example",
        password_hash="x",
        role="read_only",
        role_id=role["id"],
        property_access="assigned",
    )

    def assign(tx) -> None:
        tx.connection.execute(update(PropertyManager).where(PropertyManager.id == profile).values(user_id=user.id))
        levels = update(ManagerAssignment).where(ManagerAssignment.manager_id == profile)
        tx.connection.execute(levels.values(access_level=level))

    await house.database.write(assign)
    house.staff[who] = await house.database.write(accounts.open_session, user.id)


async def test_every_route_says_who_may_come_in(house: House) -> None:
    unguarded = {
        (method, path)
        for method, path, handler in routes(house.app)
        if not any(guard.__module__ == staff.__module__ for guard in handler.resolve_guards())
    }
    assert unguarded == OPEN


async def test_staffs_routes_are_all_walked(house: House) -> None:
    """Who adds a guarded route elsewhere than among the staff's would have it walked by nobody."""
    parts = {name: Provide(lambda: None, sync_to_thread=False) for name in ("dialogue", "desk", "staff_desk")}
    others = [each for each in ROUTES if each not in STAFF_ROUTES]
    rest = Litestar(route_handlers=others, plugins=[house.web], dependencies=parts, openapi_config=None)
    for method, path, handler in routes(rest):
        assert staff not in handler.resolve_guards(), f"{method} {path}: put it among STAFF_ROUTES"


async def test_every_route_is_classified(house: House) -> None:
    for method, path, handler in _staff_routes(house):
        assert noun_of(path) in NOUNS, f"{method} {path}: say in tests/admin/routes_table.py whose it is"
        resource = handler.opt.get("resource")
        assert resource in RESOURCES, f"{method} {path}: its resource {resource!r} is not in leasing/permissions.py"
        if resource != "account":
            action = "read" if _reads(method, handler) else "write"
            assert f"{resource}:{action}" in PERMISSIONS, f"{method} {path}: nobody can hold {resource}:{action}"


async def test_a_stranger_is_told_to_sign_in(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    visitor = {"Authorization": f"Bearer {house.web.tokens.conversation(ids['conversations'])}"}
    for method, path, _ in _staff_routes(house):
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
    for method, path, _ in _staff_routes(house):
        kind = NOUNS[noun_of(path)]
        if kind == "own" or (method, path) in CREATES:
            continue
        answer = await house.call(method, filled(path, ids), body_of(method, path, ids), who="other")
        names_a_row = "{" in path or method == "POST"
        if names_a_row:
            walked += 1
            assert answer.status_code == 404, (method, path, answer.text)
            assert answer.json()["error"]["code"] == "RECORD_NOT_FOUND"
        elif path.endswith("/export"):
            assert answer.text.count("\n") == 1, "more than the head of the table"
        else:
            assert answer.status_code == 200, (method, path, answer.text)
            data = answer.json()["data"]
            none = data == [] or (isinstance(data, dict) and data.get("total", data.get("conversations")) == 0)
            assert kind == "company" or none, (method, path)
        for row_id in ids.values():
            assert row_id not in answer.text.replace(filled(path, ids), "") or answer.status_code == 404
    assert walked >= 18
    assert await _counts(house) == before
    assert (await house.call("GET", f"/api/v1/faqs?property_id={ids['properties']}", who="other")).json()["data"] == []
    status = await house.call("GET", f"/api/v1/faqs/rag/status?property_id={ids['properties']}", who="other")
    assert status.status_code == 404
    assert house.knowledge.asked == []


async def test_a_read_only_user_reads_and_changes_nothing(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    before = await _counts(house)
    refused = 0
    for method, path, handler in _staff_routes(house):
        if NOUNS[noun_of(path)] == "own":
            continue
        answer = await house.call(method, filled(path, ids), body_of(method, path, ids), who="read_only")
        sees = _reads(method, handler) and handler.opt["resource"] not in READ_ONLY_SEES_NOT
        if sees:
            others_own = answer.status_code == 403 and answer.json()["error"]["code"] == "FORBIDDEN"
            assert answer.status_code != 403 or others_own, (method, path, answer.text)
            assert answer.status_code < 500, (method, path, answer.text)
        else:
            refused += 1
            told = (answer.status_code, answer.json()["error"]["code"])
            assert told == (403, "INSUFFICIENT_PERMISSIONS"), (method, path, answer.text)
    assert refused >= 40
    assert await _counts(house) == before


async def test_who_works_at_another_property_finds_nothing_of_this_one(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    oak = await house.property_id(name="Oak Court")
    await _at_properties(house, "elsewhere", [oak])
    before = await _counts(house)
    theirs = [one for noun, one in ids.items() if NOUNS[noun] == "property"]
    walked = 0
    for method, path, _ in _staff_routes(house):
        if NOUNS[noun_of(path)] != "property":
            continue
        url = filled(path, ids)
        answer = await house.call(method, url, body_of(method, path, ids), who="elsewhere")
        if (method, path) in CREATES:
            assert answer.status_code == 403, (method, path, answer.text)
        elif "{manager_id" in path and method == "GET":
            # Colleagues are known in the whole company; what they have at other properties is not.
            assert answer.status_code == 404 or answer.json()["data"] == [], (method, path, answer.text)
        elif "{" in path or method == "POST":
            walked += 1
            assert answer.status_code == 404, (method, path, answer.text)
        else:
            assert answer.status_code == 200, (method, path, answer.text)
        told = answer.text.replace(url, "")
        assert answer.status_code == 404 or not [one for one in theirs if one in told], (method, path, told)
    assert walked >= 60
    assert await _counts(house) == before
    mine = await house.data("GET", "/api/v1/properties", who="elsewhere")
    assert [one["id"] for one in mine] == [oak]
    changed = await house.call("PUT", f"/api/v1/properties/{oak}", {"city": "Waco"}, who="elsewhere")
    assert changed.status_code == 200


async def test_who_may_read_a_property_changes_nothing_of_it(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    await _at_properties(house, "looking", [ids["properties"]], "read")
    before = await _counts(house)
    refused = 0
    for method, path, handler in _staff_routes(house):
        if NOUNS[noun_of(path)] != "property":
            continue
        url, body = filled(path, ids), body_of(method, path, ids)
        answer = await house.call(method, url, body, who="looking")
        if _reads(method, handler):
            same = await house.call(method, url, body)
            assert answer.status_code == same.status_code, (method, path, answer.text)
        else:
            refused += 1
            assert not answer.is_success, (method, path, answer.text)
            told = (answer.status_code, answer.json()["error"]["code"])
            # Of some nouns there is no row to be had here; what is not there stays so for everybody.
            unmade = "x" in url.split("/") and told == (404, "RECORD_NOT_FOUND")
            assert unmade or told == (403, "INSUFFICIENT_PERMISSIONS"), (method, path, answer.text)
    assert refused >= 40
    assert await _counts(house) == before


async def test_a_key_opens_what_it_was_made_for(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    made = await house.data("POST", "/api/v1/api-keys", {"name": "Fees", "permissions": ["fees:read"]})
    before = await _counts(house)
    headers = {"Authorization": f"Bearer {made['key']}"}
    opened = 0
    for method, path, handler in _staff_routes(house):
        url, body = filled(path, ids), body_of(method, path, ids)
        answer = await house.client.request(method, url, json=body, headers=headers)
        if handler.opt["resource"] == "fees" and _reads(method, handler):
            opened += 1
            assert answer.status_code == 200, (method, path, answer.text)
        else:
            told = (answer.status_code, answer.json()["error"]["code"])
            assert told == (403, "INSUFFICIENT_PERMISSIONS"), (method, path, answer.text)
    assert opened >= 2
    assert await _counts(house) == before


async def test_each_role_holds_no_more_than_the_one_above(house: House) -> None:
    assert ROLES["read_only"] < ROLES["agent"] < ROLES["manager"] < ROLES["admin"] == PERMISSIONS


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
