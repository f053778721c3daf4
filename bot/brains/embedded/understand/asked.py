"""What the visitor was asked last, so that a bare "two" or "yes" means something."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.scene import Scene

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
SENTENCES_HEARD = 3
"""A question at the end of a long message is what gets answered."""


def asked_in(scene: Scene, lexicon: Lexicon) -> frozenset[str]:
    """From the agenda; where it is empty (a person wrote last, or another assistant) from the words themselves."""
    if scene.agenda.asked:
        return frozenset((scene.agenda.asked,))
    return _asked_by(scene.last_line, lexicon) if scene.last_line else frozenset()


@lru_cache(maxsize=4096)
def _asked_by(line: str, lexicon: Lexicon) -> frozenset[str]:
    said = " ".join(SENTENCE_END.split(line.lower())[-SENTENCES_HEARD:])
    return frozenset(rule.kind for rule in lexicon.asked if rule.pattern.search(said))
