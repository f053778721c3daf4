"""The examples that intents are learnt from: phrases by label in a file a language, for people to read and extend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.understanding import Intent

FILES = {"en": "english.yaml", "es": "spanish.yaml"}
NONE = "none"
"""the label of what means none of the intents"""


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    label: str
    """an intent, or an intent and a kind of it after a dot, or NONE"""
    language: str


@cache
def load_examples() -> tuple[Example, ...]:
    """All examples, read once. Raises OSError, yaml.YAMLError, and ValueError for a label that is no intent."""
    return tuple(each for language, name in FILES.items() for each in _read(Path(__file__).with_name(name), language))


def _read(path: Path, language: str) -> Iterator[Example]:
    phrases: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for label, listed in phrases.items():
        if label != NONE:
            Intent(intent_of(label))
        for text in listed.split(" / "):
            yield Example(text.strip(), label, language)


def intent_of(label: str) -> str:
    return label.partition(".")[0]
