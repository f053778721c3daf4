"""The parts that handlers ask for by name: those of every handler, and what only the staff's take."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import PathParameter, SkipValidation

from knowledge.reading.reader import DocumentReader
from knowledge.web_pages.sources import SourceReader
from leasing.home_files import HomeFiles
from web.dependencies import (
    ClockDep,
    DatabaseDep,
    DoorDep,
    KnowledgeDep,
    LimiterDep,
    PagingDep,
    PasswordsDep,
    ReadinessDep,
    SettingsDep,
    SocketsDep,
    StaffDep,
    StreamsDep,
    TokensDep,
    VaultDep,
)

__all__ = [
    "ClockDep",
    "DatabaseDep",
    "DoorDep",
    "HomeFilesDep",
    "KnowledgeDep",
    "LimiterDep",
    "PagingDep",
    "PasswordsDep",
    "ReaderDep",
    "ReadinessDep",
    "RecordId",
    "SettingsDep",
    "SocketsDep",
    "SourcesDep",
    "StaffDep",
    "StreamsDep",
    "TokensDep",
    "VaultDep",
]  # fmt: skip

ReaderDep: TypeAlias = NamedDependency[SkipValidation[DocumentReader]]
HomeFilesDep: TypeAlias = NamedDependency[SkipValidation[HomeFiles]]
SourcesDep: TypeAlias = NamedDependency[SkipValidation[SourceReader]]

RecordId: TypeAlias = Annotated[str, PathParameter(name="id")]
"""the `{id}` of a path"""
