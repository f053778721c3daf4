"""Chroma behind the indexes: a cache that may be lost, one process for its files, one collection for an embedder."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from knowledge import store as store_module
from knowledge.folder_lock import FolderInUse
from knowledge.store import ChromaFailed, ChromaStore, Stored
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from tests.knowledge.support import WordEmbedder, add_property, knowing, say
from tests.support import databases

PETS = ("Are pets allowed?", "Two pets a home.")


@pytest.fixture
async def house(tmp_path: Path, template_folder: Path) -> AsyncIterator[Database]:
    made = Database(databases.sqlite_url(tmp_path / "data", template_folder), SystemClock(), Bus())
    await add_property(made, "oak")
    await say(made, "oak", "pets", *PETS)
    yield made
    await made.close()


@asynccontextmanager
async def opened(folder: Path, name: str = "words/1", url: str | None = None) -> AsyncIterator[ChromaStore]:
    made = ChromaStore(WordEmbedder(name), data_dir=folder, chroma_url=url)
    await made.start()
    try:
        yield made
    finally:
        await made.close()


def stored(number: int) -> Stored:
    return Stored(f"digest {number}", np.full(64, number / 7, dtype=np.float32))


async def check_round_trip(store: ChromaStore) -> None:
    store.change("oak", {"a": stored(1), "b": stored(2)}, [])
    store.change("elm", {"c": stored(3)}, [])
    await store.settled()
    found = await store.load("oak")
    assert {key: each.digest for key, each in found.items()} == {"a": "digest 1", "b": "digest 2"}
    np.testing.assert_array_equal(found["b"].vector, stored(2).vector)
    store.change("oak", {"a": stored(4)}, ["b"])
    await store.settled()
    assert {key: each.digest for key, each in (await store.load("oak")).items()} == {"a": "digest 4"}
    assert store.degraded is None


async def test_vectors_come_back_as_they_were(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await check_round_trip(store)
    async with opened(tmp_path) as store:
        assert (await store.load("elm"))["c"].digest == "digest 3"


async def test_collections_of_different_embedders_are_never_mixed(tmp_path: Path) -> None:
    async with opened(tmp_path, "one/1") as store:
        store.change("oak", {"a": stored(1)}, [])
    async with opened(tmp_path, "one-1") as store:
        assert await store.load("oak") == {}
        store.change("oak", {"a": stored(2)}, [])
    async with opened(tmp_path, "one/1") as store:
        assert (await store.load("oak"))["a"].digest == "digest 1"


async def test_another_embedder_embeds_anew(house: Database, tmp_path: Path) -> None:
    async with knowing(house, WordEmbedder("first/1"), tmp_path) as knowledge:
        await knowledge.ask("oak", 1, "pets?")
    again, other = WordEmbedder("first/1"), WordEmbedder("second/1")
    async with knowing(house, again, tmp_path) as knowledge:
        assert (await knowledge.ask("oak", 1, PETS[0])).answered
    async with knowing(house, other, tmp_path) as knowledge:
        assert (await knowledge.ask("oak", 1, PETS[0])).answered
    assert again.embedded == []
    assert len(other.entries()) == 1


async def test_a_collection_that_says_it_is_anothers_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        name = store._shelf.name
        await store.open()
        await asyncio.to_thread(store._client.get_collection(name).modify, metadata={"embedder": "another"})
    async with opened(tmp_path) as store:
        assert await store.load("oak") == {}
        assert "another embedder" in (store.degraded or "")


async def test_a_second_opening_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path):
        with pytest.raises(FolderInUse, match="DOMIQ_CHROMA_URL"):
            await ChromaStore(WordEmbedder(), data_dir=tmp_path, chroma_url=None).start()
    async with opened(tmp_path):
        pass


HOLDER = """
import sys, time
from pathlib import Path
from knowledge.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


async def test_a_second_process_is_refused_and_a_dead_one_is_forgotten(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        store = ChromaStore(WordEmbedder(), data_dir=tmp_path, chroma_url=None)
        with pytest.raises(FolderInUse, match=f"process {holder.pid}"):
            await store.start()
        holder.kill()
        holder.wait()
    async with opened(tmp_path):
        pass


async def test_chroma_is_not_opened_where_a_server_is_set(tmp_path: Path) -> None:
    async with opened(tmp_path), opened(tmp_path, url="http://127.0.0.1:9"):
        pass


async def test_with_its_files_spoilt_questions_are_answered(house: Database, tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    async with knowing(house, WordEmbedder(), tmp_path) as knowledge:
        assert (await knowledge.ask("oak", 1, PETS[0])).answered
        assert (await knowledge.ask("oak", 1, "pets allowed")).answered
        assert any("Chroma" in trouble for trouble in knowledge.health().degraded)


async def test_with_its_server_away_questions_are_answered(house: Database, tmp_path: Path) -> None:
    async with knowing(house, WordEmbedder(), tmp_path, chroma_url="http://127.0.0.1:9") as knowledge:
        assert (await knowledge.ask("oak", 1, "pets allowed")).answered
        assert not knowledge.health().ok


async def test_one_that_hangs_is_left_alone_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(store_module, "READ_SECONDS", 0.1)
    async with opened(tmp_path) as store:
        await store.open()
        await store._attempt("sleep", lambda _: time.sleep(0.5), 0.1)
        assert "no answer" in (store.degraded or "")
        began = asyncio.get_running_loop().time()
        assert await store.load("oak") == {}
        assert asyncio.get_running_loop().time() - began < 0.05


async def test_a_panic_is_a_failure_like_others(tmp_path: Path) -> None:
    class PanicException(BaseException):
        """Not even an Exception."""

    def panic(_: Any) -> None:
        raise PanicException("index out of bounds")

    async with opened(tmp_path) as store:
        assert await store._attempt("read", panic, 5) is None
        assert "PanicException" in (store.degraded or "")
        with pytest.raises(ChromaFailed):
            store._guarded(panic)


async def test_writes_beyond_the_bound_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "WAITING_WRITES", 2)
    store = ChromaStore(WordEmbedder(), data_dir=tmp_path, chroma_url=None)
    for number in range(5):
        store.change("oak", {str(number): stored(number)}, [])
    assert store._writes.qsize() == 2


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    if not chroma.exists():
        pytest.skip("the chroma command is not installed")
    folder = tmp_path_factory.mktemp("chroma-server")
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder) as process:
        try:
            _wait_for(url)
            yield url
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    import time

    for _ in range(300):
        try:
            if httpx.get(f"{url}/api/v2/heartbeat", timeout=1).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    pytest.fail("the Chroma server did not start in 30 s")


async def test_a_server_keeps_them_alike(tmp_path: Path, server: str) -> None:
    async with opened(tmp_path / "one", url=server) as store:
        await check_round_trip(store)
    async with opened(tmp_path / "two", url=server) as store:
        assert (await store.load("elm"))["c"].digest == "digest 3"
