"""Cuts streamed text into sentences that can be checked: whole figures, whole times, nothing lost."""

from __future__ import annotations

import re

MAX_LENGTH = 400

# A full stop with what closes it, or a line end; with all white space that follows, known to be over.
_CANDIDATE = re.compile(r"""(?P<stop>[.!?\u2026]+)["')\]\u00bb\u201d\u2019*_]*\s+(?=\S)|\n\s*(?=\S)""")
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z.]*$")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*(?:\d{1,3}|[A-Za-z])$")
_INITIALS = re.compile(r"(?:^|[\s(])(?:[A-Za-z]\.)*[A-Za-z]$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After these a full stop does not end a sentence.
_ALWAYS = _words(
    "mr mrs ms dr st mt ste apt apts bldg blvd ave rd ln e.g i.e vs approx a.m p.m am pm sr sra av depto "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
)
# After these it does not where a number follows ("No. 5"), but "No. We are closed." is two sentences.
_BEFORE_NUMBER = _words("no nos fl flr unit rm num")
# After these it does not where the text goes on in lower case or with a number.
_BEFORE_SMALL = _words("sq ft min max mo yr hr hrs lb lbs etc inc dept ext tel est incl")


class Sentences:
    """Takes text piece by piece and gives it back in sentences, the same however the text was cut into pieces.

    Each sentence carries the white space after it, so that all sentences together are the text.
    """

    def __init__(self, max_length: int = MAX_LENGTH) -> None:
        self._buffer = ""
        self._max = max_length

    def feed(self, piece: str) -> list[str]:
        """The sentences that this piece completes."""
        self._buffer += piece
        ready: list[str] = []
        start = 0
        while (end := self._next_end(start)) is not None:
            ready.append(self._buffer[start:end])
            start = end
        self._buffer = self._buffer[start:]
        return ready

    def flush(self) -> str:
        """What is left when the text has ended."""
        rest, self._buffer = self._buffer, ""
        return rest

    def _next_end(self, start: int) -> int | None:
        """Where the sentence that starts here ends, or None where more text is needed to know.

        Looks no further than one character past the maximum: what is decided never depends on how much has arrived.
        """
        window = start + self._max
        position = self._first_visible(start)
        while found := _CANDIDATE.search(self._buffer, position, window + 1):
            if self._ends_sentence(found, start):
                return found.end()
            position = found.start() + len(found["stop"] or "\n")
        if len(self._buffer) <= window:
            return None
        return self._forced_end(start, window)

    def _first_visible(self, start: int) -> int:
        rest = self._buffer[start : start + self._max]
        return start + len(rest) - len(rest.lstrip())

    def _forced_end(self, start: int, window: int) -> int:
        """After the last space within the maximum; within a word only where there is no space at all."""
        for index in range(window - 1, start, -1):
            if self._buffer[index].isspace():
                return index + 1
        return window

    def _ends_sentence(self, found: re.Match[str], start: int) -> bool:
        if found["stop"] != ".":
            return True
        before = self._buffer[max(start, found.start() - 24) : found.start()]
        following = self._buffer[found.end()]
        if _LIST_NUMBER.search(self._buffer[start : found.start()][-8:]) and self._opens_line(start, found.start()):
            return False
        if _INITIALS.search(before):
            return False
        return not _goes_on(before, following)

    def _opens_line(self, start: int, stop: int) -> bool:
        line = self._buffer[start:stop].rpartition("\n")[2]
        return len(line.strip()) <= 3


def _goes_on(before: str, following: str) -> bool:
    """Whether the stop after `before` belongs to an abbreviation."""
    found = _LAST_WORD.search(before)
    if found is None:
        return False
    word = found.group().lower()
    if word in _ALWAYS:
        return True
    if word in _BEFORE_NUMBER:
        return following.isdigit() or following == "#"
    return word in _BEFORE_SMALL and (following.islower() or following.isdigit())
