"""Several questions in one message, apart, so that each is looked up, and answered, by itself.

A part stands on its own: what leans on the part before it ("and how much is it?") stays with it, and a statement stays
with the question that it leads to.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.brains.embedded.understand.lexicon.model import Lexicon

FEWEST_WORDS = 2
FEWEST_ITEMS_THAT_SHARE = 3
"""of "what are the pet fee, pet rent and deposit?"; two may share a word ("the pet fee and deposit")"""
SENTENCE = re.compile(r"(?<=[.?!;\n])\s+|\n+")
EDGES = " ,;\n"
OPENS = re.compile(r"^(?:and|also|plus|or|then|y|e|adem[aá]s|tambi[eé]n)\b[\s,]*", re.IGNORECASE)
CONDITION = re.compile(r"\W*(?:if|in case|si|en caso)\b")
"""begins what goes with a question, and is none"""
UNFINISHED = re.compile(r"\W*(?:what|which|qu[eé]|cu[aá]les) \w+\W*$")
"""`what fees`, before `do you charge`"""


def parts_of(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The questions of a text in their order; the text itself where it holds one."""
    found: list[str] = []
    statement = ""
    for sentence in SENTENCE.split(question):
        piece = OPENS.sub("", sentence.strip(EDGES))
        if not piece:
            continue
        if not _asks(piece, lexicon):
            statement = f"{statement} {piece}".strip()
        elif found and not statement and _leans(piece, lexicon):
            found[-1] = f"{found[-1]} {sentence.strip(EDGES)}"
        else:
            first, *others = _in_sentence(piece, lexicon)
            found += [f"{statement} {first}".strip(), *others]
            statement = ""
    if statement and found:
        found[-1] = f"{found[-1]} {statement}"
    return tuple(found) or (question,)


def _asks(piece: str, lexicon: Lexicon) -> bool:
    return "?" in piece or "¿" in piece or lexicon.question_start.match(piece.lower()) is not None


def _leans(piece: str, lexicon: Lexicon) -> bool:
    return len(piece.split()) < FEWEST_WORDS or lexicon.leaning.search(piece.lower()) is not None


def _in_sentence(sentence: str, lexicon: Lexicon) -> list[str]:
    pieces = _cut(sentence, _joints(sentence.lower(), lexicon))
    return [item for piece in pieces for item in _listed(piece, lexicon)]


def _joints(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where a question ends and another that stands on its own begins."""
    joints = [found.span() for found in lexicon.question_joint.finditer(text)]
    topical = [found.span() for found in lexicon.question_run_on.finditer(text)]
    cuts: list[tuple[int, int]] = []
    begin = 0
    for start, end in sorted({*joints, *topical}):
        left, right = text[begin:start], text[end:]
        if start < begin or not _may_begin(right, lexicon) or not _may_end(left, lexicon):
            continue
        follows = _first_clause(right, lexicon)
        if _leans(follows, lexicon) or ((start, end) not in joints and not _on_topic(left, follows, lexicon)):
            continue
        cuts.append((start, end))
        begin = end
    return cuts


def _first_clause(text: str, lexicon: Lexicon) -> str:
    joint = lexicon.question_joint.search(text)
    return text[: joint.start()] if joint else text


def _may_begin(right: str, lexicon: Lexicon) -> bool:
    return lexicon.question_start.match(right) is not None and not CONDITION.match(right)


def _may_end(left: str, lexicon: Lexicon) -> bool:
    """Whether what stands before a joint is a whole question."""
    only_condition = CONDITION.match(left) and not lexicon.question_joint.search(left)
    if only_condition or UNFINISHED.match(left) or not _asks(left.strip(EDGES), lexicon):
        return False
    words = len(left.split())
    return words > FEWEST_WORDS or (words == FEWEST_WORDS and lexicon.topic.search(left) is not None)


def _on_topic(left: str, right: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.topic.search(left) and lexicon.topic.search(right))


def _cut(sentence: str, cuts: list[tuple[int, int]]) -> list[str]:
    places = [(0, 0), *cuts, (len(sentence), len(sentence))]
    return [sentence[end:start].strip(EDGES) for (_, end), (start, _) in pairwise(places)]


def _listed(piece: str, lexicon: Lexicon) -> list[str]:
    """ "Is there parking, a pool and a gym?" asks for three things; the piece itself where it lists none."""
    lowered = piece.lower()
    lead = lexicon.list_lead.match(lowered)
    if lead is None:
        return [piece]
    body = piece[lead.end() :].rstrip(" ?!.")
    items = [item for item in lexicon.list_cut.split(body) if item.strip()]
    shares = lead.groupdict().get("shares")
    if len(items) < (FEWEST_ITEMS_THAT_SHARE if shares else 2):
        return [piece]
    if not all(_is_thing(item.lower(), lexicon) for item in items):
        return [piece]
    return [f"{piece[: lead.end()]}{item}?" for item in items]


def _is_thing(item: str, lexicon: Lexicon) -> bool:
    if lexicon.question_start.match(item):
        return False
    return lexicon.list_item.match(item) is not None and lexicon.topic.search(item) is not None
