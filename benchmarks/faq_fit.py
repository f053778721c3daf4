"""Fit `knowledge/calibration.json` on a data folder: a logistic regression over pairs of a question and an entry.

The positives are the questions with their right entries, the negatives all other entries of the community, those of the
unanswerable questions, and those that remain where the right one is left out. Everything reported is cross-validated:
a question is scored by weights fitted without its community and, where it is unanswerable, without that question.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import structlog
from numpy.typing import NDArray

from app.evaluation.questions_data import Asked, FaqData
from benchmarks.faq_cases import Vectorizer, index_of
from knowledge.embedders import Embedder
from knowledge.features import FEATURES, WORD_FEATURES, features, understood, word_features
from knowledge.lexicon import load_lexicon
from knowledge.property_index import PropertyIndex, passage
from knowledge.threshold import CalibrationFile, Weights, WordWeights
from knowledge.topics import Topics, load_phrases

Floats = NDArray[np.float64]

log = structlog.stdlib.get_logger(__name__)

RECIPE = "python -m benchmarks.faq DATA --fit; see benchmarks/faq_fit.py"
TEMPERATURES = (0.03, 0.04, 0.05, 0.06, 0.08, 0.12, 0.16)
NEARLY = 1.03
"""Of the temperatures whose loss is within this factor of the best the highest is taken: a flat share does less harm
where a question's subject is not among our topics."""
PENALTY = 1.0
"""Of the squared weights, the features scaled to unit variance."""
WEIGHT_OF = {"answerable": 1.0, "unanswerable": 1.0, "left_out": 0.3}
"""A question whose entry was left out is often answered in part by what remains, so it says less."""
FOLDS = 5
WORDS = "words"
"""the name under which the figures of words alone are kept"""
MOST_WRONG, LEAST_REFUSED, LEAST_LEFT_OUT_REFUSED = 0.045, 0.95, 0.83
"""The threshold is the lowest that keeps to these, cross-validated; stricter than asked, as other data is harder."""


@dataclass
class Case:
    asked: Asked
    ids: list[str]
    x: Floats
    scores: Floats

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Without the entries that answer as well: they are neither right nor wrong."""
        return np.array([each not in self.asked.also_right for each in self.ids])

    @property
    def right(self) -> Floats:
        return np.array([each == self.asked.gold for each in self.ids], dtype=np.float64)

    @property
    def best(self) -> tuple[str, float]:
        place = int(self.scores.argmax())
        return self.ids[place], float(self.scores[place])


@dataclass(frozen=True)
class Fitted:
    """`name` is the part of the embedder's that stands for it; figures are cross-validated."""

    name: str
    weights: Weights
    figures: dict[str, float]
    words: WordWeights
    word_figures: dict[str, float]


async def fit(embedder: Embedder, data: FaqData) -> Fitted:
    vectors = Vectorizer(embedder)
    lexicon = load_lexicon()
    phrases = load_phrases()
    await vectors.learn(phrases.texts)
    for rows in data.entries.values():
        await vectors.learn([passage(row, lexicon, spanish_by_words=True).text for row in rows])
    await vectors.learn([understood(each.text, lexicon, spanish_by_words=True).text for each in data.asked])
    tried: list[tuple[float, float, list[Case]]] = []
    for temperature in TEMPERATURES:
        topics = Topics(vectors.all(phrases.texts), phrases.starts, temperature)
        cases = _cases(data, vectors, topics, by_words=False)
        _cross_validate(cases)
        tried.append((_loss(cases), temperature, cases))
    loss, temperature, cases = _flattest(tried)
    threshold = _threshold(cases)
    bias, named = _named(cases, FEATURES)
    weights = Weights(bias, named, threshold, temperature, spanish_by_words=True)
    figures = {"loss": round(loss, 4), **measured(cases, threshold)}
    by_words = _cases(data, vectors, Topics(vectors.all(phrases.texts), phrases.starts, temperature), by_words=True)
    _cross_validate(by_words)
    word_threshold = _threshold(by_words)
    words = WordWeights(*_named(by_words, WORD_FEATURES), word_threshold)
    word_figures = {"loss": round(_loss(by_words), 4), **measured(by_words, word_threshold)}
    return Fitted(embedder.name.split("/")[0], weights, figures, words, word_figures)


def _named(cases: Sequence[Case], names: Sequence[str]) -> tuple[float, dict[str, float]]:
    """(bias, weights by feature) of all cases."""
    coefficients, bias = _logistic(*_pairs(cases))
    return round(bias, 4), {name: round(float(value), 4) for name, value in zip(names, coefficients, strict=True)}


def _flattest(tried: Sequence[tuple[float, float, list[Case]]]) -> tuple[float, float, list[Case]]:
    for loss, temperature, _ in tried:
        log.info("temperature_tried", temperature=temperature, loss=round(loss, 5))
    best = min(loss for loss, _, _ in tried)
    return max((each for each in tried if each[0] <= best * NEARLY), key=lambda each: each[1])


def write_calibration(fitted: Fitted, data: str, path: Path) -> None:
    """Put an embedder's weights into the file beside the others'; MiniLM's also stand in for those not measured."""
    name, weights = fitted.name, fitted.weights
    known: CalibrationFile | None = None
    if path.exists():
        known = msgspec.json.decode(path.read_bytes(), type=CalibrationFile)
    embedders = {**(known.embedders if known else {}), name: weights}
    if name.startswith("all-MiniLM") or "default" not in embedders:
        embedders["default"] = msgspec.structs.replace(weights, spanish_by_words=False)
    measured_so_far = {**(known.measured if known else {}), name: fitted.figures, WORDS: fitted.word_figures}
    same_question = known.same_question if known else {}
    file = CalibrationFile(RECIPE, data, measured_so_far, embedders, fitted.words, same_question)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n")


