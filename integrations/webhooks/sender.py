"""Notifications to an address that a manager named: signed, to public addresses only, and not to one that is down.

The receiver checks `X-DomIQ-Signature`, which is `sha256=` and the HMAC-SHA256 of `timestamp.body` in hexadecimal
digits with the secret, where the timestamp is `X-DomIQ-Timestamp` in seconds; it drops what it has had by
`X-DomIQ-Delivery`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx
import msgspec

from leasing.database import Database
from leasing.outbox import Permanent
from leasing.public_addresses import AddressPolicy, AddressRefused, PublicAddresses
from leasing.resilience import CircuitBreaker
from leasing.security import Vault
from leasing.services import notice_deliveries
from leasing.services.notice_deliveries import Webhook
from leasing.services.notification_settings import secret_context

SECONDS = 10.0
"""for a whole call; a receiver answers first and works then"""
CONNECT_SECONDS = 5.0
MOST_HOSTS = 500
"""whose breakers are remembered"""
PASSING = frozenset({408, 425, 429})


class WebhookFailed(Exception):
    """The receiver did not take it now; a later attempt may go well."""


class WebhookSender:
    """The outbox's handler of `notification_webhook`."""

    def __init__(self, database: Database, vault: Vault, addresses: AddressPolicy | None = None) -> None:
        """`addresses`: where it may connect to; public addresses unless a test says otherwise."""
        self._db = database
        self._vault = vault
        self._addresses = addresses or PublicAddresses()
        self._breakers: OrderedDict[str, CircuitBreaker] = OrderedDict()

    async def send(self, _key: str, payload: Mapping[str, Any]) -> None:
        delivery_id: str = payload["delivery_id"]
        webhook = await self._db.read(notice_deliveries.webhook, delivery_id)
        if webhook is None:
            await self._db.write(notice_deliveries.dropped, delivery_id)
            return
        try:
            await self._guarded(webhook)
        except (WebhookFailed, Permanent) as error:
            final = isinstance(error, Permanent)
            await self._db.write(notice_deliveries.failed, delivery_id, str(error), final=final)
            raise
        await self._db.write(notice_deliveries.sent, [delivery_id])

    async def _guarded(self, webhook: Webhook) -> None:
        """One call, unless the receiver is known to be down. Raises `WebhookFailed` and `Permanent`."""
        host = httpx.URL(webhook.url).host
        permit = self._breaker(host).acquire()
        if permit is None:
            raise WebhookFailed(f"{host} did not answer several times and is left alone for now.")
        try:
            async with asyncio.timeout(SECONDS):
                status = await self._post(webhook)
        except (TimeoutError, httpx.TransportError) as error:
            permit.failed()
            raise WebhookFailed(f"{host} cannot be reached: {type(error).__name__}.") from error
        except BaseException:
            permit.dropped()
            raise
        if status < 300:
            permit.succeeded()
        elif status >= 500 or status in PASSING:
            permit.failed()
            raise WebhookFailed(f"{host} answers {status}.")
        else:
            permit.succeeded()
            raise Permanent(f"{host} answers {status}.")

    async def _post(self, webhook: Webhook) -> int:
        url = httpx.URL(webhook.url)
        try:
            # The very address that was looked up and allowed: a second look-up might say otherwise.
            place = await self._addresses.place(url.host, url.port or (443 if url.scheme == "https" else 80))
            secret = self._vault.decrypt(webhook.secret, secret_context(webhook.manager_id))
        except (AddressRefused, ValueError) as error:
            raise Permanent(str(error)) from error
        body = msgspec.json.encode(webhook.body)
        timestamp = str(int(self._db.clock.now().timestamp()))
        headers = {
            "Host": url.netloc.decode("ascii"),
            "Content-Type": "application/json",
            "User-Agent": "DomIQ",
            "X-DomIQ-Delivery": webhook.delivery_id,
            "X-DomIQ-Timestamp": timestamp,
            "X-DomIQ-Signature": signature(secret, timestamp, body),
        }
        named: dict[str, Any] = {"sni_hostname": url.raw_host.decode("ascii")}
        # Redirects are not followed: one could lead to an inner address.
        async with httpx.AsyncClient(
            verify=_trust(), trust_env=False, timeout=httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
        ) as client:
            request = client.build_request(
                "POST", url.copy_with(host=place, fragment=None), content=body, headers=headers, extensions=named
            )
            # What the receiver writes is not read: it could be endless.
            answer = await client.send(request, stream=True)
            await answer.aclose()
            return answer.status_code

    def _breaker(self, host: str) -> CircuitBreaker:
        breaker = self._breakers.pop(host, None) or CircuitBreaker(host, failures=5)
        self._breakers[host] = breaker
        while len(self._breakers) > MOST_HOSTS:
            self._breakers.popitem(last=False)
        return breaker


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What proves that a body is ours, and of that moment."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@cache
def _trust() -> ssl.SSLContext:
    """Reading the system's certificates takes tens of milliseconds: once in a process."""
    return ssl.create_default_context()
