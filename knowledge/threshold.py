"""Do we know this? A few features of a question and an entry, weighed into the chance that it answers.

The weights come from `calibration.json`, fitted by `python -m benchmarks.faq DATA --fit`; each embedder has its own,
for their cosines do not mean the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from knowledge.features import FEATURES
from knowledge.lexical import Scores

CALIBRATION_FILE = Path(__file__).with_name("calibration.json")

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


class CalibrationFile(msgspec.Struct, frozen=True):
    recipe: str
    data: str
    measured: dict[str, dict[str, float]]
    """By embedder what the fit measured, cross-validated; for people."""
    embedders: dict[str, Weights]
    """By the beginning of the embedder's name; `default` for those that were not measured."""


@dataclass(frozen=True)
class Calibration:
    """What turns features into a score, and where the line is drawn."""

    weights: Scores
    bias: float
    threshold: float
    temperature: float
    spanish_by_words: bool

    @classmethod
    def of(cls, fitted: Weights) -> Calibration:
        """Raises ValueError where the weights are for other features than the code has."""
        if set(fitted.weights) != set(FEATURES):
            raise ValueError(f"the calibration is for {sorted(fitted.weights)}, the code has {sorted(FEATURES)}")
        weights = np.array([fitted.weights[name] for name in FEATURES], dtype=np.float32)
        return cls(weights, fitted.bias, fitted.threshold, fitted.temperature, fitted.spanish_by_words)

    def scores(self, features: Matrix) -> Scores:
        """Per row of features the probability, 0 to 1, that the entry answers the question."""
        return (1.0 / (1.0 + np.exp(-(features @ self.weights + self.bias)))).astype(np.float32)

    def knows(self, score: float) -> bool:
        return score >= self.threshold


def load_calibration(embedder_name: str, path: Path = CALIBRATION_FILE) -> Calibration:
    """The calibration for an embedder. Raises OSError, msgspec.MsgspecError and ValueError for a bad file."""
    file = msgspec.json.decode(path.read_bytes(), type=CalibrationFile)
    fitting = [name for name in file.embedders if embedder_name.startswith(name)]
    return Calibration.of(file.embedders[max(fitting, key=len, default="default")])
