"""Cuts streamed text into sentences that can be checked: whole figures, whole times, nothing lost."""

from __future__ import annotations

import re

MAX_LENGTH = 400

# A full stop with what closes it, or a line end; with all white space that follows, known to be over.
_CANDIDATE = re.compile(r"""(?P<stop>[.!?\u2026]+)["')\]\u00bb\u201d\u2019*_]*\s+(?=\S)|\n\s*(?=\S)""")
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z.]*$")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*(?:\d{1,3}|[A-Za-z])$")
_INITIALS = re.compile(r"(?:^|[\s(])(?:[A-Za-z]\.)*[A-Za-z]$")
_A_LABEL = re.compile(
    r"(?:^|[\s(])(?:buildings?|bldg|wings?|towers?|blocks?|phases?|sections?|plans?|floor ?plans?|layouts?|options?|"
    r"types?|class|grade|zones?|lots?|units?|homes?|apartments?|suites?|edificios?|torres?|planta|opci[oó]n) "
    r"(?:[A-Z],? (?:(?:and|or|&|y|o) )?)*[A-Z]$",
    re.IGNORECASE,
)
"""a letter that names a thing, and no initial of a person"""
_NEXT_WORD = re.compile(r"[A-Za-z\u00c0-\u00ff]+(?:['\u2019][a-z]+)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After these a full stop does not end a sentence.
_ALWAYS = _words("mr mrs ms dr mt ste apt apts bldg e.g i.e vs approx sr sra av depto")
# After these it does only where the next word opens one: "12 Main St. We are open." but "St. Louis".
_BEFORE_NAME = _words(
    "st blvd ave rd ln jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
)
# After these it does not where a number follows ("No. 5"), but "No. We are closed." is two sentences.
_BEFORE_NUMBER = _words("no nos fl flr unit rm num")
# After these it does not where the text goes on in lower case or with a number.
_BEFORE_SMALL = _words("a.m p.m am pm sq ft min max mo yr hr hrs lb lbs etc inc dept ext tel est incl")
# Words that open a sentence and are nobody's name.
_OPENERS = _words(
    "i i'm i'll i've i'd you you're you'll you've your we we're we'll we've our it it's its they they're their there "
    "there's this that that's these those the a an and but so or if in on at for from to with as by please yes no not "
    "would will do does did is are was were can could should may shall have has how what what's when where which who "
    "why all any each every both some other more most here here's also let let's just then since while after before "
    "both parking rent pets tours shall "
    "el la los las un una usted ustedes su sus es son hay tiene tienen puede pueden en para por con si no y o como "
    "cuando qué cuál cuándo dónde cuántas cuántos le les nuestro nuestra aquí también"
)


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
            ends = self._ends_sentence(found, start, window)
            if ends is None:
                return None
            if ends:
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

    def _ends_sentence(self, found: re.Match[str], start: int, window: int) -> bool | None:
        """None where the next word decides and has not arrived whole."""
        if found["stop"] != ".":
            return True
        before = self._buffer[max(start, found.start() - 24) : found.start()]
        following = self._buffer[found.end()]
        if _LIST_NUMBER.search(self._buffer[start : found.start()][-8:]) and self._opens_line(start, found.start()):
            return False
        last = _last_word(before)
        if last not in _BEFORE_SMALL and _INITIALS.search(before):
            if following.isupper() and _A_LABEL.search(before):
                return True
            return self._opens_with_a_common_word(found.end(), window)
        if last in _BEFORE_NAME:
            return self._opens_with_a_common_word(found.end(), window)
        return not _goes_on(before, following)

    def _opens_with_a_common_word(self, at: int, window: int) -> bool | None:
        seen = self._buffer[at : window + 1]
        word = _NEXT_WORD.match(seen)
        if word is None or not seen[0].isupper():
            return False
        after = seen[word.end() : word.end() + 1]
        if (not after or after in "'\u2019") and len(self._buffer) <= window:
            # Its end is still to come.
            return None
        # "I. Newton" and "A. Lee" are initials themselves.
        return after != "." and word.group().lower().replace("\u2019", "'") in _OPENERS

    def _opens_line(self, start: int, stop: int) -> bool:
        line = self._buffer[start:stop].rpartition("\n")[2]
        return len(line.strip()) <= 3


def _last_word(before: str) -> str:
    found = _LAST_WORD.search(before)
    return found.group().lower() if found else ""


def _goes_on(before: str, following: str) -> bool:
    """Whether the stop after `before` belongs to an abbreviation."""
    word = _last_word(before)
    if word in _ALWAYS:
        return True
    if word in _BEFORE_NUMBER:
        return following.isdigit() or following == "#"
    return word in _BEFORE_SMALL and (following.islower() or following.isdigit())
