"""An edit is seen by the next question in every process, and no community sees another's words."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from benchmarks.communities import communities, fill
from knowledge.retrieve import warm_all
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database, Tx
from leasing.models import Faq
from leasing.services.knowledge_changes import raise_version, told
from leasing.tenancy import StaffScope
from tests.knowledge.support import WordEmbedder, add_property, knowing, say, unsay
from tests.support import databases

NO_CHROMA = "http://127.0.0.1:9"
ROOT = Path(__file__).parents[2]
PETS = "Are pets allowed?"

OTHER_PROCESS = """
import asyncio, json, sys
from pathlib import Path
import structlog
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
from sqlalchemy import select
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from leasing.models import Property
from tests.knowledge.support import WordEmbedder, knowing

def version(tx, property_id):
    return tx.connection.execute(select(Property.knowledge_version).where(Property.id == property_id)).scalar_one()

async def main():
    database = Database(sys.argv[1], SystemClock(), Bus())
    async with knowing(database, WordEmbedder(), Path(sys.argv[2]), chroma_url="http://127.0.0.1:9") as knowledge:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            property_id, question = json.loads(line)
            found = await knowledge.ask(property_id, await database.read(version, property_id), question)
            print(json.dumps([found.answer, [match.faq_id for match in found.matches]]), flush=True)
    await database.close()

asyncio.run(main())
"""


class OtherProcess:
    """A process of its own over the same database. It reads the version and asks, as a turn does."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert self._line() == "ready"

    def ask(self, property_id: str, question: str) -> tuple[str, list[str]]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([property_id, question]) + "\n")
        self._process.stdin.flush()
        answer, ids = json.loads(self._line())
        return answer, ids

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def other_process(database: Database, folder: Path) -> Generator[OtherProcess]:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", OTHER_PROCESS, url, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield OtherProcess(process)
        finally:
            process.kill()


async def check_every_edit_is_seen(database: Database, mine: Path, theirs: Path) -> None:
    await add_property(database, "oak")
    await say(database, "oak", "trash", "Where is the trash taken?", "To the shed.")
    async with knowing(database, WordEmbedder(), mine, chroma_url=NO_CHROMA) as knowledge:
        with other_process(database, theirs) as other:
            for number in range(12):
                said = f"Two pets, rule {number}."
                version = await say(database, "oak", "pets", PETS, said)
                assert other.ask("oak", PETS)[0] == said
                assert (await knowledge.ask("oak", version, PETS)).answer == said
            version = await unsay(database, "oak", "pets")
            assert other.ask("oak", PETS) == ("", ["trash"])
            assert [each.faq_id for each in (await knowledge.ask("oak", version, PETS)).matches] == ["trash"]


async def test_an_edit_is_seen_by_the_next_question_of_every_process(database: Database, tmp_path: Path) -> None:
    await check_every_edit_is_seen(database, tmp_path / "one", tmp_path / "two")


async def test_processes_may_share_their_files(database: Database, tmp_path: Path) -> None:
    await check_every_edit_is_seen(database, tmp_path / "shared", tmp_path / "shared")


@pytest.fixture
async def house(tmp_path: Path, template_folder: Path) -> AsyncGenerator[Database]:
    made = Database(databases.sqlite_url(tmp_path / "data", template_folder), SystemClock(), Bus())
    yield made
    await made.close()


def change_told(tx: Tx, answer: str) -> int:
    """What staff's change of an answer does."""
    scope = StaffScope("company", "user", "admin")
    tx.connection.execute(update(Faq).where(Faq.id == "pets").values(answer=answer))
    version = raise_version(tx, scope, "oak")
    told(tx, scope, "oak", "pets", version=version, change="updated")
    return version


async def test_an_edit_is_built_before_anybody_asks(house: Database, tmp_path: Path) -> None:
    """The bus tells of a change, and the index of a community that is in memory is built at once."""
    await add_property(house, "oak")
    version = await say(house, "oak", "pets", PETS, "Two.")
    async with knowing(house, WordEmbedder(), tmp_path, chroma_url=NO_CHROMA) as knowledge:
        await knowledge.ask("oak", version, PETS)
        version = await house.write(change_told, "None.")
        indexes = knowledge._serving.indexes  # pyright: ignore[reportPrivateUsage]
        async with asyncio.timeout(20):
            while indexes.known("oak", version) is None:
                await asyncio.sleep(0.01)
        assert (await knowledge.ask("oak", version, PETS)).answer == "None."


async def test_events_that_cannot_be_read_are_passed_over(house: Database, tmp_path: Path) -> None:
    await add_property(house, "oak")
    version = await say(house, "oak", "pets", PETS, "Two.")
    async with knowing(house, WordEmbedder(), tmp_path, chroma_url=NO_CHROMA) as knowledge:
        for message in (b"", b"{}", b"knowledge.changed", b'{"name":"knowledge.changed","data":{}}'):
            house.bus.publish("events", message)
        assert (await knowledge.ask("oak", version, PETS)).answered
    assert house.bus.listeners("events") == 0, "it listens no more once it is closed"


async def test_no_question_sees_another_communitys_words(house: Database, tmp_path: Path) -> None:
    """Thirty communities of two companies, with memory for a few, asked all at once while they are changed."""
    names = [f"p{number:02}" for number in range(30)]
    versions: dict[str, int] = {}
    for at, name in enumerate(names):
        company = "company" if at % 2 else "other"
        await add_property(house, name, company)
        versions[name] = await say(house, name, f"{name}-pets", PETS, f"The rule of {name}.", company_id=company)
    async with knowing(house, WordEmbedder(), tmp_path, chroma_url=NO_CHROMA, memory_bytes=30_000) as knowledge:

        async def ask(name: str) -> None:
            company = "company" if names.index(name) % 2 else "other"
            for turn in range(4):
                found = await knowledge.ask(name, versions[name], PETS if turn % 2 else "tell me the rule on pets", 50)
                assert {match.faq_id for match in found.matches} <= {f"{name}-pets", f"{name}-more"}
                assert found.matches[0].answer == f"The rule of {name}."
                versions[name] = await say(
                    house, name, f"{name}-more", f"Is there a pool {turn}?", "Yes.", company_id=company
                )

        await asyncio.gather(*(ask(name) for name in names))
        assert 1 <= knowledge.health().properties < 10
        assert knowledge.health().bytes <= 30_000


async def test_many_communities_are_built_and_asked(house: Database, tmp_path: Path) -> None:
    """What the benchmark does with 1,000 communities of 100 entries, at a fiftieth."""
    many = communities(20, 30)
    await house.write(fill, many)
    embedder = WordEmbedder()
    async with knowing(house, embedder, tmp_path, chroma_url=NO_CHROMA) as knowledge:
        await warm_all(knowledge, house)
        assert knowledge.health().properties == 20
        for owner, rows in many.items():
            found = await knowledge.ask(owner, 1, rows[7].question)
            assert (found.matches[0].faq_id, found.score) == (rows[7].id, 1.0)
        assert len(embedder.entries()) == 600, "each entry once"
