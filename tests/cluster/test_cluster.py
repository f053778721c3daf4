"""Two web servers, two workers, PostgreSQL, Redis and Chroma, each a real process: a conversation is whole whichever
serves it, and whatever of them dies."""

from __future__ import annotations

import asyncio
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import websockets

from tests.cluster.conftest import STORY
from tests.support.chat import Chat, Frame, Opened, connect, open_conversation
from tests.support.cluster import ClusterProcess, eventually
from tests.support.server import PASSWORD
from tests.support.wire import close_code

pytestmark = pytest.mark.kill

SIGKILL, SIGSTOP, SIGCONT = signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT
MORE = 60
"""seconds for what another process takes up: a lease of 20 s runs out first"""


async def _until(chat: Chat, name: str) -> Frame:
    return await chat.until(lambda frame: frame["type"] == name, MORE)


async def _stored(cluster: ClusterProcess, opened: Opened) -> list[Any]:
    statement = (
        "SELECT seq, author, text, client_id, in_reply_to, id FROM messages WHERE conversation_id = $1 ORDER BY seq"
    )
    return await cluster.query(statement, opened.id)


async def _whole(cluster: ClusterProcess, opened: Opened) -> list[Any]:
    """The stored messages, in which nothing is missing and nothing is twice."""
    stored = await _stored(cluster, opened)
    assert [row["seq"] for row in stored] == list(range(1, len(stored) + 1))
    asked = [row["id"] for row in stored if row["author"] == "visitor"]
    answered = [row["in_reply_to"] for row in stored if row["author"] == "bot"]
    assert answered == asked, "each message has one reply, in order"
    return stored


