"""Who gives what to whom: nobody gives more than they hold, and what is taken is gone at the next request."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from leasing.models import AuditEntry, User
from leasing.permissions import ROLES
from tests.admin.accounts import enter, invited, mails, rows, sign_in, told
from tests.web.house import House

HELPER = {
    "name": "Front desk lead",
    "permissions": ["users:read", "users:write", "roles:read", "roles:write", "leads:read", "leads:write"],
}


@pytest.fixture
async def helped(still: House) -> House:
    """A house with somebody, `lead`, who may manage logins and roles, and hold little else."""
    role = await still.data("POST", "/api/v1/roles", HELPER)
    await invited(still, "lead@acme.example", role["id"])
    await enter(still, "lead", "lead@acme.example")
    return still


async def _role(house: House, name: str, *permissions: str, **more: Any) -> str:
    body = {"name": name, "permissions": list(permissions), **more}
    return (await house.data("POST", "/api/v1/roles", body))["id"]


async def test_an_invitation(still: House) -> None:
    body = {"email": "Ana@Acme.example", "role": "agent", "first_name": "Ana"}
    made = await still.data("POST", "/api/v1/users", body)
    assert (made["email"], made["role"], made["email_verified"]) == ("ana@acme.example", "agent", False)
    assert (await mails(still, "ana@acme.example"))[0]["subject"] == "You are invited to Acme Homes on DomIQ"
    assert told(await still.call("POST", "/api/v1/users", body)) == (409, "DUPLICATE_RECORD")
    await still.data("DELETE", f"/api/v1/users/{made['id']}")
    assert told(await still.call("GET", f"/api/v1/users/{made['id']}")) == (404, "RECORD_NOT_FOUND"), "never used"


async def test_nobody_gives_more_than_they_hold(helped: House) -> None:
    admin = helped.staff["admin"].user.id
    wide = await _role(helped, "Wide", "leads:read", "tours:write")
    forbidden = [
        ("POST", "/api/v1/users", {"email": "x@acme.example", "role": "admin"}),
        ("POST", "/api/v1/users", {"email": "x@acme.example", "role": wide}),
        ("POST", "/api/v1/roles", {"name": "Mine", "permissions": ["leads:read", "api_keys:write"]}),
        ("PUT", f"/api/v1/roles/{wide}", {"permissions": ["leads:read"]}),
        ("PUT", f"/api/v1/users/{admin}", {"is_active": False}),
        ("PUT", f"/api/v1/users/{admin}", {"first_name": "Mallory"}),
        ("PUT", f"/api/v1/users/{helped.staff['agent'].user.id}", {"role": "read_only"}),
        ("DELETE", f"/api/v1/users/{admin}", None),
    ]
    for method, path, body in forbidden:
        answer = await helped.call(method, path, body, who="lead")
        assert told(answer) == (403, "INSUFFICIENT_PERMISSIONS"), (method, path, body)
    narrow = {"name": "Narrow", "permissions": ["leads:read"]}
    made = await helped.data("POST", "/api/v1/roles", narrow, who="lead")
    await helped.data("POST", "/api/v1/users", {"email": "y@acme.example", "role": made["id"]}, who="lead")


async def test_a_stopped_admin_is_not_let_in_again_by_who_holds_less(helped: House) -> None:
    made = await invited(helped, "second@acme.example", "admin")
    await helped.data("DELETE", f"/api/v1/users/{made}")
    answer = await helped.call("PUT", f"/api/v1/users/{made}", {"is_active": True}, who="lead")
    assert told(answer) == (403, "INSUFFICIENT_PERMISSIONS")


async def test_nobody_changes_their_own_rights(helped: House) -> None:
    me = next(row for row in await rows(helped.database, User) if row.email == "lead@acme.example")
    for body in ({"role": "read_only"}, {"property_access": "assigned"}, {"is_active": True}):
        answer = await helped.call("PUT", f"/api/v1/users/{me.id}", body, who="lead")
        assert told(answer) == (403, "INSUFFICIENT_PERMISSIONS"), body
    own = await helped.call("PUT", f"/api/v1/roles/{me.role_id}", {"permissions": ["leads:read"]}, who="lead")
    assert told(own) == (403, "INSUFFICIENT_PERMISSIONS")
    assert (await helped.call("PUT", f"/api/v1/users/{me.id}", {"first_name": "Lee"}, who="lead")).status_code == 200


async def test_one_admin_stays(still: House) -> None:
    admin = still.staff["admin"].user.id
    for method, body in (("DELETE", None), ("PUT", {"role": "agent"}), ("PUT", {"is_active": False})):
        own = await still.call(method, f"/api/v1/users/{admin}", body)
        assert told(own) == (403, "INSUFFICIENT_PERMISSIONS"), "oneself"
    everything = await _role(still, "Everything", *ROLES["admin"])
    await invited(still, "deputy@acme.example", everything)
    await enter(still, "deputy", "deputy@acme.example")
    for method, body in (("DELETE", None), ("PUT", {"role": "agent"}), ("PUT", {"is_active": False})):
        last = await still.call(method, f"/api/v1/users/{admin}", body, who="deputy")
        assert told(last) == (409, "RESOURCE_DELETION_BLOCKED"), (method, body)
    await invited(still, "second@acme.example", "admin")
    assert (await still.call("DELETE", f"/api/v1/users/{admin}", who="deputy")).status_code == 200
    assert told(await still.call("GET", "/api/v1/auth/me")) == (401, "INVALID_TOKEN")
    assert told(await sign_in(still, still.staff["admin"].user.email)) == (401, "INVALID_CREDENTIALS")


async def test_a_change_holds_at_once(still: House) -> None:
    agent = still.staff["agent"].user.id
    assert (await still.call("GET", "/api/v1/users", who="agent")).status_code == 403
    role = await _role(still, "Sees logins", "users:read")
    await still.data("PUT", f"/api/v1/users/{agent}", {"role": role})
    assert (await still.call("GET", "/api/v1/users", who="agent")).status_code == 200
    assert (await still.call("GET", "/api/v1/leads", who="agent")).status_code == 403, "it has its role only"
    assert told(await still.call("DELETE", f"/api/v1/roles/{role}")) == (409, "RESOURCE_DELETION_BLOCKED")
    await still.data("PUT", f"/api/v1/roles/{role}", {"permissions": ["leads:read"]})
    assert (await still.call("GET", "/api/v1/users", who="agent")).status_code == 403
    assert (await still.call("GET", "/api/v1/leads", who="agent")).status_code == 200
    await still.data("PUT", f"/api/v1/users/{agent}", {"role": "agent"})
    await still.data("DELETE", f"/api/v1/roles/{role}")
    await still.data("PUT", f"/api/v1/users/{agent}", {"is_active": False})
    assert told(await still.call("GET", "/api/v1/leads", who="agent")) == (401, "INVALID_TOKEN")


async def test_nothing_more_is_taken_than_is_asked_for(still: House) -> None:
    agent, other = still.staff["agent"].user.id, still.staff["other"].user.company_id
    tried = [
        ("PUT", f"/api/v1/users/{agent}", {"company_id": other}),
        ("PUT", f"/api/v1/users/{agent}", {"password_hash": "x"}),
        ("PUT", f"/api/v1/users/{agent}", {"email": "mallory@acme.example"}),
        ("PUT", f"/api/v1/users/{agent}", {"email_verified_at": None}),
        ("POST", "/api/v1/users", {"email": "z@acme.example", "role": "agent", "is_active": True}),
        ("POST", "/api/v1/roles", {"name": "Z", "permissions": [], "company_id": other}),
        ("POST", "/api/v1/teams", {"name": "Z", "company_id": other}),
        ("POST", "/api/v1/api-keys", {"name": "Z", "permissions": [], "created_by": agent}),
        ("PUT", f"/api/v1/companies/{still.staff['admin'].user.company_id}", {"slug": "z"}),
    ]
    for method, path, body in tried:
        assert told(await still.call(method, path, body)) == (422, "VALIDATION_ERROR"), (path, body)


async def test_roles_that_cannot_be(still: House) -> None:
    made_up = await still.call("POST", "/api/v1/roles", {"name": "Z", "permissions": ["leads:sell"]})
    assert told(made_up) == (422, "VALIDATION_ERROR")
    taken = await still.call("POST", "/api/v1/roles", {"name": "Read only", "permissions": []})
    assert told(taken) == (422, "VALIDATION_ERROR")
    assert told(await still.call("PUT", "/api/v1/roles/agent", {"permissions": []}))[0] == 403
    listed = await still.data("GET", "/api/v1/permissions?limit=100")
    assert {one["id"] for one in listed} == ROLES["admin"]
    assert (await still.data("GET", "/api/v1/permissions/leads:read"))["resource"] == "leads"


async def test_a_team_holds_people_and_properties_of_the_company(still: House) -> None:
    maple, agent = await still.property_id(), still.staff["agent"].user.id
    body = {"name": "East", "members": [agent], "properties": [maple]}
    team = await still.data("POST", "/api/v1/teams", body)
    assert (team["members"], team["properties"]) == ([agent], [maple])
    assert told(await still.call("POST", "/api/v1/teams", {"name": "East"})) == (409, "DUPLICATE_RECORD")
    foreign = {"members": [still.staff["other"].user.id]}
    assert told(await still.call("PUT", f"/api/v1/teams/{team['id']}", foreign)) == (404, "RECORD_NOT_FOUND")
    changed = await still.data("PUT", f"/api/v1/teams/{team['id']}", {"members": []})
    assert (changed["members"], changed["properties"]) == ([], [maple])


async def test_the_record_tells_who_did_what_and_no_secret(still: House) -> None:
    made = await invited(still, "ana@acme.example", "agent")
    await still.data("PUT", f"/api/v1/users/{made}", {"role": "manager"})
    listed = await still.data("GET", f"/api/v1/audit-logs?subject_id={made}")
    assert [one["action"] for one in listed] == ["user.updated", "user.password_reset", "user.invited"]
    assert listed[0]["actor_id"] == still.staff["admin"].user.id
    assert listed[0]["changes"] == {"role": "manager"}
    assert listed[1]["changes"] == {"password": "changed"}
    assert "argon2" not in str(await rows(still.database, AuditEntry))
    assert (await still.call("GET", "/api/v1/audit-logs", who="agent")).status_code == 403
    with pytest.raises(DBAPIError, match="never changed"):
        await still.database.write(lambda tx: tx.connection.execute(text("UPDATE audit_log SET action = 'x'")))


async def test_ones_own_company_can_be_changed(still: House) -> None:
    mine = still.staff["admin"].user.company_id
    await still.data("PUT", f"/api/v1/companies/{mine}", {"contact_phone": "512 555 0100"})
    (seen,) = await still.data("GET", "/api/v1/companies", who="read_only")
    assert (seen["id"], seen["contact_phone"]) == (mine, "512 555 0100")
    assert told(await still.call("PUT", f"/api/v1/companies/{mine}", {"name": "x"}, who="manager"))[0] == 403
