"""Questions after a thing by its name, and things of which nobody has said anything.

"Do you have a bakery?" and an entry "Do you have a beekeeping club?" are near each other by their form alone, and both
are far from all that renters usually ask about, so that neither vectors nor topics keep them apart: one odd entry would
answer every odd question. What tells is the thing's own name, which an entry that answers holds.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical import Scores, TermRows, rare_coverage
from knowledge.lexicon import Term

NAMED = ((0.55, 0.51), (0.62, 0.26))
"""(familiar, share): a question whose cosine with the nearest of our topics is below the first is about something that
hardly any community has, and an entry names the thing where it holds that share of the question's words, the rare ones
counting most. The less familiar, the more has to be named."""
PLAINLY_NEAR = 0.6
"""Cosine from which on an entry is about the thing in other words."""
NOT_KNOWN = -1.0
"""The margin of an entry that does not name the thing: well below any threshold."""

_GREETING = (
    r"^\W*(?:(?:hi|hello|hey|hola|buen[oa]s \w+|thanks|thank you|gracias|ok|okay|great|cool|perfect|so|and|also|but|"
    r"well|y|pero|oh|ah|um|oiga)\W+)*"
)
_HAS = (
    r"(?:do|does|did) (?:you|the \w+|it|they|y'?all|u)(?: guys| all)? (?:have|has|offer|provide|got)|"
    r"(?:is|are|will) there(?: be)?(?: going to be)?|(?:have|has) (?:you|u) got|any|"
    r"tienen|tiene|hay|cuentan con|existe"
)
_OF_THE_THING = (
    r"(?:what time|when|at what time|what hours) (?:does|do|is|are) (?:the|your)|"
    r"how much (?:is|are) (?:the|a|your)|where (?:is|are) the|where's the|"
    r"(?:can|may|are) (?:i|we|residents)(?: allowed to)? use|"
    r"a qu[eé] hora (?:abren?|cierran?)|cu[aá]nto cuestan?|d[oó]nde est[aá]n?|se puede usar"
)
_ASKS_WHETHER = re.compile(rf"{_GREETING}¿?(?:{_HAS})\b", re.IGNORECASE)
_ASKS_AFTER = re.compile(rf"{_GREETING}¿?(?:{_HAS}|{_OF_THE_THING})\b", re.IGNORECASE)


def asks_after_thing(question: str) -> bool:
    """Whether a question is after a thing that it names: whether there is one, where, when, for how much."""
    return _ASKS_AFTER.match(question) is not None


def asks_whether_there_is(question: str) -> bool:
    """Whether a question asks only whether there is a thing."""
    return _ASKS_WHETHER.match(question) is not None


def unnamed(words: TermRows, terms: list[Term], near: Scores, familiar: float) -> NDArray[np.bool_]:
    """Which entries do not answer a question after a thing, whatever else speaks for them. `near`: their cosines with
    the question, `familiar`: the question's with its nearest topic."""
    share = max((share for below, share in NAMED if familiar < below), default=0.0)
    if not share:
        return np.zeros(len(near), dtype=np.bool_)
    within, asked = words.held(terms)
    return (near < PLAINLY_NEAR) & (rare_coverage(within, asked, terms)[0] < share)
