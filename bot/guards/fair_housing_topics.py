"""What the Fair Housing tables are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Topic = Literal[
    "handoff_complaint",
    "source_of_income",
    "accommodation",
    "accessible_home",
    "decline_preference",
    "third_party_source",
    "neutral_facts",
    "location_facts",
    "familial_welcome",
    "same_homes",
    "hopa_check",
    "equal_criteria",
    "no_characterization",
]
"""`accessible_home` (a question about what exists), `location_facts` (how far something is) and `same_homes` "
"(which home
is for families) are the neutral sides of `accommodation`, `neutral_facts` and `familial_welcome`"""

GAP = r"[^.?!\n]{0,60}?"
"""anything within the same sentence"""
NEAR = r"[^.?!\n]{0,24}?"

_QUESTION = re.compile(
    r"(?:^|[,;:(]\s*|\s-+\s*|\b(?:and|but|so|or|y|pero)\s+)(?:hi|hello|hey|ok|okay|so|also|well|um|oh|please|btw|"
    r"hola|oye|,|\s)*"
    r"(?:is|are|am|do|does|did|can|could|would|will|how|how's|what|what's|whats|which|who|where|where's|any|tell me|"
    r"describe|show me|"
    r"es|son|esta|hay|como|que|cual|cuales|tiene|tienen|se)\b|"
    r"\b(?:i wonder|wondering|curious|want to know|like to know|need to know|know if|know whether|tell me|"
    r"quiero saber|quisiera saber)\b"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One way to come to a topic: a pattern over folded text."""

    pattern: re.Pattern[str]
    asked: bool
    """whether it counts only in a question: "is it a nice area?" asks for a rating, "what a nice area" does not"""

    def fits(self, folded: str, sentences: list[str]) -> bool:
        if not self.asked:
            return self.pattern.search(folded) is not None
        return any(is_question(sentence) and self.pattern.search(sentence) for sentence in sentences)


def said(*patterns: str) -> tuple[Row, ...]:
    return tuple(Row(re.compile(pattern), asked=False) for pattern in patterns)


def asked(*patterns: str) -> tuple[Row, ...]:
    return tuple(Row(re.compile(pattern), asked=True) for pattern in patterns)


def is_question(sentence: str) -> bool:
    return sentence.rstrip(" \n\"')").endswith("?") or _QUESTION.search(sentence.lstrip()) is not None
