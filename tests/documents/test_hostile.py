"""Files that were made to do harm: each is refused, saying what to do, and the next one is read."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.reading import child
from knowledge.reading.model import LIMITS, Format
from knowledge.reading.reader import DocumentReader
from leasing.errors import DomiqError
from tests.support.pdf import Run, document, pdf

TEXT = b"BT /plain 11 Tf 1 0 0 1 72 700 Tm (The pool opens at nine o'clock.) Tj ET"


def _bomb() -> bytes:
    """Two hundred megabytes of one stream in two hundred kilobytes."""
    return document([b" " * (200 * 2**20) + TEXT])


def _bomb_in_bomb() -> bytes:
    stream = zlib.compress(zlib.compress(b" " * (60 * 2**20), 9), 9)
    head = f"<< /Length {len(stream)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n".encode()
    plain = document([b"x"], compress=False)
    return plain.replace(b"<< /Length 1 >>\nstream\nx", head + stream)


def _circle() -> bytes:
    """Pages that are their own parents' children."""
    return pdf([[Run("The pool opens at nine, as ever.")]]).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]")


def _encrypted() -> bytes:
    extra = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (" + "o" * 32 + ") /U (" + "u" * 32 + ") /P -4 >> /ID [(a) (a)]"
    return document([TEXT], extra=extra)


HOSTILE: list[tuple[str, bytes, Format | None, str]] = [
    ("a bomb", _bomb(), "pdf", "unpacks to more"),
    ("a bomb in a bomb", _bomb_in_bomb(), "pdf", "unpacks to more"),
    ("no text", pdf([[]]), "pdf", "holds no text"),
    ("too many pages", pdf([[Run("The same again.")]] * 301), "pdf", "at most 300"),
    ("protected", _encrypted(), "pdf", "password"),
    ("damaged", b"%PDF-1.7\n" + os.urandom(4000), "pdf", "damaged"),
    ("a circle of pages", _circle(), "pdf", "damaged"),
    ("cut off", pdf([[Run("The pool opens at nine, as ever.")]])[:200], "pdf", "damaged"),
    ("deep", b"<!doctype html><body>" + b"<div>" * 100_000 + b"x", "html", "deep"),
    ("deep in Markdown", b"> " * 50_000 + b"x", "markdown", "no text"),
    ("brackets", b"[" * 100_000 + b"](x)", "markdown", ""),
    ("many elements", b"<!doctype html><body>" + b"<i>x</i>" * 300_000, "html", "elements"),
    (
        "a huge table",
        b"<!doctype html><body><table>" + b"<tr>" + b"<td>1" * 21_000 + b"</table>",
        "html",
        "more than 20,000 cells",
    ),
    ("a long text", b"The pool opens at nine. " * 50_000, "text", "characters of text"),
    ("many sections", b"".join(b"# H%d\n\nText %d.\n\n" % (n, n) for n in range(1_001)), "markdown", "pieces"),
    ("null bytes", b"The pool\x00 opens" * 20, "text", "null bytes"),
    ("noise", bytes(range(128, 160)) * 50, "text", "not text"),
    ("an archive", b"PK\x03\x04" + b"x" * 100, "text", "Office or ZIP"),
    ("a program", b"\x7fELF" + b"x" * 100, "text", "a program"),
    ("a picture", b"\x89PNG" + b"x" * 100, None, "a picture"),
    ("only a script", b"<!doctype html><body><script>alert(1)</script></body>", "html", "no text"),
]


REFUSED = [each for each in HOSTILE if each[3]]
STRANGE = [each for each in HOSTILE if not each[3]]


@pytest.mark.parametrize(("data", "format_", "says"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
async def test_is_refused_with_a_reason(data: bytes, format_: Format | None, says: str) -> None:
    reader = DocumentReader()
    with pytest.raises(DomiqError) as refused:
        await reader.read(data, format_)
    assert says in str(refused.value)
    assert refused.value.code in {"INVALID_FORMAT", "PAYLOAD_TOO_LARGE"}
    good = await reader.read(b"# Pool\n\nThe pool opens at nine.", "markdown")
    assert good.pieces[0].text == "The pool opens at nine."


@pytest.mark.parametrize(("data", "format_"), [each[1:3] for each in STRANGE], ids=[each[0] for each in STRANGE])
async def test_is_read_as_the_text_that_it_is(data: bytes, format_: Format) -> None:
    reading = await DocumentReader().read(data, format_)
    assert 0 < sum(len(piece.text) for piece in reading.pieces) <= 2 * len(data)


async def test_one_that_takes_too_long_is_stopped() -> None:
    reader = DocumentReader(replace(LIMITS, seconds=0.01))
    with pytest.raises(DomiqError) as refused:
        await reader.read(b"# Pool\n\nThe pool opens at nine.", "markdown")
    assert "too long" in str(refused.value)


CONFINED = """
from pathlib import Path
from knowledge.reading.child import confine
from knowledge.reading.model import LIMITS
confine(LIMITS)
try:
    bytearray(2 * LIMITS.memory_bytes)
    print("took the memory")
except MemoryError:
    pass
try:
    Path("PLACE").write_text("x")
    print("wrote a file")
except OSError:
    pass
"""


async def test_the_reading_process_takes_no_more_memory_and_writes_no_file(tmp_path: Path) -> None:
    code = CONFINED.replace("PLACE", str(tmp_path / "x"))
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=-1, stderr=-1)
    assert await process.communicate() == (b"", b"")
    assert process.returncode in {0, -signal.SIGXFSZ}


async def test_the_reading_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    given: list[dict[str, str]] = []
    start = asyncio.create_subprocess_exec

    async def watched(*args: Any, **options: Any) -> asyncio.subprocess.Process:
        given.append(options["env"])
        return await start(*args, **options)

    monkeypatch.setattr("knowledge.reading.reader.asyncio.create_subprocess_exec", watched)
    await DocumentReader().read(b"The pool opens at nine.", "text")
    assert set(given[0]) == {"PYTHONPATH", "PATH", "PYTHONDONTWRITEBYTECODE"}


def test_a_refusal_is_an_answer_and_not_a_crash() -> None:
    outcome = child.answer(b'{"format":"pdf"}\n%PDF-1.7 nothing')
    assert outcome.reading is None
    assert outcome.refusal
