"""All that belongs to one embedder: its calibration, its collection, its topics, its indexes and their files.

Vectors of two embedders are never compared, so a question is asked of one generation from its beginning to its end.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from knowledge.embedders import Embedder, Vectors
from knowledge.features import Question, understood
from knowledge.index import Indexes
from knowledge.lexicon import Lexicon
from knowledge.ranking import ranked
from knowledge.snapshots import Snapshots
from knowledge.store import Shelf, VectorStore
from knowledge.threshold import Calibration, Weights
from knowledge.topics import TopicsOfEmbedder
from leasing.database import Database
from leasing.ids import new_id
from leasing.ports import Retrieved

log = structlog.stdlib.get_logger(__name__)

FOLDER = "knowledge"
MANIFEST = "manifest.json"
Embed = Callable[[], Awaitable[Vectors | None]]
"""Gives a question's vector; None where the embedder fails."""
SMALL_BYTES = 8 * 2**20
"""What a generation may keep in memory while another one answers."""


class Manifest(msgspec.Struct, frozen=True):
    """Written beside the files once every community has been built; what is not there is not complete."""

    embedder: str
    dimensions: int
    completed_at: datetime
    calibration: Weights
    """What its questions are decided by, where the code knows no more of this embedder."""


class Generation:
    """The parts of one embedder. `name` is its collection's and its folder's."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        store: VectorStore,
        lexicon: Lexicon,
        calibration: Calibration,
        *,
        folder: Path,
        memory_bytes: int,
    ) -> None:
        """`folder`: that of all generations."""
        self.name = Shelf.of(embedder).name
        self.embedder = embedder
        self.calibration = calibration
        self.folder = folder / self.name
        self.snapshots = Snapshots(self.folder)
        self.topics = TopicsOfEmbedder(embedder, store, calibration.temperature, self.snapshots)
        self._lexicon = lexicon
        self.indexes = Indexes(
            database,
            embedder,
            store,
            lexicon,
            self.topics,
            spanish_by_words=calibration.spanish_by_words,
            memory_bytes=memory_bytes,
            snapshots=self.snapshots,
        )

    def understood(self, question: str) -> Question:
        return understood(question, self._lexicon, spanish_by_words=self.calibration.spanish_by_words)

    async def ask(self, property_id: str, version: int, asked: Question, embed: Embed, *, limit: int = 1) -> Retrieved:
        """The `limit` likeliest entries of a property as of a version or newer, and whether the first answers. `embed`
        is called where no entry has the question's vector."""
        clock = Stopwatch()
        index = self.indexes.known(property_id, version)
        if index is None:
            index = await self.indexes.get(property_id, version)
        clock.lap("index")
        if not len(index) or not asked.key:
            return Retrieved(False, "", 0.0, (), clock.laps)
        same = index.place_of(asked.key)
        if same is not None and index.has_vector[same]:
            # The entry is known already; its neighbours are found well enough by its own vector.
            vector = index.vector(same)
        else:
            vector = await embed()
        clock.lap("embed")
        answered, found = ranked(index, asked, vector, same, limit, self.calibration, self._lexicon)
        clock.lap("search")
        best = found[0]
        return Retrieved(answered, best.answer if answered else "", best.score, found, clock.laps)

    def is_complete(self) -> bool:
        """Whether every community was built once. Blocks."""
        return read_manifest(self.folder) is not None

    def mark_complete(self) -> None:
        """Blocks. Raises OSError."""
        manifest = Manifest(
            self.embedder.name, self.embedder.dimensions, datetime.now(UTC), calibration=self.calibration.fitted
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{MANIFEST}.draft-{new_id()}"
        draft.write_bytes(msgspec.json.encode(manifest))
        draft.replace(self.folder / MANIFEST)

    async def close(self) -> None:
        """Stop building and finish writing. The embedder is its owner's to close."""
        await self.indexes.close()
        await self.snapshots.close()


class Stopwatch:
    """Milliseconds between laps, by name."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = (now - self._last) * 1000
        self._last = now


def read_manifest(folder: Path) -> Manifest | None:
    """Of one generation; None where it is not complete. Blocks."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("manifest_unreadable", folder=str(folder), error=str(error))
        return None


@dataclass(frozen=True, slots=True)
class Complete:
    """A generation that is on disk in full."""

    folder: Path
    manifest: Manifest


def complete_ones(folder: Path) -> list[Complete]:
    """The complete generations in the folder of all, the newest first. Blocks."""
    if not folder.is_dir():
        return []
    manifests = [(each, read_manifest(each)) for each in folder.iterdir() if each.is_dir()]
    found = [Complete(each, manifest) for each, manifest in manifests if manifest is not None]
    return sorted(found, key=lambda each: each.manifest.completed_at, reverse=True)
