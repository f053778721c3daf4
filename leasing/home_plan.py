"""The plan of an import: what a file would create and change, field by field. Pure: nothing is read or written here,
so that the plan of a large file can be made on a thread."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeAlias

import msgspec

from leasing import home_rules
from leasing.home_changes import Change, changes_of, merged, merged_rents, same
from leasing.home_files import (
    MOST_ISSUES,
    HomeFile,
    Issue,
    Kind,
    Record,
    Rents,
    letters_of,
    number_of,
    plain,
)
from leasing.home_rules import EMPTY, PLAN_SIZE, RENTABLE

# A day, a month with its year, or a power of ten.
_SPREADSHEETS = re.compile(
    r"\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"-\d{2}|\d(?:\.\d+)?e\+\d+",
    re.IGNORECASE,
)

Outcome: TypeAlias = Literal["created", "changed", "unchanged", "gone"]
Missing: TypeAlias = Literal["keep", "off_market"]
OnError: TypeAlias = Literal["skip", "refuse"]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """`missing`: what becomes of units that may be rented and are not in the file; `off_market` makes them occupied.
    `on_error`: whether rows with errors are left out, or the whole file is refused."""

    missing: Missing = "keep"
    on_error: OnError = "skip"


@dataclass(frozen=True, slots=True)
class Held:
    """Something that the property has: the id of its row, and all its values as a record."""

    id: str
    record: Record


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All homes of a property, with their prices, as of its `version`. `today` is the property's own day."""

    property_id: str
    version: int
    today: date
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one thing. `values` are all of it afterwards; `fields` are those that change."""

    kind: Kind
    name: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    line: int | None = None
    element: str | None = None
    held: Held | None = None
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HomePlan:
    """`issues` are the first of `errors` and `warnings`. `token` stands for file, options and all that the property
    holds: it is another one when any of them is."""

    property_id: str
    version: int
    steps: tuple[Step, ...]
    issues: tuple[Issue, ...]
    errors: int
    warnings: int
    refused: bool
    token: str

    def count(self, outcome: Outcome, kind: Kind | None = None) -> int:
        return sum(step.outcome == outcome and kind in (None, step.kind) for step in self.steps)

    @property
    def writes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.outcome == "created" or step.fields)


def make_plan(snapshot: Snapshot, file: HomeFile, options: PlanOptions) -> HomePlan:
    """What an import would do."""
    planner = _Planner(snapshot)
    for record in file.records:
        planner.plan(record)
    planner.plan_missing(file, options)
    errors = file.errors + sum(issue.severity == "error" for issue in planner.issues)
    warnings = file.warnings + sum(issue.severity == "warning" for issue in planner.issues)
    return HomePlan(
        property_id=snapshot.property_id,
        version=snapshot.version,
        steps=tuple(planner.steps),
        issues=(*file.issues, *planner.issues)[:MOST_ISSUES],
        errors=errors,
        warnings=warnings,
        refused=options.on_error == "refuse" and errors > 0,
        token=_token(snapshot, file, options, planner.steps),
    )


def _token(snapshot: Snapshot, file: HomeFile, options: PlanOptions, steps: Sequence[Step]) -> str:
    told = [(step.kind, step.name, step.outcome, step.changes) for step in steps]
    parts = (snapshot.property_id, snapshot.version, file.digest, options, told)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


class _Planner:
    def __init__(self, snapshot: Snapshot) -> None:
        self.steps: list[Step] = []
        self.issues: list[Issue] = []
        self._today = snapshot.today
        self._held = snapshot.held
        self._index = _Index(snapshot.held)
        self._claimed: dict[str, Record] = {}
        self._made: dict[tuple[str, ...], Record] = {}
        self._alike = {letters_of(one.record.name): one for one in snapshot.held if one.record.kind == "unit"}
        self._last_position = max((one.record.values.get("position", 0) for one in snapshot.held), default=0)
        self._plans: dict[str, tuple[str, Mapping[str, Any]]] = {
            plain(one.record.name): (one.record.name, one.record.values)
            for one in snapshot.held
            if one.record.kind == "floor_plan"
        }

    def plan(self, record: Record) -> None:
        held = self._match(record)
        if held is not None:
            first = self._claimed.setdefault(held.id, record)
            if first is not record:
                self._duplicate(record, first, held.record.name)
                return
        else:
            # What is new is known by the same forms of its name as what is there: once, however it is written.
            first = next((made for key in _Index.keys(record) if (made := self._made.get(key))), None)
            if first is not None:
                self._duplicate(record, first, first.name)
                return
        told = self._with_plan(record)
        if told is None:
            return
        if held is None:
            self._create(record, told)
        else:
            self._change(record, held, told)

    def _duplicate(self, record: Record, first: Record, name: str) -> None:
        where = f"line {first.line}" if first.line else first.element or "an earlier row"
        self._note(record, "error", "duplicate", f"{where} is about {name!r} too. Leave one.", "name")

    def plan_missing(self, file: HomeFile, options: PlanOptions) -> None:
        """Units that the property has and the file has not."""
        if not file.mentioned:
            return
        asked = options.missing == "off_market"
        if asked and file.unnamed:
            message = f"{file.unnamed} rows name no unit: units that are not in the file are left on the market."
            self.issues.append(Issue("warning", "unnamed_rows", message))
        for one in self._held:
            record = one.record
            if record.kind != "unit" or one.id in self._claimed or number_of(record.name) in file.mentioned:
                continue
            if asked and not file.unnamed and record.values["status"] in RENTABLE:
                values = {**record.values, "status": "occupied", "available_on": None}
                self.steps.append(_step(record, "gone", one, values))
            else:
                self.steps.append(Step("unit", record.name, "gone", held=one))

    def _match(self, record: Record) -> Held | None:
        found = self._index.find(record)
        if found is None and record.kind == "unit" and record.building:
            found = self._index.find(replace(record, name=f"{record.building}-{record.name}"))
        if found is None and record.by_kind:
            found = self._index.of_kind(record)
        return found

    def _with_plan(self, record: Record) -> dict[str, Any] | None:
        """The values that a record tells, floor plans by their own spelling; None where one cannot be had."""
        told = dict(record.values)
        if record.kind == "unit" and told.get("floor_plan"):
            told["floor_plan"] = self._plan_name(record, told)
        elif record.kind == "fee" and told.get("floor_plan"):
            known = self._plans.get(plain(told["floor_plan"]))
            if known is None:
                self._unknown_plan(record, told["floor_plan"])
                return None
            told["floor_plan"] = known[0]
        elif record.kind == "special" and told.get("floor_plans"):
            missing = [name for name in told["floor_plans"] if plain(name) not in self._plans]
            if missing:
                self._unknown_plan(record, missing[0])
                return None
            told["floor_plans"] = tuple(sorted(self._plans[plain(name)][0] for name in told["floor_plans"]))
        return told

    def _unknown_plan(self, record: Record, name: str) -> None:
        message = f"There is no floor plan {name!r}. Add a row for it with record floor_plan, or mend its name."
        self._note(record, "error", "unknown_floor_plan", message, "floor_plan")

    def _plan_name(self, record: Record, told: Mapping[str, Any]) -> str | None:
        """A unit's plan; one that is new is made, as large as the unit."""
        name = told["floor_plan"]
        known = self._plans.get(plain(name))
        if known is not None:
            return known[0]
        held = self._match(record)
        size = {column: told.get(column, held.record.values[column] if held else None) for column in PLAN_SIZE}
        values = home_rules.complete("floor_plan", name, size, self._today)
        if size["bedrooms"] is None or size["bathrooms"] is None:
            # The unit itself is refused for the same reason where it is new.
            self._note(record, "warning", "unknown_floor_plan", f"There is no floor plan {name!r}; it is left out.",
                       "floor_plan")  # fmt: skip
            return held.record.values["floor_plan"] if held else None
        self._plans[plain(name)] = (name, values)
        self._note(record, "warning", "floor_plan_made", f"The floor plan {name!r} is made, as large as this unit.",
                   "floor_plan")  # fmt: skip
        made = Record("floor_plan", name, values, line=record.line, element=record.element)
        self.steps.append(_step(made, "created", None, {**values, "rents": Rents({}, True), "photos": ()}))
        return name

    def _create(self, record: Record, told: Mapping[str, Any]) -> None:
        told = {**record.defaults, **told}
        if record.kind == "fee" and "position" not in told:
            self._last_position += 1
            told["position"] = self._last_position
        if record.kind == "unit" and told.get("floor_plan"):
            size = self._plans[plain(told["floor_plan"])][1]
            told = {**{column: size.get(column) for column in PLAN_SIZE}, **told}
        values = home_rules.complete(record.kind, record.name, told, self._today)
        values["rents"] = merged_rents(Rents({}, True), told.get("rents"))
        values["photos"] = tuple(told.get("photos") or ())
        if not self._is_good(record, values):
            return
        guessed = home_rules.assumed(record.kind, told, values)
        if guessed:
            self._note(record, "warning", "assumed", f"{record.name!r} is taken as: {guessed}.")
        if record.kind == "floor_plan":
            self._plans[plain(record.name)] = (record.name, values)
        elif record.kind == "unit":
            self._doubt_name(record)
        self._made.update(dict.fromkeys(_Index.keys(record), record))
        self.steps.append(_step(record, "created", None, values))

    def _doubt_name(self, record: Record) -> None:
        """A new unit that may be one that is there, or no unit's number at all."""
        alike = self._alike.get(letters_of(record.name))
        if alike is not None:
            message = (
                f"{record.name!r} is new, and there is {alike.record.name!r}. If that is the same home, write it so."
            )
            self._note(record, "warning", "similar_name", message, "name")
        elif _SPREADSHEETS.fullmatch(record.name):
            message = f"{record.name!r} looks like what a spreadsheet makes of numbers such as 1-3. Check the name."
            self._note(record, "warning", "spreadsheet_name", message, "name")

    def _change(self, record: Record, held: Held, told: Mapping[str, Any]) -> None:
        before = held.record.values
        values = dict(before)
        for name, value in told.items():
            values[name] = merged(name, before.get(name), value)
        for name, value in record.defaults.items():
            if values.get(name) is None:
                values[name] = value
        values = home_rules.settled(record.kind, values, before, self._today)
        step = _step(replace(record, name=held.record.name), "changed", held, values)
        if not step.fields:
            self.steps.append(replace(step, outcome="unchanged", values={}))
        elif self._is_good(record, values):
            self.steps.append(step)
            if record.kind == "floor_plan":
                self._plans[plain(held.record.name)] = (held.record.name, values)

    def _is_good(self, record: Record, values: Mapping[str, Any]) -> bool:
        wrong = list(home_rules.faults(record.kind, values))
        for name, code, message in wrong:
            self._note(record, "error", code, message, name)
        return not wrong

    def _note(
        self, record: Record, severity: Literal["error", "warning"], code: str, message: str, name: str | None = None
    ) -> None:
        self.issues.append(Issue(severity, code, message, record.line, record.element, name))


