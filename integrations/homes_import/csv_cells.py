"""Cells of our tables: lists, rents, and the quote that keeps a spreadsheet from calculating."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from integrations.homes_import.cells import MOST_ITEMS, Fault, day, money, shown
from leasing.home_files import RentLine

T = TypeVar("T")

BETWEEN = " | "
NONE = frozenset({"none", "-", "–", "—"})
"""there is none: what was there is taken out"""
BLANK = frozenset({"", "n/a", "na", "null", "tbd", "#n/a"})
"""nothing is said"""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""with these a spreadsheet begins to calculate; a quote before them keeps a text a text"""
_RENT = re.compile(
    r"(?P<sign>plus |minus |[+-] ?)?(?P<amount>.+?)"
    r"(?: from (?P<first>.+?))?(?: (?:to|until|through) (?P<last>.+))?",
    re.IGNORECASE,
)


def quoted(cell: str) -> str:
    """A text as it may stand in a table."""
    bare = cell.lstrip("'")
    return f"'{cell}" if bare.startswith(_FORMULA) or bare.strip().lower() in NONE | BLANK - {""} else cell


def unquoted(cell: str) -> str:
    bare = cell.lstrip("'")
    is_quoted = bare.startswith(_FORMULA) or bare.strip().lower() in NONE | BLANK - {""}
    return cell[1:] if cell.startswith("'") and is_quoted else cell


def items(cell: str, *, also: str = "") -> list[str]:
    """The items of a cell, between `|`, `;` or line ends, and between `also` where there are none of these; or a JSON
    list of texts, for items that hold such signs."""
    if cell.startswith("["):
        try:
            listed: object = json.loads(cell)
        except (json.JSONDecodeError, RecursionError):
            listed = None
        if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
            return _few([item.strip() for item in listed if isinstance(item, str)])
    signs = r"[|;\n]" if re.search(r"[|;\n]", cell) or not also else f"[{re.escape(also)}]"
    return _few([item.strip() for item in re.split(signs, cell)])


def _few(listed: list[str]) -> list[str]:
    kept = list(dict.fromkeys(item for item in listed if item))
    if len(kept) > MOST_ITEMS:
        raise Fault("length", f"{len(kept)} items; at most {MOST_ITEMS} are kept.")
    return kept


def listed_items(values: Sequence[str], *, also: str = "") -> str:
    """A cell that `items` reads back."""
    if not any(re.search(rf"[|;\n{re.escape(also)}]", value) or value.startswith("[") for value in values):
        return BETWEEN.join(values)
    return json.dumps(list(values), ensure_ascii=False)


def rents(cell: str, today: date) -> tuple[RentLine, ...]:
    """The rents of one lease length: `1545.00`, `plus 50`, `1600 from 2026-06-01 to 2026-08-31`, several with `|`."""
    lines = [_rent(item, today) for item in items(cell)]
    starts = [line.move_in_from for line in lines]
    if len(set(starts)) < len(starts):
        raise Fault("rents", "Two rents of one lease length begin on the same day. Give each its own `from`.")
    return tuple(sorted(lines, key=lambda line: line.move_in_from or date.min))


def _rent(item: str, today: date) -> RentLine:
    found = _RENT.fullmatch(" ".join(item.split()))
    if not found:
        raise Fault("rents", f"{shown(item)} is not a rent. Write it as 1545.00, or 1600 from 2026-06-01.")
    cents = money(found["amount"])
    first = day(found["first"], today) if found["first"] else None
    last = day(found["last"], today) if found["last"] else None
    if first and last and last < first:
        raise Fault("rents", f"{shown(item)} ends before it begins. Swap the dates.")
    sign = (found["sign"] or "").strip().lower()
    if not sign:
        return RentLine(cents, None, first, last)
    return RentLine(None, -cents if sign in {"-", "minus"} else cents, first, last)


def each(cell: str, reads: Callable[[str], T], *, also: str = "") -> tuple[T, ...]:
    """The items of a cell, each read."""
    return tuple(reads(item) for item in items(cell, also=also))
