"""How text from outside (visitors, FAQs, property-management systems) is quoted for a language model: as data."""

from __future__ import annotations

import re

from bot.guards.folding import INVISIBLE
from bot.guards.private_data import redact

MAX_QUOTED = 2000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_BLANK_LINES = re.compile(r"\n{3,}")
_TOKENS = re.compile(r"\[\s*/?\s*(?:INST|SYS|SYSTEM)\s*\]", re.IGNORECASE)
_FENCE = re.compile(r"`{3,}|~{3,}|-{4,}|={4,}|#{3,}")
_ROLE = re.compile(r"^(\s*)(system|assistant|developer|tool|user|human|ai)(\s*):", re.IGNORECASE | re.MULTILINE)
_BRACKETS = str.maketrans({"<": "\u2039", ">": "\u203a"})


def as_data(text: str, limit: int = MAX_QUOTED) -> str:
    """The text in a form that cannot open or close anything in a prompt: no invisible characters, control tokens, tags,
    fences or role names at the start of a line, no card numbers, and not longer than `limit` characters."""
    plain = INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    plain = _CONTROL.sub(" ", plain).translate(_BRACKETS)
    plain = _TOKENS.sub(" ", plain)
    plain = _FENCE.sub(lambda found: found.group()[:2], plain)
    plain = _ROLE.sub(r"\1\2\3 -", plain)
    plain = _BLANK_LINES.sub("\n\n", redact(plain)).strip()
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "\u2026"


def quoted(text: str, source: str, limit: int = MAX_QUOTED) -> str:
    """The text as a block that says where it comes from."""
    return f'<data from="{source}">\n{as_data(text, limit)}\n</data>'
