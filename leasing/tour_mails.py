"""Sending mails about tours: the facts that a change noted become a mail with a signed link."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from leasing.outbox import Handler
from leasing.security import Tokens
from leasing.services.tour_mail import compose


def link_of(public_url: str, tokens: Tokens, tour_id: str, property_id: str) -> str:
    """The address under which a visitor finds their tour."""
    return f"{public_url}/tours/{tokens.sign_tour(tour_id, property_id)}"


class TourMails:
    """The outbox's handler of `tour_mail`. `send` is its handler of `mail`, and has to be idempotent by the key."""

    def __init__(self, tokens: Tokens, public_url: str, organizer: str, send: Handler) -> None:
        self._tokens = tokens
        self._public_url = public_url
        self._organizer = organizer
        self._send = send

    async def send(self, key: str, payload: Mapping[str, Any]) -> None:
        link = link_of(self._public_url, self._tokens, payload["tour_id"], payload["property_id"])
        # Composing takes some milliseconds, and the first time the import of the iCalendar library.
        await self._send(key, await asyncio.to_thread(compose, payload, link, self._organizer))
