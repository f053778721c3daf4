"""Secrets and proofs: signed tokens, password hashes, and encryption of what is kept.

Every purpose has a key of its own, derived from the one secret key, so that no proof of one purpose passes for
another: a visitor's token cannot be read as a member of staff's, whatever it claims.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from leasing.clock import Clock
from leasing.errors import Unauthorized

STAFF_LIFETIME = timedelta(minutes=30)
CONVERSATION_LIFETIME = timedelta(hours=24)
REFRESH_LIFETIME = timedelta(days=7)
DOWNLOAD_LIFETIME = timedelta(hours=1)
TOUR_FORM_LIFETIME = timedelta(hours=12)

_SHORT_MAC = 22
"""characters of a link's proof: 132 bits, so that the link is short enough for a text message"""

MFA_LIFETIME = timedelta(minutes=5)

STAFF = "staff"
VISITOR = "visitor"
MFA = "mfa"

API_KEY = "dmq_"
"""how an API key begins"""

# Time is judged by the Clock, not by the library, so that tests can stand on any day.
_JWT_OPTIONS: Any = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "require": ["exp", "sub", "aud"],
}


def derive_key(secret_key: str, purpose: str) -> bytes:
    """32 bytes that belong to one purpose."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"domiq:{purpose}".encode()).derive(secret_key.encode())


@dataclass(frozen=True, slots=True)
class StaffClaims:
    """What a staff access token says. The session and the user are looked up before they are believed."""

    user_id: str
    company_id: str
    session_id: str
    role: str


@dataclass(frozen=True, slots=True)
class ApiKeyToken:
    """An API key; only the prefix and the hash of it are stored."""

    prefix: str
    token: str
    hash: str


class Tokens:
    """Makes and reads every signed credential. Reading raises `Unauthorized` (INVALID_TOKEN, TOKEN_EXPIRED)."""

    def __init__(self, secret_key: str, clock: Clock) -> None:
        self._clock = clock
        self._keys = {audience: derive_key(secret_key, f"token:{audience}") for audience in (STAFF, VISITOR, MFA)}
        self._browser_key = derive_key(secret_key, "browser")
        self._download_key = derive_key(secret_key, "download")
        self._tour_key = derive_key(secret_key, "tour")
        self._form_key = derive_key(secret_key, "tour-form")
        self._account_key = derive_key(secret_key, "account-link")
        self._api_key = derive_key(secret_key, "api-key")

    def staff_access(self, claims: StaffClaims, lifetime: timedelta = STAFF_LIFETIME) -> str:
        extra = {"cid": claims.company_id, "sid": claims.session_id, "role": claims.role}
        return self._sign(STAFF, claims.user_id, lifetime, extra)

    def read_staff(self, token: str) -> StaffClaims:
        claims = self._read(STAFF, token)
        try:
            return StaffClaims(claims["sub"], claims["cid"], claims["sid"], claims["role"])
        except KeyError as error:
            raise _invalid() from error

    def staff_expires(self, token: str) -> datetime:
        """Until when a staff access token is good."""
        return datetime.fromtimestamp(float(self._read(STAFF, token)["exp"]), UTC)

    def conversation(self, conversation_id: str, lifetime: timedelta = CONVERSATION_LIFETIME) -> str:
        """The credential that opens one conversation and nothing else."""
        return self._sign(VISITOR, conversation_id, lifetime, {})

    def read_conversation(self, token: str) -> str:
        """The id of the conversation that a visitor's token opens."""
        return self._read(VISITOR, token)["sub"]

    def second_factor(self, user_id: str) -> str:
        """What a password alone is answered with where a code is asked for, too."""
        return self._sign(MFA, user_id, MFA_LIFETIME, {})

    def read_second_factor(self, token: str) -> str:
        """The id of the user who has shown their password."""
        return self._read(MFA, token)["sub"]

    def sign_account_link(self, purpose: str, link_id: str) -> str:
        """What a mailed link carries; how long it is good, and that it is so once, is the link's row to say."""
        named = _b64(UUID(link_id).bytes)
        return f"{named}.{_mac(self._account_key, f'{purpose}:{named}')}"

    def read_account_link(self, token: str, *purposes: str) -> str:
        """The id of a link's row. Raises `Unauthorized` (INVALID_TOKEN)."""
        named, _, proof = token.partition(".")
        made = [_mac(self._account_key, f"{purpose}:{named}").encode() for purpose in purposes]
        if sum(hmac.compare_digest(one, proof.encode()) for one in made) == 0:
            raise _invalid()
        return _uuid(named)

    def new_api_key(self) -> ApiKeyToken:
        """`dmq_<prefix>_<secret>.<proof>`: the proof shows that we made it before anything is looked up."""
        prefix = secrets.token_hex(6)
        named = f"{API_KEY}{prefix}_{secrets.token_urlsafe(32)}"
        token = f"{named}.{_mac(self._api_key, named)[:_SHORT_MAC]}"
        return ApiKeyToken(prefix, token, refresh_hash(token))

    def read_api_key(self, token: str) -> ApiKeyToken:
        """Raises `Unauthorized` (INVALID_TOKEN) for a key that we did not make."""
        named, _, proof = token.rpartition(".")
        genuine = hmac.compare_digest(_mac(self._api_key, named)[:_SHORT_MAC].encode(), proof.encode())
        if not genuine or not named.startswith(API_KEY):
            raise _invalid()
        return ApiKeyToken(named.removeprefix(API_KEY).partition("_")[0], token, refresh_hash(token))

    def audience(self, token: str) -> str | None:
        """Which kind of token this claims to be; nothing is verified."""
        try:
            return jwt.get_unverified_header(token).get("kid")
        except jwt.PyJWTError:
            return None

    def sign_browser(self, browser_id: str | None = None) -> str:
        """`<uuid>.<hmac>`: a browser's id that only this server can make. Without an id, of a new browser."""
        made = browser_id or str(uuid4())
        return f"{made}.{_mac(self._browser_key, made)}"

    def verify_browser(self, signed: str) -> str | None:
        """The id in a signed browser id, or None where the server did not sign it."""
        browser_id, _, proof = signed.rpartition(".")
        if not hmac.compare_digest(_mac(self._browser_key, browser_id).encode(), proof.encode()):
            return None
        try:
            return str(UUID(browser_id))
        except ValueError:
            return None

    def sign_download(self, subject: str, lifetime: timedelta = DOWNLOAD_LIFETIME) -> str:
        """A token for a link to one file, good until it expires."""
        expires = int((self._clock.now() + lifetime).timestamp())
        return f"{expires}.{_mac(self._download_key, f'{expires}:{subject}')}"

    def verify_download(self, subject: str, token: str) -> bool:
        expires, _, proof = token.partition(".")
        expected = _mac(self._download_key, f"{expires}:{subject}")
        genuine = hmac.compare_digest(expected.encode(), proof.encode())
        return genuine and expires.isdigit() and int(expires) > self._clock.now().timestamp()

    def sign_tour(self, tour_id: str, property_id: str) -> str:
        """What a link to a tour carries: it opens this tour and nothing else, for as long as the tour says."""
        named = _b64(UUID(tour_id).bytes + UUID(property_id).bytes)
        return f"{named}.{_mac(self._tour_key, named)[:_SHORT_MAC]}"

    def read_tour(self, token: str) -> str:
        """The id of the tour that a link opens. Raises `Unauthorized` (INVALID_TOKEN)."""
        named, _, proof = token.partition(".")
        if not hmac.compare_digest(_mac(self._tour_key, named)[:_SHORT_MAC].encode(), proof.encode()):
            raise _invalid()
        return _uuids(named)[0]

    def property_of_tour(self, token: str) -> str:
        """The property that a link names, whoever made it: only for whom to call where it cannot be used. Raises
        `Unauthorized` where it names none."""
        return _uuids(token.partition(".")[0])[1]

    def sign_tour_form(self, tour_id: str, revision: int, lifetime: timedelta = TOUR_FORM_LIFETIME) -> str:
        """What a form about a tour carries: that it was shown by us, when the tour was at this revision."""
        expires = int((self._clock.now() + lifetime).timestamp())
        named = f"{revision}.{expires}"
        return f"{named}.{_mac(self._form_key, f'{named}:{tour_id}')}"

    def read_tour_form(self, tour_id: str, proof: str) -> int | None:
        """The revision that a form was shown for; None where it is not ours or too old."""
        named, _, mac = proof.rpartition(".")
        revision, _, expires = named.partition(".")
        genuine = hmac.compare_digest(_mac(self._form_key, f"{named}:{tour_id}").encode(), mac.encode())
        if not genuine or int(expires) <= self._clock.now().timestamp():
            return None
        return int(revision)

    def _sign(self, audience: str, subject: str, lifetime: timedelta, extra: dict[str, str]) -> str:
        now = self._clock.now()
        payload = {
            "sub": subject,
            "aud": audience,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            **extra,
        }
        return jwt.encode(payload, self._keys[audience], algorithm="HS256", headers={"kid": audience})

    def _read(self, audience: str, token: str) -> dict[str, Any]:
        try:
            claims = jwt.decode(
                token, self._keys[audience], algorithms=["HS256"], audience=audience, options=_JWT_OPTIONS
            )
            expires = float(claims["exp"])
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise _invalid() from error
        if expires <= self._clock.now().timestamp():
            raise Unauthorized("This token has expired.", code="TOKEN_EXPIRED")
        return claims


