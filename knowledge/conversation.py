"""Spanish conversation word by word in English, for embedders that know English only."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from knowledge.lexicon import Lexicon, load_lexicon, spanish_phrases
from knowledge.words import words

CONVERSATION_FILE = Path(__file__).with_name("conversation.yaml")


@cache
def load_conversation() -> Lexicon:
    """The lexicon with the words of conversation before its own. Raises OSError and yaml.YAMLError."""
    own = spanish_phrases(yaml.safe_load(CONVERSATION_FILE.read_text(encoding="utf-8")))
    lexicon = load_lexicon()
    longest = max(lexicon.longest, *(len(phrase) for phrase in own))
    return replace(lexicon, spanish={**lexicon.spanish, **own}, longest=longest)


def in_english(spanish: str) -> str:
    """What is known of a Spanish text in English, the rest as it stands; a question stays one."""
    english = load_conversation().word_by_word(words(spanish)) or spanish
    return f"{english}?" if "?" in spanish and not english.endswith("?") else english
