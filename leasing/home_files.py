"""Homes as files tell of them: neutral records, whatever the format, and the port that reads and writes such files.

A record holds only what its file says. What a file leaves out, or leaves blank, says nothing and changes nothing; None
says that there is none. Money is integer cents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, TypeAlias

from leasing.money import to_wire

Kind: TypeAlias = Literal["property", "floor_plan", "unit", "fee", "special"]
KINDS: tuple[Kind, ...] = ("property", "floor_plan", "unit", "fee", "special")
"""in the order in which they must be made"""
Severity: TypeAlias = Literal["error", "warning"]
RentBasis: TypeAlias = Literal["market", "effective"]
FileFormat: TypeAlias = Literal["auto", "csv", "mits"]

MOST_RECORDS = 10_000
MOST_ISSUES = 1_000
"""that are told; more are counted only"""

_UNIT_WORD = re.compile(r"^(?:unit|apartment|apt|suite|ste|home|number|no)\b[.:]?\s*#?\s*(?=\S*\d)|^#\s*(?=\S)")


def plain(name: str) -> str:
    """A name in lower case with single spaces, its wide letters as the usual ones, and without signs that nobody sees:
    what is copied from a page or a spreadsheet holds such."""
    if not name.isascii():
        shown = unicodedata.normalize("NFKC", name)
        name = "".join(sign for sign in shown if unicodedata.category(sign) != "Cf")
    return " ".join(name.casefold().split())


def number_of(name: str) -> str:
    """A unit's name without words such as `Unit` or `#` before its number."""
    return _UNIT_WORD.sub("", plain(name)) or plain(name)


def letters_of(name: str) -> str:
    """Only the letters and digits of a unit's name."""
    return "".join(sign for sign in number_of(name) if sign.isalnum())


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with a row (`line` counts from 1, `element` is its path in XML) and what to do about it. An
    error keeps its row out; a warning does not. `code` is a short machine name such as `money` or `duplicate`."""

    severity: Severity
    code: str
    message: str
    line: int | None = None
    element: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class RentLine:
    """One rent of a lease length (0 is month to month): an amount, or a difference to the home's own rent."""

    rent_cents: int | None = None
    difference_cents: int | None = None
    move_in_from: date | None = None
    move_in_until: date | None = None


@dataclass(frozen=True, slots=True)
class Rents:
    """What a file says of rents by lease length: all of those of a length replace what is there. Where `complete`,
    a length that it does not name has none."""

    by_months: Mapping[int, tuple[RentLine, ...]]
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """`alt` is what is seen on it; None where the file does not say."""

    url: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that a file tells of, by its name. `values` are set; `defaults` are set where nothing is there yet.
    Names are those of the tables' columns; `floor_plan` and `floor_plans` are names of plans, `rents` is `Rents`,
    `photos` are `Picture`s."""

    kind: Kind
    name: str
    values: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    building: str | None = None
    line: int | None = None
    element: str | None = None
    by_kind: bool = False
    """a fee that is found again by its kind, where the property has one of that kind under another name"""

    @property
    def owner(self) -> str:
        """The floor plan that a fee belongs to, by which it is known too; nothing for all else."""
        return plain(self.values.get("floor_plan") or "") if self.kind == "fee" else ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as the file heads it, and the field that it was read as; None where it was left out."""

    header: str
    field: str | None


@dataclass(frozen=True, slots=True)
class HomeFile:
    """What was read. `records` are those without errors; `rows` counts all that were there."""

    format: Literal["csv", "mits"]
    records: tuple[Record, ...]
    issues: tuple[Issue, ...]
    rows: int
    digest: str
    encoding: str = "utf-8"
    columns: tuple[Column, ...] = ()
    communities: tuple[str, ...] = ()
    """names of the properties in a feed"""
    errors: int = 0
    warnings: int = 0
    """in all, those too that `issues` has no room for"""
    mentioned: frozenset[str] = frozenset()
    """numbers of all units that the file names, those with errors too"""
    unnamed: int = 0
    """rows with errors of which nobody can tell which unit they are about"""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. `today` stands for words such as "now". `community` is the id or name of the property of a feed
    that holds several. `rent` says which of a feed's two rents is the home's."""

    today: date
    format: FileFormat = "auto"
    community: str | None = None
    rent: RentBasis = "market"


def rent_field(months: int) -> str:
    """The name of the rents of a lease length: `rent_12_months`, `rent_month_to_month`."""
    return "rent_month_to_month" if months == 0 else f"rent_{months}_months"


def rent_words(lines: Sequence[RentLine]) -> str:
    """Rents of one lease length as a table has them: `1545.00 | plus 50.00 from 2026-06-01 to 2026-08-31`."""
    return " | ".join(_rent_words(line) for line in lines)


def _rent_words(line: RentLine) -> str:
    if line.difference_cents is None:
        amount = to_wire(line.rent_cents) or "0.00"
    else:
        amount = f"{'minus' if line.difference_cents < 0 else 'plus'} {to_wire(abs(line.difference_cents))}"
    first = f" from {line.move_in_from.isoformat()}" if line.move_in_from else ""
    last = f" to {line.move_in_until.isoformat()}" if line.move_in_until else ""
    return f"{amount}{first}{last}"


class HomeFiles(Protocol):
    async def read(self, data: bytes, options: ReadOptions) -> HomeFile:
        """What a file tells. Raises `Invalid` for one that cannot be read at all."""
        ...

    async def write(self, records: Sequence[Record]) -> bytes:
        """The records as a table (CSV) that `read` reads back unchanged."""
        ...
