"""Notifications to a manager's own address, over real HTTP: signed, retried, and never into the inner network."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from integrations.webhooks.sender import WebhookSender
from leasing.models import NotificationDelivery, NotificationInbox
from leasing.outbox import Outbox
from leasing.public_addresses import AddressPolicy
from leasing.security import Vault
from leasing.services import notification_settings
from tests.notifications.conftest import Team
from tests.support.site import LoopbackToo
from tests.support.team import AT_ONCE, handlers

VAULT = Vault("a secret key of thirty-two characters")
SECRET = "the secret of the receiver"


@dataclass
class Receiver:
    """A manager's own server. `statuses` are what it answers, one after the other; then 200."""

    port: int
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: str | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/hook?from=domiq"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    receiver = Receiver(server.server_address[1])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join(5)


def _wire(team: Team, addresses: AddressPolicy | None) -> None:
    sender = WebhookSender(team.database, VAULT, addresses)
    team.outbox = Outbox(
        team.database, {**handlers(team.database, team.sent), "notification_webhook": sender.send}, AT_ONCE
    )


async def _name(team: Team, url: str | None) -> None:
    given = {"webhook_url": url, **({"webhook_secret": SECRET} if url else {})}
    await team.database.write(notification_settings.change, team.ana.scope, team.ana.id, given, VAULT)


@pytest.fixture
async def hooked(team: Team, receiver: Receiver) -> Team:
    _wire(team, LoopbackToo())
    await _name(team, receiver.url)
    return team


async def _delivery(team: Team) -> Any:
    statement = select(NotificationDelivery.__table__).where(NotificationDelivery.channel == "webhook")
    return await team.database.read(lambda tx: tx.connection.execute(statement).one())


async def test_it_is_signed_over_its_time_and_its_body(hooked: Team, receiver: Receiver) -> None:
    chat = await hooked.handed_off()
    ((headers, body),) = receiver.calls
    message = headers["x-domiq-timestamp"].encode() + b"." + body
    assert headers["x-domiq-signature"] == "sha256=" + hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
    assert headers["x-domiq-timestamp"] == str(int(hooked.clock.now().timestamp()))
    assert headers["host"] == f"localhost:{receiver.port}"
    told = json.loads(body)
    (row,) = await hooked.told()
    assert (told["id"], told["notification_type"], told["conversation_id"]) == (row.id, "person_requested", chat)
    found = await _delivery(hooked)
    assert (found.state, found.id) == ("sent", headers["x-domiq-delivery"])


async def test_the_secret_is_kept_encrypted_and_bound_to_its_manager(hooked: Team) -> None:
    stored = await hooked.database.read(
        lambda tx: tx.connection.execute(select(NotificationInbox.webhook_secret)).scalar_one()
    )
    assert SECRET not in stored
    with pytest.raises(ValueError, match="cannot be decrypted"):
        VAULT.decrypt(stored, notification_settings.secret_context("another"))
    shown = await hooked.database.read(notification_settings.preferences, hooked.ana.scope, hooked.ana.id)
    assert shown.webhook_secret is None


async def test_a_receiver_that_fails_is_asked_again_with_the_same_delivery(hooked: Team, receiver: Receiver) -> None:
    receiver.statuses = [503, 429]
    await hooked.handed_off()
    found = await _delivery(hooked)
    assert (found.state, found.attempts, found.last_error) == ("pending", 1, "localhost answers 503.")
    for _ in range(2):
        hooked.clock.advance(timedelta(minutes=1))
        await hooked.drain()
    assert (await _delivery(hooked)).state == "sent"
    assert len({headers["x-domiq-delivery"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1
    assert len(receiver.calls) == 3


async def test_a_receiver_that_refuses_is_not_asked_again(hooked: Team, receiver: Receiver) -> None:
    receiver.statuses = [410]
    await hooked.handed_off()
    found = await _delivery(hooked)
    assert (found.state, found.last_error) == ("failed", "localhost answers 410.")
    hooked.clock.advance(timedelta(hours=1))
    await hooked.drain()
    assert len(receiver.calls) == 1


async def test_a_redirect_is_not_followed(hooked: Team, receiver: Receiver) -> None:
    receiver.statuses, receiver.location = [302], "http://169.254.169.254/latest/meta-data"
    await hooked.handed_off()
    assert (await _delivery(hooked)).state == "failed"
    assert len(receiver.calls) == 1


async def test_a_receiver_that_is_down_is_left_alone_for_a_while(hooked: Team, receiver: Receiver) -> None:
    receiver.statuses = [500] * 50
    for _ in range(8):
        await hooked.handed_off()
    assert len(receiver.calls) == 5, "five failures within a minute, and then no call"
    assert len(await hooked.told()) == 8, "the dashboard does not wait for it"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://localhost/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.5/hook",
        "http://[::1]/hook",
        "http://[::ffff:127.0.0.1]/hook",
        "https://8.8.8.8:8443/hook",
    ],
)
async def test_inner_addresses_and_odd_ports_are_never_called(team: Team, url: str) -> None:
    _wire(team, None)
    await _name(team, url)
    await team.handed_off()
    found = await _delivery(team)
    assert found.state == "failed"
    assert "public address" in found.last_error or "Port" in found.last_error


async def test_an_address_that_was_taken_away_is_not_called(hooked: Team, receiver: Receiver) -> None:
    receiver.statuses = [503]
    await hooked.handed_off()
    await _name(hooked, None)
    hooked.clock.advance(timedelta(minutes=1))
    await hooked.drain()
    assert (await _delivery(hooked)).state == "skipped"
    assert len(receiver.calls) == 1
