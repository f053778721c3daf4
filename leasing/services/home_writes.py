"""The steps of an import's plan, written in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam

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
AT_ONCE = 500
"""ids in one statement"""


@dataclass(frozen=True, slots=True)
class _Target:
    """A step with the row that it is about."""

    step: Step
    id: str


def write(tx: Tx, scope: StaffScope, snapshot: Snapshot, plan: HomePlan) -> None:
    """Write all steps. The caller holds the property's lock."""
    targets = [_Target(step, step.held.id if step.held else new_id()) for step in plan.writes]
    plans = _plan_ids(snapshot.held, targets)
    for kind, model in MODELS.items():
        mine = [target for target in targets if target.step.kind == kind]
        _write_rows(tx, scope, snapshot.property_id, model, mine, plans)
    _write_special_plans(tx, scope, targets, plans)
    _write_rents(tx, scope, snapshot.property_id, targets)
    _write_photos(tx, scope, snapshot.property_id, targets)
    if any(target.step.kind in {"fee", "special"} or "rents" in target.step.fields for target in targets):
        mine = snapshot.property_id
        tx.emit("prices.changed", scope.company_id, property_id=mine, subject_id=mine, data={"of": "import"})
    for target in targets:
        if target.step.kind == "unit":
            name = "unit.created" if target.step.held is None else "unit.updated"
            tx.emit(name, scope.company_id, property_id=snapshot.property_id, subject_id=target.id)


def _plan_ids(held: Iterable[Held], targets: Iterable[_Target]) -> dict[str, str]:
    """Ids of floor plans by name, those that are made now too."""
    found = {one.record.name: one.id for one in held if one.record.kind == "floor_plan"}
    return found | {target.step.name: target.id for target in targets if target.step.kind == "floor_plan"}


def _write_rows(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    model: type[Base],
    targets: Sequence[_Target],
    plans: Mapping[str, str],
) -> None:
    fresh = [_row(target, plans) | {"property_id": property_id} for target in targets if target.step.held is None]
    scope.insert_all(tx, model, fresh)
    changed = [_row(target, plans) for target in targets if target.step.held is not None]
    if changed:
        # All columns of each row: so one statement serves all rows, whatever changed in each.
        columns = [name for name in changed[0] if name not in {"id", _name_column(model)}]
        table: Any = model.__table__
        statement = scope.update(model).where(table.c.id == bindparam("row_id"))
        statement = statement.values({name: bindparam(f"new_{name}") for name in columns} | {"updated_at": tx.now})
        rows = [{"row_id": row["id"], **{f"new_{name}": row[name] for name in columns}} for row in changed]
        tx.connection.execute(statement, rows)


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


def _write_special_plans(tx: Tx, scope: StaffScope, targets: Sequence[_Target], plans: Mapping[str, str]) -> None:
    mine = [target for target in targets if target.step.kind == "special" and "floor_plans" in target.step.fields]
    _delete(tx, scope, SpecialFloorPlan, lambda table: table.c.special_id, [target.id for target in mine])
    rows = [
        {"special_id": target.id, "floor_plan_id": plans[name]}
        for target in mine
        for name in target.step.values["floor_plans"]
    ]
    scope.insert_all(tx, SpecialFloorPlan, rows)


def _write_rents(tx: Tx, scope: StaffScope, property_id: str, targets: Sequence[_Target]) -> None:
    mine = _replaced(tx, scope, Rent, property_id, targets, "rents")
    rows = [
        {
            **_owner(property_id, target),
            "lease_months": months,
            "move_in_from": line.move_in_from,
            "move_in_until": line.move_in_until,
            "rent_cents": line.rent_cents,
            "difference_cents": line.difference_cents,
        }
        for target in mine
        for months, lines in target.step.values["rents"].by_months.items()
        for line in lines
    ]
    scope.insert_all(tx, Rent, rows)


def _write_photos(tx: Tx, scope: StaffScope, property_id: str, targets: Sequence[_Target]) -> None:
    mine = _replaced(tx, scope, Photo, property_id, targets, "photos")
    rows = [
        {**_owner(property_id, target), "url": picture.url, "alt": picture.alt or "", "position": position}
        for target in mine
        for position, picture in enumerate(target.step.values["photos"])
    ]
    scope.insert_all(tx, Photo, rows)


def _replaced(
    tx: Tx, scope: StaffScope, model: type[Base], property_id: str, targets: Sequence[_Target], field: str
) -> list[_Target]:
    """The targets whose rents or pictures change; those that they had are deleted."""
    mine = [target for target in targets if target.step.kind in OWNERS and field in target.step.fields]
    for kind, column in OWNERS.items():
        ids = [target.id for target in mine if target.step.kind == kind and target.step.held is not None]
        if column is not None:
            _delete(tx, scope, model, lambda table, column=column: table.c[column], ids)
        elif ids:
            table: Any = model.__table__
            own = (table.c.property_id == property_id, table.c.unit_id.is_(None), table.c.floor_plan_id.is_(None))
            tx.connection.execute(scope.delete(model).where(*own))
    return mine


def _delete(tx: Tx, scope: StaffScope, model: type[Base], column: Callable[[Any], Any], ids: Sequence[str]) -> None:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        tx.connection.execute(scope.delete(model).where(column(model.__table__).in_(some)))


def _owner(property_id: str, target: _Target) -> dict[str, str | None]:
    kind = target.step.kind
    return {
        "property_id": property_id,
        "unit_id": target.id if kind == "unit" else None,
        "floor_plan_id": target.id if kind == "floor_plan" else None,
    }
