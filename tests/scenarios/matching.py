"""Whether what was found is what a scenario wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def fits(wanted: Any, found: Any) -> bool:
    """Whether what was found is what is wanted: of mappings the named parts, of lists every named item; `~…` is a
    regular expression, and numbers and texts that read the same are the same."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(fits(item, found.get(key)) for key, item in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, (list, tuple)) and all(any(fits(item, one) for one in found) for item in wanted)
    if isinstance(wanted, str) and wanted.startswith("~"):
        return found is not None and re.search(wanted[1:], str(found), re.IGNORECASE) is not None
    if any(one is None or isinstance(one, bool) for one in (wanted, found)):
        return wanted is found
    return str(wanted) == str(found) or _number(wanted) == _number(found) is not None


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def unlike(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    """In words, which of the named parts are not as wanted."""
    wrong = [
        f"{name} is {found.get(name)!r}, not {item!r}"
        for name, item in wanted.items()
        if not fits(item, found.get(name))
    ]
    return "; ".join(wrong) or None
