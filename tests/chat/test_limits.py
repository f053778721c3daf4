"""30 messages a minute in a conversation: what is over it is refused, not stored, and never costs what was acked."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import desk
from bot import socket as chat_socket
from leasing.models import ClientFrame, Message
from tests.support.chat import Chat, Frame, Opened, connect
from tests.support.server import Served, serve_in_thread
from tests.support.wire import check_error, client, close_code, history, new_client_id, quiet, rows, say


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory, demo_template: Path) -> Iterator[Served]:
    """With limits, behind a proxy, so that each test comes from an address of its own."""
    folder = tmp_path_factory.mktemp("limited")
    with serve_in_thread(folder, demo_template, trusted_proxies="127.0.0.1") as served:
        yield served


def _address() -> str:
    return f"198.51.{random.randrange(256)}.{random.randrange(256)}"


async def _open(served: Served, **more: Any) -> Opened:
    async with client(served, **{"X-Forwarded-For": _address()}) as http:
        data = (await http.post("/api/v1/conversations", json={"property": "maple-court", **more})).json()["data"]
    return Opened(data["id"], data["token"], data["browser_id"], data["resumed"], data)


def _frame(number: int) -> Frame:
    return {"type": "message", "client_id": new_client_id(), "text": f"Is there a pool? ({number})"}


async def _send_all(chat: Chat, frames: list[Frame]) -> dict[str, Frame]:
    """The ack or error of each, by its `client_id`."""
    for frame in frames:
        await chat.socket.send(json.dumps(frame))
    answers: dict[str, Frame] = {}
    while len(answers) < len(frames):
        frame = await chat.receive()
        if frame["type"] in {"ack", "error"}:
            assert frame["client_id"] not in answers, "answered twice"
            answers[frame["client_id"]] = frame
    return answers


async def test_of_500_messages_in_a_second_30_are_taken(limited: Served) -> None:
    opened = await _open(limited)
    async with connect(limited.url, opened) as chat:
        frames = [_frame(number) for number in range(500)]
        answers = await _send_all(chat, frames)
        acked = [frame for frame in frames if answers[frame["client_id"]]["type"] == "ack"]
        assert acked == frames[:30], "the first thirty, in order"
        for frame in frames[30:]:
            error = answers[frame["client_id"]]
            check_error(error)
            assert (error["code"], error["retryable"]) == ("RATE_LIMITED", True)
            assert 1 <= error["retry_after"] <= 62, "a minute, and the time that one message takes"
        while len(chat.seqs) < 30:
            await chat.reply()
        # While it is limited, what was acked is acked again, and what was not is not.
        again = await _send_all(chat, [frames[0], frames[29], frames[30]])
        assert again[frames[0]["client_id"]] == answers[frames[0]["client_id"]]
        assert again[frames[29]["client_id"]] == answers[frames[29]["client_id"]]
        assert again[frames[30]["client_id"]]["code"] == "RATE_LIMITED"
        # Other frames are not messages.
        assert (await say(chat, "event", name="widget_minimized"))["type"] == "ack"
    stored = await history(limited, opened)
    assert [m["text"] for m in stored if m["author"] == "visitor"] == [frame["text"] for frame in frames[:30]]
    assert [m["seq"] for m in stored] == list(range(1, 61)), "each of them is answered"
    statement = select(func.count()).select_from(Message).where(Message.conversation_id == opened.id)
    assert rows(limited, statement)[0][0] == 60


async def test_the_limit_is_the_conversation_s_whatever_the_sockets(limited: Served) -> None:
    opened, other = await _open(limited), await _open(limited)
    async with connect(limited.url, opened) as one, connect(limited.url, opened) as two:
        first = await _send_all(one, [_frame(number) for number in range(20)])
        second = await _send_all(two, [_frame(number) for number in range(20)])
        assert sum(a["type"] == "ack" for a in [*first.values(), *second.values()]) == 30
        async with client(limited, opened) as http:
            answer = await http.post(f"/api/v1/conversations/{opened.id}/frames", json=_frame(0))
        assert answer.json()["data"]["frames"][0]["code"] == "RATE_LIMITED"
        for chat in (one, two):
            await quiet(chat)
    async with connect(limited.url, other) as chat:
        assert (await say(chat, "message", text="Is there a pool?"))["type"] == "ack"


async def test_who_keeps_it_up_is_sent_away_with_4429(limited: Served) -> None:
    opened = await _open(limited)
    async with connect(limited.url, opened) as chat:
        frames = [_frame(number) for number in range(chat_socket.MOST_REFUSED + 400)]
        acked, refused = 0, 0
        for frame in frames:
            await chat.socket.send(json.dumps(frame))
        while True:
            try:
                answer = await chat.receive()
            except Exception:
                break
            acked += answer["type"] == "ack"
            refused += answer["type"] == "error"
        assert await close_code(chat.socket) == 4429
    assert acked == 30
    assert chat_socket.MOST_REFUSED <= refused < len(frames) - 30
    async with connect(limited.url, opened) as chat:
        assert (await say(chat, "event", name="back_again"))["type"] == "ack", "nothing was lost, one may come back"
    stored = [m for m in await history(limited, opened) if m["author"] == "visitor"]
    assert [m["text"] for m in stored] == [frame["text"] for frame in frames[:30]]


async def test_a_burst_is_borne_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(chat_socket.time, "monotonic", lambda: now[0])
    patience = chat_socket.Patience()
    for _ in range(10):
        assert all(patience.bears() for _ in range(500)), "500 in a second, once a minute, is no flood"
        now[0] += 60
    assert not all(patience.bears() for _ in range(chat_socket.MOST_REFUSED))
    # 5 a second forever is slow enough to be told each time.
    patience = chat_socket.Patience()
    for _ in range(5000):
        now[0] += 0.2
        assert patience.bears()


async def test_frames_that_are_no_messages_have_a_limit_of_their_own(limited: Served) -> None:
    opened = await _open(limited)
    most = desk.NOTES.windows[0].limit
    async with connect(limited.url, opened) as chat:
        frames = [{"type": "event", "name": "clicked", "client_id": f"e{number}"} for number in range(most + 20)]
        answers = await _send_all(chat, frames)
        assert [a["type"] for a in answers.values()] == ["ack"] * most + ["error"] * 20
        assert answers[f"e{most}"]["code"] == "RATE_LIMITED"
        assert answers[f"e{most}"]["retry_after"] >= 1
        again = await _send_all(chat, [frames[3]])
        assert again["e3"] == answers["e3"]
        assert (await say(chat, "message", text="Is there a pool?"))["type"] == "ack"
    statement = select(func.count()).select_from(ClientFrame).where(ClientFrame.conversation_id == opened.id)
    assert rows(limited, statement)[0][0] == most


async def test_opening_is_limited_by_address(limited: Served) -> None:
    """60 a minute for who is nobody yet."""
    async with client(limited, **{"X-Forwarded-For": _address()}) as http:
        for used in range(1, 61):
            answer = await http.post("/api/v1/conversations", json={"property": "maple-court"})
            assert answer.status_code == 201
            assert answer.headers["x-ratelimit-limit"] == "60"
            assert answer.headers["x-ratelimit-remaining"] == str(60 - used)
            assert int(answer.headers["x-ratelimit-reset"]) > 0
        answer = await http.post("/api/v1/conversations", json={"property": "maple-court"})
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "RATE_LIMITED"
    assert 1 <= int(answer.headers["retry-after"]) <= 61
    async with client(limited, **{"X-Forwarded-For": _address()}) as http:
        assert (await http.post("/api/v1/conversations", json={"property": "maple-court"})).status_code == 201


async def test_an_address_that_a_visitor_claims_is_not_believed(tmp_path: Path, demo_template: Path) -> None:
    with serve_in_thread(tmp_path, demo_template) as served:
        codes = []
        async with client(served) as http:
            for _ in range(62):
                answer = await http.post(
                    "/api/v1/conversations", json={"property": "maple-court"}, headers={"X-Forwarded-For": _address()}
                )
                codes.append(answer.status_code)
    assert codes == [201] * 60 + [429] * 2
