"""Turning a language's tables of phrases into compiled patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.brains.embedded.understand.lexicon.model import Cue, Rule
from bot.understanding import Intent


def any_of(words: Iterable[str]) -> str:
    """An alternation that prefers the longer word."""
    return "(?:" + "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True)) + ")"


def compiled(pattern: str, parts: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """`%num%` and its like in a pattern stand for the alternations in `parts`."""
    for name, part in (parts or {}).items():
        pattern = pattern.replace(f"%{name}%", part)
    return re.compile(pattern)


def rules(table: Iterable[tuple[str, str]], parts: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    return tuple(Rule(kind, compiled(pattern, parts)) for kind, pattern in table)


def cues(table: Iterable[tuple[Intent, float, str]], parts: Mapping[str, str] | None = None) -> tuple[Cue, ...]:
    return tuple(Cue(intent, weight, compiled(pattern, parts)) for intent, weight, pattern in table)


def words(listed: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(listed.split())


def words_in_order(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())
