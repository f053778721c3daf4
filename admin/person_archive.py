"""What is kept of a person, as one archive that is sent while it is read and lies nowhere afterwards."""

from __future__ import annotations

import asyncio
import tempfile
import zipfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import IO

import msgspec
from litestar.response import Stream

from leasing.services.person_export import Exported

IN_MEMORY = 8 * 2**20
PIECE = 2**16


async def archive(exported: Exported, data_dir: Path) -> Stream:
    """`data.json` and the files that it names."""
    made = await asyncio.to_thread(_pack, exported, data_dir / "attachments")
    return Stream(
        _pieces(made),
        media_type="application/zip",
        headers={"content-disposition": 'attachment; filename="personal-data.zip"', "cache-control": "no-store"},
    )


def _pack(exported: Exported, folder: Path) -> IO[bytes]:
    made = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", msgspec.json.format(msgspec.json.encode(exported.document), indent=2))
        for attachment_id, name in exported.files:
            path = folder / attachment_id
            if path.exists():
                packed.write(path, name)
    made.seek(0)
    return made


async def _pieces(made: IO[bytes]) -> AsyncGenerator[bytes]:
    try:
        while piece := await asyncio.to_thread(made.read, PIECE):
            yield piece
    finally:
        made.close()
