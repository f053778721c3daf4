"""What a message will need, guessed from its words before it is read: a guess costs nothing where it is wrong but
some work in another thread."""

from __future__ import annotations

import re

LONGEST = 200
"""characters; who writes more asks several things, or tells a story"""
_PLAIN = re.compile(r"[^.!?;\n]{8,}[.!?]?\s*")
"""one sentence"""
_NO_LOOKUP = re.compile(
    r"\b(?:bed|bedrooms?|br|bd|baths?|studios?|floor ?plans?|available|availability|vacan\w+|cheapest|"
    r"tours?|visit|book|schedule|reschedule|cancel|move[ -]?in|budget|my name|i'?m|yes|no|thanks?|thank you|"
    r"rec[aá]maras?|habitaci[oó]n(?:es)?|"
    r"dormitorios?|estudios?|disponibles?|disponibilidad|cita|visita|agendar|presupuesto|gracias|s[ií])\b|[@$]|\d{4}",
    re.IGNORECASE,
)
"""what seldom leads to the knowledge: homes, tours, who somebody is"""


def question_within(text: str) -> str | None:
    """The text as the knowledge would be asked it, where it likely will be."""
    said = text.strip()
    if len(said) > LONGEST or _PLAIN.fullmatch(said) is None or _NO_LOOKUP.search(said) is not None:
        return None
    return said
