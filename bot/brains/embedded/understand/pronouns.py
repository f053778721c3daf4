"""What "him" stands for where money is asked: the pet that the visitor spoke of just before."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.lexicon.prices import price_words
from bot.brains.embedded.understand.scene import Scene

_LATEST = 2
"""of the visitor's own messages that are looked at for a pet"""
_FOR_IT = {
    "en": re.compile(r"\b(?:for|with) (?:him|her|them|it)\b(?=\W*$)", re.IGNORECASE),
    "es": re.compile(r"\b(?:por|de|con) (?:él|el|ella|ellos|ellas)\b(?=\W*$)", re.IGNORECASE),
}
_THE_PET = {"en": "for the pet", "es": "por la mascota"}


def with_pet_named(question: str, language: str, scene: Scene) -> str:
    """The question with the pet named: "how much is it for him?", after "I have a dog", is about the dog."""
    if not _FOR_IT[language].search(question) or not price_words(language).costs.search(question.lower()):
        return question
    pets = next(pattern for kind, pattern in price_words(language).fees if kind == "pet_fee")
    own = (line for line, _ in zip(scene.own_lines, range(_LATEST), strict=False))
    if not any(pets.search(line.lower()) for line in own):
        return question
    return _FOR_IT[language].sub(_THE_PET[language], question)
