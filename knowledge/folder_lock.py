"""One process at a time may open a folder: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from leasing.errors import Conflict

LOCK_FILE = "chroma.lock"
VECTORS_IN_USE = (
    "The vectors in {folder} are open in another process ({holder}), and Chroma's files take one process only. Stop "
    "that one, choose another DOMIQ_DATA_DIR, or set DOMIQ_CHROMA_URL to a server."
)


class FolderInUse(Conflict):
    """Another process has the folder open; the message says which, and what to do."""

    default_code = "PRECONDITION_FAILED"


class FolderLock:
    """Held from `acquire` to `release`. The file stays behind; only the lock on it means something."""

    def __init__(self, folder: Path, *, file: str = LOCK_FILE, in_use: str = VECTORS_IN_USE) -> None:
        """`in_use` is what is said where another holds it, of `{folder}` and `{holder}`."""
        self._folder = folder
        self._name = file
        self._in_use = in_use
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock without waiting. Raises FolderInUse."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / self._name
        file = path.open("a+", encoding="utf-8")
        try:
            _lock(file)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise FolderInUse(self._in_use.format(folder=self._folder, holder=holder)) from error
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let go; nothing happens where the lock is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        # Far behind the text, so that another process can still read who holds the lock.
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
