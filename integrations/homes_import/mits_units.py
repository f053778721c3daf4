"""A unit of a MITS feed: its facts, whether and from when it may be had, and its rents."""

from __future__ import annotations

from datetime import date

from integrations.homes_import import cells
from integrations.homes_import.collect import Row
from integrations.homes_import.csv_reader import settle_status
from integrations.homes_import.mits_parts import (
    Plan,
    Reading,
    amount_at,
    bathrooms_into,
    day_at,
    features,
    number_at,
    pictures,
    put,
)
from integrations.homes_import.words import NOT_READY
from integrations.homes_import.xml_tree import Node
from leasing.home_files import RentLine, Rents

NOT_FOR_RENT = frozenset({"down", "model", "employee", "construction", "office", "commercial"})
"""economic statuses of homes that nobody is offered"""
LEASED_STATUSES = {
    "available": "available",
    "on_notice": "notice",
    "onnotice": "notice",
    "notice": "notice",
    "not_ready": NOT_READY,
    "leased": "occupied",
    "approved": "occupied",
    "reserved": "occupied",
    "leased_on_notice": "occupied",
    "leased_reserved": "occupied",
}
MOST_RENTS = 1_000


def read_unit(node: Node, reading: Reading) -> None:
    facts = _Facts(node)
    label = f"ILS_Unit {node.told('IDValue') or facts.said('MarketingName')}".strip()
    row = reading.found.row(node.line, label)
    written = facts.said("UnitNumber", "MarketingName") or facts.identity() or node.told("IDValue")
    if not written:
        row.error("missing", "The unit has no MarketingName and no IDValue.", "name")
        reading.found.unnamed += 1
        return
    name = row.read("name", written, cells.name)
    if name is None:
        reading.found.unnamed += 1
        return
    building = " ".join(facts.said("BuildingName", "Building").split()) or None
    reading.found.mention(name, building)
    plan = _floor_plan(row, facts, reading)
    _size(row, facts)
    _rent(row, node, facts, reading, plan)
    _availability(row, node, facts, reading)
    _offer_terms(row, node, reading)
    put(row, "deposit_cents", _deposit(row, node, plan))
    put(row, "features", tuple(dict.fromkeys(code for place in facts.own for code in features(place))) or None)
    put(row, "photos", pictures(row, *facts.own) or None)
    if reading.pets_allowed is not None:
        row.defaults["pets_allowed"] = reading.pets_allowed
    if any(special.said("DescriptionHeader", "DescriptionBody") not in reading.specials
           for special in node.all("Concession") if special.told("Active").lower() != "false"):  # fmt: skip
        reading.tally("unit_special", "Specials of single units are not kept: they hold for floor plans or for all")
    row.keep("unit", name, building)


class _Facts:
    """The facts of a unit, which stand in Units/Unit, in Unit, or in Unit/Information."""

    def __init__(self, node: Node) -> None:
        self.unit = node.at("Units", "Unit") or node.first("Unit") or node
        self.own = (node,) if self.unit is node else (node, self.unit)
        self.places = [place for place in (self.unit, self.unit.first("Information"), node) if place is not None]

    def said(self, *names: str) -> str:
        return next((text for place in self.places if (text := place.said(*names))), "")

    def first(self, *names: str) -> Node | None:
        return next((found for place in self.places if (found := place.first(*names)) is not None), None)

    def identity(self) -> str:
        found = self.unit.first("Identification")
        return found.told("IDValue") if found else ""


def _floor_plan(row: Row, facts: _Facts, reading: Reading) -> Plan | None:
    reference = facts.first("FloorplanID", "FloorPlanID")
    names = [
        reference.told("IDValue") or reference.text.strip() if reference else "",
        facts.said("FloorplanName", "FloorPlanName"),
        facts.said("UnitType"),
    ]
    for name in names:
        plan = reading.plans.get(name.casefold()) if name else None
        if plan is not None:
            row.values["floor_plan"] = plan.name
            return plan
    named = next((name for name in names[1:] if name), "")
    if named:
        row.take("floor_plan", named, cells.name)
    return None


def _size(row: Row, facts: _Facts) -> None:
    put(row, "bedrooms", number_at(row, facts.said("UnitBedrooms"), "UnitBedrooms", cells.bedrooms))
    bathrooms_into(row, number_at(row, facts.said("UnitBathrooms"), "UnitBathrooms", cells.bathrooms))
    feet = facts.said("MinSquareFeet", "MaxSquareFeet", "SquareFeet")
    put(row, "square_feet", number_at(row, feet, "MinSquareFeet", cells.square_feet))
    put(row, "floor", number_at(row, facts.said("FloorLevel"), "FloorLevel", cells.floor))


