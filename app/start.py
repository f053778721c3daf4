"""What has to be right before anything runs, each with a sentence that says what is wrong and what to do."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from app.migrate import NotReachable, standing
from knowledge.folder_lock import FolderInUse, FolderLock
from leasing.settings import Settings

FOLDER_IN_USE = (
    "Another DomIQ server ({holder}) uses the data folder {folder}. Stop that one, give this one a folder of its own "
    "with DOMIQ_DATA_DIR, or use PostgreSQL, Redis and a Chroma server (DOMIQ_DATABASE_URL, DOMIQ_REDIS_URL, "
    "DOMIQ_CHROMA_URL) to run several."
)


class CannotStart(Exception):
    """DomIQ cannot run as things are; the message is for the person who started it."""


def check_folder(folder: Path) -> None:
    """Raises `CannotStart` where nothing can be kept in the data folder."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder.absolute()} cannot be written to: {_why(error)}. Give the one who runs DomIQ the "
            "right to write there, or choose another folder with DOMIQ_DATA_DIR."
        ) from error


def listen(host: str, port: int) -> socket.socket:
    """The socket that the server will answer on. Raises `CannotStart`."""
    where = f"{host}:{port}"
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CannotStart(f"{host!r} is no address of this machine ({_why(error)}). Set DOMIQ_HOST.") from error
    family, kind, protocol, _, address = found[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        opened.close()
        raise CannotStart(f"DomIQ cannot listen on {where}: {_why(error)}. {_advice(error)}") from error
    return opened


def _advice(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "Stop the program that has the port, or choose another with --port or DOMIQ_PORT."
        case errno.EACCES:
            return "Ports below 1024 need a right of their own; choose another with --port or DOMIQ_PORT."
        case _:
            return "Choose an address of this machine with --host or DOMIQ_HOST."


def lock_folder(settings: Settings) -> FolderLock | None:
    """Keep other servers off the data folder until this process ends. Raises `CannotStart`.

    With SQLite a server takes up every unfinished turn at its start: two of them would answer the same visitor.
    """
    if not settings.database.startswith("sqlite"):
        return None
    lock = FolderLock(settings.data_dir.absolute(), file="server.lock", in_use=FOLDER_IN_USE)
    try:
        lock.acquire()
    except FolderInUse as error:
        raise CannotStart(error.message) from error
    return lock


def check_database(settings: Settings, *, may_be_behind: bool = False) -> None:
    """Raises `CannotStart` where the database does not answer, or is of another version's schema."""
    try:
        found = standing(settings.database)
    except NotReachable as error:
        raise CannotStart(str(error)) from error
    match found:
        case "behind" if not may_be_behind:
            raise CannotStart("The database is not at this version's schema; run `domiq migrate` first.")
        case "ahead":
            raise CannotStart(
                "The database was written by a newer version of DomIQ. Install that version, or restore a backup from "
                "before the upgrade."
            )
        case _:
            pass


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
