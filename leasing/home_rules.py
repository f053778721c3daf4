"""Rules of what an imported thing may be, and what it is where its file does not say. Those of the tables'
constraints are said here in words, so that a row is refused and not the whole import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from leasing.fee_names import PET_KINDS, columns_of
from leasing.home_files import Kind

RENTABLE = frozenset({"available", "notice"})
FEE_COLUMNS = (
    "kind", "description", "amount_cents", "frequency", "due", "requirement", "per", "refundable", "included_in_rent",
    "position",
)  # fmt: skip
SPECIAL_COLUMNS = (
    "kind", "terms", "quantity", "amount_cents", "waived_kind", "starts_on", "ends_on", "move_in_by",
    "min_lease_months", "max_lease_months",
)  # fmt: skip
PLAN_COLUMNS = ("bedrooms", "bathrooms", "square_feet", "description", "features")
UNIT_COLUMNS = (
    "floor", "bedrooms", "bathrooms", "square_feet", "rent_cents", "deposit_cents", "status", "available_on",
    "pets_allowed", "furnished", "features",
)  # fmt: skip
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    "property": (),
    "floor_plan": PLAN_COLUMNS,
    "unit": UNIT_COLUMNS,
    "fee": FEE_COLUMNS,
    "special": SPECIAL_COLUMNS,
}
EMPTY: Mapping[str, Any] = {"features": (), "photos": (), "terms": "", "floor_plans": (), "position": 0}
"""what stands where nothing does, None aside"""
PLAN_SIZE = ("bedrooms", "bathrooms", "square_feet")


def complete(kind: Kind, name: str, told: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A new thing with what follows for the columns that its file does not tell."""
    values: dict[str, Any] = {column: EMPTY.get(column) for column in COLUMNS[kind]}
    match kind:
        case "unit":
            values["status"] = "available"
        case "fee":
            monthly = told.get("frequency") == "monthly"
            optional = told.get("requirement") == "optional"
            per = "application" if told.get("kind") == "application" else "month" if monthly else "move_in"
            values |= columns_of(name, per, optional=optional)
            if told.get("kind") in PET_KINDS:
                values |= {"requirement": "situational", "per": "pet"}
        case "special":
            values["kind"] = "other"
        case _:
            pass
    values |= told
    return settled(kind, values, None, today)


def settled(kind: Kind, values: dict[str, Any], before: Mapping[str, Any] | None, today: date) -> dict[str, Any]:
    """What follows from the values together: a home that becomes rentable may be had from today where no day is
    named; what is charged each month has no day when it falls due."""
    if kind == "unit" and values["status"] in RENTABLE and values.get("available_on") is None:
        if before is None or before["status"] not in RENTABLE:
            values["available_on"] = today
    elif kind == "fee":
        if values["frequency"] == "monthly":
            values["due"] = None
        elif values.get("due") is None:
            values["due"] = "application" if values["kind"] == "application" else "move_in"
    return values


def assumed(kind: Kind, told: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """What a new fee is taken for where its row does not say, for a warning."""
    if kind != "fee":
        return ""
    names = ("kind", "frequency", "due", "requirement", "per")
    return ", ".join(f"{name} {values[name]}" for name in names if name not in told and values.get(name) is not None)


def faults(kind: Kind, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(field, code, what to do) of all that keeps a thing out."""
    match kind:
        case "unit" | "floor_plan":
            yield from _home_faults(kind, values)
        case "fee":
            yield from _fee_faults(values)
        case "special":
            yield from _special_faults(values)
        case _:
            pass


def _home_faults(kind: Kind, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    hint = "Give it, or a floor plan that has it." if kind == "unit" else "Give it."
    for column in ("bedrooms", "bathrooms"):
        if values.get(column) is None:
            yield column, "missing", f"{column} is missing. {hint}"
    if kind == "unit" and values.get("rent_cents") is None:
        yield "rent", "missing", "A new unit needs a rent. Give it."


def _fee_faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    monthly, requirement = values["frequency"] == "monthly", values["requirement"]
    if values.get("refundable") and monthly:
        yield "refundable", "choice", "What is charged each month is not refundable. Write no, or one_time."
    if values.get("included_in_rent") and not (monthly and requirement == "mandatory"):
        yield "included_in_rent", "choice", "Only a mandatory monthly fee can be in the rent. Write no."
    if values.get("amount_cents") is None and not values.get("description"):
        yield "amount", "missing", "Give the amount, or say in the description how it is worked out."
    if values["kind"] in PET_KINDS and requirement == "mandatory":
        yield "requirement", "choice", "What is charged for pets is not of every lease. Write situational."


def _special_faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    kind = values["kind"]
    for column, kinds in (
        ("quantity", ("weeks_free", "months_free")),
        ("amount_cents", ("amount_off", "monthly_discount")),
        ("waived_kind", ("fee_waived",)),
    ):
        field = column.removesuffix("_cents")
        is_wanted = kind in kinds
        if is_wanted and not values.get(column):
            yield field, "missing", f"A special of the kind {kind} needs {field}. Give it."
        if not is_wanted and values.get(column) is not None:
            yield field, "choice", f"A special of the kind {kind} has no {field}. Take it out, or change the kind."
    for first, last in (("starts_on", "ends_on"), ("min_lease_months", "max_lease_months")):
        if values.get(first) and values.get(last) and values[first] > values[last]:
            yield last, "range", f"{last} lies before {first}. Swap them."
