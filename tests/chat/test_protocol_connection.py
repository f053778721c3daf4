"""What a connection passes on: another process's word may come late, and tells nothing twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import channel, protocol
from bot import connection as connections
from bot.connection import Connection
from leasing.bus import Bus
from leasing.services.conversations import Snapshot
from web.sockets import CLOSE_REPLACED


class Client:
    def __init__(self) -> None:
        self.bus = Bus()
        self.frames: list[dict[str, Any]] = []
        self.closed: list[int] = []

    async def send(self, frame: bytes) -> None:
        self.frames.append(json.loads(frame))

    def connection(self, tab_id: str | None = None) -> Connection:
        made = Connection(self.send, self.closed.append, tab_id)
        made.listen(self.bus, "c")
        return made

    def tell(self, frame: bytes) -> None:
        channel.publish(self.bus, "c", frame)


def _snapshot(*messages: dict[str, Any], writing: tuple[str, str] | None = None) -> Snapshot:
    return Snapshot("c", "company", "property", len(messages), "bot", None, None, messages, writing)


def _message(id_: str, seq: int) -> dict[str, Any]:
    return {"id": id_, "seq": seq, "author": "bot", "text": "One. Two."}


@pytest.mark.parametrize("when", ["before", "after"])
async def test_what_the_snapshot_told_is_not_told_again(when: str) -> None:
    """Whether it comes while the snapshot is read, or by Redis a moment later."""
    client = Client()
    connection = client.connection()
    known = _snapshot(_message("m1", 1), writing=("m2", "Three."))
    late = [
        protocol.delta("m1", "One. Two.", 0),
        protocol.message(_message("m1", 1)),
        protocol.delta("m2", "Three.", 0),
    ]
    if when == "before":
        for frame in late:
            client.tell(frame)
        connection.begin(known)
    else:
        connection.begin(known)
        for frame in late:
            client.tell(frame)
    client.tell(protocol.delta("m2", " Four.", 6))
    client.tell(protocol.delta("m2", " Four.", 6))
    client.tell(protocol.message({**_message("m2", 2), "text": "Three. Four."}))
    client.tell(protocol.error("TURN_FAILED", "an error is no message"))
    await connection.drained()
    assert [frame["type"] for frame in client.frames] == ["ready", "delta", "delta", "message", "error"]
    assert [frame["text"] for frame in client.frames[1:3]] == ["Three.", " Four."]
    connection.close()


async def test_a_newer_tab_is_not_replaced_by_what_the_older_said() -> None:
    client = Client()
    older = client.connection("tab")
    newer = client.connection("tab")
    assert client.closed == [CLOSE_REPLACED]
    assert channel.replaces(channel.replacement("tab", newer.id), "tab", older.id)
    assert not channel.replaces(channel.replacement("other", newer.id), "tab", older.id)
    long_ago = "00000000-0000-7000-8000-000000000000"
    assert not channel.replaces(channel.replacement("tab", long_ago), "tab", newer.id)
    older.close()
    newer.close()


async def test_who_does_not_read_is_sent_away_to_resume(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_WAITING", 5)
    client = Client()
    connection = client.connection()
    connection.begin(_snapshot())
    for seq in range(1, 20):
        client.tell(protocol.message(_message(f"m{seq}", seq)))
    assert client.closed
    assert set(client.closed) == {1012}
    connection.close()
