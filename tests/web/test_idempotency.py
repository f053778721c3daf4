"""The same key and the same request: done once, answered alike."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import IdempotencyKey, Property
from leasing.services import idempotency
from tests.web.house import A_PROPERTY, PASSWORD, House, open_house

URL = "/api/v1/properties"


async def _properties(house: House) -> int:
    return await house.database.read(
        lambda tx: tx.connection.execute(select(func.count()).select_from(Property)).scalar_one()
    )


async def test_sent_again_it_is_answered_again(house: House) -> None:
    first = await house.call("POST", URL, A_PROPERTY, Idempotency_Key="one")
    again = await house.call("POST", URL, A_PROPERTY, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert await _properties(house) == 1


async def test_many_at_once_do_it_once(house: House) -> None:
    calls = (house.call("POST", URL, A_PROPERTY, Idempotency_Key="many") for _ in range(10))
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["data"]["id"] for answer in answers}) == 1
    assert sum("idempotent-replay" not in answer.headers for answer in answers) == 1
    assert await _properties(house) == 1


async def test_another_request_under_the_key(house: House) -> None:
    property_id = (await house.call("POST", URL, A_PROPERTY, Idempotency_Key="k")).json()["data"]["id"]
    other_body = await house.call("POST", URL, {**A_PROPERTY, "name": "Other"}, Idempotency_Key="k")
    other_method = await house.call("DELETE", f"{URL}/{property_id}", Idempotency_Key="k")
    for answer in (other_body, other_method):
        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "IDEMPOTENCY_CONFLICT"
    assert await _properties(house) == 1


async def test_one_that_is_still_running(database: Database) -> None:
    async with open_house(database, wait_seconds=0.2) as house:
        owner = f"user:{house.staff['admin'].user.id}"
        await _start(house, owner)
        answer = await house.call("POST", URL, A_PROPERTY, Idempotency_Key="slow")
        assert answer.status_code == 409, answer.text
        assert answer.json()["error"]["code"] == "IDEMPOTENCY_CONFLICT"
        assert int(answer.headers["retry-after"]) >= 1
        assert await _properties(house) == 0


async def _start(house: House, owner: str) -> None:
    """As a request would that another process works on."""
    probe = await house.call("POST", URL, A_PROPERTY, Idempotency_Key="probe")
    assert probe.status_code == 201
    rows = await house.database.read(lambda tx: tx.connection.execute(select(IdempotencyKey.__table__)).all())
    fingerprint = rows[0].fingerprint
    await house.call("DELETE", f"{URL}/{probe.json()['data']['id']}")
    claim = await house.database.write(idempotency.claim, owner, "slow", fingerprint)
    assert claim.state == "mine"


async def test_it_waits_for_one_that_is_running(house: House) -> None:
    owner = f"user:{house.staff['admin'].user.id}"
    await _start(house, owner)
    asked = asyncio.create_task(house.call("POST", URL, A_PROPERTY, Idempotency_Key="slow"))
    await asyncio.sleep(0.1)
    assert not asked.done()
    await house.database.write(idempotency.abandon, owner, "slow")
    assert (await asked).status_code == 201


async def test_a_process_that_died_frees_its_keys(database: Database) -> None:
    clock = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
    moved = Database(database.url.render_as_string(hide_password=False), clock, Bus())
    async with open_house(moved, clock=clock, wait_seconds=0.05) as house:
        await _start(house, f"user:{house.staff['admin'].user.id}")
        assert (await house.call("POST", URL, A_PROPERTY, Idempotency_Key="slow")).status_code == 409
        clock.advance(timedelta(seconds=61))
        assert (await house.call("POST", URL, A_PROPERTY, Idempotency_Key="slow")).status_code == 201
    await moved.close()


async def test_kept_for_a_day(database: Database) -> None:
    clock = FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
    moved = Database(database.url.render_as_string(hide_password=False), clock, Bus())
    async with open_house(moved, clock=clock) as house:
        await house.call("POST", URL, A_PROPERTY, Idempotency_Key="k")
        clock.advance(timedelta(minutes=29))
        again = await house.call("POST", URL, A_PROPERTY, Idempotency_Key="k")
        assert again.headers["idempotent-replay"] == "true"
        clock.advance(timedelta(hours=24))
        later = await house.call("POST", URL, A_PROPERTY, Idempotency_Key="k")
        assert "idempotent-replay" not in later.headers
        clock.advance(timedelta(hours=48))
        assert await moved.write(idempotency.purge, clock.now() - idempotency.KEPT) == 1
    await moved.close()


async def test_a_refusal_of_the_request_is_kept_and_one_of_the_caller_is_not(house: House) -> None:
    bad = await house.call("POST", URL, {"name": "x"}, Idempotency_Key="bad")
    again = await house.call("POST", URL, {"name": "x"}, Idempotency_Key="bad")
    assert (bad.status_code, again.status_code) == (422, 422)
    assert again.headers["idempotent-replay"] == "true"
    for _ in range(2):
        refused = await house.call("POST", URL, A_PROPERTY, who="read_only", Idempotency_Key="r")
        assert refused.status_code == 403
        assert "idempotent-replay" not in refused.headers
        stranger = await house.call("POST", URL, A_PROPERTY, who=None, Idempotency_Key="s")
        assert stranger.status_code == 401
        assert "idempotent-replay" not in stranger.headers


async def test_a_key_is_the_callers_own(house: House) -> None:
    mine = await house.call("POST", URL, A_PROPERTY, Idempotency_Key="k")
    theirs = await house.call("POST", URL, A_PROPERTY, who="other", Idempotency_Key="k")
    assert theirs.status_code == 201
    assert theirs.json()["data"]["id"] != mine.json()["data"]["id"]


async def test_who_has_signed_out_gets_nothing_again(house: House) -> None:
    await house.call("POST", URL, A_PROPERTY, Idempotency_Key="k")
    await house.call("POST", "/api/v1/auth/logout")
    assert (await house.call("POST", URL, A_PROPERTY, Idempotency_Key="k")).status_code == 401


async def test_credentials_are_not_kept_in_the_clear(house: House) -> None:
    login = {"email": house.staff["admin"].user.email, "password": PASSWORD}
    first = await house.call("POST", "/api/v1/auth/login", login, who=None, Idempotency_Key="k")
    again = await house.call("POST", "/api/v1/auth/login", login, who=None, Idempotency_Key="k")
    assert again.json() == first.json()
    rows = await house.database.read(lambda tx: tx.connection.execute(select(IdempotencyKey.__table__)).all())
    assert first.json()["data"]["refresh_token"] not in str(rows)


async def test_keys_that_are_none(house: House) -> None:
    for key in ("", "x" * 256):
        answer = await house.call("POST", URL, A_PROPERTY, Idempotency_Key=key)
        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "VALIDATION_ERROR"


async def test_reading_needs_no_key(house: House) -> None:
    for _ in range(2):
        answer = await house.call("GET", URL, Idempotency_Key="k")
        assert "idempotent-replay" not in answer.headers
