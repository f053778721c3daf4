"""Lines of plain text, and of what is much like it: paragraphs, lists and the headings that stand between them."""

from __future__ import annotations

import re

from knowledge.reading.outline import Outline

BULLET = re.compile(r"^\s*(?:[-*•◦▪‣·–]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_UNDERLINE = re.compile(r"^\s*(?:={3,}|-{3,}|~{3,})\s*$")
_NUMBERED = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+\S")
_ENDS = (".", ",", ";", "!", ":")
LONGEST_HEADING = 70
MOST_HEADING_WORDS = 10


def read_plain(text: str, outline: Outline) -> None:
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        _read_paragraph(lines, outline)


def _read_paragraph(lines: list[str], outline: Outline) -> None:
    if len(lines) > 1 and _UNDERLINE.match(lines[1]):
        outline.heading(1 if lines[1].strip()[0] == "=" else 2, lines[0])
        _read_paragraph(lines[2:], outline)
        return
    if lines and is_heading(lines[0]) and (len(lines) == 1 or lines[0].isupper()):
        outline.heading(heading_level(lines[0]), lines[0])
        lines = lines[1:]
    add_lines(lines, outline)


def is_heading(line: str) -> bool:
    """Whether a line that stands alone reads as a heading."""
    stripped = line.strip()
    words = stripped.split()
    is_short = len(stripped) <= LONGEST_HEADING and len(words) <= MOST_HEADING_WORDS
    if not is_short or stripped.endswith(_ENDS) or not any(sign.isalpha() for sign in stripped):
        return False
    if BULLET.match(line) and not _NUMBERED.match(line):
        return False
    first = next(sign for sign in stripped if sign.isalpha())
    return first.isupper() or stripped.endswith("?")


def heading_level(line: str) -> int:
    """Deeper by numbers (`2.1 Pets`); capitals stand above the rest."""
    numbered = _NUMBERED.match(line)
    if numbered:
        return 2 + numbered.group(1).count(".")
    return 1 if line.isupper() else 2


def add_lines(lines: list[str], outline: Outline) -> None:
    """Lines of one paragraph: items each for themselves, wrapped lines joined."""
    joined: list[str] = []
    is_item = False
    for line in lines:
        bullet = BULLET.match(line)
        if bullet or _is_pair(line):
            _flush(joined, outline, is_item=is_item)
            joined = [line[bullet.end() :] if bullet else line]
            is_item = True
        else:
            joined.append(line)
    _flush(joined, outline, is_item=is_item)


def _is_pair(line: str) -> bool:
    """`Application fee: $50`, or the same with a gap or dots between."""
    name, colon, value = line.partition(":")
    if colon and value.strip() and len(name.split()) <= 5 and len(value.split()) <= 12 and "//" not in value[:2]:
        return True
    return len(line) <= 100 and re.search(r"\S(?:\s{3,}|\t|\.{4,}\s*)\S", line.strip()) is not None


def _flush(lines: list[str], outline: Outline, *, is_item: bool) -> None:
    if lines:
        outline.add(
            "item" if is_item else "text", re.sub(r"\.{4,}", ": ", re.sub(r"\s{3,}|\t", ": ", joined_up(lines)))
        )


def joined_up(lines: list[str]) -> str:
    """Wrapped lines as one; a word that was cut at a line's end is whole again."""
    text = ""
    for line in lines:
        stripped = line.strip()
        if text.endswith("-") and text[-2:-1].isalpha() and stripped[:1].islower():
            text = text[:-1] + stripped
        else:
            text = f"{text} {stripped}" if text else stripped
    return text
