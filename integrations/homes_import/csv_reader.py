"""A table of homes (CSV) to records: a row a home, or what its `record` column says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from integrations.homes_import import cells, words
from integrations.homes_import.collect import Collector, Row
from integrations.homes_import.columns import field_of, months_of
from integrations.homes_import.csv_cells import BLANK, NONE, each, rents, unquoted
from integrations.homes_import.tables import Table, is_summary
from leasing.feature_names import feature_of
from leasing.home_files import KINDS, Column, Kind, Picture, Rents
from leasing.home_terms import DUE, FEE_KINDS, FREQUENCIES, PER, REQUIREMENTS, SPECIAL_KINDS

LONGEST_OFFER = 300
FIELDS: Mapping[Kind, frozenset[str]] = {
    "property": frozenset({"photos"}),
    "floor_plan": frozenset(
        {"bedrooms", "bathrooms", "beds_and_baths", "square_feet", "features", "photos", "description"}
    ),
    "unit": frozenset(
        {
            "building", "floor_plan", "floor", "bedrooms", "bathrooms", "beds_and_baths", "square_feet", "rent",
            "deposit", "status", "available_on", "pets_allowed", "furnished", "features", "photos",
        }
    ),
    "fee": frozenset(
        {
            "floor_plan", "kind", "description", "amount", "frequency", "due", "requirement", "per", "refundable",
            "included_in_rent", "position",
        }
    ),
    "special": frozenset(
        {
            "floor_plan", "kind", "terms", "quantity", "amount", "waived_kind", "starts_on", "ends_on", "move_in_by",
            "min_lease_months", "max_lease_months",
        }
    ),
}  # fmt: skip
"""the columns that say something of each kind, rents aside"""
PRICED: frozenset[Kind] = frozenset({"property", "floor_plan", "unit"})
INTO = {"rent": "rent_cents", "deposit": "deposit_cents", "amount": "amount_cents"}
REQUIRED = frozenset({"bedrooms", "bathrooms", "rent", "status", "kind", "frequency", "requirement", "per", "position"})
"""columns of which there is always something"""
EMPTIED: Mapping[str, Any] = {"features": (), "photos": (), "terms": ""}


@dataclass(frozen=True, slots=True)
class _Cell:
    header: str
    field: str
    value: str


def read_csv(table: Table, found: Collector, today: date) -> tuple[Column, ...]:
    """Fill the collector with the rows of a table; what each column was read as. Raises `Invalid`."""
    columns = _columns(table.header, found)
    for line, row_cells in table.rows:
        _read_row(found, line, row_cells, columns, today)
    return tuple(columns)


def _columns(header: list[str], found: Collector) -> list[Column]:
    columns: list[Column] = []
    taken: dict[str, str] = {}
    for name in header:
        field = field_of(name)
        if field in taken:
            message = f"{cells.shown(name)} means the same as {cells.shown(taken[field])} and is left out."
            found.note("warning", "same_column", message, 1, field=field)
            field = None
        elif field is None and name:
            message = f"The column {cells.shown(name)} is not known here and is left out."
            found.note("warning", "unknown_column", message, 1)
        if field is not None:
            taken[field] = name
        columns.append(Column(name, field))
    return columns


def _read_row(found: Collector, line: int, row_cells: list[str], columns: list[Column], today: date) -> None:
    told = {
        column.field: _Cell(column.header, column.field, value.strip())
        for column, value in zip(columns, row_cells, strict=False)
        if column.field is not None
    }
    name_cell = told.pop("unit", None)
    written = unquoted(name_cell.value) if name_cell else ""
    if is_summary(written):
        found.note("warning", "summary_row", "The row is a total and is left out.", line)
        return
    row = found.row(line)
    kind = _kind(row, told.pop("record", None))
    name = _name(row, kind, written)
    building_cell = told.get("building")
    building = unquoted(building_cell.value) if building_cell and building_cell.value.lower() not in BLANK else None
    if len(row_cells) > len(columns) and any(cell.strip() for cell in row_cells[len(columns) :]):
        message = "The row has more cells than there are columns. Quote cells that hold the sign between cells."
        row.error("cells", message)
    if kind is None or name is None:
        found.unnamed += 1
        return
    if kind == "unit":
        found.mention(name, building)
    for cell in told.values():
        _read_cell(row, kind, cell, today)
    _settle(row, kind)
    row.keep(kind, name, " ".join(building.split()) if building else None)


def _kind(row: Row, cell: _Cell | None) -> Kind | None:
    if cell is None or cell.value.lower() in BLANK:
        return "unit"
    return cast("Kind | None", row.read("record", cell.value, lambda value: cells.choice(value, KINDS)))


def _name(row: Row, kind: Kind | None, written: str) -> str | None:
    if kind == "property":
        return ""
    if not written.strip():
        row.error("missing", "The row names no unit. Fill in its number.", "name")
        return None
    longest = LONGEST_OFFER if kind == "special" else cells.LONGEST_NAME
    return row.read("name", written, lambda value: cells.name(value, longest))


def _read_cell(row: Row, kind: Kind, cell: _Cell, today: date) -> None:
    field, word = cell.field, cell.value.lower()
    months = months_of(field)
    if word in BLANK or field == "building":
        return
    if months is None and field not in FIELDS[kind]:
        row.warn("not_of_this", f"A {kind.replace('_', ' ')} has no {field}; the cell is left out.", field)
        return
    if months is not None:
        if kind not in PRICED:
            row.warn("not_of_this", f"A {kind.replace('_', ' ')} has no rents; the cell is left out.", field)
            return
        lines = () if word in NONE else row.read(field, cell.value, lambda value: rents(value, today))
        if lines is not None:
            _price(row, kind, field, months, lines)
        return
    if word in NONE:
        if field in REQUIRED:
            row.error("missing", f"{field} cannot be taken out. Leave the cell blank to keep what is there.", field)
        else:
            row.values[_into(kind, field)] = EMPTIED.get(field)
        return
    if field == "beds_and_baths":
        both = row.read(field, cell.value, cells.beds_and_baths)
        if both:
            row.values.setdefault("bedrooms", both[0])
            row.values.setdefault("bathrooms", both[1])
        return
    if field == "available_on" and word in {"yes", "no", "y", "n"}:
        row.values.setdefault("status", "available" if word.startswith("y") else "occupied")
        return
    row.take(field, cell.value, _reader(kind, field, today), _into(kind, field))


def _price(row: Row, kind: Kind, field: str, months: int, lines: tuple[Any, ...]) -> None:
    if kind == "property" and any(line.rent_cents is not None for line in lines):
        message = "The community's own rents are differences: write plus 50.00 or minus 25.00."
        row.error("rents", message, field)
        return
    if any(line.rent_cents == 0 for line in lines):
        row.warn("no_rent", "A rent is 0.00: visitors are told that there is no price for this lease length.", field)
    told: dict[int, Any] = row.values.setdefault("rents", {})
    told[months] = lines


def _into(kind: Kind, field: str) -> str:
    if kind == "special" and field == "floor_plan":
        return "floor_plans"
    return INTO.get(field, field)


def _reader(kind: Kind, field: str, today: date) -> Callable[[str], Any]:
    if field == "floor_plan":
        if kind == "special":
            return lambda value: each(value, lambda item: cells.name(unquoted(item)))
        return lambda value: cells.name(unquoted(value))
    if field == "kind":
        return lambda value: cells.choice(value, SPECIAL_KINDS if kind == "special" else FEE_KINDS)
    if field in _DATES:
        return lambda value: cells.day(value, today)
    return _READERS[field]


_DATES = frozenset({"available_on", "starts_on", "ends_on", "move_in_by"})


def _features(value: str) -> tuple[str, ...]:
    read = each(value, lambda item: cells.name(unquoted(item)), also=",")
    return tuple(dict.fromkeys(code for item in read if (code := feature_of(item))))


def _photos(value: str) -> tuple[Picture, ...]:
    return tuple(Picture(url) for url in each(value, cells.address, also=" "))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "floor": cells.floor,
    "bedrooms": cells.bedrooms,
    "bathrooms": cells.bathrooms,
    "square_feet": cells.square_feet,
    "rent": cells.money,
    "deposit": cells.money,
    "amount": cells.money,
    "status": words.status,
    "pets_allowed": cells.truth,
    "furnished": cells.truth,
    "refundable": cells.truth,
    "included_in_rent": cells.truth,
    "features": _features,
    "photos": _photos,
    "description": lambda value: cells.text(unquoted(value)),
    "terms": lambda value: cells.text(unquoted(value)),
    "frequency": lambda value: cells.choice(value, FREQUENCIES),
    "due": lambda value: cells.choice(value, DUE),
    "requirement": lambda value: cells.choice(value, REQUIREMENTS),
    "per": lambda value: cells.choice(value, PER),
    "waived_kind": lambda value: cells.choice(value, FEE_KINDS),
    "quantity": lambda value: cells.whole(value, 1, 26),
    "position": lambda value: cells.whole(value, 0, 10_000),
    "min_lease_months": lambda value: cells.whole(value, 1, 60),
    "max_lease_months": lambda value: cells.whole(value, 1, 60),
}


def _settle(row: Row, kind: Kind) -> None:
    """What follows from the cells of a row together."""
    values = row.values
    if "rents" in values:
        values["rents"] = Rents(values["rents"])
    bathrooms = values.get("bathrooms")
    if bathrooms is not None and cells.halves(bathrooms) != bathrooms:
        values["bathrooms"] = cells.halves(bathrooms)
        row.warn("rounded", f"{bathrooms:g} bathrooms are kept as {values['bathrooms']:g}.", "bathrooms")
    if values.get("rent_cents") == 0:
        row.warn("no_rent", "The rent is 0.00: the home is offered to nobody until it has one.", "rent")
    if kind == "unit":
        settle_status(values)


def settle_status(values: dict[str, Any]) -> None:
    """A home that is being made ready may be had where a day is named; one that nobody may have has no day."""
    if values.get("status") == words.NOT_READY:
        values["status"] = "available" if values.get("available_on") else "down"
    if values.get("status") in {"occupied", "down"} and "available_on" not in values:
        values["available_on"] = None
