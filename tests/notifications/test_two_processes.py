"""Two web processes and a worker on PostgreSQL and Redis: what one does, the managers of the other hear; a process that
is killed between its commit and its word loses nothing."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from leasing.models import Notification, Property
from leasing.security import Tokens
from tests.support.needs import REDIS, need
from tests.support.process import ROOT, Process, inherited
from tests.support.server import MODEL_DIR, free_port
from tests.support.team import Listener, Manager, hire
from tests.support.wire import demo_on_postgres

pytestmark = pytest.mark.kill

SECRET = "one secret key for all of them, long enough"

DYING = """
import os, signal
from leasing.services import notices
from app import serving
from leasing.bus import RedisBus
publish = RedisBus.publish
def dying(self, topic, message):
    # After the commit, and before anybody has heard of it.
    if topic.startswith("manager:"):
        os.kill(os.getpid(), signal.SIGKILL)
    publish(self, topic, message)
RedisBus.publish = dying
from app.cli import main
main()
"""


@dataclass
class Pair:
    a: Process
    b: Process
    environment: dict[str, str]
    database_url: str

    def worker(self, *, dying: bool = False) -> subprocess.Popen[bytes]:
        """A worker process; `dying`: it is killed as soon as it has committed a notification."""
        start = DYING if dying else "from app.cli import main; main()"
        return subprocess.Popen(
            [sys.executable, "-c", start, "worker"], cwd=ROOT, env={**inherited(), **self.environment}
        )

    async def run(self, fn: Any, *args: Any) -> Any:
        database = Database(self.database_url, SystemClock(), Bus())
        try:
            return await database.write(fn, *args)
        finally:
            await database.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    need("postgres")
    need("redis")
    with demo_on_postgres() as url:
        # Redis's channels are one in all its databases; the company's ids keep other tests apart.
        shared = {
            "DOMIQ_DATABASE_URL": url,
            "DOMIQ_REDIS_URL": REDIS,
            "DOMIQ_SECRET_KEY": SECRET,
            "DOMIQ_MODEL_DIR": str(Path(MODEL_DIR).resolve()),
            "DOMIQ_RATE_LIMITS": "off",
            "DOMIQ_LOG_LEVEL": "warning",
        }
        started: list[Process] = []
        for name in ("a", "b"):
            data = tmp_path_factory.mktemp(name)
            own = {**shared, "DOMIQ_DATA_DIR": str(data), "DOMIQ_PORT": str(free_port())}
            started.append(Process(own))
        data = tmp_path_factory.mktemp("worker")
        try:
            for process in started:
                process.wait_until_ready()
            yield Pair(*started, {**shared, "DOMIQ_DATA_DIR": str(data)}, url)
        finally:
            for process in started:
                process.kill()


@pytest.fixture
async def ana(pair: Pair) -> Manager:
    def one(tx: Any) -> Manager:
        place = tx.connection.execute(select(Property.id).where(Property.slug == "maple-court")).scalar_one()
        return hire(tx, place, "Ana")

    return await pair.run(one)


def listener(process: Process, manager: Manager) -> Listener:
    return Listener(process.url, manager.id, Tokens(SECRET, SystemClock()).staff_access(manager.claims))


async def _ask_for_a_person(process: Process) -> str:
    """A visitor of one process; the conversation."""
    async with httpx.AsyncClient(base_url=process.url, timeout=20) as client:
        opened = (await client.post("/api/v1/conversations", json={"property": "maple-court"})).json()["data"]
        bearer = {"Authorization": f"Bearer {opened['token']}"}
        path = f"/api/v1/conversations/{opened['id']}/frames"
        answer = await client.post(path, json={"type": "handoff", "client_id": "h"}, headers=bearer)
    assert answer.status_code == 200, answer.text
    return opened["id"]


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait(20)


async def test_managers_of_both_hear_what_visitors_of_either_do(pair: Pair, ana: Manager) -> None:
    worker = pair.worker()
    try:
        on_a, on_b = listener(pair.a, ana), listener(pair.b, ana)
        async with on_a.connected(), on_b.connected():
            made = [await _ask_for_a_person(process) for process in (pair.a, pair.b) * 3]
            for client in (on_a, on_b):
                await client.until_seq(len(made))
        for client in (on_a, on_b):
            assert client.seqs == list(range(1, len(made) + 1))
            told = {f["notification"]["conversation_id"] for f in client.frames if f["type"] == "notification"}
            assert told == set(made)
        # A screen that moves from one process to the other goes on where it was.
        made.append(await _ask_for_a_person(pair.a))
        moved = listener(pair.b, ana)
        moved.seqs = list(on_a.seqs)
        async with moved.connected():
            await moved.until_seq(len(made))
        assert moved.seqs == list(range(1, len(made) + 1))
    finally:
        _end(worker)


async def test_a_worker_killed_between_commit_and_word_loses_and_doubles_nothing(pair: Pair, ana: Manager) -> None:
    client = listener(pair.a, ana)
    async with client.connected():
        dying = pair.worker(dying=True)
        try:
            conversation = await _ask_for_a_person(pair.b)
            assert await asyncio.to_thread(dying.wait, 60) == -signal.SIGKILL
        finally:
            _end(dying)
        # Nobody was told, and nothing but the socket's own look at the inbox can find it.
        await client.until_seq(1)
        worker = pair.worker()
        try:
            await _ask_for_a_person(pair.b)
            await client.until_seq(2)
        finally:
            _end(worker)
    assert client.seqs == [1, 2]
    mine = select(Notification.id).where(
        Notification.manager_id == ana.id, Notification.conversation_id == conversation
    )
    found = await pair.run(lambda tx: tx.connection.execute(mine).all())
    assert len(found) == 1
