"""Puts a document together: headings as they come, and what stands under each."""

from __future__ import annotations

from knowledge.reading.model import Block, BlockKind, Limits, Refused, Section
from knowledge.reading.text import line
from leasing.markup import as_text

LONGEST_HEADING = 160
DEEPEST_PATH = 6


class Outline:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._headings: list[tuple[int, str]] = []
        self._blocks: list[Block] = []
        self._sections: list[Section] = []
        self._characters = 0

    def heading(self, level: int, text: str) -> None:
        """A heading; a smaller level stands above a greater one."""
        text = line(as_text(text))
        if not text:
            return
        if len(text) > LONGEST_HEADING:
            # Who sets whole paragraphs as headings means paragraphs.
            self.add("text", text)
            return
        self._close()
        self.leave(level)
        self._headings.append((level, text))

    def leave(self, level: int) -> None:
        """What follows does not stand under headings of this level or a greater one."""
        while self._headings and self._headings[-1][0] >= level:
            self._close()
            self._headings.pop()

    def add(self, kind: BlockKind, text: str) -> None:
        text = line(as_text(text))
        if not text:
            return
        self._characters += len(text)
        if self._characters > self._limits.characters:
            raise Refused(
                f"The document has more than {self._limits.characters:,} characters of text. Split it.", too_large=True
            )
        self._blocks.append(Block(kind, text))

    def sections(self) -> list[Section]:
        if not self._sections and not self._blocks:
            # Headings alone are what the document says.
            self._blocks = [Block("text", text) for _, text in self._headings]
            self._headings = []
        self._close()
        return self._sections

    def _close(self) -> None:
        if self._blocks:
            path = tuple(text for _, text in self._headings[-DEEPEST_PATH:])
            self._sections.append(Section(path, tuple(self._blocks)))
            self._blocks = []
