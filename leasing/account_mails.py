"""Sending mails about logins: what a change noted becomes a mail with a signed link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leasing.outbox import Handler
from leasing.security import Tokens

SUBJECTS = {
    "verify": "Confirm your email address for DomIQ",
    "reset": "Set a new password for DomIQ",
    "invite": "You are invited to {company} on DomIQ",
    "welcome": "Welcome to DomIQ",
    "known": "You have a DomIQ login already",
}
TEXTS = {
    "verify": "{company} was registered with this address. Confirm that it is yours within two days:\n\n{link}\n\n"
    "If this was not you, do nothing.",
    "reset": "Somebody asked for a new password for this login. Set it within an hour:\n\n{link}\n\n"
    "If this was not you, do nothing; your password stays as it is.",
    "invite": "{company} has made a login for you. Choose your password within seven days:\n\n{link}",
    "welcome": "Your login for {company} is ready. Sign in at {home}",
    "known": "Somebody registered with this address, which has a login already. If it was you and you forgot the "
    "password, ask for a new one at {home}. If it was not you, do nothing.",
}


class AccountMails:
    """The outbox's handler of `account_mail`. `send` is its handler of `mail`, and has to be idempotent by the key."""

    def __init__(self, tokens: Tokens, public_url: str, send: Handler) -> None:
        self._tokens = tokens
        self._public_url = public_url
        self._send = send

    async def send(self, key: str, payload: Mapping[str, Any]) -> None:
        purpose = payload["purpose"]
        told = {
            "company": payload["company"],
            "home": f"{self._public_url}/account",
            "link": self._link(purpose, payload["link_id"]) if payload["link_id"] else "",
        }
        hello = f"Hello {payload['name']}," if payload["name"] else "Hello,"
        message = {
            "to": payload["to"],
            # A company's name may hold anything that its maker typed.
            "subject": " ".join(SUBJECTS[purpose].format(**told).split()),
            "text": f"{hello}\n\n{TEXTS[purpose].format(**told)}\n",
            "attachments": [],
        }
        await self._send(key, message)

    def _link(self, purpose: str, link_id: str) -> str:
        """The token stands behind the `#`, which browsers send to no server: it gets into no log on the way."""
        return f"{self._public_url}/account#{purpose}={self._tokens.sign_account_link(purpose, link_id)}"
