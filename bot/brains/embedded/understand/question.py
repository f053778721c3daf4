"""The part of a message that the community's knowledge is to answer."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.reading import Reading
from bot.understanding import Intent

CONTACT = frozenset(("first_name", "last_name", "email", "phone"))
OPENING = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|hola|good (?:morning|afternoon|evening))(?: there)?\b[\s,.!]*", re.IGNORECASE
)


def question_in(reading: Reading) -> str:
    """The whole message where it is about nothing else, so that its reasons stay with the question; otherwise the
    clauses that ask."""
    others = {task for task in reading.tasks.values() if task not in (None, Intent.ASK)}
    raw = reading.message.raw
    if not others and not CONTACT & reading.updates.keys():
        return OPENING.sub("", raw).strip() or raw
    same = len(raw) == len(reading.message.text)
    source = raw if same else reading.message.text
    asked = [
        source[clause.start : clause.end].strip(" ,;\n") for clause, task in reading.tasks.items() if task is Intent.ASK
    ]
    return OPENING.sub("", " ".join(_closed(piece) for piece in asked)).strip(" ,")


def _closed(piece: str) -> str:
    return piece if piece[-1:] in ".?!" else f"{piece},"