def _rent(row: Row, node: Node, facts: _Facts, reading: Reading, plan: Plan | None) -> None:
    market = amount_at(row, facts.first("MarketRent"), "MarketRent")
    effective = amount_at(row, node.first("EffectiveRent"), "EffectiveRent")
    asked = amount_at(row, facts.first("UnitRent"), "UnitRent")
    if market and effective and market != effective and reading.options.rent == "market":
        reading.tally("two_rents", "EffectiveRent differs from MarketRent, which is taken; `rent` = effective takes the other")  # noqa: E501  # fmt: skip
    ordered = (effective, market, asked) if reading.options.rent == "effective" else (market, asked, effective)
    put(row, "rent_cents", next((rent for rent in ordered if rent), None))
    if "rent_cents" not in row.values and plan is not None and plan.rent_cents:
        row.defaults["rent_cents"] = plan.rent_cents


def _deposit(row: Row, node: Node, plan: Plan | None) -> int | None:
    deposits = list(node.all("Deposit"))
    security = [one for one in deposits if "security" in one.told("DepositType").lower()] or deposits
    first = next(iter(security), None)
    amount = first.first("Amount") if first else None
    if amount is not None and "percent" in amount.told("AmountType").lower():
        row.warn("percentage", "A deposit in percent is not kept.", "Deposit")
        return None
    found = amount_at(row, first, "Deposit")
    if found is None and plan is not None and plan.deposit_cents:
        row.defaults["deposit_cents"] = plan.deposit_cents
    return found


def _availability(row: Row, node: Node, facts: _Facts, reading: Reading) -> None:
    today = reading.options.today
    free = node.first("Availability")
    ready = day_at(row, free.first("MadeReadyDate") if free else None, "MadeReadyDate", today)
    left = day_at(row, free.first("VacateDate") if free else None, "VacateDate", today)
    named = day_at(row, facts.first("DateAvailable", "AvailableDate"), "DateAvailable", today)
    day = named or max((one for one in (ready, left) if one), default=None)
    row.values["status"] = _status(row, facts, free, day)
    if day is not None and row.values["status"] not in {"occupied", "down"}:
        row.values["available_on"] = day
    settle_status(row.values)


def _status(row: Row, facts: _Facts, free: Node | None, day: date | None) -> str:
    if facts.said("UnitEconomicStatus").lower() in NOT_FOR_RENT:
        return "down"
    leased = facts.said("UnitLeasedStatus").lower().replace(" ", "_")
    if leased in LEASED_STATUSES:
        return LEASED_STATUSES[leased]
    if leased and leased != "other":
        row.warn(
            "unknown_status", f"UnitLeasedStatus {cells.shown(leased)} is not of the standard.", "UnitLeasedStatus"
        )
    vacancy = (free.said("VacancyClass") if free else "").lower()
    occupancy = facts.said("UnitOccupancyStatus").lower()
    if vacancy == "occupied" or occupancy == "occupied":
        return "notice" if day is not None and vacancy != "occupied" else "occupied"
    if vacancy == "unoccupied" or occupancy == "vacant" or day is not None:
        return "available"
    # A feed that says nothing of a home's availability does not offer it.
    row.warn("no_status", "Nothing says that the home may be had; it is taken as occupied.", "UnitLeasedStatus")
    return "occupied"


def _term(row: Row, written: str) -> int | None:
    """A home without one of its offers is still a home."""
    try:
        return cells.whole(written, 0, 60) if written else None
    except cells.Fault as fault:
        row.warn(fault.code, f"{fault.message} The offer is left out.", "Term")
        return None


def _offer_terms(row: Row, node: Node, reading: Reading) -> None:
    pricing = node.first("Pricing")
    if pricing is None:
        return
    told: dict[int, dict[date | None, RentLine]] = {}
    for count, offer in enumerate(pricing.all("MITS-OfferTerm", "MITS_OfferTerm", "OfferTerm")):
        if count >= MOST_RENTS:
            row.error("length", f"The unit has more than {MOST_RENTS} offers of rents.", "Pricing")
            return
        months = _term(row, offer.said("Term"))
        rent = amount_at(row, offer.first("EffectiveRent") or offer.first("Rent"), "EffectiveRent")
        if months is None or rent is None:
            continue
        window = offer.first("DateRange")
        first = day_at(row, window.first("StartDate") if window else None, "StartDate", reading.options.today)
        last = day_at(row, window.first("EndDate") if window else None, "EndDate", reading.options.today)
        if first and last and last < first:
            row.warn("rents", f"The offer for {months} months ends before it begins and is left out.", "DateRange")
            continue
        line = RentLine(rent, None, first, last)
        if told.setdefault(months, {}).setdefault(first, line) != line:
            row.warn("rents", f"Two offers for {months} months begin on one day; the first counts.", "Pricing")
    ordered = {
        months: tuple(sorted(lines.values(), key=lambda line: line.move_in_from or date.min))
        for months, lines in sorted(told.items())
    }
    row.values["rents"] = Rents(ordered, complete=True)