def _invalid() -> Unauthorized:
    return Unauthorized("This token is not valid here.", code="INVALID_TOKEN")


def _mac(key: bytes, text: str) -> str:
    return _b64(hmac.new(key, text.encode(), hashlib.sha256).digest())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _uuids(named: str) -> tuple[str, str]:
    try:
        raw = base64.b64decode(named + "=" * (-len(named) % 4), b"-_", validate=True)
        return str(UUID(bytes=raw[:16])), str(UUID(bytes=raw[16:]))
    except (ValueError, binascii.Error) as error:
        raise _invalid() from error


def _uuid(named: str) -> str:
    try:
        return str(UUID(bytes=base64.b64decode(named + "=" * (-len(named) % 4), b"-_", validate=True)))
    except (ValueError, binascii.Error) as error:
        raise _invalid() from error


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`<session id>.<random>`; only the hash of it is stored."""

    token: str
    hash: str


def new_refresh_token(session_id: str) -> RefreshToken:
    token = f"{session_id}.{secrets.token_urlsafe(32)}"
    return RefreshToken(token, refresh_hash(token))


def refresh_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Passwords:
    """argon2id, on threads of its own: each hash costs tens of milliseconds and 64 MiB, so few run at once."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether the password fits. Without a hash (nobody has this login) it takes as long and is false."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._verify, hashed, password)

    def _verify(self, hashed: str | None, password: str) -> bool:
        if hashed is None:
            if self._nobody is None:
                self._nobody = self._hasher.hash(secrets.token_hex(16))
            self._fits(self._nobody, password)
            return False
        return self._fits(hashed, password)

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


