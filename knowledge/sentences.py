"""A text in sentences."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])[\"')\]”’]*\s+(?=[\"'(“‘¿¡]?[A-Z0-9À-ÖØ-Þ¿¡])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|ave|blvd|rd|no|apt|approx|e\.g|i\.e|vs|a\.m|p\.m|sq|ft)\.|\b[A-Z]\.)$", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """As they stand, without the space between them."""
    found: list[str] = []
    for part in _END.split(text.strip()):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] += " " + part
        elif part:
            found.append(part)
    return found
