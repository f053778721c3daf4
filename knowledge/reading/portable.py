"""PDF: the text of its pages, with headings found by the size of their letters."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError

from knowledge.reading.model import Limits, Refused
from knowledge.reading.outline import Outline
from knowledge.reading.plain import BULLET, add_lines, is_heading
from knowledge.reading.text import cleaned, line

FEWEST_LETTERS = 20
"""a document with fewer is a picture of text"""
LARGER = 1.12
"""so much larger than the text are the letters of a heading"""
WRAPPED = 0.66
"""a line that is so long, compared with the longest, goes on in the next"""
_PAGE_NUMBER = re.compile(r"(?:page|p\.)?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_SENTENCE_ENDS = (".", "!", "?", ":")


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float
    """of its letters, in points"""
    is_bold: bool
    gap: float
    """to the line before, in heights of a line; 0 where it is not known"""


def read_pdf(data: bytes, outline: Outline, limits: Limits) -> str | None:
    """Fill the outline; gives the document's title. Raises `Refused`."""
    most = limits.stream_bytes
    try:
        with apply_configuration(
            zlib_maximum_output_length=most,
            lzw_maximum_output_length=most,
            run_length_maximum_output_length=most,
            brotli_maximum_output_length=most,
            array_based_stream_maximum_output_length=most,
        ):
            title, pages = _pages(data, limits)
    except LimitReachedError as error:
        raise Refused("The PDF unpacks to more than may be read. Save it anew, or split it.", too_large=True) from error
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        # A broken file breaks pypdf in many ways.
        raise Refused("The PDF is damaged and cannot be read. Save it anew.") from error
    if sum(sign.isalpha() for page in pages for each in page for sign in each.text) < FEWEST_LETTERS:
        raise Refused("The PDF holds no text; it is probably a scan. Run text recognition (OCR) on it, or type it.")
    _write(_without_furniture(pages), outline)
    return title


def _pages(data: bytes, limits: Limits) -> tuple[str | None, list[list[Line]]]:
    """(title, the lines of each page)."""
    document = PdfReader(io.BytesIO(data), strict=False)
    if document.is_encrypted and not document.decrypt(""):
        raise Refused("The PDF is protected by a password. Save it without one.")
    count = len(document.pages)
    if count > limits.pages:
        raise Refused(f"The PDF has {count} pages; at most {limits.pages} are read. Split it.", too_large=True)
    return _title(document), [_lines(page) for page in document.pages]


def _title(document: PdfReader) -> str | None:
    found = document.metadata.title if document.metadata else None
    return line(cleaned(found)) or None if isinstance(found, str) else None


def _lines(page: PageObject) -> list[Line]:
    """A page's lines in the order of its text."""
    builder = _LineBuilder()
    page.extract_text(visitor_text=builder.take)
    return builder.finish()


class _LineBuilder:
    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._text: list[str] = []
        self._size = 0.0
        self._bold = True
        self._at: float | None = None
        self._last_at: float | None = None

    def take(self, text: str, _cm: Any, matrix: Any, font: Any, size: Any) -> None:
        """What pypdf calls for each run of text: a piece of a line, or several lines."""
        for at, part in enumerate(text.split("\n")):
            if at:
                self._end()
            if part.strip():
                # Letters are as large as the font is set, times the matrix of the text.
                self._size = max(self._size, abs(float(size or 1) * float(matrix[3] or matrix[0] or 1)))
                self._bold = self._bold and "bold" in str((font or {}).get("/BaseFont", "")).lower()
                self._at = float(matrix[5]) if self._at is None else self._at
            self._text.append(part)

    def finish(self) -> list[Line]:
        self._end()
        return self._lines

    def _end(self) -> None:
        text = cleaned("".join(self._text)).rstrip()
        if text.strip():
            gap = 0.0
            if self._at is not None and self._last_at is not None and self._size:
                gap = (self._last_at - self._at) / self._size
            self._lines.append(Line(text, round(self._size, 1), self._bold, gap))
            self._last_at = self._at
        elif self._lines and not text and not self._text:
            self._last_at = None
        self._text, self._size, self._bold, self._at = [], 0.0, True, None


def _without_furniture(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without their numbers, and without lines that stand at the edge of most of them."""
    edges = Counter(key for page in pages for key in {_key(each) for each in (*page[:2], *page[-2:])})
    repeated = {key for key, times in edges.items() if len(pages) >= 3 and times > len(pages) / 2}
    kept: list[list[Line]] = []
    for page in pages:
        edge = {id(each) for each in (*page[:2], *page[-2:])}
        kept.append(
            [
                each
                for each in page
                if id(each) not in edge
                or (_key(each) not in repeated and not _PAGE_NUMBER.fullmatch(each.text.strip()))
            ]
        )
    return kept


def _key(each: Line) -> str:
    return re.sub(r"\d+", "#", each.text.strip().lower())


def _write(pages: Sequence[list[Line]], outline: Outline) -> None:
    lines = [each for page in pages for each in page]
    sizes: Counter[float] = Counter()
    for each in lines:
        sizes[each.size] += len(each.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    levels = _levels(lines, body)
    longest = max((len(each.text) for each in lines if each.size <= body * LARGER), default=0)
    kept: list[str] = []
    heading: list[Line] = []
    for at, each in enumerate(lines):
        if each.size in levels or (each.is_bold and _stands_alone(each, lines, at)):
            if heading and heading[-1].size != each.size:
                _end_heading(heading, levels, outline)
            _end_paragraph(kept, outline)
            heading.append(each)
            continue
        _end_heading(heading, levels, outline)
        if kept and _begins_anew(each, kept[-1], longest):
            _end_paragraph(kept, outline)
        kept.append(each.text)
    _end_heading(heading, levels, outline)
    _end_paragraph(kept, outline)


def _levels(lines: Sequence[Line], body: float) -> dict[float, int]:
    """The sizes of letters that headings are set in, the largest as 1."""
    larger = sorted({each.size for each in lines if each.size >= body * LARGER}, reverse=True)
    return {size: min(at, 5) for at, size in enumerate(larger, start=1)}


def _stands_alone(each: Line, lines: Sequence[Line], at: int) -> bool:
    following = lines[at + 1] if at + 1 < len(lines) else None
    return is_heading(each.text) and not (following is not None and following.is_bold)


def _begins_anew(each: Line, before: str, longest: int) -> bool:
    if each.gap > 1.9 or BULLET.match(each.text):
        return True
    return len(before) < longest * WRAPPED or (before.rstrip().endswith(_SENTENCE_ENDS) and len(before) < longest * 0.8)


def _end_heading(heading: list[Line], levels: dict[float, int], outline: Outline) -> None:
    if heading:
        outline.heading(levels.get(heading[0].size, 6), " ".join(each.text.strip() for each in heading))
        heading.clear()


def _end_paragraph(kept: list[str], outline: Outline) -> None:
    if kept:
        add_lines(kept, outline)
        kept.clear()
