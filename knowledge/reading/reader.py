"""Reading a document without harm: each in a process of its own, that is killed when it takes too long or too much."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import structlog

from knowledge.reading.model import LIMITS, Format, Job, Limits, Outcome, Reading
from leasing.errors import FieldError, Invalid, TooLarge

log = structlog.stdlib.get_logger(__name__)

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2
"""documents that are read side by side; others wait"""
ENDINGS: dict[str, Format] = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".text": "text", ".pdf": "pdf", ".html": "html",
    ".htm": "html", ".xhtml": "html",
}  # fmt: skip
CONTENT_TYPES: dict[str, Format] = {
    "text/markdown": "markdown", "text/x-markdown": "markdown", "text/plain": "text", "application/pdf": "pdf",
    "text/html": "html", "application/xhtml+xml": "html",
}  # fmt: skip


def format_of(name: str | None, content_type: str | None = None) -> Format | None:
    """What a file's name says it is, else its content type; None where neither says."""
    ending = Path(name or "").suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    return CONTENT_TYPES.get((content_type or "").partition(";")[0].strip().lower())


class DocumentReader:
    """Give documents to processes, a few at a time."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._free = asyncio.Semaphore(AT_ONCE)

    async def read(
        self, data: bytes, format_: Format | None, *, charset: str | None = None, keep_links: bool = True
    ) -> Reading:
        """The document's pieces. Raises `Invalid` (INVALID_FORMAT) or `TooLarge`, saying what to do."""
        if len(data) > self._limits.bytes:
            raise TooLarge(f"A document may have at most {self._limits.bytes // 2**20} MB.")
        job = Job(format_, charset, keep_links)
        async with self._free:
            outcome = await self._run(msgspec.json.encode(job) + b"\n" + data)
        if outcome.reading is not None:
            return outcome.reading
        message = outcome.refusal or "The document cannot be read."
        if outcome.too_large:
            raise TooLarge(message)
        raise Invalid(message, [FieldError(field="file", message=message, type="unreadable")], code="INVALID_FORMAT")

    async def _run(self, given: bytes) -> Outcome:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "knowledge.reading.child",
            cwd=ROOT,
            # Nothing of ours that is secret is in the environment of whoever reads a stranger's file.
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(self._limits.seconds):
                told, trouble = await process.communicate(given)
        except TimeoutError:
            return Outcome(refusal="The document takes too long to read. Split it, or save it anew.", too_large=True)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            log.warning("document_reader_died", code=process.returncode, said=trouble[-500:].decode(errors="replace"))
            return Outcome(refusal="The document is too complex to be read. Split it, or save it anew.", too_large=True)
        return msgspec.json.decode(told, type=Outcome)
