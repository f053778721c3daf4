"""A new embedder's index, built beside the old one's, which answers meanwhile.

Every community is built and written to its file; then the generation is marked as complete, and the caller switches.
What is in files and in the store is not made again, so that after a crash the rest is built. Of several processes that
share a data folder one builds, and the others wait until it is marked.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from knowledge.folder_lock import FolderInUse, FolderLock
from knowledge.generation import Generation, complete_ones
from knowledge.topics import STORE_KEY
from leasing.database import Database
from leasing.ports import RebuildState
from leasing.services.knowledge_rows import knowledge_versions

log = structlog.stdlib.get_logger(__name__)

LOCK_FILE = "rebuild.lock"
LOOK_SECONDS = 2.0
"""How often a process that waits for another one's work looks for it."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
"""Between attempts where the embedder fails."""
PASSES = 3
"""Over communities that were changed while others were built. Later changes are found as at any other time."""
KEPT = 2
"""Complete generations that stay on disk: the one that answers, and the one before, to go back to."""


class Rebuild:
    """Builds one generation. `state` tells how far it is."""

    def __init__(self, database: Database, target: Generation, *, replaces: str | None) -> None:
        """`replaces`: the name of the embedder that answers meanwhile; None where the target answers itself."""
        self._database = database
        self._target = target
        self._wake = asyncio.Event()
        self._done: dict[str, int] = {}
        self.state = RebuildState("waiting", target.embedder.name, replaces, 0.0, None)

    def wake(self) -> None:
        """Try again now where it pauses."""
        self._wake.set()

    async def run(self) -> None:
        """Until the generation is complete, however often that must be tried."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._attempt()
                return
            except Unfinished as error:
                why = str(error)
            except Exception as error:
                why = f"{type(error).__name__}: {error}"
                log.exception("rebuild_failed", embedder=self._target.embedder.name)
            self._tell("waiting", self.state.share, why)
            log.warning("rebuild_paused", embedder=self._target.embedder.name, why=why, seconds=pause)
            self._wake.clear()
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                pause = FIRST_PAUSE_SECONDS
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _attempt(self) -> None:
        lock = FolderLock(self._target.folder, file=LOCK_FILE)
        while not await asyncio.to_thread(self._target.is_complete):
            try:
                lock.acquire()
            except FolderInUse:
                self._tell("waiting", self.state.share, "another process builds it")
                await asyncio.sleep(LOOK_SECONDS)
                continue
            try:
                await self._build()
            finally:
                lock.release()
        self._tell("complete", 1.0, None)

    async def _build(self) -> None:
        began = asyncio.get_running_loop().time()
        for _ in range(PASSES):
            wanted = await self._database.read(knowledge_versions)
            left = [owner for owner, version in wanted.items() if self._done.get(owner, -1) < version]
            if not left:
                break
            for owner in left:
                self._tell("building", sum(each in self._done for each in wanted) / len(wanted), None)
                index = await self._target.indexes.complete(owner)
                if not index.is_complete:
                    raise Unfinished("the embedder gave no vectors")
                self._done[owner] = index.version
                # Visitors first: without a pause this would take every free moment of the event loop.
                await asyncio.sleep(0)
        await self._target.snapshots.settled()
        if self._target.snapshots.trouble is not None:
            log.warning("rebuild_without_files", error=self._target.snapshots.trouble)
        wanted = await self._database.read(knowledge_versions)
        await asyncio.to_thread(self._target.snapshots.keep_only, (*wanted, STORE_KEY))
        await asyncio.to_thread(self._target.mark_complete)
        took = round(asyncio.get_running_loop().time() - began, 1)
        log.info("rebuild_complete", embedder=self._target.embedder.name, communities=len(wanted), seconds=took)

    def _tell(self, stage: str, share: float, trouble: str | None) -> None:
        self.state = RebuildState(stage, self.state.embedder, self.state.replaces, round(share, 3), trouble)


class Unfinished(Exception):
    """The generation cannot be completed now; the message says why."""


async def forget_old(folder: Path, drop: Callable[[str], Awaitable[None]]) -> list[str]:
    """Delete all but the last complete generations, files and collections; their names."""
    gone: list[str] = []
    for each in (await asyncio.to_thread(complete_ones, folder))[KEPT:]:
        await drop(each.folder.name)
        await asyncio.to_thread(shutil.rmtree, each.folder, ignore_errors=True)
        gone.append(each.folder.name)
        log.info("generation_forgotten", embedder=each.manifest.embedder)
    return gone
