"""A floor plan of a MITS feed."""

from __future__ import annotations

from integrations.homes_import import cells
from integrations.homes_import.collect import Row
from integrations.homes_import.mits_offers import read_concessions, read_fees
from integrations.homes_import.mits_parts import (
    Plan,
    Reading,
    amount_at,
    bathrooms_into,
    features,
    is_range,
    number_at,
    pictures,
    put,
)
from integrations.homes_import.xml_tree import Node


def read_floor_plan(node: Node, reading: Reading) -> None:
    row = reading.found.row(node.line, f"Floorplan {node.told('IDValue')}".strip())
    written = node.said("Name", "MarketingName") or node.told("IDValue")
    if not written:
        row.error("missing", "The floor plan has neither a Name nor an IDValue.", "name")
        return
    name = row.read("name", written, cells.name)
    if name is None:
        return
    _rooms(row, node)
    size = node.first("SquareFeet")
    if size is not None:
        put(row, "square_feet", number_at(row, size.told("Min", "Avg", "Max") or size.text.strip(), "SquareFeet",
                                          cells.square_feet))  # fmt: skip
    put(row, "description", number_at(row, node.said("Comment", "Description"), "Comment", cells.text))
    put(row, "features", features(node) or None)
    put(row, "photos", pictures(row, node) or None)
    plan = _plan(row, node, name)
    # Units name their plan by its id or by its name.
    for reference in (
        node.told("IDValue"),
        name,
        written,
        *(one.told("IDValue") for one in node.all("Identification")),
    ):
        if reference:
            reading.plans.setdefault(reference.casefold(), plan)
    row.keep("floor_plan", name)
    read_concessions(node, reading, floor_plan=name)
    for fee in node.all("Fee"):
        read_fees(fee, reading, floor_plan=name)


def _rooms(row: Row, node: Node) -> None:
    for room in node.all("Room"):
        kind = room.told("RoomType").lower().replace(" ", "")
        count = room.said("Count") or room.text.strip()
        if kind.startswith("bed"):
            put(row, "bedrooms", number_at(row, count, "Room", cells.bedrooms))
        elif kind.startswith("bath"):
            bathrooms_into(row, number_at(row, count, "Room", cells.bathrooms))


def _plan(row: Row, node: Node, name: str) -> Plan:
    rent = node.first("MarketRent")
    # A range is what homes of this plan cost from and to, and no home's rent.
    single = None if is_range(rent) else amount_at(row, rent, "MarketRent")
    return Plan(name, single, amount_at(row, node.first("Deposit"), "Deposit"))
