"""Nothing invented: every figure of a sentence must be in the evidence of this turn."""

from __future__ import annotations

import re

from bot.guards.evidence import Evidence, evidence_of
from bot.guards.figure_reading import Figure, figures_in, plain_text
from bot.guards.verdicts import Problem
from bot.guards.wishes import is_an_echo

__all__ = ["Evidence", "check", "evidence_of", "figures_in"]

# Small numbers that state nothing about a community.
_LIST_MARKER = re.compile(r"^\s*\(?\d{1,2}[.):]\s|^\s*\d{1,2}[.):]?\s*$")
_HARMLESS = re.compile(
    r"\s+(?:quick|more|other|things?|questions?|steps?|ways?|details?|of (?:us|you|them|these|those|the)\b|great|good|"
    r"cosas|preguntas|pasos|mas)\b"
)
# What one home has and another may not: held to the home that the sentence names.
_NAMING = frozenset({"unit", "number"})
_OF_A_HOME = frozenset({"money", "sqft", "beds", "baths"})


def check(sentence: str, evidence: Evidence) -> Problem | None:
    """The first figure that nothing supports, as a problem."""
    figures = figures_in(sentence)
    if not figures:
        return None
    plain = plain_text(sentence)
    home = _the_home_named(plain, figures, evidence)
    for figure in figures:
        if _is_list_marker(figure, plain) or _is_harmless(figure, plain):
            continue
        if not _supported(figure, plain, evidence, home):
            return Problem("figures", f"{figure.kind} without evidence")
    return None


def _supported(figure: Figure, plain: str, evidence: Evidence, home: str | None) -> bool:
    if home is not None and figure.kind in _OF_A_HOME:
        stated = any(key in evidence.homes[home] or evidence.holds_apart_from_homes(key) for key in figure.keys)
    else:
        stated = any(evidence.holds(key) for key in figure.keys)
    return stated or (
        any(key in evidence.wishes for key in figure.keys) and is_an_echo(figure, plain, evidence.cheapest_cents)
    )


def _the_home_named(plain: str, figures: tuple[Figure, ...], evidence: Evidence) -> str | None:
    """The one home that the sentence speaks of, if it is one. `$204` does not name home 204."""
    amounts = [figure for figure in figures if figure.kind not in _NAMING]
    named = [name for name in evidence.homes if name in plain and _is_named(name, plain, amounts)]
    return named[0] if len(named) == 1 else None


def _is_named(name: str, plain: str, amounts: list[Figure]) -> bool:
    found = re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", plain)
    return any(not any(amount.start <= match.start() < amount.end for amount in amounts) for match in found)


def _is_list_marker(figure: Figure, plain: str) -> bool:
    marker = _LIST_MARKER.match(plain)
    return figure.kind == "number" and marker is not None and figure.start < marker.end()


def _is_harmless(figure: Figure, plain: str) -> bool:
    """`Two quick questions`: up to ten of something that is no fact about a home."""
    small = figure.kind == "number" and isinstance(figure.keys[0][1], int) and figure.keys[0][1] <= 1000
    return small and re.search(rf"(?:\w+){_HARMLESS.pattern}", plain[max(0, figure.start - 1) :][:40]) is not None
