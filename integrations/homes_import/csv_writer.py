"""Records as a table (CSV) that reads back unchanged: one column a field, one row a record."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from integrations.homes_import.csv_cells import listed_items, quoted
from leasing.home_files import Picture, Record, Rents, rent_field, rent_words
from leasing.money import to_wire

COLUMNS = (
    "record", "unit", "floor_plan", "floor", "bedrooms", "bathrooms", "square_feet", "rent", "deposit", "status",
    "available_on", "pets_allowed", "furnished", "features", "photos", "description", "kind", "amount", "frequency",
    "due", "requirement", "per", "refundable", "included_in_rent", "position", "terms", "quantity", "waived_kind",
    "starts_on", "ends_on", "move_in_by", "min_lease_months", "max_lease_months",
)  # fmt: skip
CENTS = {"rent": "rent_cents", "deposit": "deposit_cents", "amount": "amount_cents"}


def write_csv(records: Sequence[Record]) -> bytes:
    """With a byte order mark, which spreadsheets need to see that it is UTF-8."""
    told = [record.values.get("rents") for record in records]
    months = sorted({length for rents in told if isinstance(rents, Rents) for length in rents.by_months})
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *(rent_field(length) for length in months)])
    for record in records:
        writer.writerow([_cell(record, name) for name in COLUMNS] + [_rents(record, length) for length in months])
    return out.getvalue().encode("utf-8-sig")


def _rents(record: Record, months: int) -> str:
    rents = record.values.get("rents")
    return rent_words(rents.by_months.get(months, ())) if isinstance(rents, Rents) else ""


def _cell(record: Record, column: str) -> str:
    if column == "record":
        return record.kind
    if column == "unit":
        return quoted(record.name)
    values = record.values
    if column == "floor_plan" and record.kind == "special":
        return listed_items([quoted(name) for name in values.get("floor_plans") or ()])
    return _written(values.get(CENTS.get(column, column)), is_money=column in CENTS)


def _written(value: Any, *, is_money: bool) -> str:
    match value:
        case None | () | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case int() if is_money:
            return to_wire(value) or ""
        case date():
            return value.isoformat()
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case tuple():
            if isinstance(value[0], Picture):
                return listed_items([item.url for item in value], also=" ")
            return listed_items([quoted(str(item)) for item in value], also=",")
        case _:
            return quoted(str(value))
