"""The steps of an import's plan: as rows, and then written in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam

from leasing.database import Tx
from leasing.home_files import Kind
from leasing.home_plan import Held, HomePlan, Snapshot, Step
from leasing.home_rules import COLUMNS
from leasing.ids import new_id
from leasing.models import Fee, FloorPlan, Photo, Rent, Special, SpecialFloorPlan, Unit
from leasing.models.base import Base
from leasing.tenancy import StaffScope

MODELS: Mapping[Kind, type[Base]] = {"floor_plan": FloorPlan, "unit": Unit, "fee": Fee, "special": Special}
OWNERS: Mapping[Kind, str | None] = {"property": None, "floor_plan": "floor_plan_id", "unit": "unit_id"}
"""the column by which a rent or a picture belongs to each kind; the property's own have none"""
AT_ONCE = 200
"""ids or rows in one statement. With PostgreSQL a statement's rows are made ready on the event loop, which does other
work between two statements only"""


@dataclass(frozen=True, slots=True)
class Batch:
    """A statement with the rows that it is carried out for; none where it is complete without."""

    statement: Executable
    rows: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Writes:
    """All that an import writes, in its order. `units` are an event and an id for each that is made or changed."""

    batches: tuple[Batch, ...]
    units: tuple[tuple[str, str], ...]
    changes_prices: bool


@dataclass(frozen=True, slots=True)
class _Target:
    """A step with the row that it is about."""

    step: Step
    id: str


def prepare(scope: StaffScope, snapshot: Snapshot, plan: HomePlan, now: datetime) -> Writes:
    """The rows of all steps. For a thread: a transaction may stand on the event loop, where the rows of thousands of
    homes would hold up everybody else."""
    targets = [_Target(step, step.held.id if step.held else new_id()) for step in plan.writes]
    plans = _plan_ids(snapshot.held, targets)
    making = _Making(scope, snapshot.property_id, now)
    for kind, model in MODELS.items():
        making.rows(model, [target for target in targets if target.step.kind == kind], plans)
    making.special_plans(targets, plans)
    making.rents(targets)
    making.photos(targets)
    return Writes(
        batches=tuple(making.batches),
        units=tuple(
            ("unit.updated" if target.step.held else "unit.created", target.id)
            for target in targets
            if target.step.kind == "unit"
        ),
        changes_prices=any(
            target.step.kind in {"fee", "special"} or "rents" in target.step.fields for target in targets
        ),
    )


def write(tx: Tx, scope: StaffScope, property_id: str, writes: Writes) -> None:
    """The caller holds the property's lock."""
    for batch in writes.batches:
        if not batch.rows:
            tx.connection.execute(batch.statement)
        for start in range(0, len(batch.rows), AT_ONCE):
            tx.connection.execute(batch.statement, batch.rows[start : start + AT_ONCE])
    if writes.changes_prices:
        data = {"of": "import"}
        tx.emit("prices.changed", scope.company_id, property_id=property_id, subject_id=property_id, data=data)
    for name, unit_id in writes.units:
        tx.emit(name, scope.company_id, property_id=property_id, subject_id=unit_id)


def _plan_ids(held: Iterable[Held], targets: Iterable[_Target]) -> dict[str, str]:
    """Ids of floor plans by name, those that are made now too."""
    found = {one.record.name: one.id for one in held if one.record.kind == "floor_plan"}
    return found | {target.step.name: target.id for target in targets if target.step.kind == "floor_plan"}


def _name_column(model: type[Base]) -> str:
    return "text" if model is Special else "name"


def _row(target: _Target, plans: Mapping[str, str]) -> dict[str, Any]:
    step = target.step
    row: dict[str, Any] = {"id": target.id, "text" if step.kind == "special" else "name": step.name}
    row |= {column: step.values.get(column) for column in COLUMNS[step.kind]}
    if "features" in row:
        row["features"] = list(row["features"])
    if step.kind in {"unit", "fee"}:
        plan = step.values.get("floor_plan")
        row["floor_plan_id"] = plans[plan] if plan else None
    if step.kind == "special":
        row["every_floor_plan"] = not step.values.get("floor_plans")
    return row


