"""One-time codes beside the password."""

from __future__ import annotations

from datetime import timedelta

import pyotp

from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import SecondFactor
from tests.admin.accounts import post, rows, sign_in, told
from tests.web.house import House, open_house, settings_with

SECOND_FACTOR = "/api/v1/auth/second-factor"


async def _enrolled(house: House, clock: FixedClock, who: str = "agent") -> tuple[pyotp.TOTP, list[str]]:
    """What the device of a user makes codes with, and their recovery codes."""
    begun = await house.data("POST", SECOND_FACTOR, who=who)
    assert begun["otpauth_uri"].startswith("otpauth://totp/DomIQ:")
    device = pyotp.TOTP(begun["secret"])
    wrong = await house.call("POST", f"{SECOND_FACTOR}/confirm", {"code": "000000"}, who=who)
    assert told(wrong) == (422, "VALIDATION_ERROR")
    code = {"code": device.at(clock.now())}
    return device, (await house.data("POST", f"{SECOND_FACTOR}/confirm", code, who=who))["recovery_codes"]


async def _first_step(house: House) -> str:
    data = (await sign_in(house, house.staff["agent"].user.email)).json()["data"]
    assert data["mfa_required"] is True
    assert "access_token" not in data
    return data["mfa_token"]


async def test_signing_in_with_a_code(still: House, clock: FixedClock) -> None:
    device, _ = await _enrolled(still, clock)
    token = await _first_step(still)
    used = device.at(clock.now())
    assert told(await post(still, "login/verify", mfa_token=token, code=used)) == (401, "INVALID_CREDENTIALS"), (
        "the code that confirmed the device is used"
    )
    clock.advance(timedelta(seconds=30))
    code = device.at(clock.now())
    answer = await post(still, "login/verify", mfa_token=token, code=code)
    assert answer.status_code == 200
    access = answer.json()["data"]["access_token"]
    me = await still.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {access}"})
    assert me.json()["data"]["second_factor"] is True
    assert told(await post(still, "login/verify", mfa_token=token, code=code)) == (401, "INVALID_CREDENTIALS"), "once"


async def test_the_first_steps_token_opens_nothing_and_expires(still: House, clock: FixedClock) -> None:
    device, _ = await _enrolled(still, clock)
    token = await _first_step(still)
    opened = await still.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert told(opened) == (401, "INVALID_TOKEN")
    access = still.bearer("agent")["Authorization"].partition(" ")[2]
    crossed = await post(still, "login/verify", mfa_token=access, code=device.at(clock.now()))
    assert told(crossed) == (401, "INVALID_TOKEN")
    clock.advance(timedelta(minutes=5))
    late = await post(still, "login/verify", mfa_token=token, code=device.at(clock.now()))
    assert told(late) == (401, "TOKEN_EXPIRED")


async def test_codes_are_not_guessed(still: House, clock: FixedClock) -> None:
    device, _ = await _enrolled(still, clock)
    answers: list[tuple[int, str]] = []
    for guess in range(5):
        answers.append(
            told(await post(still, "login/verify", mfa_token=await _first_step(still), code=f"00000{guess}"))
        )
        clock.advance(timedelta(seconds=10))
    assert set(answers) == {(401, "INVALID_CREDENTIALS")}
    right = await post(still, "login/verify", mfa_token=await _first_step(still), code=device.at(clock.now()))
    assert told(right) == (429, "ACCOUNT_LOCKED")


async def test_a_recovery_code_signs_in_once(still: House, clock: FixedClock) -> None:
    _, codes = await _enrolled(still, clock)
    assert len(set(codes)) == 10
    token = await _first_step(still)
    assert (await post(still, "login/verify", mfa_token=token, code=codes[3])).status_code == 200
    assert told(await post(still, "login/verify", mfa_token=token, code=codes[3]))[0] == 401
    (kept,) = await rows(still.database, SecondFactor)
    assert len(kept.recovery_hashes) == 9
    assert not [one for one in codes if one in str(kept)]


async def test_the_secret_is_kept_encrypted(still: House) -> None:
    secret = (await still.data("POST", SECOND_FACTOR, who="agent"))["secret"]
    (kept,) = await rows(still.database, SecondFactor)
    assert secret not in str(kept)
    assert (await sign_in(still, still.staff["agent"].user.email)).json()["data"]["access_token"], "not confirmed yet"


async def test_turning_it_off_takes_a_code(still: House, clock: FixedClock) -> None:
    device, _ = await _enrolled(still, clock)
    refused = await still.call("POST", f"{SECOND_FACTOR}/disable", {"code": "000000"}, who="agent")
    assert told(refused) == (422, "VALIDATION_ERROR")
    again = await still.call("POST", SECOND_FACTOR, who="agent")
    assert told(again) == (409, "DUPLICATE_RECORD")
    clock.advance(timedelta(seconds=30))
    await still.data("POST", f"{SECOND_FACTOR}/disable", {"code": device.at(clock.now())}, who="agent")
    assert (await sign_in(still, still.staff["agent"].user.email)).json()["data"]["access_token"]


async def test_where_it_is_required_nothing_else_is_possible_before(database: Database, clock: FixedClock) -> None:
    moved = Database(database.url.render_as_string(hide_password=False), clock, Bus())
    async with open_house(moved, settings=settings_with(DOMIQ_SECOND_FACTOR="required"), clock=clock) as house:
        refused = await house.call("GET", "/api/v1/leads", who="agent")
        assert told(refused) == (403, "INSUFFICIENT_PERMISSIONS")
        assert "one-time codes" in refused.json()["error"]["message"]
        await _enrolled(house, clock)
        assert (await house.call("GET", "/api/v1/leads", who="agent")).status_code == 200
    await moved.close()
