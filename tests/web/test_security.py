"""Proofs that cannot be forged, moved to another purpose, or used late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from argon2 import PasswordHasher

from leasing.clock import FixedClock
from leasing.errors import Unauthorized
from leasing.security import Passwords, StaffClaims, Tokens, Vault, derive_key, new_refresh_token, refresh_hash

SECRET = "k" * 40
CLAIMS = StaffClaims("user", "company", "session", "admin")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture
def tokens(clock: FixedClock) -> Tokens:
    return Tokens(SECRET, clock)


def test_each_is_read_as_what_it_is(tokens: Tokens) -> None:
    assert tokens.read_staff(tokens.staff_access(CLAIMS)) == CLAIMS
    assert tokens.read_conversation(tokens.conversation("c-1")) == "c-1"
    assert tokens.audience(tokens.staff_access(CLAIMS)) == "staff"
    assert tokens.audience(tokens.conversation("c-1")) == "visitor"
    assert tokens.audience("nonsense") is None


def test_neither_passes_for_the_other(tokens: Tokens) -> None:
    with pytest.raises(Unauthorized) as refused:
        tokens.read_staff(tokens.conversation("c-1"))
    assert refused.value.code == "INVALID_TOKEN"
    with pytest.raises(Unauthorized):
        tokens.read_conversation(tokens.staff_access(CLAIMS))


def test_they_expire(tokens: Tokens, clock: FixedClock) -> None:
    staff, visitor = tokens.staff_access(CLAIMS), tokens.conversation("c-1")
    clock.advance(timedelta(minutes=29, seconds=59))
    tokens.read_staff(staff)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(Unauthorized) as refused:
        tokens.read_staff(staff)
    assert refused.value.code == "TOKEN_EXPIRED"
    tokens.read_conversation(visitor)
    clock.advance(timedelta(hours=24))
    with pytest.raises(Unauthorized):
        tokens.read_conversation(visitor)


@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_forgeries(tokens: Tokens, clock: FixedClock) -> None:
    good = tokens.staff_access(CLAIMS)
    head, body, signature = good.split(".")
    expires = int((clock.now() + timedelta(hours=1)).timestamp())
    payload = {"sub": "user", "aud": "staff", "exp": expires, "cid": "c", "sid": "s", "role": "admin"}
    key = derive_key(SECRET, "token:staff")
    visitor_key = derive_key(SECRET, "token:visitor")
    forged = [
        "",
        "x",
        f"{head}.{body}.",
        f"{head}.{body[:-2]}xx.{signature}",
        jwt.encode(payload, "o" * 40, algorithm="HS256", headers={"kid": "staff"}),
        jwt.encode(payload, None, algorithm="none", headers={"kid": "staff"}),
        jwt.encode(payload, visitor_key, algorithm="HS256", headers={"kid": "staff"}),
        jwt.encode({**payload, "aud": "visitor"}, key, algorithm="HS256", headers={"kid": "staff"}),
        jwt.encode({**payload, "exp": "soon"}, key, algorithm="HS256", headers={"kid": "staff"}),
        jwt.encode({k: v for k, v in payload.items() if k != "exp"}, key, algorithm="HS256"),
        jwt.encode({k: v for k, v in payload.items() if k != "sid"}, key, algorithm="HS256"),
        jwt.encode(payload, key, algorithm="HS512"),
        Tokens("z" * 40, clock).staff_access(CLAIMS),
    ]
    for token in forged:
        with pytest.raises(Unauthorized):
            tokens.read_staff(token)


def test_a_browsers_id_is_the_servers_to_make(tokens: Tokens) -> None:
    known = str(uuid4())
    assert tokens.verify_browser(tokens.sign_browser(known)) == known
    signed = tokens.sign_browser()
    browser_id = tokens.verify_browser(signed)
    assert browser_id is not None
    for forged in (
        "",
        ".",
        known,
        f"{known}.",
        f"{known}.{signed.partition('.')[2]}",
        signed + "x",
        signed.upper(),
        "ü.ü",
    ):
        assert tokens.verify_browser(forged) is None


def test_links_to_files(tokens: Tokens, clock: FixedClock) -> None:
    token = tokens.sign_download("file-1")
    assert tokens.verify_download("file-1", token)
    assert not tokens.verify_download("file-2", token)
    expires, _, proof = token.partition(".")
    assert not tokens.verify_download("file-1", f"{int(expires) + 1}.{proof}")
    assert not tokens.verify_download("file-1", "")
    clock.advance(timedelta(hours=1))
    assert not tokens.verify_download("file-1", token)


def test_secrets_at_rest() -> None:
    vault = Vault(SECRET)
    sealed = vault.encrypt("sk-very-secret", "company:1")
    assert "secret" not in sealed
    assert sealed != vault.encrypt("sk-very-secret", "company:1")
    assert vault.decrypt(sealed, "company:1") == "sk-very-secret"
    for wrong in (sealed[:-4] + "AAAA", "v1.00000000.AAAA", "", "plain", sealed.replace("v1", "v2")):
        with pytest.raises(ValueError, match="secret"):
            vault.decrypt(wrong, "company:1")
    with pytest.raises(ValueError, match="secret"):
        vault.decrypt(sealed, "company:2")


def test_a_new_key_reads_what_the_old_one_sealed() -> None:
    sealed = Vault(SECRET).encrypt("x")
    rotated = Vault("n" * 40, earlier_keys=[SECRET])
    assert rotated.decrypt(sealed) == "x"
    assert not rotated.is_current(sealed)
    assert rotated.is_current(rotated.encrypt("x"))
    with pytest.raises(ValueError, match="key that is not set"):
        Vault("n" * 40).decrypt(sealed)


async def test_passwords() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    hashed = await passwords.hash("Open-Sesame-1")
    assert hashed.startswith("$argon2id$")
    assert await passwords.verify(hashed, "Open-Sesame-1")
    assert not await passwords.verify(hashed, "open-sesame-1")
    assert not await passwords.verify(None, "Open-Sesame-1")
    assert not await passwords.verify("not a hash", "Open-Sesame-1")


def test_refresh_tokens_are_stored_as_hashes() -> None:
    made = new_refresh_token("session-1")
    assert made.token.startswith("session-1.")
    assert made.hash == refresh_hash(made.token)
    assert made.token.partition(".")[2] not in made.hash
    assert new_refresh_token("session-1").token != made.token
