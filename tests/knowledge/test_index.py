"""The indexes in memory: built once for all who wait, as many as fit, and never half true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge import index as index_module
from knowledge.index import Indexes
from knowledge.lexicon import load_lexicon
from knowledge.store import Stored
from knowledge.topics import STORE_KEY, TopicsOfEmbedder
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from tests.knowledge.support import WordEmbedder, add_property, say, unsay
from tests.support import databases


class MemoryStore:
    """A store that is a dictionary and remembers what was changed."""

    degraded = None

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Stored]] = {}
        self.removed: list[str] = []

    async def load(self, property_id: str) -> Mapping[str, Stored]:
        return dict(self.kept.get(property_id, {}))

    def change(self, property_id: str, added: Mapping[str, Stored], removed: Sequence[str]) -> None:
        mine = self.kept.setdefault(property_id, {})
        for key in removed:
            mine.pop(key, None)
            self.removed.append(key)
        mine.update(added)

    async def close(self) -> None:
        """Nothing to finish."""


@pytest.fixture
async def house(tmp_path: Path, template_folder: Path) -> AsyncIterator[Database]:
    made = Database(databases.sqlite_url(tmp_path / "data", template_folder), SystemClock(), Bus())
    for name in ("oak", "elm", "ash"):
        await add_property(made, name)
        await say(made, name, f"{name}-1", "Is there parking?", f"Yes, at {name}.")
    yield made
    await made.close()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def indexes_of(house: Database, embedder: WordEmbedder, store: MemoryStore, memory_bytes: int = 10**7) -> Indexes:
    topics = TopicsOfEmbedder(embedder, store, 0.05)
    return Indexes(house, embedder, store, load_lexicon(), topics, spanish_by_words=True, memory_bytes=memory_bytes)


async def test_all_who_wait_share_one_build(house: Database, store: MemoryStore) -> None:
    embedder = WordEmbedder()
    embedder.gate.clear()
    indexes = indexes_of(house, embedder, store)
    waiting = [asyncio.create_task(indexes.get("oak", 1)) for _ in range(20)]
    await asyncio.sleep(0.05)
    waiting[0].cancel()
    embedder.gate.set()
    found = await asyncio.gather(*waiting[1:])
    assert len({id(each) for each in found}) == 1
    assert indexes.builds == 1
    assert len(embedder.entries()) == 1
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]


async def test_a_build_that_began_too_early_is_not_enough(house: Database, store: MemoryStore) -> None:
    embedder = WordEmbedder()
    embedder.gate.clear()
    indexes = indexes_of(house, embedder, store)
    early = asyncio.create_task(indexes.get("oak", 1))
    await asyncio.sleep(0.05)
    version = await say(house, "oak", "oak-2", "Is there a pool?", "Yes.")
    late = [asyncio.create_task(indexes.get("oak", version)) for _ in range(5)]
    await asyncio.sleep(0.05)
    embedder.gate.set()
    assert len(await early) == 1
    assert [len(each) for each in await asyncio.gather(*late)] == [2] * 5
    assert indexes.builds == 2


async def test_a_failed_build_is_not_kept(house: Database, store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    indexes = indexes_of(house, WordEmbedder(), store)

    async def broken(*_: object) -> None:
        raise RuntimeError("the database is gone")

    with monkeypatch.context() as patched:
        patched.setattr(house, "read", broken)
        with pytest.raises(RuntimeError):
            await indexes.get("oak", 1)
    assert len(await indexes.get("oak", 1)) == 1


async def test_a_version_ahead_of_the_database_gives_what_there_is(house: Database, store: MemoryStore) -> None:
    indexes = indexes_of(house, WordEmbedder(), store)
    assert len(await indexes.get("oak", 10**6)) == 1


async def test_memory_is_bounded_and_the_least_used_goes_first(house: Database, store: MemoryStore) -> None:
    embedder = WordEmbedder()
    one = (await indexes_of(house, embedder, store).get("oak", 1)).nbytes
    indexes = indexes_of(house, embedder, store, memory_bytes=int(one * 2.5))
    await indexes.get("oak", 1)
    await indexes.get("elm", 1)
    assert indexes.known("oak", 1) is not None
    await indexes.get("ash", 1)
    assert len(indexes) == 2
    assert indexes.nbytes <= one * 2.5
    assert indexes.known("elm", 1) is None
    assert indexes.known("oak", 1) is not None
    tiny = indexes_of(house, embedder, store, memory_bytes=1)
    await tiny.get("oak", 1)
    assert tiny.known("oak", 1) is not None, "the one that was asked last stays"


async def test_what_was_embedded_before_is_taken_from_the_store(house: Database, store: MemoryStore) -> None:
    await indexes_of(house, WordEmbedder(), store).get("oak", 1)
    fresh = WordEmbedder()
    index = await indexes_of(house, fresh, store).get("oak", 1)
    assert fresh.embedded == []
    assert np.linalg.norm(index.vectors[0]) == pytest.approx(1.0, abs=1e-5)


async def test_a_vector_of_an_older_text_is_not_taken(house: Database, store: MemoryStore) -> None:
    await indexes_of(house, WordEmbedder(), store).get("oak", 1)
    await say(house, "oak", "oak-1", "Is there parking?", "No.")
    fresh = WordEmbedder()
    await indexes_of(house, fresh, store).get("oak", 1)
    assert fresh.entries() == ["Is there parking? No."]


async def test_vectors_of_deleted_entries_are_deleted(house: Database, store: MemoryStore) -> None:
    indexes = indexes_of(house, WordEmbedder(), store)
    await indexes.get("oak", 1)
    version = await unsay(house, "oak", "oak-1")
    await indexes.get("oak", version)
    assert store.removed == ["oak-1"]
    assert store.kept["oak"] == {}


async def test_entries_deleted_while_nobody_asked_are_deleted_too(house: Database, store: MemoryStore) -> None:
    await indexes_of(house, WordEmbedder(), store).get("oak", 1)
    await unsay(house, "oak", "oak-1")
    await indexes_of(house, WordEmbedder(), store).get("oak", 1)
    assert store.removed == ["oak-1"]


async def test_an_index_without_vectors_is_tried_again(
    house: Database, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = WordEmbedder()
    embedder.fails = True
    indexes = indexes_of(house, embedder, store)
    assert not (await indexes.get("oak", 1)).is_complete
    assert indexes.incomplete == 1
    embedder.fails = False
    assert not (await indexes.get("oak", 1)).is_complete, "not at every question"
    monkeypatch.setattr(index_module, "RETRY_SECONDS", 0.0)
    embedder.fails = True
    version = await say(house, "oak", "oak-2", "Is there a pool?", "Yes.")
    await indexes.get("oak", version)
    embedder.fails = False
    assert (await indexes.get("oak", version)).is_complete
    assert indexes.incomplete == 0


async def test_the_topics_are_embedded_once(house: Database, store: MemoryStore) -> None:
    embedder = WordEmbedder()
    indexes = indexes_of(house, embedder, store)
    await asyncio.gather(*(indexes.get(name, 1) for name in ("oak", "elm", "ash")))
    assert len(embedder.embedded) == len(store.kept[STORE_KEY]) + 3


async def test_closing_gives_up_what_is_being_built(house: Database, store: MemoryStore) -> None:
    embedder = WordEmbedder()
    embedder.gate.clear()
    indexes = indexes_of(house, embedder, store)
    waiting = asyncio.create_task(indexes.get("oak", 1))
    await asyncio.sleep(0.05)
    await indexes.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
