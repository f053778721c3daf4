"""Files of homes, read and written: tables (CSV) and feeds of the MITS / ILS standard (XML)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Literal

from integrations.homes_import.collect import Collector
from integrations.homes_import.csv_reader import read_csv
from integrations.homes_import.csv_writer import write_csv
from integrations.homes_import.limits import MOST_BYTES, refused
from integrations.homes_import.mits import read_mits
from integrations.homes_import.tables import read_table
from leasing.home_files import Column, HomeFile, ReadOptions, Record

__all__ = ["FileReader", "read_file"]


class FileReader:
    """`leasing.home_files.HomeFiles`, on a thread: a large file takes longer than others should wait."""

    async def read(self, data: bytes, options: ReadOptions) -> HomeFile:
        return await asyncio.to_thread(read_file, data, options)

    async def write(self, records: Sequence[Record]) -> bytes:
        return await asyncio.to_thread(write_csv, records)


def read_file(data: bytes, options: ReadOptions) -> HomeFile:
    """What a file tells. Raises `Invalid` for one that cannot be read at all."""
    if len(data) > MOST_BYTES:
        raise refused(f"The file has more than {MOST_BYTES // 2**20} MB. Split it by community.")
    if not data.strip():
        raise refused("The file is empty.")
    found = Collector()
    columns: tuple[Column, ...] = ()
    communities: tuple[str, ...] = ()
    encoding = "utf-8"
    format_ = _format(data) if options.format == "auto" else options.format
    if format_ == "csv":
        table = read_table(data)
        encoding = table.encoding
        columns = read_csv(table, found, options.today)
    else:
        communities = read_mits(data, found, options)
    records = found.settled()
    return HomeFile(
        format=format_,
        records=records,
        issues=tuple(found.issues),
        rows=found.rows,
        digest=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        columns=columns,
        communities=communities,
        errors=found.counts["error"],
        warnings=found.counts["warning"],
        mentioned=frozenset(found.mentioned),
        unnamed=found.unnamed,
    )


def _format(data: bytes) -> Literal["csv", "mits"]:
    """XML begins with `<`, after a byte order mark and spaces."""
    start = data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    return "mits" if start.startswith(b"<") else "csv"
