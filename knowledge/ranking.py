"""The entries of one community in the order in which they answer a question, and whether the first one does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from knowledge.disagreement import disagree
from knowledge.embedders import Vectors
from knowledge.excerpts import excerpt
from knowledge.features import FEATURES, Question, features, word_features
from knowledge.lexical import Scores
from knowledge.lexicon import Lexicon
from knowledge.property_index import PropertyIndex
from knowledge.shared import is_another_reply, unrelated
from knowledge.things import NOT_KNOWN, unnamed
from knowledge.threshold import Calibration
from knowledge.words import stem, words
from knowledge.yes_to_another import is_yes_to_another
from leasing.ports import Match
from leasing.services.knowledge_rows import DOCUMENT, FAQ, AnsweredRow

CERTAIN = 1.0
"""The score of an entry whose question reads the same."""
ALIKE = 0.01
"""How far apart the likelihoods of entries are that count as equally likely."""
LOOKED_AT = 4
NEAR, FAMILIAR = FEATURES.index("cosine"), FEATURES.index("familiar")
Places = NDArray[np.intp]


def ranked(
    index: PropertyIndex,
    asked: Question,
    vector: Vectors | None,
    same: int | None,
    limit: int,
    calibration: Calibration,
    lexicon: Lexicon,
) -> tuple[bool, tuple[Match, ...]]:
    """(whether the first answers, the likeliest entries). `same` is the entry whose question reads the same.

    Without a vector, of the question or of an entry, words decide; each kind has its own threshold, and what is
    furthest above its threshold is first. Where another that would answer says the opposite, none does.
    """
    margins, scores = _judged(index, asked, vector, calibration)
    if same is not None:
        margins[same], scores[same] = np.inf, CERTAIN
    order = np.argsort(-margins, kind="stable")
    if same is None:
        order = _special_cases_last(index, asked, scores, order)
    best = order[: max(limit, 1)]
    found = tuple(_match(index.row(int(place)), asked, float(scores[place]), lexicon) for place in best)
    return bool(margins[best[0]] >= 0.0) and not _is_disputed(index, margins, order), found


def _is_disputed(index: PropertyIndex, margins: Scores, order: Places) -> bool:
    first = index.row(int(order[0]))
    rivals = (index.row(int(place)) for place in order[1:LOOKED_AT] if margins[place] >= 0.0)
    return any(disagree(first, rival) for rival in rivals)


def _special_cases_last(index: PropertyIndex, asked: Question, scores: Scores, order: Places) -> Places:
    """Of entries that are as good as equally likely, the one first whose question asks least beside what was asked:
    "do you accept pets?" is not about assistance animals."""
    alike = [int(place) for place in order[:LOOKED_AT] if scores[order[0]] - scores[place] <= ALIKE]
    if len(alike) < 2:
        return order
    said = {stem(word) for word in words(asked.text)}
    alike.sort(key=lambda place: len({stem(word) for word in words(index.row(place).question)} - said))
    return np.array([*alike, *order[len(alike) :]], dtype=np.intp)


def _judged(
    index: PropertyIndex, asked: Question, vector: Vectors | None, calibration: Calibration
) -> tuple[Scores, Scores]:
    """(margins above the threshold, probabilities) of all entries."""
    sighted = index.sighted
    by_words, by_vectors = calibration.by_words, calibration.by_vectors
    if vector is None or not sighted.any():
        margins = by_words.margins(word_features(index, asked))
        return margins, by_words.scores(margins)
    seen = features(index, asked, vector)
    margins = by_vectors.margins(seen)
    if asked.after_thing:
        near, familiar = seen[:, NEAR], float(seen[0, FAMILIAR])
        margins = np.where(unnamed(index.terms, asked.terms, near, familiar), np.minimum(margins, NOT_KNOWN), margins)
    margins = _without_strangers(index, asked, seen, margins)
    scores = by_vectors.scores(margins)
    if not sighted.all():
        worded = by_words.margins(word_features(index, asked))
        margins = np.where(sighted, margins, worded)
        scores = np.where(sighted, scores, by_words.scores(worded))
    return margins, scores


def _without_strangers(index: PropertyIndex, asked: Question, seen: Scores, margins: Scores) -> Scores:
    """The margins, low for entries that have nothing in common with the question, or say yes to another one."""
    margins = np.where(unrelated(seen), np.minimum(margins, NOT_KNOWN), margins)
    for at in np.flatnonzero(margins >= 0.0):
        row = index.row(int(at))
        if is_another_reply(index, asked.terms, seen[:, NEAR], int(at)) or (
            row.kind == FAQ and is_yes_to_another(asked.text, row.question, row.answer)
        ):
            margins[at] = NOT_KNOWN
    return margins


def _match(row: AnsweredRow, asked: Question, score: float, lexicon: Lexicon) -> Match:
    said = excerpt(row.answer, asked.terms, lexicon) if row.kind == DOCUMENT else row.answer
    return Match(row.cites or row.id, row.question, said, round(score, 4), row.kind)
