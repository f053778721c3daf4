"""Files of indexes: they spare work, and are never believed against the database."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import update

from knowledge import snapshots as snapshots_module
from knowledge.generation import FOLDER
from knowledge.retrieve import KnowledgeBase
from knowledge.snapshots import ENDING, Snapshots
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database, Tx
from leasing.models import Property
from tests.knowledge.support import WordEmbedder, add_property, knowing, say, unsay
from tests.support import databases

PETS = ("Are pets allowed?", "Two pets a home, 40 dollars a month each.")
NO_CHROMA = "http://127.0.0.1:9"


@pytest.fixture
async def house(tmp_path: Path, template_folder: Path) -> AsyncGenerator[Database]:
    made = Database(databases.sqlite_url(tmp_path / "data", template_folder), SystemClock(), Bus())
    for name in ("oak", "elm"):
        await add_property(made, name)
        await say(made, name, f"{name}-pets", PETS[0], f"{PETS[1]} At {name}.")
    yield made
    await made.close()


async def asked(house: Database, folder: Path, embedder: WordEmbedder, property_id: str = "oak") -> str:
    """The answer of a process that has just started, without Chroma."""
    async with knowing(house, embedder, folder, chroma_url=NO_CHROMA) as knowledge:
        return (await knowledge.ask(property_id, 1, PETS[0])).answer


def files(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob(f"*/*{ENDING}"))


def file_of(knowledge: KnowledgeBase, property_id: str) -> Path:
    return knowledge._serving.snapshots.path(property_id)  # pyright: ignore[reportPrivateUsage]


async def test_a_start_embeds_nothing_again(house: Database, tmp_path: Path) -> None:
    await asked(house, tmp_path, WordEmbedder())
    assert len(files(tmp_path)) == 2, "the topics and the community"
    fresh = WordEmbedder()
    assert await asked(house, tmp_path, fresh) == f"{PETS[1]} At oak."
    assert fresh.embedded == []


async def test_a_change_while_no_process_ran_is_seen(house: Database, tmp_path: Path) -> None:
    await say(house, "oak", "pool", "Is there a pool?", "Yes.")
    await asked(house, tmp_path, WordEmbedder())
    await say(house, "oak", "oak-pets", PETS[0], "No pets.")
    fresh = WordEmbedder()
    assert await asked(house, tmp_path, fresh) == "No pets."
    assert fresh.embedded == [f"{PETS[0]} No pets."], "only what was changed"


async def test_a_database_that_was_restored_is_believed(house: Database, tmp_path: Path) -> None:
    """Its versions are smaller than the file's, or the same with other words behind them."""
    await asked(house, tmp_path, WordEmbedder())

    def set_back(tx: Tx) -> None:
        tx.connection.execute(update(Property).where(Property.id == "oak").values(knowledge_version=1))

    await say(house, "oak", "oak-pets", PETS[0], "No pets.")
    await house.write(set_back)
    assert await asked(house, tmp_path, WordEmbedder()) == "No pets."


@pytest.mark.parametrize("damage", ["empty", "torn", "flipped", "other kind"])
async def test_a_spoilt_file_is_made_again(house: Database, tmp_path: Path, damage: str) -> None:
    await asked(house, tmp_path, WordEmbedder())
    whole = {path: path.read_bytes() for path in files(tmp_path)}
    for path, data in whole.items():
        middle = len(data) // 2
        spoilt = {
            "empty": b"",
            "torn": data[:middle],
            "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "other kind": b"SQLite format 3\0" * 50,
        }
        path.write_bytes(spoilt[damage])
    fresh = WordEmbedder()
    assert await asked(house, tmp_path, fresh) == f"{PETS[1]} At oak."
    assert len(fresh.entries()) == 1
    assert {path: path.read_bytes() for path in files(tmp_path)}.keys() == whole.keys()
    again = WordEmbedder()
    assert await asked(house, tmp_path, again) == f"{PETS[1]} At oak."
    assert again.embedded == [], "the files are whole again"


async def test_a_file_of_another_community_is_refused(house: Database, tmp_path: Path) -> None:
    async with knowing(house, WordEmbedder(), tmp_path, chroma_url=NO_CHROMA) as knowledge:
        await knowledge.warm(["oak", "elm"])
        oak, elm = file_of(knowledge, "oak"), file_of(knowledge, "elm")
    oak.write_bytes(elm.read_bytes())
    fresh = WordEmbedder()
    assert await asked(house, tmp_path, fresh) == f"{PETS[1]} At oak."
    assert len(fresh.entries()) == 1


async def test_a_folder_that_cannot_be_written_stops_nobody(house: Database, tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where a folder should be")
    assert await asked(house, tmp_path, WordEmbedder()) == f"{PETS[1]} At oak."


async def test_what_was_evicted_comes_back_from_its_file(house: Database, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    async with knowing(house, embedder, tmp_path, chroma_url=NO_CHROMA, memory_bytes=1) as knowledge:
        for _ in range(3):
            for name in ("oak", "elm"):
                assert (await knowledge.ask(name, 1, PETS[0])).answer == f"{PETS[1]} At {name}."
        assert knowledge.health().properties == 1
    assert len(embedder.entries()) == 2


async def test_deleted_entries_do_not_come_back(house: Database, tmp_path: Path) -> None:
    await asked(house, tmp_path, WordEmbedder())
    await unsay(house, "oak", "oak-pets")
    for _ in range(2):
        assert await asked(house, tmp_path, WordEmbedder()) == ""


async def test_the_last_one_written_stays(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path / "files")
    threads = [
        threading.Thread(target=lambda: [kept.save("oak", b"%d" % number) for number in range(2000)]) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    kept.save("oak", b"the last")
    assert kept.read("oak") == b"the last", "also while it waits to be written"
    await kept.close()
    assert Snapshots(tmp_path / "files").read("oak") == b"the last"
    assert [path.name for path in kept.folder.iterdir()] == [kept.path("oak").name]


async def test_files_of_nobody_are_deleted(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path)
    for name in ("oak", "elm", "ash"):
        kept.save(name, b"x")
    await kept.settled()
    draft = tmp_path / "oak.draft-1"
    draft.write_bytes(b"half")
    assert kept.keep_only(["oak"]) == 2
    assert kept.read("oak") == b"x"
    assert kept.read("elm") is None
    assert draft.exists(), "it may be another process's, at work"
    os.utime(draft, (0, 0))
    assert kept.keep_only(["oak"]) == 1
    await kept.close()


async def test_a_file_that_is_far_too_large_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Snapshots(tmp_path)
    kept.save("oak", b"x" * 100)
    await kept.settled()
    monkeypatch.setattr(snapshots_module, "LARGEST", 99)
    assert kept.read("oak") is None
    await kept.close()
