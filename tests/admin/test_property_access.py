"""Who works at certain properties, and machines with keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from leasing.clock import FixedClock
from leasing.models import ApiKey
from tests.admin.accounts import enter, invited, rows, told
from tests.admin.test_visitors import visitor_of
from tests.support.talks import talk
from tests.web.house import House


async def _profile(house: House, user_id: str | None, *properties: str, **more: Any) -> str:
    """A leasing profile that is assigned to properties; its id."""
    body = {"first_name": "Pat", "email": f"pat-{len(properties)}@acme.example", "user_id": user_id, **more}
    made = await house.data("POST", "/api/v1/property-managers", body)
    for one in properties:
        await house.data("POST", f"/api/v1/property-managers/{made['id']}/assignments", {"property_id": one})
    return made["id"]


async def test_assignments_say_what_somebody_sees_and_changes(still: House) -> None:
    maple, oak = await still.property_id(), await still.property_id(name="Oak Court")
    pat = await invited(still, "pat@acme.example", "agent", property_access="assigned")
    await enter(still, "pat", "pat@acme.example")
    assert await still.data("GET", "/api/v1/properties", who="pat") == [], "nothing is theirs yet"
    profile = await _profile(still, pat, maple)
    assert [one["id"] for one in await still.data("GET", "/api/v1/properties", who="pat")] == [maple]
    lead = {"property_id": maple, "email": "v@x.example"}
    assert (await still.call("POST", "/api/v1/leads", lead, who="pat")).status_code == 201
    unseen = await still.call("POST", "/api/v1/leads", {**lead, "property_id": oak}, who="pat")
    assert told(unseen) == (404, "RECORD_NOT_FOUND")
    url = f"/api/v1/property-managers/{profile}/assignments/{maple}"
    assert (await still.data("PUT", url, {"access_level": "read"}))["access_level"] == "read"
    assert told(await still.call("POST", "/api/v1/leads", lead, who="pat")) == (403, "INSUFFICIENT_PERMISSIONS")
    assert len(await still.data("GET", "/api/v1/leads", who="pat")) == 1
    await still.data("PUT", url, {"access_level": "write"})
    await still.data("PUT", f"/api/v1/property-managers/{profile}", {"access_level": "read"})
    assert told(await still.call("POST", "/api/v1/leads", lead, who="pat"))[0] == 403, "the profile says read"
    await still.data("DELETE", url)
    assert await still.data("GET", "/api/v1/leads", who="pat") == []


async def test_a_role_keeps_its_holders_to_their_properties(still: House) -> None:
    maple, oak = await still.property_id(), await still.property_id(name="Oak Court")
    body = {"name": "Local", "permissions": ["properties:read"], "property_access": "assigned"}
    role = await still.data("POST", "/api/v1/roles", body)
    pat = await invited(still, "pat@acme.example", role["id"])
    await _profile(still, pat, oak)
    await enter(still, "pat", "pat@acme.example")
    assert [one["id"] for one in await still.data("GET", "/api/v1/properties", who="pat")] == [oak]
    assert told(await still.call("GET", f"/api/v1/properties/{maple}", who="pat")) == (404, "RECORD_NOT_FOUND")


async def test_who_sees_some_properties_gives_no_others(still: House) -> None:
    maple, oak = await still.property_id(), await still.property_id(name="Oak Court")
    body = {
        "name": "Local lead",
        "permissions": ["users:read", "users:write", "roles:read", "property_managers:read", "property_managers:write",
                        "properties:read", "api_keys:read", "api_keys:write"],
        "property_access": "assigned",
    }  # fmt: skip
    role = (await still.data("POST", "/api/v1/roles", body))["id"]
    lead = await invited(still, "lead@acme.example", role)
    own = await _profile(still, lead, maple)
    wide = await _profile(still, None, maple, oak, email="wide@acme.example")
    await enter(still, "lead", "lead@acme.example")
    key = {"name": "Z", "permissions": ["properties:read"], "properties": {oak: "read"}}
    tried = [
        (404, "POST", f"/api/v1/property-managers/{own}/assignments", {"property_id": oak}),
        (403, "PUT", f"/api/v1/property-managers/{own}", {"access_level": "write"}),
        (403, "PUT", f"/api/v1/property-managers/{wide}", {"user_id": lead}),
        (403, "PUT", f"/api/v1/property-managers/{own}/assignments/{maple}", {"access_level": "write"}),
        (404, "DELETE", f"/api/v1/property-managers/{wide}/assignments/{oak}", None),
        (403, "POST", "/api/v1/users", {"email": "z@acme.example", "role": role, "property_access": "all"}),
        (404, "POST", "/api/v1/api-keys", key),
    ]
    for status, method, path, sent in tried:
        answer = await still.call(method, path, sent, who="lead")
        assert answer.status_code == status, (method, path, sent, answer.text)
    seen = await still.data("GET", f"/api/v1/property-managers/{wide}", who="lead")
    assert [one["property_id"] for one in seen["assignments"]] == [maple]


async def test_managers_of_a_property(still: House) -> None:
    maple = await still.property_id()
    profile = await _profile(still, None)
    url = f"/api/v1/properties/{maple}/managers"
    await still.data("POST", url, {"property_manager_id": profile, "access_level": "read"})
    assert told(await still.call("POST", url, {"manager_id": profile})) == (409, "DUPLICATE_RECORD")
    (listed,) = await still.data("GET", url)
    assert (listed["id"], listed["assignments"][0]["access_level"]) == (profile, "read")
    await still.data("DELETE", f"{url}/{profile}")
    assert await still.data("GET", url) == []


async def _with(house: House, key: str, method: str, path: str, json: Any = None) -> httpx.Response:
    return await house.client.request(method, path, json=json, headers={"Authorization": f"Bearer {key}"})


async def _key(house: House, *permissions: str, who: str = "admin", **more: Any) -> tuple[str, str]:
    """(key, id)"""
    made = await house.data("POST", "/api/v1/api-keys", {"name": "K", "permissions": [*permissions], **more}, who=who)
    return made["key"], made["api_key"]["id"]


async def test_a_key_is_shown_once_and_kept_as_a_hash(still: House, clock: FixedClock) -> None:
    key, key_id = await _key(still, "leads:read")
    assert (await _with(still, key, "GET", "/api/v1/leads")).status_code == 200
    listed = await still.data("GET", "/api/v1/api-keys")
    assert listed[0]["last_used_at"] is not None
    secret = key.partition("_")[2].partition("_")[2]
    assert secret not in str(listed)
    assert secret not in str(await rows(still.database, ApiKey))
    changed = key[:-30] + ("a" if key[-30] != "a" else "b") + key[-29:]
    assert told(await _with(still, changed, "GET", "/api/v1/leads")) == (401, "INVALID_TOKEN")
    await still.data("DELETE", f"/api/v1/api-keys/{key_id}")
    assert told(await _with(still, key, "GET", "/api/v1/leads")) == (401, "INVALID_TOKEN")


async def test_a_key_expires(still: House, clock: FixedClock) -> None:
    key, _ = await _key(still, "leads:read", expires_at=(clock.now() + timedelta(hours=1)).isoformat())
    clock.advance(timedelta(minutes=59))
    assert (await _with(still, key, "GET", "/api/v1/leads")).status_code == 200
    clock.advance(timedelta(minutes=1))
    assert told(await _with(still, key, "GET", "/api/v1/leads")) == (401, "INVALID_TOKEN")


async def test_a_key_is_kept_to_its_properties(still: House) -> None:
    maple, oak = await still.property_id(), await still.property_id(name="Oak Court")
    key, _ = await _key(still, "properties:read", "leads:write", properties={maple: "read"})
    (seen,) = (await _with(still, key, "GET", "/api/v1/properties")).json()["data"]
    assert seen["id"] == maple
    lead = {"property_id": maple, "email": "v@x.example"}
    assert told(await _with(still, key, "POST", "/api/v1/leads", lead)) == (403, "INSUFFICIENT_PERMISSIONS")
    hidden = await _with(still, key, "POST", "/api/v1/leads", {**lead, "property_id": oak})
    assert told(hidden) == (404, "RECORD_NOT_FOUND")


async def test_a_key_never_may_more_than_its_maker_may_now(still: House) -> None:
    body = {"name": "Integrator", "permissions": ["api_keys:write", "leads:read", "leads:write"]}
    role = (await still.data("POST", "/api/v1/roles", body))["id"]
    maker = await invited(still, "dev@acme.example", role)
    await enter(still, "dev", "dev@acme.example")
    beyond = {"name": "K", "permissions": ["tours:read"]}
    assert told(await still.call("POST", "/api/v1/api-keys", beyond, who="dev")) == (403, "INSUFFICIENT_PERMISSIONS")
    for permission in ("users:write", "api_keys:write", "roles:read", "account:write", "audit_logs:read"):
        accounts = {"name": "K", "permissions": [permission]}
        assert told(await still.call("POST", "/api/v1/api-keys", accounts))[0] == 422, permission
    key, _ = await _key(still, "leads:read", "leads:write", who="dev")
    assert (await _with(still, key, "GET", "/api/v1/leads")).status_code == 200
    await still.data("PUT", f"/api/v1/roles/{role}", {"permissions": ["leads:write"]})
    assert told(await _with(still, key, "GET", "/api/v1/leads")) == (403, "INSUFFICIENT_PERMISSIONS")
    for path in ("/api/v1/auth/me", "/api/v1/users"):
        assert told(await _with(still, key, "GET", path)) == (403, "INSUFFICIENT_PERMISSIONS")
    await still.data("DELETE", f"/api/v1/users/{maker}")
    assert told(await _with(still, key, "GET", "/api/v1/leads")) == (401, "INVALID_TOKEN")


async def test_what_was_erased_and_done_elsewhere_is_not_told(still: House) -> None:
    """Proofs of erasures go by the properties; the record of accounts is the company's."""
    maple, oak = await still.property_id(), await still.property_id(name="Oak Court")
    body = {"name": "Local", "permissions": ["privacy:read", "privacy:write", "audit_logs:read"]}
    role = await still.data("POST", "/api/v1/roles", {**body, "property_access": "assigned"})
    pat = await invited(still, "pat@acme.example", role["id"])
    profile = await _profile(still, pat, maple)
    await enter(still, "pat", "pat@acme.example")
    gone: dict[str, str] = {}
    for place in (maple, oak):
        visitor = await visitor_of(still, await talk(still.database, place))
        await still.data("POST", f"/api/v1/visitors/{visitor}/erase")
        gone[place] = visitor
    erasures = "/api/v1/privacy/erasures"
    assert {one["subject"] for one in await still.data("GET", erasures)} == set(gone.values())
    assert [one["subject"] for one in await still.data("GET", erasures, who="pat")] == [gone[maple]]
    again = await still.call("POST", f"/api/v1/visitors/{gone[oak]}/erase", who="pat")
    assert told(again) == (404, "RECORD_NOT_FOUND"), "nor by its id"
    await still.data("POST", f"/api/v1/property-managers/{profile}/assignments", {"property_id": oak})
    await still.data("DELETE", f"/api/v1/property-managers/{profile}/assignments/{maple}")
    assert [one["subject"] for one in await still.data("GET", erasures, who="pat")] == [gone[oak]]
    seen = await still.data("GET", "/api/v1/audit-logs?limit=100", who="pat")
    assert seen
    assert {pat} == {one["actor_id"] if one["actor_id"] == pat else one["subject_id"] for one in seen}
    assert len(await still.data("GET", "/api/v1/audit-logs?limit=100")) > len(seen)