class _Making:
    """Batches while they are made."""

    def __init__(self, scope: StaffScope, property_id: str, now: datetime) -> None:
        self.batches: list[Batch] = []
        self._scope = scope
        self._property_id = property_id
        self._now = now

    def rows(self, model: type[Base], targets: Sequence[_Target], plans: Mapping[str, str]) -> None:
        own = {"property_id": self._property_id}
        self._insert(model, [_row(target, plans) | own for target in targets if target.step.held is None])
        changed = [_row(target, plans) for target in targets if target.step.held is not None]
        if changed:
            # All columns of each row: so one statement serves all rows, whatever changed in each.
            columns = [name for name in changed[0] if name not in {"id", _name_column(model)}]
            table: Any = model.__table__
            statement = self._scope.update(model).where(table.c.id == bindparam("row_id"))
            named = {name: bindparam(f"new_{name}") for name in columns}
            statement = statement.values(named | {"updated_at": self._now})
            rows = [{"row_id": row["id"], **{f"new_{name}": row[name] for name in columns}} for row in changed]
            self.batches.append(Batch(statement, rows))

    def special_plans(self, targets: Sequence[_Target], plans: Mapping[str, str]) -> None:
        mine = [target for target in targets if target.step.kind == "special" and "floor_plans" in target.step.fields]
        self._delete(SpecialFloorPlan, "special_id", [target.id for target in mine])
        rows = [
            {"special_id": target.id, "floor_plan_id": plans[name]}
            for target in mine
            for name in target.step.values["floor_plans"]
        ]
        self._insert(SpecialFloorPlan, rows)

    def rents(self, targets: Sequence[_Target]) -> None:
        rows = [
            {
                **self._owner(target),
                "lease_months": months,
                "move_in_from": line.move_in_from,
                "move_in_until": line.move_in_until,
                "rent_cents": line.rent_cents,
                "difference_cents": line.difference_cents,
            }
            for target in self._replaced(Rent, targets, "rents")
            for months, lines in target.step.values["rents"].by_months.items()
            for line in lines
        ]
        self._insert(Rent, rows)

    def photos(self, targets: Sequence[_Target]) -> None:
        rows = [
            {**self._owner(target), "url": picture.url, "alt": picture.alt or "", "position": position}
            for target in self._replaced(Photo, targets, "photos")
            for position, picture in enumerate(target.step.values["photos"])
        ]
        self._insert(Photo, rows)

    def _replaced(self, model: type[Base], targets: Sequence[_Target], field: str) -> list[_Target]:
        """The targets whose rents or pictures change; those that they had are deleted."""
        mine = [target for target in targets if target.step.kind in OWNERS and field in target.step.fields]
        for kind, column in OWNERS.items():
            ids = [target.id for target in mine if target.step.kind == kind and target.step.held is not None]
            if column is not None:
                self._delete(model, column, ids)
            elif ids:
                table: Any = model.__table__
                nobodys = (table.c.unit_id.is_(None), table.c.floor_plan_id.is_(None))
                own = (table.c.property_id == self._property_id, *nobodys)
                self.batches.append(Batch(self._scope.delete(model).where(*own)))
        return mine

    def _insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            made = [self._scope.new_row(model, row, self._now) for row in rows]
            self.batches.append(Batch(self._scope.inserting(model), made))

    def _delete(self, model: type[Base], column: str, ids: Sequence[str]) -> None:
        table: Any = model.__table__
        for start in range(0, len(ids), AT_ONCE):
            statement = self._scope.delete(model).where(table.c[column].in_(ids[start : start + AT_ONCE]))
            self.batches.append(Batch(statement))

    def _owner(self, target: _Target) -> dict[str, str | None]:
        kind = target.step.kind
        return {
            "property_id": self._property_id,
            "unit_id": target.id if kind == "unit" else None,
            "floor_plan_id": target.id if kind == "floor_plan" else None,
        }
