"""Files of a community's knowledge, out and in: one JSON file with all of it, or a table (CSV) of the FAQs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec

from knowledge.reading.chunks import pieces
from knowledge.reading.model import LIMITS, Block, Refused, Section
from knowledge.reading.text import cleaned, decoded, line
from leasing.errors import FieldError, Invalid
from leasing.markup import as_text
from leasing.pieces import Content
from leasing.services.knowledge_transfer import (
    MOST_FAQS,
    DocumentEntry,
    DocumentRow,
    FaqEntry,
    FaqRow,
    KnowledgeFile,
)

COLUMNS = ("question", "answer", "category", "status")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""with these a spreadsheet begins to calculate; a quote before them keeps a text a text"""
LONGEST_TITLE = 200
LONGEST_HEADING = 160
DEEPEST_PATH = 6


def to_json(file: KnowledgeFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(file), indent=2)


def to_csv(entries: Sequence[FaqEntry]) -> bytes:
    """With a byte order mark, which spreadsheets need to see that it is UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_quoted(getattr(entry, name) or "") for name in COLUMNS] for entry in entries)
    return out.getvalue().encode("utf-8-sig", "replace")


def from_json(data: bytes) -> tuple[list[FaqRow], list[DocumentRow]]:
    """Raises `Invalid` for what is no such file."""
    try:
        file = msgspec.json.decode(data, type=KnowledgeFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _no_file(f"This is not a file of knowledge: {error}.") from error
    entries = [FaqRow(row, entry) for row, entry in enumerate(file.faqs, start=1)]
    return entries, [_document(row, entry) for row, entry in enumerate(file.documents, start=1)]


def from_csv(data: bytes) -> tuple[list[FaqRow], list[DocumentRow]]:
    """Raises `Invalid` for what is no such table."""
    try:
        text = decoded(data)
    except Refused as error:
        raise _no_file(str(error)) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if "question" not in header or "answer" not in header:
            raise _no_file(f"The first line must name the columns: {', '.join(COLUMNS)}.")
        entries: list[FaqRow] = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                entries.append(FaqRow(reader.line_num, _entry(dict(zip(header, cells, strict=False)))))
            if len(entries) > MOST_FAQS:
                raise _no_file(f"A file may have at most {MOST_FAQS} entries. Split it.")
    except csv.Error as error:
        raise _no_file(f"Line {reader.line_num} is no line of CSV: {error}.") from error
    return entries, []


def _entry(cells: dict[str, str]) -> FaqEntry:
    values = {name: _unquoted(cells.get(name, "").strip()) for name in COLUMNS}
    return FaqEntry(values["question"], values["answer"] or None, values["category"] or None, values["status"] or None)


def _quoted(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def _document(row: int, entry: DocumentEntry) -> DocumentRow:
    title = line(as_text(cleaned(entry.title)))[:LONGEST_TITLE]
    url = entry.url if entry.url and entry.url.startswith(("http://", "https://")) and len(entry.url) <= 1_000 else None
    if not title:
        return DocumentRow(row, entry.title, None, problem="title must not be blank")
    sections = [Section(_path(one.path), tuple(_blocks(one.text))) for one in entry.sections]
    try:
        found = pieces([section for section in sections if section.blocks], LIMITS)
    except Refused as error:
        return DocumentRow(row, title, None, problem=str(error))
    if not found:
        return DocumentRow(row, title, None, problem="the document holds no text")
    size = sum(len(one.text.encode("utf-8", "replace")) for one in entry.sections)
    return DocumentRow(row, title, Content(title, entry.format, size, found), url)


def _path(path: Sequence[str]) -> tuple[str, ...]:
    """The headings as a reader of documents gives them."""
    headings = (line(as_text(cleaned(one)))[:LONGEST_HEADING] for one in path)
    return tuple(one for one in headings if one)[-DEEPEST_PATH:]


def _blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for each in cleaned(text).split("\n"):
        said = line(as_text(each))
        if said.startswith("- "):
            found.append(Block("item", said.removeprefix("- ")))
        elif said:
            found.append(Block("text", said))
    return found


def _no_file(message: str) -> Invalid:
    return Invalid(message, [FieldError(field="file", message=message, type="unreadable")], code="INVALID_FORMAT")
