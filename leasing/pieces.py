"""What a document says, once it is read: pieces of plain text under their headings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

BETWEEN = " › "
"""between the headings of a path, as people read it"""


class Piece(msgspec.Struct, frozen=True):
    """A piece that is short enough to be searched: a heading path, and lines of text under it. A line that begins with
    `- ` is an item of a list or a row of a table."""

    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """A document as it is stored as a version."""

    title: str
    format: str
    size_bytes: int
    pieces: tuple[Piece, ...]
    file_name: str | None = None

    @property
    def digest(self) -> str:
        return digest_of(self.pieces)


def digest_of(pieces: Sequence[Piece]) -> str:
    """The same for the same headings and text, whatever file they came in."""
    return hashlib.sha256(msgspec.json.encode([(piece.path, piece.text) for piece in pieces])).hexdigest()


def heading(title: str, path: Sequence[str]) -> str:
    """How a piece is cited: `Resident guide › Pets › Fees`. A first heading that is the title is not said twice."""
    rest = path[1:] if path and _same(path[0], title) else path
    return BETWEEN.join((title, *rest))


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


@dataclass(frozen=True, slots=True)
class SectionDiff:
    """What became of one section; `change` is added, changed or removed."""

    change: str
    heading: str
    before: str | None
    after: str | None


def diff(before: Sequence[Piece], after: Sequence[Piece]) -> list[SectionDiff]:
    """The sections that are not the same, in the order of the new document; those that are gone come last."""
    old, new = _sections(before), _sections(after)
    found = [
        SectionDiff("changed" if path in old else "added", BETWEEN.join(path), old.get(path), text)
        for path, text in new.items()
        if old.get(path) != text
    ]
    gone = [SectionDiff("removed", BETWEEN.join(path), text, None) for path, text in old.items() if path not in new]
    return found + gone


def _sections(pieces: Sequence[Piece]) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for piece in pieces:
        found[piece.path] = f"{found[piece.path]}\n{piece.text}" if piece.path in found else piece.text
    return found
