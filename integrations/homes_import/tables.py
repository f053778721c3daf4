"""Bytes to rows: encoding, delimiter, and where the table begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from integrations.homes_import.columns import field_of
from integrations.homes_import.limits import MOST_CELL, MOST_COLUMNS, refused
from integrations.homes_import.words import SUMMARIES

DELIMITERS = ",;\t"
LINES_BEFORE = 20
"""among so many the line that names the columns is looked for: reports have titles above it"""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are (line, cells), blank ones left out."""

    encoding: str
    header: list[str]
    rows: Iterator[tuple[int, list[str]]]


def read_table(data: bytes) -> Table:
    """Raises `Invalid` for what is no table of homes; the rows raise it for a line that is no CSV."""
    text, encoding = _decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter, text, offset = _delimiter(text)
    rows = _rows(text, delimiter, offset)
    for _, (line, cells) in zip(range(LINES_BEFORE), rows, strict=False):
        if len(cells) > MOST_COLUMNS:
            raise refused(f"Line {line} has {len(cells)} columns; at most {MOST_COLUMNS} are read.")
        known = {field_of(cell) for cell in cells} - {None}
        if "unit" in known and len(known) > 1:
            return Table(encoding, [" ".join(cell.split()) for cell in cells], rows)
    raise refused(
        "No line names the columns. The first line must hold their names, among them the unit's number and at least "
        "one more, with commas, semicolons or tabs between them: Unit, Floor Plan, Bedrooms, Bathrooms, Rent, Status."
    )


def is_summary(name: str) -> bool:
    """Whether a row is a report's total."""
    return name.strip().lower().rstrip(":").split(":")[0].strip() in SUMMARIES


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(_WORKBOOKS):
        raise refused("This is a workbook, not a table of text. Save it as CSV UTF-8 and send that file.")
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), name
            except UnicodeDecodeError as error:
                raise refused(f"The file says that it is {name.upper()}, and is not. Save it as UTF-8.") from error
    if b"\x00" in data:
        raise refused("The file holds null bytes, so it is not a table of text. Save it as CSV UTF-8.")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise refused("The file is neither UTF-8 nor what Windows writes. Save it as CSV UTF-8.") from error


def _delimiter(text: str) -> tuple[str, str, int]:
    """The sign between cells, by how many known columns it makes; a spreadsheet's `sep=;` line says it outright."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest, 1
    best = max(DELIMITERS, key=lambda sign: _columns_by(text, sign))
    return best, text, 0


def _columns_by(text: str, delimiter: str) -> int:
    most = 0
    # As long as the longest line in question may be, so that a quoted title is not cut.
    rows = csv.reader(io.StringIO(text[: MOST_COLUMNS * 200], newline=""), delimiter=delimiter)
    try:
        for _, cells in zip(range(LINES_BEFORE), rows, strict=False):
            most = max(most, sum(field_of(cell) is not None for cell in cells[: MOST_COLUMNS + 1]))
    except csv.Error:
        return most
    return most


def _rows(text: str, delimiter: str, offset: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = offset
    while True:
        # A row begins on the line after the last one ended: cells may hold line ends.
        begins = offset + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = offset + reader.line_num
            raise refused(
                f"The row that begins in line {begins} (read until line {line}) is no CSV: {error}. "
                "Look for a quotation mark that is not closed."
            ) from error
        if any(len(cell) > MOST_CELL for cell in cells):
            raise refused(f"A cell in line {begins} has more than {MOST_CELL:,} characters. Shorten it.")
        if any(cell.strip() for cell in cells):
            yield begins, cells
