"""A kernel ridge regression of labels on messages, which speaks only where it was right on examples it had not seen.

The answer to each example without that example follows from the same solution (leave-one-out in closed form), so the
line from which it speaks is drawn in the same step, for whichever embedder made the vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.brains.embedded.learnt.examples import NONE, intent_of
from bot.understanding import Guess, Intent

Floats = NDArray[np.float32]

SPELLING = 0.25
"""what the likeness of spelling counts where that of meaning counts 1"""
SHARPNESS = 2.0
"""how fast likeness falls off: the greater, the more the nearest examples decide"""
RIDGE = 0.3
PRECISION = 0.93
"""what share of what it says has to be right, of examples left out; whoever writes examples keeps to one manner, so
that real messages are a little harder"""
SILENT = frozenset((NONE, Intent.ASK))
"""what is not said: a question is told by its form, and what has none must not be passed to the team as one"""
LEAST_SAID = 30
"""examples on which a line may be drawn"""


@dataclass(frozen=True, slots=True)
class Calibration:
    threshold: float
    """the lead over the next intent from which it speaks"""
    precision: float
    """of what was said of examples left out, the share that was right"""
    coverage: float
    """of the examples whose intent may be said, the share that was told rightly"""


class Classifier:
    def __init__(self, meanings: Floats, spellings: Floats, labels: Sequence[str]) -> None:
        """Learns. `meanings` and `spellings` are unit rows, one an example. Takes a third of a second, and blocks."""
        self._meanings, self._spellings = meanings, spellings
        self._labels = sorted(set(labels))
        self._intents = sorted({intent_of(label) for label in self._labels})
        self._of_intent = [
            np.array([place for place, label in enumerate(self._labels) if intent_of(label) == intent])
            for intent in self._intents
        ]
        wanted = np.array([[float(label == each) for each in self._labels] for label in labels])
        self._means = wanted.mean(axis=0)
        inverse = np.linalg.inv(self._likeness(meanings, spellings) + RIDGE * np.eye(len(labels)))
        self._weights = inverse @ (wanted - self._means)
        left_out = wanted - self._weights / np.diag(inverse)[:, np.newaxis]
        self.calibration = self._calibrated(left_out, [intent_of(label) for label in labels])

    def guess(self, meaning: Floats, spelling: Floats) -> Guess | None:
        """What a message with these two rows is for; None where it is not sure, or where it means nothing."""
        likeness = self._likeness(meaning[np.newaxis], spelling[np.newaxis])
        scores = likeness @ self._weights + self._means
        intents, leads = self._decided(scores)
        intent, lead = self._intents[intents[0]], float(leads[0])
        if intent in SILENT or lead < self.calibration.threshold:
            return None
        places = self._of_intent[intents[0]]
        label = self._labels[places[scores[0, places].argmax()]]
        return Guess(Intent(intent), label, round(lead, 3))

    def _likeness(self, meanings: Floats, spellings: Floats) -> NDArray[np.float64]:
        """Of each row to each example, from 0 to 1."""
        cosines = meanings @ self._meanings.T + SPELLING * (spellings @ self._spellings.T)
        return np.exp(SHARPNESS * (cosines.astype(np.float64) / (1 + SPELLING) - 1))

    def _decided(self, scores: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """(the best intent, its lead over the next) of each row; an intent is as good as its best label."""
        best = np.stack([scores[:, places].max(axis=1) for places in self._of_intent], axis=1)
        order = np.argsort(best, axis=1)
        rows = np.arange(len(scores))
        return order[:, -1], best[rows, order[:, -1]] - best[rows, order[:, -2]]

    def _calibrated(self, left_out: NDArray[np.float64], intents: Sequence[str]) -> Calibration:
        """The lowest lead from which on enough of what is said is right."""
        decided, leads = self._decided(left_out)
        said = np.array([self._intents[place] for place in decided])
        speaks = ~np.isin(said, list(SILENT))
        right = speaks & (said == np.array(intents))
        order = np.argsort(-leads)
        spoken, rightly = np.cumsum(speaks[order]), np.cumsum(right[order])
        precise = np.flatnonzero((spoken >= LEAST_SAID) & (rightly >= PRECISION * spoken))
        if not len(precise):
            return Calibration(float("inf"), 0.0, 0.0)
        last = precise[-1]
        meant = sum(intent not in SILENT for intent in intents)
        return Calibration(float(leads[order[last]]), float(rightly[last] / spoken[last]), float(rightly[last] / meant))
