"""What is read of a document, and why one is not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from leasing.pieces import Piece

Format = Literal["markdown", "text", "pdf", "html"]
FORMATS: tuple[Format, ...] = ("markdown", "text", "pdf", "html")
BlockKind = Literal["text", "item", "row"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may be. What is beyond is refused, never cut off in silence."""

    bytes: int = 10 * 2**20
    characters: int = 1_000_000
    """of its text"""
    pages: int = 300
    elements: int = 200_000
    """of a page of HTML"""
    depth: int = 250
    """of elements within each other"""
    cells: int = 20_000
    """of its tables"""
    chunks: int = 1_000
    stream_bytes: int = 20 * 2**20
    """of one stream of a PDF, unpacked"""
    seconds: float = 20.0
    memory_bytes: int = 768 * 2**20


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list or a row of a table: what is not to be torn apart."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; `path` is the heading with those above it."""

    path: tuple[str, ...]
    blocks: tuple[Block, ...]


class Reading(msgspec.Struct, frozen=True):
    format: Format
    title: str | None
    pieces: tuple[Piece, ...]
    links: tuple[str, ...] = ()
    """where a page of HTML links to, as written"""


class Job(msgspec.Struct, frozen=True):
    """What the reading process is asked. The document's bytes follow on its standard input."""

    format: Format | None
    """as the sender says; what the bytes say wins where they say something"""
    charset: str | None = None
    keep_links: bool = True
    """whether the address of a link is part of the text"""


class Outcome(msgspec.Struct, frozen=True):
    """What the reading process answers: a reading, or why there is none."""

    reading: Reading | None = None
    refusal: str | None = None
    too_large: bool = False


class Refused(Exception):
    """A document that is not read; the message says what to do."""

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large
