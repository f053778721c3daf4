"""Files of what was built, so that a community is ready a few milliseconds after a start or after it was evicted.

They are copies: SQL has the truth, and whoever reads one compares it with that. One that is missing, spoilt or of
something else is as if it were not there. One folder belongs to one embedder.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from leasing.ids import new_id

log = structlog.stdlib.get_logger(__name__)

ENDING = ".index"
OLD_DRAFT_SECONDS = 3600.0
LARGEST = 512 * 2**20
"""Bytes; a file beyond it is none of ours."""


class Snapshots:
    """Reads block; writes are done by a thread of their own, the last one of a name only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
        self._closed = False
        self.trouble: str | None = None
        """Why the last one could not be written; None where it could."""

    def path(self, name: str) -> Path:
        """A name may hold any signs; its file is named by a digest."""
        return self.folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}{ENDING}"

    def read(self, name: str) -> bytes | None:
        """Blocks. None where there is no file, or none that can be read."""
        waiting = self._waiting.get(name)
        if waiting is not None:
            return waiting
        path = self.path(name)
        try:
            if path.stat().st_size > LARGEST:
                log.warning("snapshot_too_large", path=str(path))
                return None
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("snapshot_unreadable", path=str(path), error=str(error))
            return None

    def save(self, name: str, data: bytes) -> None:
        """Write in the background."""
        if self._closed:
            return
        with self._lock:
            is_new = name not in self._waiting
            self._waiting[name] = data
        if is_new:
            self._writer.submit(self._write, name)

    def remove(self, name: str) -> None:
        """Delete a file that turned out to be spoilt; blocks."""
        try:
            self.path(name).unlink(missing_ok=True)
        except OSError as error:
            log.warning("snapshot_not_removed", path=str(self.path(name)), error=str(error))

    def keep_only(self, names: Iterable[str]) -> int:
        """Delete the files of all other names; how many they were. Blocks."""
        with self._lock:
            kept = {self.path(name).name for name in (*names, *self._waiting)}
        try:
            others = [path for path in self.folder.glob(f"*{ENDING}") if path.name not in kept]
            # A draft that was begun long ago is of a process that died.
            long_ago = time.time() - OLD_DRAFT_SECONDS
            others += [path for path in self.folder.glob("*.draft-*") if path.stat().st_mtime < long_ago]
            for path in others:
                path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("snapshots_not_removed", folder=str(self.folder), error=str(error))
            return 0
        return len(others)

    async def settled(self) -> None:
        """Wait until everything that was to be written has been tried."""
        await asyncio.wrap_future(self._writer.submit(lambda: None))

    async def close(self) -> None:
        """Finish what waits to be written."""
        self._closed = True
        await asyncio.to_thread(self._writer.shutdown, True)

    def _write(self, name: str) -> None:
        while True:
            with self._lock:
                data = self._waiting[name]
            self._write_file(self.path(name), data)
            with self._lock:
                if self._waiting[name] is data:
                    del self._waiting[name]
                    return

    def _write_file(self, path: Path, data: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Another process may write the same: each a draft of its own first, then one takes the name at once.
            draft = path.with_suffix(f".draft-{new_id()}")
            draft.write_bytes(data)
            draft.replace(path)
            self.trouble = None
        except OSError as error:
            self.trouble = f"{type(error).__name__}: {error}"
            log.warning("snapshot_not_written", path=str(path), error=str(error))
