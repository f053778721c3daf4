"""Open and close a client of Chroma. Imported late: `import chromadb` takes a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog

log = structlog.stdlib.get_logger(__name__)

REQUEST_SECONDS = 8.0
"""Chroma's own client waits for ever, which would keep its thread."""


def open_client(folder: Path, url: str | None) -> Any:
    """The client of the server at `url`, or of the files in `folder`. Blocks. Raises whatever Chroma raises."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(folder), settings=settings)
    # The client asks the server some things while it is made, without any time limit: not one that does not answer.
    httpx.get(f"{url}/api/v2/heartbeat", timeout=REQUEST_SECONDS).raise_for_status()
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    client = chromadb.HttpClient(parts.hostname or "localhost", port, ssl=secure, settings=settings)
    _bound_requests(client)
    return client


def _bound_requests(client: Any) -> None:
    session = _session_of(client)
    if session is None:
        log.warning("chroma_without_timeout", why="its client keeps its connection elsewhere than version 1.5.9 did")
    else:
        session.timeout = REQUEST_SECONDS


def _session_of(client: Any) -> Any:
    """The connection pool of a server's client; None for files, and where a newer Chroma keeps it elsewhere."""
    return getattr(getattr(client, "_server", None), "_session", None)


def close_client(client: Any) -> None:
    """Let go of files and connections; a client that fails at it is given up."""
    session = _session_of(client)
    try:
        client.close()
        if session is not None:
            # Its own close leaves the connections open.
            session.close()
    except Exception as error:
        log.warning("chroma_close_failed", error=str(error))
