"""Guessing passwords, finding out addresses, forging tokens: what somebody with bad intent would try first."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app import logs
from leasing.clock import FixedClock
from leasing.security import Passwords, StaffClaims, Tokens, derive_key
from leasing.services.sign_in import LOCK, WAITS
from leasing.settings import load_settings
from tests.admin.accounts import post, sign_in, told
from tests.web.house import PASSWORD, SECRET, House

WRONG = "Wrong-Door-9"


async def _fail(house: House, clock: FixedClock, email: str, times: int) -> None:
    for count in range(times):
        answer = await sign_in(house, email, WRONG)
        assert told(answer) == (401, "INVALID_CREDENTIALS"), count
        clock.advance(WAITS[count])


@pytest.mark.parametrize("known", [True, False])
async def test_each_failure_makes_the_next_attempt_wait(still: House, clock: FixedClock, known: bool) -> None:
    email = still.staff["agent"].user.email if known else "nobody@nowhere.example"
    for wait in WAITS[:-1]:
        answer = await sign_in(still, email, WRONG)
        assert told(answer) == (401, "INVALID_CREDENTIALS")
        if wait:
            clock.advance(wait - timedelta(milliseconds=1))
            early = await sign_in(still, email, WRONG)
            assert told(early) == (429, "RATE_LIMITED")
            assert early.headers["retry-after"] == "1"
            clock.advance(timedelta(milliseconds=1))
    assert told(await sign_in(still, email, WRONG)) == (401, "INVALID_CREDENTIALS")
    locked = await sign_in(still, email, PASSWORD)
    assert told(locked) == (429, "ACCOUNT_LOCKED")
    assert locked.headers["retry-after"] == str(int(LOCK.total_seconds()))
    clock.advance(LOCK - timedelta(seconds=1))
    assert told(await sign_in(still, email, PASSWORD)) == (429, "ACCOUNT_LOCKED")
    clock.advance(timedelta(seconds=1))
    after = await sign_in(still, email, PASSWORD)
    assert after.status_code == (200 if known else 401)


async def test_the_wait_is_over_for_who_comes_in(still: House, clock: FixedClock) -> None:
    email = still.staff["agent"].user.email
    await _fail(still, clock, email, 4)
    assert (await sign_in(still, email)).status_code == 200
    assert told(await sign_in(still, email, WRONG)) == (401, "INVALID_CREDENTIALS")
    assert told(await sign_in(still, email, WRONG)) == (401, "INVALID_CREDENTIALS"), "counted from the start"


async def test_another_address_is_not_held_up(still: House, clock: FixedClock) -> None:
    await _fail(still, clock, still.staff["agent"].user.email, 5)
    assert (await sign_in(still, still.staff["manager"].user.email)).status_code == 200


async def test_many_guesses_at_once_are_no_more_than_one_after_the_other(
    still: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = _count_verifications(monkeypatch)
    email = still.staff["agent"].user.email
    answers = await asyncio.gather(*(sign_in(still, email, f"{WRONG}{n}") for n in range(20)))
    assert {told(answer) for answer in answers} <= {(401, "INVALID_CREDENTIALS"), (429, "RATE_LIMITED")}
    assert len(checked) <= 2


@pytest.mark.parametrize("kind", ["wrong", "unknown", "stopped", "invited"])
async def test_no_answer_tells_whether_there_is_a_login(
    still: House, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = {"wrong": still.staff["agent"].user.email, "unknown": "nobody@acme.example"}.get(kind, "ana@acme.example")
    if kind in {"stopped", "invited"}:
        made = await still.data("POST", "/api/v1/users", {"email": email, "role": "agent"})
        if kind == "stopped":
            await still.data("PUT", f"/api/v1/users/{made['id']}", {"is_active": False})
    checked = _count_verifications(monkeypatch)
    answers = [await sign_in(still, email, WRONG) for _ in range(3)]
    assert [told(answer) for answer in answers] == [
        (401, "INVALID_CREDENTIALS"),
        (401, "INVALID_CREDENTIALS"),
        (429, "RATE_LIMITED"),
    ]
    assert {answer.json()["error"]["message"] for answer in answers[:2]} == {
        "The email address or the password is wrong."
    }
    assert answers[2].json()["error"]["details"] == {"retry_after": 1}
    assert checked == [True, True], "one argon2 verification for each attempt that was let through, whoever it names"


def _count_verifications(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry for each time that argon2 compares."""
    done: list[bool] = []
    genuine = Passwords._fits

    def counted(self: Passwords, hashed: str, password: str) -> bool:
        done.append(hashed.startswith("$argon2id$"))
        return genuine(self, hashed, password)

    monkeypatch.setattr(Passwords, "_fits", counted)
    return done


