"""A new embedder: the old one's index answers until the new one's is complete, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.communities import communities, fill
from knowledge import rebuild as rebuild_module
from knowledge.embedders import Embedder, Vectors, load_named
from knowledge.folder_lock import FolderLock
from knowledge.generation import FOLDER, complete_ones
from knowledge.rebuild import LOCK_FILE
from knowledge.retrieve import KnowledgeBase, warm_all
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from tests.knowledge.support import WordEmbedder, knowing, say
from tests.support import databases

ROOT = Path(__file__).parents[2]
NO_CHROMA = "http://127.0.0.1:9"
MANY = communities(8, 12)
OWNERS = list(MANY)


@pytest.fixture
async def house(tmp_path: Path, template_folder: Path) -> AsyncGenerator[Database]:
    made = Database(databases.sqlite_url(tmp_path / "data", template_folder), SystemClock(), Bus())
    await made.write(fill, MANY)
    yield made
    await made.close()


@asynccontextmanager
async def started(
    house: Database, folder: Path, embedder: Embedder, *known: Embedder, chroma_url: str | None = NO_CHROMA
) -> AsyncGenerator[KnowledgeBase]:
    """A process with this embedder chosen that can still load the `known` ones."""
    by_name = {each.name: each for each in known}
    options: dict[str, Any] = {"previous": by_name.get, "chroma_url": chroma_url}
    async with knowing(house, embedder, folder, **options) as knowledge:
        yield knowledge


async def completed(house: Database, folder: Path, embedder: Embedder, *known: Embedder) -> None:
    async with started(house, folder, embedder, *known) as knowledge:
        knowledge.rebuild()
        await until(lambda: stage(knowledge) == "complete")


def stage(knowledge: KnowledgeBase) -> str | None:
    state = knowledge.rebuild_state()
    return state and state.stage


async def until(happened: Callable[[], bool], seconds: float = 25) -> None:
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(0.01)


async def check_answers(knowledge: KnowledgeBase) -> None:
    """Every community answers a question in other words than the entry's, from the right entry."""
    for owner in OWNERS:
        row = MANY[owner][3]
        found = await knowledge.ask(owner, 1, f"hello, {row.question} thanks")
        assert found.matches[0].faq_id == row.id


class Stepping(WordEmbedder):
    """Embeds so many pieces of entries, then waits until more are allowed."""

    def __init__(self, name: str, steps: int) -> None:
        super().__init__(name)
        self.steps = asyncio.Semaphore(steps)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        await self.steps.acquire()
        return await super().embed(texts)


async def test_questions_go_on_with_the_old_one_until_the_switch(house: Database, tmp_path: Path) -> None:
    old, new = WordEmbedder("old/1"), Stepping("new/1", 4)
    await completed(house, tmp_path, WordEmbedder("old/1"))
    async with started(house, tmp_path, new, old) as knowledge:
        assert knowledge.embedder_name == "old/1"
        knowledge.rebuild()
        await until(lambda: len(new.entries()) >= 24)
        state = knowledge.rebuild_state()
        assert state is not None
        assert (state.stage, state.embedder, state.replaces) == ("building", "new/1", "old/1")
        assert 0.0 < state.share < 1.0
        assert not complete_with(tmp_path, "new/1")
        for _ in range(3):
            await check_answers(knowledge)
        assert new.asked == []
        assert old.entries() == [], "its vectors are in files"
        version = await say(house, OWNERS[0], "late", "May I keep a parrot?", "Yes, one.")
        assert (await knowledge.ask(OWNERS[0], version, "may i keep a parrot")).answer == "Yes, one."

        switched = asyncio.Event()

        async def ask_on() -> int:
            answered = 0
            while not switched.is_set() or answered < 20:
                await check_answers(knowledge)
                answered += 1
                await asyncio.sleep(0.005)
            return answered

        asking = [asyncio.create_task(ask_on()) for _ in range(3)]
        for _ in range(100):
            new.steps.release()
        await until(lambda: knowledge.embedder_name == "new/1")
        switched.set()
        assert all(await asyncio.gather(*asking))
        assert stage(knowledge) == "complete"
        assert complete_with(tmp_path, "new/1")
        assert (await knowledge.ask(OWNERS[0], version, "may i keep a parrot")).answer == "Yes, one."
        asked_before = len(old.asked)
        await check_answers(knowledge)
        assert len(old.asked) == asked_before
        assert new.asked, "those who asked on may all have asked before the switch"


