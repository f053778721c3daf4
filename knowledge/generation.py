"""All that belongs to one embedder: its calibration, its collection, its topics, its indexes and their files.

Vectors of two embedders are never compared, so a question is asked of one generation from its beginning to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from knowledge.embedders import Embedder
from knowledge.features import Question, understood
from knowledge.index import Indexes
from knowledge.lexicon import Lexicon
from knowledge.snapshots import Snapshots
from knowledge.store import Shelf, VectorStore
from knowledge.threshold import Calibration, Weights
from knowledge.topics import TopicsOfEmbedder
from leasing.database import Database
from leasing.ids import new_id

log = structlog.stdlib.get_logger(__name__)

FOLDER = "knowledge"
MANIFEST = "manifest.json"
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
