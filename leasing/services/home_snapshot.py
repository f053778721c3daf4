"""All homes of a property with their prices and pictures, as records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leasing.database import Tx
from leasing.home_files import Picture, Record, RentLine, Rents
from leasing.home_plan import Held, Snapshot
from leasing.home_rules import FEE_COLUMNS, PLAN_COLUMNS, SPECIAL_COLUMNS, UNIT_COLUMNS
from leasing.models import Fee, FloorPlan, Photo, Property, Rent, Special, SpecialFloorPlan, Unit
from leasing.tenancy import StaffScope
from leasing.zones import zone

RENT_COLUMNS = ("lease_months", "move_in_from", "move_in_until", "rent_cents", "difference_cents")

_Rents = Mapping[str, dict[int, tuple[RentLine, ...]]]
_Pictures = Mapping[str, list[Picture]]


@dataclass(frozen=True, slots=True)
class Rows:
    """What `snapshot` is made of, as it was read."""

    property_id: str
    version: int
    today: date
    floor_plans: Sequence[Any]
    units: Sequence[Any]
    rents: Sequence[Any]
    photos: Sequence[Any]
    fees: Sequence[Any]
    specials: Sequence[Any]
    special_plans: Sequence[Any]


def read(tx: Tx, scope: StaffScope, property_id: str) -> Rows:
    """Raises `NotFound`. No more than the reading: a transaction may stand on the event loop."""
    # First of all: what is read afterwards is as new as this version or newer, and a plan that rests on something
    # newer is refused, never one on something older taken.
    of = scope.get(tx, Property, property_id)

    def rows(model: Any, *columns: Any, order: Sequence[Any]) -> Sequence[Any]:
        statement = scope.select(model, model.id, *columns).where(model.property_id == property_id)
        return tx.connection.execute(statement.order_by(*order, model.id)).all()

    def columns(model: Any, names: Sequence[str]) -> list[Any]:
        return [getattr(model, name) for name in names]

    mine = scope.select(Special, Special.id).where(Special.property_id == property_id)
    special_plans = scope.select(SpecialFloorPlan, SpecialFloorPlan.special_id, SpecialFloorPlan.floor_plan_id)
    owner = ("unit_id", "floor_plan_id", "property_id")
    return Rows(
        property_id=property_id,
        version=of.version,
        today=tx.now.astimezone(zone(of.timezone)).date(),
        floor_plans=rows(FloorPlan, *columns(FloorPlan, ("name", *PLAN_COLUMNS)), order=[FloorPlan.name]),
        units=rows(Unit, *columns(Unit, ("name", "floor_plan_id", *UNIT_COLUMNS)), order=[Unit.name]),
        rents=rows(Rent, *columns(Rent, (*owner, *RENT_COLUMNS)), order=[Rent.lease_months]),
        photos=rows(Photo, *columns(Photo, (*owner, "url", "alt")), order=[Photo.position, Photo.created_at]),
        fees=rows(Fee, *columns(Fee, ("name", "floor_plan_id", *FEE_COLUMNS)), order=[Fee.position, Fee.name]),
        specials=rows(
            Special,
            *columns(Special, ("text", "every_floor_plan", *SPECIAL_COLUMNS)),
            order=[Special.starts_on, Special.text],
        ),
        special_plans=tx.connection.execute(special_plans.where(SpecialFloorPlan.special_id.in_(mine))).all(),
    )


def snapshot(rows: Rows) -> Snapshot:
    """All homes of a property as records; for a thread where they are many."""
    rents, pictures = _rents(rows.rents), _pictures(rows.photos)
    names = {row.id: row.name for row in rows.floor_plans}
    special_plans = _special_plans(rows.special_plans, names)
    held = [Held(rows.property_id, Record("property", "", _priced(rows.property_id, rents, pictures)))]
    held += [_floor_plan(row, rents, pictures) for row in rows.floor_plans]
    held += [_unit(row, names, rents, pictures) for row in rows.units]
    held += [_fee(row, names) for row in rows.fees]
    held += [_special(row, special_plans) for row in rows.specials]
    return Snapshot(rows.property_id, rows.version, rows.today, tuple(held))


def _rents(rows: Sequence[Any]) -> _Rents:
    """By the id of their unit, floor plan or property, then by lease length."""
    lines: defaultdict[str, defaultdict[int, list[RentLine]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        line = RentLine(row.rent_cents, row.difference_cents, row.move_in_from, row.move_in_until)
        lines[row.unit_id or row.floor_plan_id or row.property_id][row.lease_months].append(line)
    # The one without a beginning is first, wherever a database puts its nulls.
    return {
        owner: {months: tuple(sorted(some, key=_begins)) for months, some in by_months.items()}
        for owner, by_months in lines.items()
    }


def _begins(line: RentLine) -> str:
    return line.move_in_from.isoformat() if line.move_in_from else ""


def _pictures(rows: Sequence[Any]) -> _Pictures:
    found: defaultdict[str, list[Picture]] = defaultdict(list)
    for row in rows:
        found[row.unit_id or row.floor_plan_id or row.property_id].append(Picture(row.url, row.alt))
    return found


def _special_plans(rows: Sequence[Any], names: Mapping[str, str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.special_id].append(names[row.floor_plan_id])
    return found


def _priced(owner: str, rents: _Rents, pictures: _Pictures) -> dict[str, Any]:
    return {"rents": Rents(rents.get(owner, {}), True), "photos": tuple(pictures.get(owner, ()))}


def _columns(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    values = {column: getattr(row, column) for column in columns}
    if "features" in values:
        values["features"] = tuple(values["features"])
    if values.get("bathrooms") is not None:
        values["bathrooms"] = float(values["bathrooms"])
    return values


def _floor_plan(row: Any, rents: _Rents, pictures: _Pictures) -> Held:
    values = _columns(row, PLAN_COLUMNS) | _priced(row.id, rents, pictures)
    return Held(row.id, Record("floor_plan", row.name, values))


def _unit(row: Any, plans: Mapping[str, str], rents: _Rents, pictures: _Pictures) -> Held:
    plan = plans.get(row.floor_plan_id) if row.floor_plan_id else None
    values = {"floor_plan": plan, **_columns(row, UNIT_COLUMNS), **_priced(row.id, rents, pictures)}
    return Held(row.id, Record("unit", row.name, values))


def _fee(row: Any, plans: Mapping[str, str]) -> Held:
    plan = plans.get(row.floor_plan_id) if row.floor_plan_id else None
    return Held(row.id, Record("fee", row.name, {"floor_plan": plan, **_columns(row, FEE_COLUMNS)}))


def _special(row: Any, plans: Mapping[str, list[str]]) -> Held:
    of_plans = () if row.every_floor_plan else tuple(sorted(plans.get(row.id, ())))
    return Held(row.id, Record("special", row.text, {"floor_plans": of_plans, **_columns(row, SPECIAL_COLUMNS)}))


def version(tx: Tx, scope: StaffScope, property_id: str) -> int:
    """The property's version, which stays until the transaction ends. Raises `NotFound`."""
    return scope.get(tx, Property, property_id, lock=True).version
