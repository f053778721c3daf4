"""Sections to pieces of about 80 to 200 words, each under its heading; rows and items stay whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.reading.model import Block, BlockKind, Limits, Refused, Section
from knowledge.sentences import sentences
from leasing.pieces import Piece

FEW_WORDS = 80
MOST_WORDS = 200
LAST_WORDS = 40
"""a rest that is smaller joins the piece before it"""
LONGEST = 2_000
"""characters of a piece, for text without spaces"""

MARKS: dict[BlockKind, str] = {"text": "", "item": "- ", "row": "- "}


def pieces(sections: Sequence[Section], limits: Limits) -> tuple[Piece, ...]:
    """Raises `Refused` where there are too many."""
    found: list[Piece] = []
    for section in sections:
        found += [Piece(section.path, text) for text in _texts(section.blocks)]
        if len(found) > limits.chunks:
            raise Refused(f"The document makes more than {limits.chunks} pieces. Split it.", too_large=True)
    return tuple(found)


def _texts(blocks: Sequence[Block]) -> list[str]:
    groups: list[list[str]] = [[]]
    for block in blocks:
        for text in _small_enough(block):
            group = groups[-1]
            full = size(group) >= FEW_WORDS and size([*group, text]) > MOST_WORDS
            if group and (full or _length([*group, text]) > LONGEST or size([*group, text]) > MOST_WORDS + FEW_WORDS):
                groups.append([])
            groups[-1].append(text)
    if len(groups) > 1 and size(groups[-1]) < LAST_WORDS and _length([*groups[-2], *groups[-1]]) <= LONGEST:
        last = groups.pop()
        groups[-1] += last
    return ["\n".join(group) for group in groups if group]


def size(lines: Sequence[str]) -> int:
    """In words."""
    return sum(len(line.split()) for line in lines)


def _length(lines: Sequence[str]) -> int:
    return sum(map(len, lines)) + len(lines)


def _small_enough(block: Block) -> Iterator[str]:
    """The block as lines; one that is too long for a piece is cut between its sentences."""
    mark = MARKS[block.kind]
    if size([block.text]) <= MOST_WORDS and len(block.text) <= LONGEST:
        yield mark + block.text
        return
    kept: list[str] = []
    for sentence in sentences(block.text):
        for part in _cut(sentence):
            if kept and (size([*kept, part]) > MOST_WORDS or _length([*kept, part]) > LONGEST):
                yield mark + " ".join(kept)
                kept = []
            kept.append(part)
    if kept:
        yield mark + " ".join(kept)


def _cut(sentence: str) -> Iterator[str]:
    """A sentence without an end, by words; a word without an end, anywhere."""
    words = [part for word in sentence.split() for part in _parts(word)]
    run: list[str] = []
    for word in words:
        if run and (len(run) >= MOST_WORDS or _length([*run, word]) > LONGEST):
            yield " ".join(run)
            run = []
        run.append(word)
    if run:
        yield " ".join(run)


def _parts(word: str) -> list[str]:
    return [word[at : at + LONGEST // 2] for at in range(0, len(word), LONGEST // 2)]