class Vault:
    """Encrypts the secrets that are kept (vendor tokens, API keys) with AES-GCM.

    A ciphertext names its key, so that after a change of the secret key the earlier ones can still be read; `context`
    (`property:<id>:identity_secret`, say) is authenticated with it, so that it cannot be moved to another row.
    """

    def __init__(self, secret_key: str, earlier_keys: Sequence[str] = ()) -> None:
        self._keys: dict[str, AESGCM] = {}
        for one in (secret_key, *earlier_keys):
            key = derive_key(one, "vault")
            self._keys.setdefault(hashlib.sha256(key).hexdigest()[:8], AESGCM(key))
        self._current = next(iter(self._keys))

    def encrypt(self, secret: str, context: str = "") -> str:
        nonce = secrets.token_bytes(12)
        sealed = self._keys[self._current].encrypt(nonce, secret.encode(), context.encode())
        return f"v1.{self._current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, sealed: str, context: str = "") -> str:
        """The secret. Raises `ValueError` where the key is gone, or the text was changed or belongs elsewhere."""
        version, _, rest = sealed.partition(".")
        key_id, _, body = rest.partition(".")
        key = self._keys.get(key_id)
        if version != "v1" or key is None:
            raise ValueError("this secret was encrypted with a key that is not set")
        try:
            raw = base64.urlsafe_b64decode(body)
            return key.decrypt(raw[:12], raw[12:], context.encode()).decode()
        except (InvalidTag, binascii.Error, UnicodeDecodeError) as error:
            raise ValueError("this secret cannot be decrypted") from error

    def is_current(self, sealed: str) -> bool:
        """False where the text should be encrypted anew under the key of today."""
        return sealed.startswith(f"v1.{self._current}.")
