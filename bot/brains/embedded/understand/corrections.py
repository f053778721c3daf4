"""Slips of the tongue that are put right in the same breath: of "1500, no wait, 1600" only the second is meant.

The figure that was put right stands in for the one before it, so that whatever was said around that one holds for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIGURE = r"\$?\d[\d,.:]*\d|\$?\d"
_SUFFIX = r"(?: ?(?:[ap]\.?m\b\.?|k\b|mil\b|st\b|nd\b|rd\b|th\b))?"


@dataclass(frozen=True, slots=True)
class Corrections:
    put_right: re.Pattern[str]
    """`x`, words that take it back, `y`; nothing but the end of what is said may follow"""
    instead: re.Pattern[str]
    """ "not x, y" """


def corrections(number: str, takes_back: str, lead: str, refuses: str, ends: str) -> Corrections:
    """`number` words, what takes the one before back, what may lead to the other, and how one is refused at once."""
    value = rf"(?:{_FIGURE}|(?:{number})\b)"
    return Corrections(
        re.compile(
            rf"(?<![\w$.,:/-])(?P<x>{value})(?P<unit>{_SUFFIX})(?P<noun>(?: (?!(?:{takes_back})\b)[a-zñáéíóú]+){{0,2}})"
            rf"\s*[,.;:!-]*\s+(?:(?:{takes_back})[\s,.:]+)+(?:(?:{lead}) )*(?P<y>{value})(?P<said>{_SUFFIX})"
            rf"(?=\s*(?:$|[,.;!?]|(?:{ends})\b))(?![.,:]?\d)"
        ),
        re.compile(
            rf"(?:^|(?<=[,.;!?] ))(?:{refuses}) (?P<x>{value}){_SUFFIX}\s*,\s*(?:(?:{lead}) )*(?P<y>{value}{_SUFFIX})"
            r"(?=\s*(?:$|[,.;!?]))(?![.,:]?\d)"
        ),
    )


def put_right(text: str, found: Corrections) -> str:
    """A lower-case text without the figures that its writer has put right."""
    if found.instead.search(text):
        text = found.instead.sub(lambda match: match["y"], text)
    return found.put_right.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    return f"{match['y']}{match['said'] or match['unit']}{match['noun']}"