def _cases(data: FaqData, vectors: Vectorizer, topics: Topics, *, by_words: bool) -> list[Case]:
    lexicon = load_lexicon()
    whole: dict[str, PropertyIndex] = {}
    cases: list[Case] = []
    for each in data.asked:
        if each.left_out:
            index = index_of(data, each, vectors, topics)
        else:
            index = whole.get(each.property_id) or index_of(data, each, vectors, topics)
            whole[each.property_id] = index
        question = understood(each.text, lexicon, spanish_by_words=True)
        x = word_features(index, question) if by_words else features(index, question, vectors.of(question.text))
        cases.append(Case(each, index.ids, x.astype(np.float64), np.zeros(len(index))))
    return cases


def _fold(case: Case) -> int:
    """Of an unanswerable question; -1 for the others, which are told apart by their community."""
    return zlib.crc32(case.asked.group.encode()) % FOLDS if case.asked.group else -1


def _cross_validate(cases: Sequence[Case]) -> None:
    for owner in {case.asked.property_id for case in cases}:
        others = [case for case in cases if case.asked.property_id != owner]
        for fold in range(-1, FOLDS):
            mine = [case for case in cases if case.asked.property_id == owner and _fold(case) == fold]
            coefficients, bias = _logistic(*_pairs([case for case in others if fold == -1 or _fold(case) != fold]))
            for case in mine:
                case.scores = 1 / (1 + np.exp(-(case.x @ coefficients + bias)))


def _pairs(cases: Sequence[Case]) -> tuple[Floats, Floats, Floats]:
    """(features, right or not, weight) of every pair."""
    weights = [np.full(int(case.counted.sum()), case.asked.share * WEIGHT_OF[case.asked.kind]) for case in cases]
    x = np.concatenate([case.x[case.counted] for case in cases])
    return x, np.concatenate([case.right[case.counted] for case in cases]), np.concatenate(weights)


def _logistic(x: Floats, right: Floats, weight: Floats) -> tuple[Floats, float]:
    """Coefficients and bias, by Newton's method."""
    middle, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    scaled = np.column_stack([(x - middle) / spread, np.ones(len(x))])
    penalty = np.diag([PENALTY] * x.shape[1] + [0.0])
    found = np.zeros(scaled.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-scaled @ found))
        slope = scaled.T @ (weight * (chance - right)) + penalty @ found
        step = np.linalg.solve((scaled * (weight * chance * (1 - chance))[:, None]).T @ scaled + penalty, slope)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    coefficients = found[:-1] / spread
    return coefficients, float(found[-1] - coefficients @ middle)


def _loss(cases: Sequence[Case]) -> float:
    """The mean logarithmic loss of the pairs by the cross-validated scores."""
    _, right, weight = _pairs(cases)
    chance = np.clip(np.concatenate([case.scores[case.counted] for case in cases]), 1e-9, 1 - 1e-9)
    return float(-(weight * np.log(np.where(right == 1, chance, 1 - chance))).sum() / weight.sum())


def _threshold(cases: Sequence[Case]) -> float:
    for step in range(5, 100):
        figures = measured(cases, step / 100)
        if (
            figures["wrong"] <= MOST_WRONG
            and figures["refused"] >= LEAST_REFUSED
            and figures["left_out_refused"] >= LEAST_LEFT_OUT_REFUSED
        ):
            return step / 100
    return 0.99


def measured(cases: Sequence[Case], threshold: float) -> dict[str, float]:
    """What the product reports, at a threshold, from the cases' scores."""
    answerable = _of(cases, "answerable")
    unanswerable = _of(cases, "unanswerable")

    def is_right(case: Case) -> bool:
        return case.best[0] == case.asked.gold

    def is_answered(case: Case) -> bool:
        return case.best[1] >= threshold

    def is_wrong(case: Case) -> bool:
        return is_answered(case) and not is_right(case) and case.best[0] not in case.asked.also_right

    questions = len(answerable) + sum(case.asked.share for case in unanswerable)
    wrong = _sum(answerable, is_wrong) + _sum(unanswerable, is_answered)
    figures = {
        "top1_en": _share([case for case in answerable if case.asked.lang == "en"], is_right),
        "top1_es": _share([case for case in answerable if case.asked.lang == "es"], is_right),
        "answered_rightly": _share(answerable, lambda case: is_right(case) and is_answered(case)),
        "refused": 1 - _share(unanswerable, is_answered),
        "left_out_refused": 1 - _share(_of(cases, "left_out"), is_answered),
        "wrong": wrong / questions,
        "questions": questions,
    }
    return {name: round(value, 3) for name, value in figures.items()}


def _of(cases: Sequence[Case], kind: str) -> list[Case]:
    return [case for case in cases if case.asked.kind == kind]


def _sum(cases: Sequence[Case], is_so: Callable[[Case], Any]) -> float:
    return sum(case.asked.share for case in cases if is_so(case))


def _share(cases: Sequence[Case], is_so: Callable[[Case], Any]) -> float:
    total = sum(case.asked.share for case in cases)
    return _sum(cases, is_so) / total if total else float("nan")
