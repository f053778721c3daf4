"""A member of staff at the API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from typing import Any

import httpx
import websockets

from leasing.security import Passwords
from leasing.services import accounts
from tests.support.chat import Chat
from tests.support.server import PASSWORD, Served


class Staff:
    """The demo's admin, or whoever signs in with another address."""

    def __init__(self, served: Served | str, email: str = "demo@domiq.example") -> None:
        self._serves(served if isinstance(served, str) else served.url)
        self._headers: dict[str, str] = {}
        signed_in = self.call("POST", "/auth/login", email=email, password=PASSWORD)
        self.token = signed_in["access_token"]
        self._headers = {"Authorization": f"Bearer {self.token}"}
        self.id = signed_in["user"]["id"]
        self.name = f"{signed_in['user']['first_name']} {signed_in['user']['last_name']}".strip()

    @classmethod
    def with_token(cls, served: Served, token: str, user_id: str, name: str) -> Staff:
        """Somebody who has signed in already."""
        made = cls.__new__(cls)
        made._serves(served.url)
        made.token, made.id, made.name = token, user_id, name
        made._headers = {"Authorization": f"Bearer {token}"}
        return made

    def at(self, url: str) -> Staff:
        """The same person, at another server of the same house."""
        other = copy(self)
        other._serves(url)
        return other

    def _serves(self, url: str) -> None:
        self._url = f"{url}/api/v1"
        self._ws = f"{url.replace('http', 'ws', 1)}/api/v1"

    def ask(self, method: str, path: str, **body: Any) -> httpx.Response:
        return httpx.request(method, self._url + path, headers=self._headers, json=body or None, timeout=20)

    def call(self, method: str, path: str, **body: Any) -> Any:
        """The data of the answer, which must be a good one."""
        answer = self.ask(method, path, **body)
        assert answer.status_code < 300, answer.text
        return answer.json().get("data")

    async def do(self, method: str, path: str, **body: Any) -> Any:
        """`call` for tests that must not hold up their own event loop."""
        return await asyncio.to_thread(self.call, method, path, **body)

    def pending(self, words: str) -> dict[str, Any]:
        """The one pending question that has these words in it."""
        found = [each for each in self.call("GET", "/faqs/pending?limit=100") if words in each["question"].lower()]
        assert len(found) == 1, found
        return found[0]

    @asynccontextmanager
    async def watching(self, conversation_id: str, after: int = 0) -> AsyncIterator[Chat]:
        """A conversation live, as the dashboard shows it."""
        address = f"{self._ws}/ws/conversations/{conversation_id}"
        async with websockets.connect(address, max_size=2**22, compression=None) as socket:
            chat = Chat(socket)
            await socket.send(json.dumps({"type": "hello", "token": self.token, "after": after}))
            ready = await chat.receive()
            assert ready["type"] == "ready", ready
            yield chat


def add_colleague(served: Served, email: str, first_name: str, role: str = "agent") -> Staff:
    """A colleague of the demo's admin, signed in."""

    async def make() -> None:
        mine = await served.house.database.read(accounts.find_login, "demo@domiq.example")
        assert mine is not None
        me = await served.house.database.read(accounts.user, mine.user_id)
        hashed = await Passwords().hash(PASSWORD)
        await served.house.database.write(
            accounts.create_user,
            me.company_id,
            email=email,
            password_hash=hashed,
            role=role,
            first_name=first_name,
            last_name="Reyes",
        )

    served.run(make())
    return Staff(served, email)
