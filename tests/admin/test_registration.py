"""Becoming a login: registering, verifying the address, passwords that are chosen, forgotten and changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leasing.clock import FixedClock
from leasing.models import AccountLink, Company, OutboxItem, User
from tests.admin.accounts import NEW, enter, mails, post, rows, sign_in, token_in, told
from tests.web.house import PASSWORD, House

EMAIL = "ana@harbor.example"
REGISTRATION = {"company_name": "Harbor Living", "email": EMAIL, "password": NEW, "first_name": "Ana"}


async def _registered(house: House) -> str:
    """The token of the mail that verifies the address."""
    assert (await post(house, "register", **REGISTRATION)).status_code == 202
    return token_in((await mails(house, EMAIL))[-1])


async def test_a_company_is_registered(still: House) -> None:
    token = await _registered(still)
    assert told(await sign_in(still, EMAIL, NEW)) == (403, "FORBIDDEN"), "the address is not verified"
    assert (await post(still, "verify-email", token=token)).status_code == 200
    assert told(await post(still, "verify-email", token=token)) == (401, "INVALID_TOKEN"), "once"
    data = (await sign_in(still, EMAIL, NEW)).json()["data"]
    assert (data["user"]["role"], data["user"]["company"]["name"]) == ("admin", "Harbor Living")
    assert [one["subject"] for one in await mails(still, EMAIL)] == [
        "Confirm your email address for DomIQ",
        "Welcome to DomIQ",
    ]


async def test_the_answer_does_not_tell_whether_an_address_is_known(still: House) -> None:
    known = still.staff["agent"].user.email
    before = len(await rows(still.database, Company))
    first = await post(still, "register", **REGISTRATION)
    second = await post(still, "register", **{**REGISTRATION, "email": known})
    assert (first.status_code, first.json()["data"]) == (second.status_code, second.json()["data"])
    assert len(await rows(still.database, Company)) == before + 1
    (mail,) = await mails(still, known)
    assert mail["subject"] == "You have a DomIQ login already"
    asked = await post(still, "password-reset-request", email=known)
    unknown = await post(still, "password-reset-request", email="nobody@nowhere.example")
    assert (asked.status_code, asked.json()["data"]) == (unknown.status_code, unknown.json()["data"])
    assert len(await mails(still, "nobody@nowhere.example")) == 0


async def test_a_registration_that_nobody_verified_keeps_nobody_out(still: House) -> None:
    stolen = await _registered(still)
    await post(still, "register", **{**REGISTRATION, "password": "Other-Door-55", "company_name": "Mine"})
    assert told(await post(still, "verify-email", token=stolen)) == (401, "INVALID_TOKEN")
    # Neither of the two passwords counts: who reads the mail chooses one.
    await post(
        still, "password-reset-confirm", token=token_in((await mails(still, EMAIL))[-1]), new_password="Own-Door-77"
    )
    assert (await sign_in(still, EMAIL, "Other-Door-55")).status_code == 401
    assert (await sign_in(still, EMAIL, "Own-Door-77")).status_code == 200


async def test_links_expire_and_are_for_one_thing(still: House, clock: FixedClock) -> None:
    token = await _registered(still)
    refused = await post(still, "password-reset-confirm", token=token, new_password="Other-Door-55")
    assert told(refused) == (401, "INVALID_TOKEN")
    for forged in ("x", token[:-2] + "xx", token.partition(".")[0], "ü.ü"):
        assert told(await post(still, "verify-email", token=forged)) == (401, "INVALID_TOKEN")
    clock.advance(timedelta(days=2))
    assert told(await post(still, "verify-email", token=token)) == (401, "TOKEN_EXPIRED")


async def test_a_forgotten_password(still: House, clock: FixedClock) -> None:
    email = still.staff["agent"].user.email
    await post(still, "password-reset-request", email=email.upper())
    old = token_in((await mails(still, email))[-1])
    clock.advance(timedelta(minutes=1))
    await post(still, "password-reset-request", email=email)
    token = token_in((await mails(still, email))[-1])
    assert told(await post(still, "password-reset-confirm", token=old, new_password=NEW)) == (401, "INVALID_TOKEN")
    weak = await post(still, "password-reset-confirm", token=token, new_password="short")
    assert weak.status_code == 422
    assert (await post(still, "password-reset-confirm", token=token, new_password=NEW)).status_code == 200
    again = await post(still, "password-reset-confirm", token=token, new_password="Other-Door-55")
    assert told(again) == (401, "INVALID_TOKEN")
    assert told(await still.call("GET", "/api/v1/auth/me", who="agent")) == (401, "INVALID_TOKEN")
    assert (await sign_in(still, email)).status_code == 401
    assert (await sign_in(still, email, NEW)).status_code == 200


async def test_a_changed_password_ends_the_other_sessions(still: House) -> None:
    email = still.staff["agent"].user.email
    await enter(still, "elsewhere", email, PASSWORD)
    body = {"current_password": "Wrong-Door-9", "new_password": NEW}
    wrong = await still.call("POST", "/api/v1/auth/change-password", body, who="agent")
    assert told(wrong) == (401, "INVALID_CREDENTIALS")
    body["current_password"] = PASSWORD
    assert (await still.call("POST", "/api/v1/auth/change-password", body, who="agent")).status_code == 200
    assert (await still.call("GET", "/api/v1/auth/me", who="agent")).status_code == 200
    assert told(await still.call("GET", "/api/v1/auth/me", who="elsewhere")) == (401, "INVALID_TOKEN")
    refresh = {"refresh_token": still.staff["elsewhere"].refresh_token}
    assert (await post(still, "refresh", **refresh)).status_code == 401
    assert (await sign_in(still, email, NEW)).status_code == 200


async def test_one_sees_and_ends_ones_own_sessions(still: House) -> None:
    await enter(still, "phone", still.staff["agent"].user.email, PASSWORD)
    listed = await still.data("GET", "/api/v1/auth/sessions", who="phone")
    assert sorted(one["current"] for one in listed) == [False, True]
    other = next(one["id"] for one in listed if not one["current"])
    assert "refresh" not in str(listed)
    foreign = await still.call("DELETE", f"/api/v1/auth/sessions/{other}", who="manager")
    assert told(foreign) == (404, "RECORD_NOT_FOUND"), "a colleague's"
    assert (await still.call("DELETE", f"/api/v1/auth/sessions/{other}", who="phone")).status_code == 200
    assert told(await still.call("GET", "/api/v1/auth/me", who="agent")) == (401, "INVALID_TOKEN")
    assert len(await still.data("GET", "/api/v1/auth/sessions", who="phone")) == 1


@pytest.mark.parametrize(
    "password",
    ["Sh0rt!a", "nouppercase-1", "NOLOWERCASE-1", "No-digits-here", "NoSpecial123", "Password1!", "P@ssword123!",
     "Ana-Harbor-1x", "MyHarborLiving-7"],
)  # fmt: skip
async def test_passwords_that_cannot_be_had(still: House, password: str) -> None:
    body = {**REGISTRATION, "email": "harbor.ana@x.example", "password": password}
    if password == "Ana-Harbor-1x":
        body |= {"email": "ana.harbor@x.example", "company_name": "Blue"}
    assert told(await post(still, "register", **body)) == (422, "VALIDATION_ERROR")


@pytest.mark.parametrize("field", ["role", "is_active", "company_id", "email_verified_at", "permissions"])
async def test_nothing_more_is_taken_than_is_asked_for(still: House, field: str) -> None:
    before = len(await rows(still.database, User))
    answer = await post(still, "register", **{**REGISTRATION, field: "admin"})
    assert told(answer) == (422, "VALIDATION_ERROR")
    assert len(await rows(still.database, User)) == before


async def test_no_token_stands_in_the_database(still: House) -> None:
    token = await _registered(still)
    kept = str([await rows(still.database, model) for model in (AccountLink, OutboxItem, User)])
    assert EMAIL in kept
    assert token not in kept
    assert token.partition(".")[2] not in kept


async def test_a_mailbox_is_not_filled_by_who_asks_again_and_again(still: House) -> None:
    """Whoever asks, from wherever: an address gets three such mails an hour, and the last link goes on being good."""
    known = still.staff["agent"].user.email
    still.web.limiter.enabled = True
    answers = [await post(still, "password-reset-request", email=known) for _ in range(5)]
    assert {one.status_code for one in answers} == {202}, "who asks is told nothing of it"
    assert len(await mails(still, known)) == 3
    still.web.limiter.enabled = False
    last = token_in((await mails(still, known))[-1])
    assert (await post(still, "password-reset-confirm", token=last, new_password=NEW)).status_code == 200
