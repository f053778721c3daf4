"""The MITS Property Marketing / ILS standard (2.0 to 4.1) to records: PhysicalProperty / Property / Floorplan,
ILS_Unit, Fee, Concession, Policy, File. Elements go by their local names: systems write them with and without
namespaces, and some put a unit's facts into Unit/Information.

What a property's own page holds (PropertyID, Information, Amenity, Utility) is not homes and is left alone.
"""

from __future__ import annotations

from integrations.homes_import.collect import Collector
from integrations.homes_import.limits import refused
from integrations.homes_import.mits_offers import read_concessions, read_fees, read_pet_policy
from integrations.homes_import.mits_parts import Reading, pictures
from integrations.homes_import.mits_plans import read_floor_plan
from integrations.homes_import.mits_units import read_unit
from integrations.homes_import.xml_tree import Feed, Node, read_feed
from leasing.home_files import ReadOptions


def read_mits(data: bytes, found: Collector, options: ReadOptions) -> tuple[str, ...]:
    """Fill the collector with the homes of one property of a feed; the names of all properties in it. Raises
    `Invalid` for what is no such feed, and where it holds several and none is chosen."""
    feed = read_feed(data)
    status = feed.wrapper.get("Status", "").strip()
    if status and status.lower() != "success":
        said = feed.wrapper.get("ErrorDescription", "").strip()
        raise refused(f"The system answered {status}{': ' + said if said else ''}. Ask it for the feed again.")
    if not feed.communities:
        raise refused(f"No PhysicalProperty/Property in it (the outermost element is {feed.root or 'missing'}).")
    names = tuple(_title(node) for node in feed.communities)
    _read(_chosen(feed, names, options.community), found, options)
    return names


def _title(community: Node) -> str:
    about = community.first("PropertyID")
    named = about.said("MarketingName", "LegalName") if about else ""
    return named or _identity(community) or "?"


def _identity(community: Node) -> str:
    about = community.at("PropertyID", "Identification")
    return community.told("IDValue") or (about.told("IDValue") if about else "")


def _chosen(feed: Feed, names: tuple[str, ...], wanted: str | None) -> Node:
    if wanted is None:
        if len(feed.communities) == 1:
            return feed.communities[0]
        listed = ", ".join(names[:10])
        raise refused(f"The feed holds {len(names)} properties. Say which by `community`: {listed}.")
    plain = wanted.strip().casefold()
    fits = [
        node
        for node, title in zip(feed.communities, names, strict=True)
        if plain in {title.casefold(), _identity(node).casefold()}
    ]
    if len(fits) != 1:
        why = "No property" if not fits else "More than one property"
        raise refused(f"{why} of the feed is {wanted[:80]!r}. It holds: {', '.join(names[:10])}.")
    return fits[0]


def _read(community: Node, found: Collector, options: ReadOptions) -> None:
    reading = Reading(found, options)
    for plan in community.all("Floorplan", "FloorPlan"):
        read_floor_plan(plan, reading)
    for policy in community.all("Policy"):
        read_pet_policy(policy, reading)
    for fee in community.all("Fee"):
        read_fees(fee, reading)
    read_concessions(community, reading)
    _read_pictures(community, reading)
    for unit in community.all("ILS_Unit"):
        read_unit(unit, reading)
    reading.summarise()
    if not any(community.all("ILS_Unit")):
        found.note("warning", "no_units", "The feed has floor plans and no ILS_Unit: no unit is changed.")


def _read_pictures(community: Node, reading: Reading) -> None:
    row = reading.found.row(community.line, "Property")
    shown = pictures(row, community)
    if shown:
        row.values["photos"] = shown
        row.keep("property", "")
