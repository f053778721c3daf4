"""Rows of tables as lines that can be said: `Application fee: amount $50, due at application`."""

from __future__ import annotations

from collections.abc import Sequence


def row_lines(rows: Sequence[Sequence[str]], *, has_header: bool) -> list[str]:
    """A line for each row that says something. The first cell names the row."""
    if has_header and len(rows) > 1:
        header, body = rows[0], rows[1:]
    else:
        header, body = (), rows
    lines = (_row_line(row, header) for row in body)
    return [line for line in lines if line]


def _row_line(row: Sequence[str], header: Sequence[str]) -> str:
    if not row:
        return ""
    name, values = row[0], row[1:]
    said: list[str] = []
    for at, value in enumerate(values, start=1):
        if not value:
            continue
        column = header[at] if at < len(header) else ""
        said.append(f"{_within(column)} {value}" if column else value)
    if not said:
        return name
    return f"{name}: {', '.join(said)}" if name else ", ".join(said)


def _within(column: str) -> str:
    """A column's heading as it stands within a sentence; `HOA fee` keeps its capitals."""
    first = column.split(maxsplit=1)[0]
    return column[0].lower() + column[1:] if first[1:].islower() or len(first) == 1 else column