@pytest.mark.filterwarnings("ignore:The HMAC key")
async def test_forged_tokens(still: House, clock: FixedClock) -> None:
    claims = still.staff["admin"].claims
    expires = int((clock.now() + timedelta(hours=1)).timestamp())
    payload = {
        "sub": claims.user_id, "aud": "staff", "exp": expires, "cid": claims.company_id, "sid": claims.session_id,
        "role": "admin",
    }  # fmt: skip
    head = {"kid": "staff"}
    key = derive_key(SECRET, "token:staff")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    good = still.web.tokens.staff_access(claims)
    forged = {
        "alg none": jwt.encode(payload, None, algorithm="none", headers=head),
        "RS256": jwt.encode(payload, private, algorithm="RS256", headers=head),
        "HS512": jwt.encode(payload, key, algorithm="HS512", headers=head),
        "another key": jwt.encode(payload, "x" * 40, algorithm="HS256", headers=head),
        "another server": Tokens("y" * 40, clock).staff_access(claims),
        "for visitors": jwt.encode({**payload, "aud": "visitor"}, key, algorithm="HS256", headers=head),
        "a second factor's": still.web.tokens.second_factor(claims.user_id),
        "of another session": still.web.tokens.staff_access(
            StaffClaims(claims.user_id, claims.company_id, "00000000-0000-7000-8000-000000000000", "admin")
        ),
        "of another company's user": still.web.tokens.staff_access(
            StaffClaims(still.staff["other"].user.id, claims.company_id, claims.session_id, "admin")
        ),
        "cut": good[:-3],
        "no signature": good.rpartition(".")[0] + ".",
        "a key that nobody made": "dmq_0123456789ab_" + "a" * 43 + "." + "b" * 22,
    }
    for name, token in forged.items():
        answer = await still.client.get("/api/v1/auth/verify", headers={"Authorization": f"Bearer {token}"})
        assert told(answer) == (401, "INVALID_TOKEN"), name
    signed = await still.client.get("/api/v1/auth/verify", headers={"Authorization": f"Bearer {good}"})
    assert signed.json()["data"]["valid"] is True
    clock.advance(timedelta(minutes=31))
    late = await still.client.get("/api/v1/auth/verify", headers={"Authorization": f"Bearer {good}"})
    assert told(late) == (401, "TOKEN_EXPIRED")


async def test_what_a_token_claims_is_not_believed(still: House) -> None:
    """The role and the company are read from the database at each request."""
    claims = still.staff["read_only"].claims
    raised = StaffClaims(claims.user_id, still.staff["other"].user.company_id, claims.session_id, "admin")
    headers = {"Authorization": f"Bearer {still.web.tokens.staff_access(raised)}"}
    me = (await still.client.get("/api/v1/auth/me", headers=headers)).json()["data"]
    assert (me["role"], me["company_id"]) == ("read_only", still.staff["admin"].user.company_id)
    assert told(await still.client.post("/api/v1/teams", json={"name": "x"}, headers=headers))[0] == 403


async def test_a_large_body_is_refused(still: House) -> None:
    for path in ("login", "register", "refresh", "password-reset-request", "login/verify"):
        answer = await post(still, path, email="x" * 1_100_000)
        assert told(answer) == (413, "PAYLOAD_TOO_LARGE"), path
    long = await sign_in(still, "a@x.example", "p" * 1001)
    assert told(long) == (422, "VALIDATION_ERROR")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log says from now on, as a server writes it."""
    logs.configure(load_settings({}, log_level="info"))
    root = logging.getLogger()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    handler.setStream(written)
    yield written
    root.removeHandler(handler)
    root.setLevel(logging.WARNING)


async def test_no_token_gets_into_the_log(still: House, lines: io.StringIO) -> None:
    email = still.staff["agent"].user.email
    signed = (await sign_in(still, email)).json()["data"]
    secrets = [signed["access_token"], signed["refresh_token"], PASSWORD, "link-token-abc", "dmq_0123_secret"]
    await still.client.get(f"/api/v1/auth/verify?access_token={signed['access_token']}&token=link-token-abc")
    await still.client.get(f"/api/v1/properties?api_key=dmq_0123_secret&refresh={signed['refresh_token']}")
    await post(still, "refresh", refresh_token=signed["refresh_token"])
    await post(still, "verify-email", token="link-token-abc")
    await post(still, "refresh", refresh_token=signed["refresh_token"])
    out = lines.getvalue()
    assert "/api/v1/auth/verify" in out, "requests are logged"
    assert [secret for secret in secrets if secret in out] == []
    assert email not in out
