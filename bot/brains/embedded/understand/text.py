"""A message made ready to be read: lower case, plain quotes, common typing slips mended, cut into clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.brains.embedded.understand.amounts import in_figures
from bot.brains.embedded.understand.corrections import put_right
from bot.brains.embedded.understand.lexicon.model import Lexicon

PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
SPACES = re.compile(r"[ \t\r\f\v]+")
WORD = re.compile(r"(?<![\w.@'-])[a-zñáéíóúü]{4,}(?![\w@'])(?!\.\w)")
LONG_ENOUGH_FOR_ANY_SLIP = 6
LONG_ENOUGH_FOR_TWO_SLIPS = 8
VOWELS = frozenset("aeiouáéíóúü")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a message that says or asks one thing; `start` and `end` are places in the message's text."""

    text: str
    start: int
    end: int
    asks: bool
    """ends in a question mark or begins as questions do"""


@dataclass(frozen=True, slots=True)
class Message:
    raw: str
    """as written, with plain quotes; for names and addresses"""
    text: str
    """lower case and mended"""
    clauses: tuple[Clause, ...]
    lexicon: Lexicon

    def clause_at(self, place: int) -> Clause:
        return next((c for c in self.clauses if c.start <= place < c.end), self.clauses[-1])


def prepare(text: str, lexicon: Lexicon) -> Message:
    raw = SPACES.sub(" ", text.translate(PLAIN)).strip()
    mended = _mend(raw.lower(), lexicon)
    return Message(raw, mended, tuple(_clauses(mended, lexicon)), lexicon)


def _mend(text: str, lexicon: Lexicon) -> str:
    for slip, meant in lexicon.slips:
        text = slip.sub(meant, text)
    text = WORD.sub(lambda m: _mended(m.group(), lexicon), text)
    return put_right(in_figures(text, lexicon.code), lexicon.corrections)


@lru_cache(maxsize=8192)
def _mended(word: str, lexicon: Lexicon) -> str:
    """The word of leasing talk that this one is a typing slip of, or the word itself."""
    if word in lexicon.mendable or word in lexicon.mendable_short or word in lexicon.never_mended:
        return word
    # In a short word one slip soon makes another word: here the consonants must be the same, in whatever order.
    frame = _frame(word)
    for meant in lexicon.mendable_short:
        if _frame(meant) == frame and OSA.distance(word, meant, score_cutoff=1) <= 1:
            return meant
    if len(word) < LONG_ENOUGH_FOR_ANY_SLIP:
        return word
    allowed = 2 if len(word) >= LONG_ENOUGH_FOR_TWO_SLIPS else 1
    for meant in lexicon.mendable:
        # The first letter is hardly ever the wrong one, and to insist on it keeps other words out.
        if meant[0] == word[0] and OSA.distance(word, meant, score_cutoff=allowed) <= allowed:
            return meant
    return word


@lru_cache(maxsize=8192)
def _frame(word: str) -> str:
    """The first letter and the consonants after it, each run of one once, sorted."""
    rest = [letter for before, letter in pairwise(word) if letter not in VOWELS and letter != before]
    return word[0] + "".join(sorted(rest))


def _clauses(text: str, lexicon: Lexicon) -> list[Clause]:
    cuts = [0, *(cut.end() for cut in lexicon.clause_cut.finditer(text)), len(text)]
    found: list[Clause] = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if piece.strip(" ,.!?;:-\n"):
            found.append(Clause(piece.strip(), start, end, _asks(piece, lexicon)))
    return found or [Clause(text, 0, len(text), False)]


def _asks(piece: str, lexicon: Lexicon) -> bool:
    if "?" in piece or "¿" in piece or lexicon.question_start.match(piece):
        return True
    return lexicon.asks_indirectly.search(piece) is not None