class _Index:
    """What the property holds, by name: as written, then in lower case, then (for units) by number. Names that two
    share in such a form are not found by it."""

    def __init__(self, held: Sequence[Held]) -> None:
        self._exact: dict[tuple[str, ...], Held] = {}
        self._loose: dict[tuple[str, ...], Held | None] = {}
        self._fees: dict[tuple[str, str], list[Held]] = {}
        for one in held:
            record = one.record
            self._exact.setdefault((record.kind, record.owner, " ".join(record.name.split())), one)
            for key in self.keys(record):
                self._loose[key] = None if key in self._loose else one
            if record.kind == "fee":
                self._fees.setdefault((record.owner, record.values["kind"]), []).append(one)

    @staticmethod
    def keys(record: Record) -> Iterator[tuple[str, ...]]:
        yield "plain", record.kind, record.owner, plain(record.name)
        if record.kind == "unit":
            yield "number", number_of(record.name)

    def find(self, record: Record) -> Held | None:
        exact = self._exact.get((record.kind, record.owner, record.name))
        if exact is not None:
            return exact
        return next((found for key in self.keys(record) if (found := self._loose.get(key)) is not None), None)

    def of_kind(self, record: Record) -> Held | None:
        alike = self._fees.get((record.owner, record.values["kind"]), [])
        return alike[0] if len(alike) == 1 else None


def _step(record: Record, outcome: Outcome, held: Held | None, values: Mapping[str, Any]) -> Step:
    before = held.record.values if held else {}
    changes = tuple(changes_of(before, values))
    changed = frozenset(name for name in values if not same(name, before.get(name, EMPTY.get(name)), values[name]))
    return Step(record.kind, record.name, outcome, changes, record.line, record.element, held, values, changed)


def counts(plan: HomePlan) -> dict[Kind, dict[Outcome, int]]:
    """How many of each kind meet with each outcome."""
    found: Counter[tuple[Kind, Outcome]] = Counter((step.kind, step.outcome) for step in plan.steps)
    kinds: dict[Kind, dict[Outcome, int]] = {}
    for (kind, outcome), count in found.items():
        kinds.setdefault(kind, {})[outcome] = count
    return kinds
