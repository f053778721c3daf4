"""Every phrase is there in every language, with the same facts in it, and in that language."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.brains.embedded.phrases import PHRASES
from bot.brains.embedded.understand.language import told_by_words

BOTH = {"verbatim", "other_language"}
"""what is not ours to word, or names both languages"""
WORDED = {"invalid_field": {"field"}, "tour_moved": {"previous"}}
"""facts that are words in English themselves, and are left out elsewhere"""
OTHERS = [language for language in PHRASES if language != "en"]


def _facts(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_phrases_are_there(language: str) -> None:
    assert PHRASES[language].keys() == PHRASES["en"].keys()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", PHRASES["en"])
def test_the_same_facts_stand_in_them(language: str, key: str) -> None:
    given = set().union(*(_facts(wording) for wording in PHRASES["en"][key]))
    named = set().union(*(_facts(wording) for wording in PHRASES[language][key]))
    assert named | WORDED.get(key, set()) == given


@pytest.mark.parametrize(("language", "key"), [(language, key) for language in PHRASES for key in PHRASES[language]])
def test_every_wording_is_in_its_language(language: str, key: str) -> None:
    if key in BOTH:
        return
    for wording in PHRASES[language][key]:
        plain = re.sub(r"\{\w+\}", " ", wording)
        assert wording.strip(), key
        assert told_by_words(plain.lower()) in (language, None), wording
