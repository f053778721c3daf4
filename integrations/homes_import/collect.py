"""What is found while a file is read: records, and what is wrong with the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from integrations.homes_import.cells import LONGEST_NAME, Fault
from integrations.homes_import.limits import refused
from leasing.home_files import KINDS, MOST_ISSUES, MOST_RECORDS, Issue, Kind, Record, Severity, number_of, plain

T = TypeVar("T")


class Row:
    """One row or element while it is read: its values, and whether something in it is wrong."""

    def __init__(self, found: Collector, line: int | None, element: str | None = None) -> None:
        self.line = line
        self.element = element
        self.values: dict[str, Any] = {}
        self.defaults: dict[str, Any] = {}
        self.is_good = True
        self._found = found

    def read(self, field: str, value: str, reads: Callable[[str], T]) -> T | None:
        """A value, or None with its fault noted."""
        try:
            return reads(value)
        except Fault as fault:
            self.error(fault.code, fault.message, field)
        return None

    def take(self, field: str, value: str, reads: Callable[[str], Any], into: str | None = None) -> None:
        """Read a value and keep it where it is good."""
        read = self.read(field, value, reads)
        if read is not None:
            self.values[into or field] = read

    def error(self, code: str, message: str, field: str | None = None) -> None:
        self.is_good = False
        self._found.note("error", code, message, self.line, self.element, field)

    def warn(self, code: str, message: str, field: str | None = None) -> None:
        self._found.note("warning", code, message, self.line, self.element, field)

    def keep(self, kind: Kind, name: str, building: str | None = None, *, by_kind: bool = False) -> None:
        """The row as a record, unless something in it was wrong."""
        if self.is_good:
            self._found.records.append(
                Record(kind, name, self.values, self.defaults, building, self.line, self.element, by_kind)
            )


class Collector:
    def __init__(self) -> None:
        self.records: list[Record] = []
        self.issues: list[Issue] = []
        self.counts: Counter[Severity] = Counter()
        self.rows = 0
        self.mentioned: set[str] = set()
        self.unnamed = 0

    def row(self, line: int | None, element: str | None = None) -> Row:
        """Begin a row. Raises `Invalid` where the file has too many."""
        self.rows += 1
        if self.rows > MOST_RECORDS:
            raise refused(f"The file has more than {MOST_RECORDS:,} rows. Split it by community.")
        return Row(self, line, element)

    def note(
        self,
        severity: Severity,
        code: str,
        message: str,
        line: int | None = None,
        element: str | None = None,
        field: str | None = None,
    ) -> None:
        self.counts[severity] += 1
        if len(self.issues) < MOST_ISSUES:
            self.issues.append(Issue(severity, code, message, line, element, field))

    def mention(self, name: str, building: str | None = None) -> None:
        """A unit stands in the file, whether or not its row is good."""
        self.mentioned.add(number_of(name))
        if building:
            self.mentioned.add(number_of(f"{building}-{name}"))

    def settled(self) -> tuple[Record, ...]:
        """The records, units named so that each is one of its kind, and none twice."""
        kept: list[Record] = []
        seen: dict[tuple[Kind, str, str], Record] = {}
        for record in self._told_apart():
            first = seen.setdefault((record.kind, record.owner, record.name), record)
            if first is record:
                kept.append(record)
                continue
            where = f"line {first.line}" if first.line else "an earlier element"
            what = "The community's own row" if record.kind == "property" else f"{record.name!r}"
            message = f"{what} stands in {where} already. Leave one of them."
            self.note("error", "duplicate", message, record.line, record.element, "name")
        return tuple(sorted(kept, key=lambda record: KINDS.index(record.kind)))

    def _told_apart(self) -> list[Record]:
        """Where a unit's number is used in several buildings, all units are named with their building."""
        units = [record for record in self.records if record.kind == "unit"]
        counts = Counter((plain(record.name), plain(record.building or "")) for record in units)
        numbers = Counter(number for number, _ in counts)
        if all(count == 1 for count in numbers.values()):
            return self.records
        return [self._with_building(record) if record.kind == "unit" else record for record in self.records]

    def _with_building(self, record: Record) -> Record:
        if not record.building or record.name.casefold().startswith(f"{record.building.casefold()}-"):
            return record
        name = f"{record.building}-{record.name}"
        if len(name) > LONGEST_NAME:
            return record
        return replace(record, name=name, building=None)
