"""The wording of replies, a table per language; a phrase that a language lacks is said in English."""

from __future__ import annotations

from bot.brains.embedded.phrases.english import ENGLISH
from bot.brains.embedded.phrases.facts import SPANISH_FACTS, Facts
from bot.brains.embedded.phrases.spanish import SPANISH

PHRASES: dict[str, dict[str, tuple[str, ...]]] = {"en": ENGLISH, "es": SPANISH}

__all__ = ["PHRASES", "SPANISH_FACTS", "Facts"]
