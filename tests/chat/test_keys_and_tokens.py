"""A key that a stranger may choose too gives nobody another's conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from tests.support.server import Served


async def test_a_shared_idempotency_key_opens_two_conversations(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url, headers={"Idempotency-Key": "same-for-all"}) as client:
        answers = [await client.post("/api/v1/conversations", json={"property": "maple-court"}) for _ in range(2)]
    opened = [answer.json()["data"] for answer in answers]
    assert opened[0]["id"] != opened[1]["id"]
    assert opened[0]["token"] != opened[1]["token"]
