"""Signing in, staying in, and being out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import StaffSession, User
from tests.web.house import PASSWORD, House, open_house


async def _login(house: House, email: str, password: str = PASSWORD):
    return await house.call("POST", "/api/v1/auth/login", {"email": email, "password": password}, who=None)


async def _me(house: House, token: str) -> int:
    answer = await house.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


async def test_signing_in(house: House) -> None:
    email = house.staff["manager"].user.email
    answer = await _login(house, f"  {email.upper()} ")
    assert answer.status_code == 200
    data = answer.json()["data"]
    assert data["token_type"] == "bearer"
    assert data["user"]["email"] == email
    assert data["user"]["role"] == "manager"
    assert data["user"]["company"]["name"] == "Acme Homes"
    assert "password" not in answer.text
    assert await _me(house, data["access_token"]) == 200


async def test_who_is_signed_in(house: House) -> None:
    data = await house.data("GET", "/api/v1/auth/me", who="read_only")
    assert (data["role"], data["company_id"]) == ("read_only", house.staff["admin"].user.company_id)


@pytest.mark.parametrize("case", ["wrong", "unknown", "inactive"])
async def test_refused_alike(house: House, case: str) -> None:
    email, password = house.staff["agent"].user.email, PASSWORD
    if case == "wrong":
        password = "Wrong-1234"
    elif case == "unknown":
        email = "nobody@acme.example"
    else:
        stop = update(User).where(User.email == email).values(is_active=False)
        await house.database.write(lambda tx: tx.connection.execute(stop) and None)
    answer = await _login(house, email, password)
    assert answer.status_code == 401
    assert answer.json()["error"] == {
        "code": "INVALID_CREDENTIALS",
        "message": "The email address or the password is wrong.",
        "details": {},
    }


async def test_the_next_pair_of_tokens(house: House) -> None:
    first = (await _login(house, house.staff["admin"].user.email)).json()["data"]
    answer = await house.call("POST", "/api/v1/auth/refresh", {"refresh_token": first["refresh_token"]}, who=None)
    assert answer.status_code == 200
    second = answer.json()["data"]
    assert second["refresh_token"] != first["refresh_token"]
    assert await _me(house, second["access_token"]) == 200


async def test_a_refresh_token_used_twice_ends_the_session(house: House) -> None:
    first = (await _login(house, house.staff["admin"].user.email)).json()["data"]
    body = {"refresh_token": first["refresh_token"]}
    second = (await house.call("POST", "/api/v1/auth/refresh", body, who=None)).json()["data"]
    stolen = await house.call("POST", "/api/v1/auth/refresh", body, who=None)
    assert stolen.status_code == 401
    assert stolen.json()["error"]["code"] == "INVALID_TOKEN"
    next_ = {"refresh_token": second["refresh_token"]}
    assert (await house.call("POST", "/api/v1/auth/refresh", next_, who=None)).status_code == 401
    assert await _me(house, second["access_token"]) == 401
    # Another sign-in of the same person goes on.
    assert (await house.call("GET", "/api/v1/auth/me")).status_code == 200


async def test_refresh_tokens_that_are_none(house: House) -> None:
    for token in ("x", "a.b", "00000000-0000-7000-8000-000000000000.abc", "ü" * 50):
        answer = await house.call("POST", "/api/v1/auth/refresh", {"refresh_token": token}, who=None)
        assert answer.status_code == 401


async def test_signing_out(house: House) -> None:
    data = (await _login(house, house.staff["read_only"].user.email)).json()["data"]
    headers = {"Authorization": f"Bearer {data['access_token']}"}
    answer = await house.client.post("/api/v1/auth/logout", headers=headers)
    assert answer.status_code == 200
    assert await _me(house, data["access_token"]) == 401
    body = {"refresh_token": data["refresh_token"]}
    assert (await house.call("POST", "/api/v1/auth/refresh", body, who=None)).status_code == 401


async def test_a_user_who_is_stopped_is_out_at_once(house: House) -> None:
    stop = update(User).where(User.id == house.staff["agent"].user.id).values(is_active=False)
    await house.database.write(lambda tx: tx.connection.execute(stop) and None)
    answer = await house.call("GET", "/api/v1/properties", who="agent")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "INVALID_TOKEN")


async def test_time_runs_out(database: Database) -> None:
    clock = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
    moved = Database(database.url.render_as_string(hide_password=False), clock, Bus())
    async with open_house(moved, clock=clock) as house:
        data = (await _login(house, house.staff["admin"].user.email)).json()["data"]
        clock.advance(timedelta(minutes=30))
        late = await house.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {data['access_token']}"})
        assert (late.status_code, late.json()["error"]["code"]) == (401, "TOKEN_EXPIRED")
        clock.advance(timedelta(days=7))
        body = {"refresh_token": data["refresh_token"]}
        assert (await house.call("POST", "/api/v1/auth/refresh", body, who=None)).status_code == 401
    await moved.close()


async def test_only_hashes_are_stored(house: House) -> None:
    data = (await _login(house, house.staff["admin"].user.email)).json()["data"]
    rows = await house.database.read(
        lambda tx: [
            *tx.connection.execute(select(StaffSession.__table__)),
            *tx.connection.execute(select(User.__table__)),
        ]
    )
    assert data["refresh_token"] not in str(rows)
    assert data["refresh_token"].partition(".")[2] not in str(rows)
    assert PASSWORD not in str(rows)
