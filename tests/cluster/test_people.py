"""A visitor at one server and the leasing team at the other: answers and takeover go both ways, whichever is killed."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import uuid
from collections.abc import Callable

import pytest
import websockets

from tests.support.chat import Chat, Frame, Opened, connect, open_conversation
from tests.support.cluster import ClusterProcess
from tests.support.staff import Staff
from tests.support.team import Listener

pytestmark = pytest.mark.kill

HELIPAD = "Is there a helipad on the roof?"
ANSWER = "Yes: the helipad on the roof of Building D is open to residents from eight to six."


async def _staff(cluster: ClusterProcess, at: int) -> Staff:
    """A manager of Maple Court."""
    return await asyncio.to_thread(Staff, cluster.urls[at], "priya.raman@harborlight.example")


async def _listener(cluster: ClusterProcess, staff: Staff, at: int) -> Listener:
    statement = "SELECT id FROM property_managers WHERE user_id = $1"
    (row,) = await cluster.query(statement, staff.id)
    return Listener(cluster.urls[at], row["id"], staff.token)


async def _notified(listener: Listener, kind: str, conversation: Opened) -> Frame:
    while True:
        told = (await listener.until("notification"))["notification"]
        if (told["notification_type"], told["conversation_id"]) == (kind, conversation.id):
            return told


def _by(author: str, text: str = "") -> Callable[[Frame], bool]:
    return lambda f: f["type"] == "message" and f["message"]["author"] == author and text in f["message"]["text"]


async def _cut_off(*chats: Chat) -> None:
    for chat in chats:
        with pytest.raises((websockets.ConnectionClosed, OSError)):
            await chat.until(lambda _: False, 10)


async def _said(cluster: ClusterProcess, opened: Opened) -> list[tuple[str, str]]:
    """(author, text) as stored, in which no number is missing."""
    statement = "SELECT seq, author, text FROM messages WHERE conversation_id = $1 ORDER BY seq"
    rows = await cluster.query(statement, opened.id)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    return [(row["author"], row["text"]) for row in rows]


async def test_an_answer_given_at_one_reaches_the_visitor_of_the_other(cluster: ClusterProcess) -> None:
    staff = await _staff(cluster, 1)
    listener = await _listener(cluster, staff, 1)
    opened = await open_conversation(cluster.urls[0])
    # Her colleagues are spared the question.
    await staff.do("POST", "/question-rules", manager_id=listener.manager_id)
    async with connect(cluster.urls[0], opened) as chat, listener.connected():
        await chat.ask(HELIPAD)
        told = await _notified(listener, "question_waiting", opened)
        assert HELIPAD in told["title"]
        entry = await asyncio.to_thread(staff.pending, "helipad")
        # The server to which the answer was given dies as soon as it has taken it.
        await staff.do("PUT", f"/faqs/{entry['id']}/answer", answer=ANSWER)
        dead = cluster.signal("web-2", signal.SIGKILL)
        brought = (await chat.until(_by("manager"), 60))["message"]
        assert ANSWER in brought["text"]
        assert brought["author_name"] == staff.name
        other = await open_conversation(cluster.urls[0])
        async with connect(cluster.urls[0], other) as second:
            assert (await second.ask("Can residents use a helipad on the roof?"))["text"] == ANSWER
        cluster.wait_until_restarted("web-2", dead)
    said = await _said(cluster, opened)
    assert [author for author, _ in said] == ["visitor", "bot", "manager"], "it was said once"


async def test_a_takeover_outlives_the_death_of_either_server(cluster: ClusterProcess) -> None:
    staff = await _staff(cluster, 1)
    listener = await _listener(cluster, staff, 1)
    opened = await open_conversation(cluster.urls[0])
    unheard, late = str(uuid.uuid4()), str(uuid.uuid4())
    async with connect(cluster.urls[0], opened) as chat, listener.connected():
        await chat.send("handoff")
        await _notified(listener, "person_requested", opened)
        async with staff.watching(opened.id) as watch:
            await staff.do("POST", f"/conversations/{opened.id}/join")
            await chat.until(lambda f: f["type"] == "mode" and f["mode"] == "human")
            await watch.send("message", client_id=unheard, text="Hello, a person here.")
            dead = cluster.signal("web-2", signal.SIGKILL)
            await _cut_off(watch)
        # The manager goes on at the other server, and says again what nobody confirmed.
        here = staff.at(cluster.urls[0])
        async with here.watching(opened.id) as watch:
            await watch.send("message", client_id=unheard, text="Hello, a person here.")
            await watch.until(lambda f: f["type"] == "ack")
            if not any(m["author"] == "manager" for f in chat.frames for m in _messages(f)):
                await chat.until(_by("manager"))
            await chat.send("message", text="Good to hear. Is the gym open?")
            await watch.until(_by("visitor", "gym"))
            cluster.wait_until_restarted("web-2", dead)
            # And now the one dies at which both of them are.
            await chat.send("message", client_id=late, text="And the pool?")
            dead = cluster.signal("web-1", signal.SIGKILL)
            await _cut_off(watch, chat)
    async with connect(cluster.urls[1], opened) as chat, staff.watching(opened.id) as watch:
        assert chat.frames[0]["mode"] == "human", "the person still has it"
        await chat.send("message", client_id=late, text="And the pool?")
        await chat.until(lambda f: f["type"] == "ack")
        await watch.send("message", text="Both are open until ten.")
        await chat.until(_by("manager", "until ten"))
        await staff.do("POST", f"/conversations/{opened.id}/hand-back")
        await chat.until(lambda f: f["type"] == "mode" and f["mode"] == "bot")
    cluster.wait_until_restarted("web-1", dead)
    said = [text for author, text in await _said(cluster, opened) if author in ("visitor", "manager")]
    assert said == [
        "Hello, a person here.",
        "Good to hear. Is the gym open?",
        "And the pool?",
        "Both are open until ten.",
    ], "nothing is lost and nothing is doubled"


def _messages(frame: Frame) -> list[Frame]:
    with contextlib.suppress(KeyError):
        return [frame["message"]] if frame["type"] == "message" else frame["messages"]
    return []
