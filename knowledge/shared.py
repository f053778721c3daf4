"""Entries that have nothing in common with a question, and whose score comes from elsewhere.

The topics of a question and an entry agree also where both are like none of them: a question in words that nobody
knows, or in a language that the embedder does not, would be answered by whichever odd entry there is. And an answer
such as "Yes, on the second floor." says nothing without its question: a word of it is no sign that it answers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from knowledge.features import FEATURES
from knowledge.lexical import Scores
from knowledge.lexicon import Term
from knowledge.property_index import PropertyIndex
from knowledge.words import words
from knowledge.yes_to_another import begins_with_yes_or_no

NEAR, NEAR_UNFAMILIAR = 0.24, 0.34
"""Cosine from which on an entry may answer without sharing a word: a question like one of our topics, and another one,
whose topics tell nothing. Low enough for the embedders whose cosines are low."""
FAMILIAR = 0.4
"""A question's cosine with the nearest of our topics from which on the topics tell something."""
SHORTEST = 8
"""An answer of yes or no with so many words at most is understood with its question only."""
NEAR_REPLY, NEAR_REPLY_S_WORD = 0.45, 0.6
"""Cosine from which on such an entry may answer what shares none of its question's words: where it shares none at all,
and where it shares words of the reply."""
_COSINE, _COVERAGE, _FAMILIAR = (FEATURES.index(name) for name in ("cosine", "coverage", "familiar"))


def unrelated(seen: Scores) -> NDArray[np.bool_]:
    """Which entries share nothing with the question, by their features."""
    near = NEAR if float(seen[0, _FAMILIAR]) >= FAMILIAR else NEAR_UNFAMILIAR
    return (seen[:, _COVERAGE] == 0) & (seen[:, _COSINE] < near)


def is_another_reply(index: PropertyIndex, terms: list[Term], cosine: Scores, at: int) -> bool:
    """Whether an entry's answer is a reply to its own question only, of which this one shares nothing."""
    if cosine[at] >= NEAR_REPLY_S_WORD:
        return False
    within, asked = index.terms.held(terms)
    if asked[:, at].any() or (cosine[at] >= NEAR_REPLY and not within[:, at].any()):
        return False
    answer = index.row(at).answer
    return begins_with_yes_or_no(answer) and len(words(answer)) <= SHORTEST
