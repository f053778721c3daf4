"""Fees, pets and concessions of a MITS feed."""

from __future__ import annotations

import re
from decimal import Decimal

from integrations.homes_import import cells
from integrations.homes_import.collect import Row
from integrations.homes_import.mits_parts import Reading, amount_at, day_at, number_at, put
from integrations.homes_import.xml_tree import Node
from leasing.money import words

LONGEST_OFFER = 300
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%?", re.ASCII)
NO_LATE_FEE = frozenset({"nolate", "nolatefee", "nolatefees", "none", "no"})
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)

ONCE = {"frequency": "one_time", "per": "home", "refundable": False, "included_in_rent": False}
FEES: dict[str, tuple[str, dict[str, object]]] = {
    "ApplicationFee": (
        "Application fee", {**ONCE, "kind": "application", "due": "application", "requirement": "mandatory"},
    ),
    "AdminFee": ("Administrative fee", {**ONCE, "kind": "admin", "due": "move_in", "requirement": "mandatory"}),
    "BrokerFee": ("Broker fee", {**ONCE, "kind": "other", "due": "move_in", "requirement": "mandatory"}),
    "NonRefundableHoldFee": ("Holding fee", {**ONCE, "kind": "other", "due": "event", "requirement": "situational"}),
}  # fmt: skip
_PET = {**ONCE, "requirement": "situational", "per": "pet"}
PETS: dict[str, tuple[str, dict[str, object]]] = {
    "Deposit": ("Pet deposit", {**_PET, "kind": "pet_deposit", "due": "move_in", "refundable": True}),
    "Fee": ("Pet fee", {**_PET, "kind": "pet_fee", "due": "move_in"}),
    "Rent": ("Pet rent", {**_PET, "kind": "pet_rent", "frequency": "monthly", "due": None}),
}


def read_fees(node: Node, reading: Reading, floor_plan: str | None = None) -> None:
    """A Fee element: the amounts that the standard names."""
    for tag, (title, columns) in FEES.items():
        _fee(node, tag, title, columns, reading, floor_plan)
    _late_fee(node, reading, floor_plan)


def _late_fee(node: Node, reading: Reading, floor_plan: str | None) -> None:
    """Of rent that is paid late. One amount is kept as such; what is worked out of several is said in words."""
    if node.said("LateType").lower().replace(" ", "") in NO_LATE_FEE:
        return
    row = reading.found.row(node.line, f"{node.name}/LateType")
    least = amount_at(row, node.first("LateMinFee"), "LateMinFee")
    each_day = amount_at(row, node.first("LateFeePerDay"), "LateFeePerDay")
    percent = number_at(row, node.said("LatePercent"), "LatePercent", _percent)
    parts = [f"{percent.normalize():f} % of the rent"] if percent else []
    parts += [f"at least {words(least)}" if percent else words(least)] if least else []
    parts += [f"{words(each_day)} for each day"] if each_day else []
    if not parts:
        return
    is_one = least is not None and len(parts) == 1
    row.values.update(kind="other", amount_cents=least if is_one else None)
    row.values["description"] = (
        "of rent that is paid late" if is_one else f"of rent that is paid late: {', '.join(parts)}"
    )
    if floor_plan is not None:
        row.values["floor_plan"] = floor_plan
    row.defaults.update({**ONCE, "due": "event", "requirement": "situational"})
    row.keep("fee", "Late fee")


def _percent(value: str) -> Decimal:
    found = _PERCENT.fullmatch(value)
    if found is None or Decimal(found[1]) > 100:
        raise cells.Fault("number", f"{cells.shown(value)} is not a share of the rent. Write it as 5.")
    return Decimal(found[1])


def read_pet_policy(node: Node, reading: Reading) -> None:
    """Whether pets are allowed, and what they cost."""
    for pet in node.all("Pet"):
        allowed = pet.told("Allowed").lower()
        if allowed in {"true", "1", "yes"}:
            reading.pets_allowed = True
        elif allowed in {"false", "0", "no"} and reading.pets_allowed is None:
            reading.pets_allowed = False
    taken: set[str] = set()
    for pet in node.all("Pet"):
        for tag, (title, columns) in PETS.items():
            if tag not in taken and _fee(pet, tag, title, columns, reading, None):
                taken.add(tag)


def _fee(
    node: Node, tag: str, title: str, columns: dict[str, object], reading: Reading, floor_plan: str | None
) -> bool:
    amount_node = node.first(tag)
    if amount_node is None:
        return False
    row = reading.found.row(amount_node.line, f"{node.name}/{tag}")
    amount = amount_at(row, amount_node, tag)
    if amount is None:
        return False
    row.values.update(amount_cents=amount, kind=columns["kind"])
    if floor_plan is not None:
        row.values["floor_plan"] = floor_plan
    row.defaults.update({name: value for name, value in columns.items() if name != "kind"})
    # `other` is no kind by which a fee could be found again.
    row.keep("fee", title, by_kind=columns["kind"] != "other")
    return True


def read_concessions(node: Node, reading: Reading, floor_plan: str | None = None) -> None:
    """Offers of a property or a floor plan. What they are worth is said in words only: feeds give a value without
    saying of what."""
    for offer in node.all("Concession"):
        if offer.told("Active").lower() in {"false", "0", "no"}:
            continue
        row = reading.found.row(offer.line, "Concession")
        header = offer.said("DescriptionHeader", "Name")
        body = offer.said("DescriptionBody", "Description", "Comment")
        text, terms = _texts(header, body)
        if not text:
            if header or body:
                row.warn(
                    "length", f"The offer is longer than {LONGEST_OFFER} characters and is left out.", "Concession"
                )
            continue
        _keep(row, offer, text, terms, reading, floor_plan)
        reading.specials.update((header or body, text))


def _texts(header: str, body: str) -> tuple[str, str]:
    """The offer in a sentence, and its terms; nothing where it cannot be said so shortly."""
    header, body = " ".join(header.split()), body.strip()
    if header and len(header) <= LONGEST_OFFER:
        return header, "" if body == header else body
    whole = " ".join((header or body).split())
    if len(whole) <= LONGEST_OFFER:
        return whole, ""
    first = _SENTENCE.match(whole)
    if first and len(first[0]) <= LONGEST_OFFER:
        return first[0], whole
    return "", ""


def _keep(row: Row, offer: Node, text: str, terms: str, reading: Reading, floor_plan: str | None) -> None:
    today = reading.options.today
    window = offer.first("DateRange")
    first = day_at(row, window.first("StartDate") if window else None, "StartDate", today)
    last = day_at(row, window.first("EndDate") if window else None, "EndDate", today)
    if first and last and last < first:
        row.error("date", "The offer ends before it begins.", "DateRange")
    put(row, "starts_on", first)
    put(row, "ends_on", last)
    named = row.read("text", text, lambda value: cells.name(value, LONGEST_OFFER))
    if terms:
        row.take("terms", terms, cells.text)
    row.defaults["kind"] = "other"
    if floor_plan is not None:
        row.values["floor_plans"] = (floor_plan,)
    if named is not None:
        row.keep("special", named)
