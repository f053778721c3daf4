"""One document, whichever its format: from bytes to pieces. Runs in a process of its own, see `reader.py`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from knowledge.reading import portable
from knowledge.reading.chunks import pieces
from knowledge.reading.model import Format, Job, Limits, Reading, Refused
from knowledge.reading.outline import Outline
from knowledge.reading.page import PageReader
from knowledge.reading.plain import read_plain
from knowledge.reading.text import cleaned, decoded

LONGEST_TITLE = 200

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "an Office or ZIP file"),
    (b"PK\x05\x06", "a ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an older Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"Rar!", "a RAR file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"%!PS", "a PostScript file"),
)
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\s*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def read(data: bytes, job: Job, limits: Limits) -> Reading:
    """Raises `Refused`, with what is wrong and what to do."""
    if len(data) > limits.bytes:
        raise Refused(f"The file is larger than {limits.bytes // 2**20} MB.", too_large=True)
    if not data.strip():
        raise Refused("The file is empty.")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        if job.format not in {None, "pdf"}:
            raise Refused(f"The file is a PDF and not {job.format}. Give it the ending .pdf.")
        return _pdf(data, limits)
    for begin, what in _SIGNATURES:
        if data.startswith(begin) and not (begin == b"MZ" and data[:200].isascii()):
            raise Refused(f"The file is {what}. Save it as PDF, Markdown, HTML or plain text.")
    if job.format == "pdf":
        raise Refused("The file is named a PDF and is none. Give it the ending of what it is.")
    text = cleaned(decoded(data, job.charset, is_html=job.format == "html"))
    format_: Format = job.format or ("html" if _HTML.match(text) else "text")
    if format_ in {"text", "markdown"} and _HTML.match(text):
        raise Refused(f"The file is a page of HTML and not {format_}. Give it the ending .html.")
    return _text(text, format_, job, limits)


def _text(text: str, format_: Format, job: Job, limits: Limits) -> Reading:
    outline = Outline(limits)
    title: str | None = None
    links: tuple[str, ...] = ()
    if format_ == "text":
        read_plain(text, outline)
    else:
        if format_ == "markdown":
            title, text = _rendered(text)
        page = PageReader(text, outline, limits, keep_links=job.keep_links)
        page.read()
        title, links = title or page.title, tuple(page.links)
    return _made(format_, title, outline, limits, links)


def _pdf(data: bytes, limits: Limits) -> Reading:
    outline = Outline(limits)
    title = portable.read_pdf(data, outline, limits)
    return _made("pdf", title, outline, limits, ())


def _rendered(text: str) -> tuple[str | None, str]:
    """(title of the front matter, the Markdown as HTML): one reader knows what is hidden in HTML, in either."""
    title: str | None = None
    front = _FRONT_MATTER.match(text)
    if front:
        named = _FRONT_TITLE.search(front.group(1))
        title, text = named.group(1) if named else None, text[front.end() :]
    return title, MarkdownIt("commonmark").enable("table").render(text)


def _made(format_: Format, title: str | None, outline: Outline, limits: Limits, links: tuple[str, ...]) -> Reading:
    sections = outline.sections()
    found = pieces(sections, limits)
    if not found:
        raise Refused("The document holds no text that can be read.")
    if title is None and sections[0].path:
        title = sections[0].path[0]
    return Reading(format_, title[:LONGEST_TITLE] if title else None, found, links)
