"""Who calls, as far as the bearer token says. Whether a member of staff may still do so is for `web.guards`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from leasing.errors import Unauthorized
from leasing.security import API_KEY, STAFF, VISITOR, ApiKeyToken, StaffClaims, Tokens

_KEPT = "domiq_caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """`id` is the user's, the conversation's, the prefix of the key, or empty. `fault` is
    why a token that was given does not count."""

    kind: Literal["staff", "key", "visitor", "anonymous"]
    id: str = ""
    claims: StaffClaims | None = None
    key: ApiKeyToken | None = None
    fault: Unauthorized | None = None


def identify(tokens: Tokens, scope: Any) -> Caller:
    """Read the request's token once."""
    kept = scope["state"].get(_KEPT)
    if kept is None:
        kept = scope["state"][_KEPT] = _identify(tokens, _bearer(scope))
    return kept


def forget(scope: Any) -> None:
    """Have the token read again: it may have expired since."""
    scope["state"].pop(_KEPT, None)


def _bearer(scope: Any) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if kind.lower() == "bearer" else ""
    return None


def _identify(tokens: Tokens, token: str | None) -> Caller:
    if token is None:
        return Caller("anonymous")
    try:
        if token.startswith(API_KEY):
            key = tokens.read_api_key(token)
            return Caller("key", key.prefix, key=key)
        match tokens.audience(token):
            case "staff":
                claims = tokens.read_staff(token)
                return Caller(STAFF, claims.user_id, claims)
            case "visitor":
                return Caller(VISITOR, tokens.read_conversation(token))
            case _:
                return Caller("anonymous", fault=Unauthorized("This token is not valid here.", code="INVALID_TOKEN"))
    except Unauthorized as fault:
        return Caller("anonymous", fault=fault)