def complete_with(folder: Path, embedder: str) -> bool:
    return embedder in {each.manifest.embedder for each in complete_ones(folder / FOLDER)}


CRASHING = """
import asyncio, os, sys
from pathlib import Path
import structlog
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from tests.knowledge.support import WordEmbedder, knowing

class Slow(WordEmbedder):
    async def embed(self, texts):
        rows = await super().embed(texts)
        if len(self.entries()) > 40:
            print("in the middle", flush=True)
            await asyncio.sleep(600)
        return rows

async def main():
    database = Database(sys.argv[1], SystemClock(), Bus())
    old = WordEmbedder("old/1")
    options = {"previous": {"old/1": old}.get, "chroma_url": "http://127.0.0.1:9"}
    async with knowing(database, Slow("new/1"), Path(sys.argv[2]), **options) as knowledge:
        knowledge.rebuild()
        await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_after_a_crash_in_the_middle_the_rest_is_built(house: Database, tmp_path: Path) -> None:
    await completed(house, tmp_path, WordEmbedder("old/1"))
    command = [sys.executable, "-c", CRASHING, house.url.render_as_string(), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        said = await asyncio.to_thread(process.stdout.readline)
        process.send_signal(signal.SIGKILL)
    assert said == "in the middle\n"
    assert not complete_with(tmp_path, "new/1")
    old, new = WordEmbedder("old/1"), WordEmbedder("new/1")
    async with started(house, tmp_path, new, old) as knowledge:
        assert knowledge.embedder_name == "old/1"
        await check_answers(knowledge)
        knowledge.rebuild()
        await until(lambda: knowledge.embedder_name == "new/1")
        await check_answers(knowledge)
    assert len(new.entries()) == 8 * 12 - 36, "three communities were in their files"


async def test_an_embedder_that_fails_in_the_middle_is_tried_again(house: Database, tmp_path: Path) -> None:
    await completed(house, tmp_path, WordEmbedder("old/1"))

    class Failing(WordEmbedder):
        async def embed(self, texts: Sequence[str]) -> Vectors:
            if len(self.entries()) >= 36 and not self.mended:
                self.fails = True
            return await super().embed(texts)

        mended = False

    new = Failing("new/1")
    async with started(house, tmp_path, new, WordEmbedder("old/1")) as knowledge:
        knowledge.rebuild()
        await until(lambda: (state := knowledge.rebuild_state()) is not None and state.trouble is not None)
        assert any("no vectors" in trouble for trouble in knowledge.health().degraded)
        assert knowledge.embedder_name == "old/1"
        await check_answers(knowledge)
        new.mended, new.fails = True, False
        knowledge.rebuild()
        await until(lambda: knowledge.embedder_name == "new/1")
        assert knowledge.health().embedder == "new/1"
    assert len(new.entries()) == 8 * 12, "nothing twice"


async def test_of_two_processes_one_builds_and_both_switch(
    house: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild_module, "LOOK_SECONDS", 0.05)
    await completed(house, tmp_path, WordEmbedder("old/1"))
    first, second = Stepping("new/1", 3), WordEmbedder("new/1")
    async with (
        started(house, tmp_path, first, WordEmbedder("old/1")) as one,
        started(house, tmp_path, second, WordEmbedder("old/1")) as other,
    ):
        one.rebuild()
        await until(lambda: len(first.entries()) > 0)
        other.rebuild()
        await until(lambda: (state := other.rebuild_state()) is not None and state.trouble is not None)
        assert other.embedder_name == "old/1"
        for _ in range(100):
            first.steps.release()
        await until(lambda: (one.embedder_name, other.embedder_name) == ("new/1", "new/1"))
        await check_answers(other)
    assert second.embedded == []


async def test_a_builder_that_died_is_taken_over_from(
    house: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild_module, "LOOK_SECONDS", 0.05)
    await completed(house, tmp_path, WordEmbedder("old/1"))
    async with started(house, tmp_path, WordEmbedder("new/1"), WordEmbedder("old/1")) as knowledge:
        lock = FolderLock(knowledge._chosen.folder, file=LOCK_FILE)  # pyright: ignore[reportPrivateUsage]
        lock.acquire()
        knowledge.rebuild()
        await until(lambda: stage(knowledge) == "waiting")
        assert knowledge.embedder_name == "old/1"
        lock.release()
        await until(lambda: knowledge.embedder_name == "new/1")


async def test_where_the_old_one_is_gone_words_answer(
    house: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.index.EMBED_SECONDS", 0.1)
    await completed(house, tmp_path, WordEmbedder("old/1"))
    new = Stepping("new/1", 1)
    async with started(house, tmp_path, new) as knowledge:
        await knowledge.warm(OWNERS[:0])
        assert knowledge.embedder_name == "new/1"
        await check_answers(knowledge)
        assert new.entries() == []
        assert any("words alone" in trouble for trouble in knowledge.health().degraded)
        for _ in range(100):
            new.steps.release()
        await until(lambda: not knowledge.health().degraded or "words" not in str(knowledge.health().degraded))
        await check_answers(knowledge)
    assert len(new.entries()) == 8 * 12


async def test_going_back_takes_nothing_but_what_changed(house: Database, tmp_path: Path) -> None:
    await completed(house, tmp_path, WordEmbedder("old/1"))
    await completed(house, tmp_path, WordEmbedder("new/1"), WordEmbedder("old/1"))
    version = await say(house, OWNERS[0], "late", "May I keep a parrot?", "Yes, one.")
    back = WordEmbedder("old/1")
    async with started(house, tmp_path, back, WordEmbedder("new/1")) as knowledge:
        assert knowledge.embedder_name == "old/1", "complete already"
        await warm_all(knowledge, house)
        assert (await knowledge.ask(OWNERS[0], version, "may i keep a parrot")).answer == "Yes, one."
        await check_answers(knowledge)
    assert back.entries() == ["May I keep a parrot? Yes, one."]
    assert complete_ones(tmp_path / FOLDER)[0].manifest.embedder == "old/1"


async def test_the_one_before_the_last_is_forgotten(house: Database, tmp_path: Path) -> None:
    names = ["one/1", "two/1", "three/1"]
    for name in names:
        async with started(house, tmp_path, WordEmbedder(name), chroma_url=None) as knowledge:
            knowledge.rebuild()
            await until(lambda known=knowledge: stage(known) == "complete")
            await until(lambda: len(complete_ones(tmp_path / FOLDER)) <= 2)
            await knowledge._store.settled()  # pyright: ignore[reportPrivateUsage]
    assert [each.manifest.embedder for each in complete_ones(tmp_path / FOLDER)] == ["three/1", "two/1"]
    async with started(house, tmp_path, WordEmbedder("three/1"), chroma_url=None) as knowledge:
        store = knowledge._store  # pyright: ignore[reportPrivateUsage]
        await store.open()
        collections = await asyncio.to_thread(store._client.list_collections)  # pyright: ignore[reportPrivateUsage]
    assert sorted(each.metadata["embedder"] for each in collections) == ["three/1", "two/1"]


def test_embedders_are_found_by_the_name_that_is_kept() -> None:
    assert load_named("somebody-elses/1", Path("nowhere")) is None
    assert load_named("all-MiniLM-L6-v2/int8/1", Path("nowhere")) is None
    assert load_named("openai/text-embedding-3-small/1536", Path("nowhere")) is None
    assert load_named("wordllama-l2_supercat/256/0.0.0", Path("nowhere")) is None, "another version by now"
