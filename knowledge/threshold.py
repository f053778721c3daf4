"""Do we know this? A few features of a question and an entry, weighed into the chance that it answers.

The weights come from `calibration.json`, fitted by `python -m benchmarks.faq DATA --fit`; each embedder has its own,
for their cosines do not mean the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from knowledge.features import FEATURES, WORD_FEATURES
from knowledge.lexical import Scores

CALIBRATION_FILE = Path(__file__).with_name("calibration.json")

STRICT = 0.7
"""The cosine for the same question, for an embedder of which nothing was measured."""

Matrix = NDArray[np.float32]


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A logistic regression: `bias`, a weight for each feature by name, and the probability from which to answer."""

    bias: float
    weights: dict[str, float]
    threshold: float
    temperature: float
    """Of the topics, see knowledge.topics."""
    spanish_by_words: bool
    """Whether the embedder is better given Spanish word by word in English."""


class WordWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same for entries, or questions, that have no vector: words alone decide, whatever the embedder."""

    bias: float
    weights: dict[str, float]
    threshold: float


class CalibrationFile(msgspec.Struct, frozen=True):
    recipe: str
    data: str
    measured: dict[str, dict[str, float]]
    """By embedder what the fit measured, cross-validated; for people."""
    embedders: dict[str, Weights]
    """By the beginning of the embedder's name; `default` for those that were not measured."""
    words: WordWeights
    """What decides where there are no vectors."""
    same_question: dict[str, float]
    """By the beginning of the embedder's name the cosine from which on two questions that read alike are the same; the
    highest that keeps 97 of 100 such pairs of tests/knowledge/data/same_questions.yaml. Others take STRICT."""


@dataclass(frozen=True)
class Line:
    """What turns features into a score, and where the line is drawn."""

    weights: Scores
    bias: float
    threshold: float

    @classmethod
    def of(cls, fitted: Weights | WordWeights, features: Sequence[str]) -> Line:
        """Raises ValueError where the weights are for other features."""
        if set(fitted.weights) != set(features):
            raise ValueError(f"the calibration is for {sorted(fitted.weights)}, the code has {sorted(features)}")
        if not 0.0 < fitted.threshold < 1.0:
            raise ValueError(f"a threshold of {fitted.threshold} is no probability")
        weights = np.array([fitted.weights[name] for name in features], dtype=np.float32)
        return cls(weights, fitted.bias, fitted.threshold)

    def margins(self, features: Matrix) -> Scores:
        """Per row of features how far the odds are above the threshold's, as a logarithm: from 0 on it is known."""
        return (features @ self.weights + np.float32(self.bias - _log_odds(self.threshold))).astype(np.float32)

    def scores(self, margins: Scores) -> Scores:
        """The probabilities, 0 to 1, of these margins."""
        return (1.0 / (1.0 + np.exp(-(margins + np.float32(_log_odds(self.threshold)))))).astype(np.float32)


def _log_odds(chance: float) -> float:
    return math.log(chance / (1.0 - chance))


@dataclass(frozen=True)
class Calibration:
    """How an embedder's questions are decided, by vectors and by words alone. `fitted` is what it was made of."""

    fitted: Weights
    by_vectors: Line
    by_words: Line
    same_question: float
    """The cosine from which on two questions that read alike are the same."""

    @classmethod
    def of(cls, fitted: Weights, words: WordWeights, same_question: float = STRICT) -> Calibration:
        """Raises ValueError where the weights are for other features than the code has."""
        return cls(fitted, Line.of(fitted, FEATURES), Line.of(words, WORD_FEATURES), same_question)

    @property
    def threshold(self) -> float:
        return self.fitted.threshold

    @property
    def temperature(self) -> float:
        return self.fitted.temperature

    @property
    def spanish_by_words(self) -> bool:
        return self.fitted.spanish_by_words

    def scores(self, features: Matrix) -> Scores:
        """Per row of features the probability, 0 to 1, that the entry answers the question."""
        return self.by_vectors.scores(self.by_vectors.margins(features))

    def knows(self, score: float) -> bool:
        return score >= self.threshold


def load_calibration(
    embedder_name: str, path: Path = CALIBRATION_FILE, *, stored: Weights | None = None
) -> Calibration:
    """The calibration for an embedder: its own, or what was `stored` with its index, or the default.

    Raises OSError, msgspec.MsgspecError and ValueError for a bad file.
    """
    file = msgspec.json.decode(path.read_bytes(), type=CalibrationFile)
    same_question = file.same_question.get(_named(embedder_name, file.same_question) or "", STRICT)
    name = _named(embedder_name, file.embedders)
    if name is None and stored is not None and set(stored.weights) == set(FEATURES):
        return Calibration.of(stored, file.words, same_question)
    return Calibration.of(file.embedders[name or "default"], file.words, same_question)


def _named(embedder_name: str, known: Iterable[str]) -> str | None:
    """Of the known beginnings of names the longest that fits."""
    return max((name for name in known if embedder_name.startswith(name)), key=len, default=None)
