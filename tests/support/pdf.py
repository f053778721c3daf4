"""A small writer of PDFs: real files, with pages, fonts and sizes as a word processor sets them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

FONTS = {"plain": "Helvetica", "bold": "Helvetica-Bold"}


@dataclass(frozen=True)
class Run:
    """A line of text; `skip` is the space before it, in lines."""

    text: str
    size: float = 11
    font: str = "plain"
    skip: float = 0.0


def heading(text: str, size: float = 16) -> Run:
    return Run(text, size, "bold", skip=1.0)


def pdf(pages: Sequence[Sequence[Run]], *, title: str = "", compress: bool = True) -> bytes:
    """The file, a stream of text for each page."""
    return document([content(page) for page in pages], title=title, compress=compress)


def content(page: Sequence[Run]) -> bytes:
    y = 760.0
    parts: list[str] = []
    for run in page:
        y -= run.size * 1.3 * (1 + run.skip)
        text = run.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(f"BT /{run.font} {run.size} Tf 1 0 0 1 72 {y:.1f} Tm ({text}) Tj ET")
    return "\n".join(parts).encode("cp1252")


def document(streams: Sequence[bytes], *, title: str = "", compress: bool = True, extra: str = "") -> bytes:
    """A file whose pages have these streams; `extra` goes into the trailer."""
    objects: list[bytes] = [b""] * (5 + 2 * len(streams))
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(streams)))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode()
    for at, name in enumerate(FONTS.values()):
        font = f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        objects[2 + at] = font.encode()
    objects[4] = f"<< /Title ({title}) >>".encode("cp1252")
    fonts = " ".join(f"/{name} {3 + at} 0 R" for at, name in enumerate(FONTS))
    for at, stream in enumerate(streams):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {7 + 2 * at} 0 R "
            f"/Resources << /Font << {fonts} >> >> >>"
        )
        packed = zlib.compress(stream) if compress else stream
        head = f"<< /Length {len(packed)}{' /Filter /FlateDecode' if compress else ''} >>\nstream\n"
        objects[5 + 2 * at] = page.encode()
        objects[6 + 2 * at] = head.encode() + packed + b"\nendstream"
    return _file(objects, f"/Root 1 0 R /Info 5 0 R {extra}")


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
