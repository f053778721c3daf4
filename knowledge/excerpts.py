"""What of a document's piece is said: the sentences, items or rows that answer, as they stand, and not the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.lexicon import Lexicon, Term
from knowledge.sentences import sentences
from knowledge.words import words

MOST_WORDS = 60
SHORT_WORDS = 25
"""a piece that is as short is said whole"""
MOST_UNITS = 3
ALSO = 0.75
"""a sentence that holds so much of what the best one holds is said too"""
ITEM = "- "

_POINTS_BACK = re.compile(
    r"(?:it|its|they|their|these|those|this|that|he|she|both|ellos|ellas|estos|estas)\b", re.IGNORECASE
)
_CLOSED = re.compile(r"[.!?…:;][\"')\]”’]*$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, an item or a row."""

    text: str
    is_item: bool
    opens: bool
    """whether it is the first of its line"""

    @property
    def size(self) -> int:
        return len(self.text.split())

    @property
    def leads_in(self) -> bool:
        return not self.is_item and self.text.endswith(":")


def excerpt(text: str, asked: Sequence[Term], lexicon: Lexicon) -> str:
    """The part of a piece that says most of what is asked, at most about 60 words; its beginning where none of it
    says anything of it."""
    units = _units(text)
    if sum(unit.size for unit in units) <= SHORT_WORDS:
        return _joined(units)
    scores = [_score(unit, asked, lexicon) for unit in units]
    best = max(range(len(units)), key=lambda at: (scores[at], -at))
    chosen: set[int] = set()
    if scores[best] <= 0:
        _grow(chosen, units, range(len(units)))
        return _joined([units[at] for at in sorted(chosen)])
    likely = sorted((at for at in range(len(units)) if scores[at] >= ALSO * scores[best]), key=lambda at: -scores[at])
    for at in likely[:MOST_UNITS]:
        _grow(chosen, units, _with_context(units, at))
    return _joined([units[at] for at in sorted(chosen)])


def _with_context(units: Sequence[_Unit], at: int) -> list[int]:
    """A unit with what it cannot be understood without."""
    unit = units[at]
    if unit.leads_in:
        items = at + 1
        while items < len(units) and units[items].is_item:
            items += 1
        return list(range(at, items))
    if unit.is_item:
        first = at
        while first > 0 and units[first].is_item:
            first -= 1
        return [first, at] if units[first].leads_in else [at]
    points_back = at > 0 and not unit.opens and _POINTS_BACK.match(unit.text) is not None
    return [at - 1, at] if points_back else [at]


def _grow(chosen: set[int], units: Sequence[_Unit], wanted: Sequence[int]) -> None:
    """Take in what fits; the first thing that is taken always does."""
    for at in wanted:
        size = sum(units[one].size for one in chosen)
        if at in chosen or (chosen and size + units[at].size > MOST_WORDS):
            continue
        chosen.add(at)


def _score(unit: _Unit, asked: Sequence[Term], lexicon: Lexicon) -> float:
    held = {meaning for term in lexicon.terms(words(unit.text)) for meaning in term.meanings}
    return sum(term.weight for term in asked if not held.isdisjoint(term.meanings))


def _units(text: str) -> list[_Unit]:
    found: list[_Unit] = []
    for line in text.split("\n"):
        if line.startswith(ITEM):
            found.append(_Unit(line.removeprefix(ITEM).strip(), is_item=True, opens=True))
            continue
        found += [_Unit(one, is_item=False, opens=at == 0) for at, one in enumerate(sentences(line))]
    return found


def _joined(units: Sequence[_Unit]) -> str:
    """One after the other, items in a row as a list within a sentence."""
    text = ""
    for at, unit in enumerate(units):
        if at:
            text += "; " if unit.is_item and units[at - 1].is_item else " "
        following = units[at + 1] if at + 1 < len(units) else None
        goes_on = unit.is_item and following is not None and following.is_item
        text += unit.text.rstrip(".;,") if goes_on else unit.text if _CLOSED.search(unit.text) else unit.text + "."
    cut = text.split()
    return text if len(cut) <= 2 * MOST_WORDS else " ".join(cut[: 2 * MOST_WORDS]) + " …"
