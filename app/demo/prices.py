"""What the demo communities charge: the fees, lease lengths and specials of their YAML files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Fee, Rent, Special
from leasing.money import from_wire

OFFERED = ("waived_kind", "quantity", "min_lease_months", "max_lease_months")


def store_prices(tx: Tx, own: dict[str, Any], prices: dict[str, Any]) -> None:
    """`own` are the ids of company and property."""
    own = {**own, "created_at": tx.now, "updated_at": tx.now}
    fees = [{"id": new_id(), **own, **_fee(fee), "position": index} for index, fee in enumerate(prices["fees"])]
    tx.connection.execute(insert(Fee), fees)
    rents = [
        {"id": new_id(), **own, "lease_months": months, "difference_cents": _signed(rent["difference"])}
        for rent in prices["lease_rents"]
        for months in rent["months"]
    ]
    tx.connection.execute(insert(Rent), rents)
    if prices["specials"]:
        tx.connection.execute(insert(Special), [{"id": new_id(), **own, **_special(one)} for one in prices["specials"]])


def _fee(fee: dict[str, Any]) -> dict[str, Any]:
    monthly = fee.get("frequency") == "monthly"
    return {
        "name": fee["name"],
        "kind": fee["kind"],
        "description": fee.get("description"),
        "amount_cents": None if fee["amount"] is None else from_wire(fee["amount"]),
        "frequency": "monthly" if monthly else "one_time",
        "due": None if monthly else fee.get("due", "move_in"),
        "requirement": fee.get("requirement", "mandatory"),
        "per": fee.get("per", "home"),
        "refundable": fee.get("refundable", False),
        "included_in_rent": fee.get("included_in_rent", False),
    }


def _special(special: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": special["kind"],
        "text": special["text"],
        "terms": special["terms"],
        "amount_cents": from_wire(special["amount"]) if "amount" in special else None,
        **{name: special.get(name) for name in OFFERED},
    }


def _signed(amount: str) -> int:
    return -from_wire(amount[1:]) if amount.startswith("-") else from_wire(amount)