@asynccontextmanager
async def _staff(cluster: ClusterProcess, at: int) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in at one of the servers."""
    async with httpx.AsyncClient(base_url=cluster.urls[at], timeout=20) as client:
        answer = await client.post("/api/v1/auth/login", json={"email": "demo@domiq.example", "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {answer.json()['data']['access_token']}"
        yield client


async def _leader(cluster: ClusterProcess) -> tuple[str, int]:
    """The worker that leads, and the epoch."""
    row = (await cluster.query("SELECT holder, epoch FROM scheduler_leaders"))[0]
    pid = int(row["holder"].split()[-1])
    return next(name for name in ("worker-1", "worker-2") if cluster.pid(name) == pid), row["epoch"]


async def test_both_see_the_same_frames(cluster: ClusterProcess) -> None:
    opened = await open_conversation(cluster.urls[0])
    async with connect(cluster.urls[0], opened) as on_1, connect(cluster.urls[1], opened) as on_2:
        await on_2.send("message", text="What is the courtyard like?")
        replies = [await chat.reply() for chat in (on_1, on_2)]
        assert replies[0] == replies[1]
        assert replies[0]["text"] == on_1.texts[replies[0]["id"]] == on_2.texts[replies[0]["id"]] == STORY
        await on_1.send("handoff")
        assert (await _until(on_2, "mode"))["mode"] == "waiting"
    await _whole(cluster, opened)


async def test_what_one_server_is_told_the_other_says_at_once(cluster: ClusterProcess) -> None:
    """Indexes, communities and logins are kept in memory; none of them may be older than the change."""
    async with _staff(cluster, 1) as staff:
        listed = (await staff.get("/api/v1/properties")).json()["data"]
        property_id = next(each["id"] for each in listed if each["slug"] == "maple-court")
        opened = await open_conversation(cluster.urls[0])
        question = "Is there a trampoline hall for residents?"
        async with connect(cluster.urls[0], opened) as chat:
            await chat.ask("Do you have a gym?")
            for hour in ("nine", "ten", "eleven"):
                answer = f"The trampoline hall opens at {hour} in the morning."
                made = await staff.post(
                    "/api/v1/faqs", json={"property_id": property_id, "question": question, "answer": answer}
                )
                assert made.status_code == 201, made.text
                assert f"opens at {hour}" in (await chat.ask(question))["text"]
                gone = await staff.delete(f"/api/v1/faqs/{made.json()['data']['id']}")
                assert gone.status_code == 200
        phone = "(512) 555-0199"
        assert (await staff.put(f"/api/v1/properties/{property_id}", json={"phone": phone})).status_code == 200
        again = await open_conversation(cluster.urls[0])
        assert again.body["property"]["phone"] == phone
        await staff.post("/api/v1/auth/logout")
        other = httpx.get(f"{cluster.urls[0]}/api/v1/properties", headers=dict(staff.headers))
        assert other.status_code == 401, "who signed out at one is signed out at both"


async def _killed(cluster: ClusterProcess, texts: list[str]) -> tuple[list[Opened], int]:
    """Conversations on the first server, each in the middle of a reply when it is killed."""
    opened = [await open_conversation(cluster.urls[0]) for _ in texts]
    chats = [await _connected(cluster.urls[0], one) for one in opened]
    for chat, text in zip(chats, texts, strict=True):
        if "tour" in text:
            await chat.ask("Hi, my email is ana.ruiz@mail.example")
            await chat.ask("What times can I tour?")
            await chat.send("message", text="yes, book it")
        else:
            await chat.send("message", text=text)
    for chat in chats:
        await _until(chat, "delta")
    dead = cluster.signal("web-1", SIGKILL)
    for chat in chats:
        with pytest.raises((websockets.ConnectionClosed, OSError)):
            await chat.until(lambda _: False, 10)
    return opened, dead


async def _connected(url: str, opened: Opened) -> Chat:
    socket = await websockets.connect(f"{url.replace('http', 'ws', 1)}/api/v1/ws/chat/{opened.id}", compression=None)
    chat = Chat(socket)
    await socket.send(f'{{"type": "hello", "token": "{opened.token}", "after": 0}}')
    assert (await chat.receive())["type"] == "ready"
    return chat


async def test_kill_a_web_server_in_mid_reply(cluster: ClusterProcess) -> None:
    opened, dead = await _killed(cluster, ["How is the pond?", "a tour, please"])
    late = str(uuid.uuid4())

    async def resume(one: Opened) -> None:
        async with connect(cluster.urls[1], one) as chat:
            # What was not acknowledged is sent again, twice for good measure.
            for _ in range(2):
                await chat.send("message", client_id=late, text="Is there a gym?")
            acks = [await _until(chat, "ack") for _ in range(2)]
            assert acks[0]["message_id"] == acks[1]["message_id"]
            known = [m for m in chat.frames[0]["messages"] if m["author"] == "bot"]
            while not any(m.get("in_reply_to") == acks[0]["message_id"] for m in known):
                known.append(await chat.reply(MORE))
            assert len({m["id"] for m in known}) == len(known)

    await asyncio.gather(*(resume(one) for one in opened))
    pond, tour = [await _whole(cluster, one) for one in opened]
    assert len(pond) == 4
    cut = next(row["text"] for row in pond if row["author"] == "bot")
    assert cut.startswith("Happy to help."), "what was seen stays"
    assert cut.count("Happy to help.") == 1, "and the reply goes on after it"
    assert len(tour) == 8
    tours = await cluster.query("SELECT status FROM tours WHERE conversation_id = $1", opened[1].id)
    assert [row["status"] for row in tours] == ["scheduled"]
    assert len(await cluster.query("SELECT 1 FROM domain_events WHERE name = 'tour.booked'")) == 1
    cluster.wait_until_restarted("web-1", dead)
    assert "web-1 died of SIGKILL; it is started again" in cluster.log()
    async with connect(cluster.urls[0], opened[0]) as back:
        assert [m["seq"] for m in back.frames[0]["messages"]] == [1, 2, 3, 4]


async def test_kill_and_pause_the_worker_that_leads(cluster: ClusterProcess) -> None:
    first, epoch = await _leader(cluster)
    dead = cluster.signal(first, SIGKILL)
    opened = await open_conversation(cluster.urls[0])
    await asyncio.to_thread(eventually, lambda: asyncio.run(_leader_since(cluster, epoch)))
    cluster.wait_until_restarted(first, dead)
    second, epoch = await _leader(cluster)
    # The one that leads now is paused: it keeps its connections, and believes that it leads.
    paused = cluster.signal(second, SIGSTOP)
    try:
        await asyncio.to_thread(eventually, lambda: asyncio.run(_leader_since(cluster, epoch)))
        async with connect(cluster.urls[1], opened) as chat:
            await chat.ask("Hi, my email is bo.hall@mail.example")
            await chat.ask("What times can I tour?")
            await chat.ask("yes, book it")
        mails = "SELECT 1 FROM outbox WHERE key LIKE 'tour.booked%' AND state = 'done'"
        await asyncio.to_thread(eventually, lambda: asyncio.run(_some(cluster, mails)))
    finally:
        cluster.signal(second, SIGCONT)
    _, led = await _leader(cluster)
    held = f'"epoch": {epoch}'
    await asyncio.to_thread(eventually, lambda: _steps_down(cluster, held))
    assert cluster.pid(second) == paused, "it was not started anew"
    assert (await _leader(cluster))[1] == led, "who wakes does not take it back"
    mine = f"{paused}"
    runs = await cluster.query("SELECT run_by, started_at FROM scheduled_jobs WHERE finished_at IS NULL")
    assert not [row for row in runs if row["run_by"].endswith(mine)]
    assert cluster.health(0)["checks"]["scheduler"]["status"] == "healthy"
    dead_items = await cluster.query("SELECT key FROM outbox WHERE state = 'dead'")
    assert dead_items == []


def _steps_down(cluster: ClusterProcess, held: str) -> bool:
    return any("scheduler.steps_down" in line and held in line for line in cluster.log().splitlines())


async def _leader_since(cluster: ClusterProcess, epoch: int) -> bool:
    return (await cluster.query("SELECT epoch FROM scheduler_leaders"))[0]["epoch"] > epoch


async def _some(cluster: ClusterProcess, statement: str) -> bool:
    return bool(await cluster.query(statement))


async def test_redis_stops_and_comes_back(cluster: ClusterProcess) -> None:
    opened = await open_conversation(cluster.urls[0])
    async with connect(cluster.urls[0], opened) as on_1, connect(cluster.urls[1], opened) as on_2:
        await on_1.ask("Do you have a gym?")
        await on_2.reply()
        cluster.redis.stop()
        try:
            assert (await on_1.ask("Is there a pool?"))["text"], "the chat goes on"
        finally:
            cluster.redis.start()
        # Who may have missed something is sent to resume, and finds it; what is said from now on is heard again.
        held = max(on_2.seqs)
        for chat in (on_1, on_2):
            assert await close_code(chat.socket, 20) == 1012
    async with connect(cluster.urls[0], opened) as on_1, connect(cluster.urls[1], opened, after=held) as resumed:
        assert [m["seq"] for m in resumed.frames[0]["messages"]] == [held + 1, held + 2]
        await on_1.ask("Are pets welcome?")
        assert (await resumed.reply())["seq"] == held + 4
    await _whole(cluster, opened)


async def test_connections_to_postgresql_are_dropped(cluster: ClusterProcess) -> None:
    opened = await open_conversation(cluster.urls[0])
    async with connect(cluster.urls[0], opened) as on_1, connect(cluster.urls[1], opened) as on_2:
        await on_1.ask("Do you have a gym?")
        await on_2.reply()
        for _ in range(3):
            await cluster.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert httpx.get(f"{cluster.urls[0]}/ready", timeout=15).status_code == 200
            assert (await on_1.ask("Are pets welcome?"))["text"]
            assert (await on_2.reply())["text"]
    await _whole(cluster, opened)
    _, epoch = await _leader(cluster)
    assert epoch > 1


async def test_chroma_is_away(cluster: ClusterProcess) -> None:
    """Answers come from memory and SQL, new ones too; /health says what is wrong."""
    async with _staff(cluster, 0) as staff:
        listed = (await staff.get("/api/v1/properties")).json()["data"]
        property_id = next(each["id"] for each in listed if each["slug"] == "maple-court")
        cluster.signal("chroma", SIGSTOP)
        try:
            opened = await open_conversation(cluster.urls[0])
            question = "Is there a falconry club?"
            body = {"property_id": property_id, "question": question, "answer": "The falconry club meets on Sundays."}
            assert (await staff.post("/api/v1/faqs", json=body)).status_code == 201
            async with connect(cluster.urls[0], opened) as chat:
                assert "meets on Sundays" in (await chat.ask(question))["text"]
                health = await asyncio.to_thread(eventually, lambda: _knowledge_trouble(cluster), 40)
                assert "Chroma" in health
                assert "meets on Sundays" in (await chat.ask(question))["text"]
        finally:
            cluster.signal("chroma", SIGCONT)


def _knowledge_trouble(cluster: ClusterProcess) -> str | None:
    checks = cluster.health(0)["checks"]
    return checks["knowledge"]["reason"] if "knowledge" in checks else None
