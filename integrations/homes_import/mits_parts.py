"""What parts of a MITS feed have in common: dates as attributes, amounts as ranges, pictures, features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from integrations.homes_import import cells
from integrations.homes_import.collect import Collector, Row
from integrations.homes_import.xml_tree import Node
from leasing.feature_names import feature_of
from leasing.home_files import Picture, ReadOptions

T = TypeVar("T")

_PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "avif")
_NOT_PICTURES = ("video", "virtual", "tour", "pdf", "document", "text", "audio", "matterport")
MOST_PICTURES = 100
LONGEST_FEATURE = 60


@dataclass(slots=True)
class Plan:
    """What units take over from their floor plan."""

    name: str
    rent_cents: int | None = None
    deposit_cents: int | None = None


@dataclass(slots=True)
class Reading:
    """A feed while it is read. `plans` are the floor plans by id and by name, in lower case."""

    found: Collector
    options: ReadOptions
    plans: dict[str, Plan] = field(default_factory=dict[str, Plan])
    pets_allowed: bool | None = None
    specials: set[str] = field(default_factory=set[str])
    often: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def tally(self, code: str, message: str) -> None:
        """A warning that may hold for every unit, and is told once with how many there were."""
        self.often[code, message] += 1

    def summarise(self) -> None:
        for (code, message), count in self.often.items():
            self.found.note("warning", code, f"{message} ({count} {'time' if count == 1 else 'times'})")


def day_at(row: Row, node: Node | None, what: str, today: date) -> date | None:
    """The date of an element: its Year, Month and Day, or its text. None where it says nothing."""
    if node is None:
        return None
    parts = [node.told(name) for name in ("Year", "Month", "Day")]
    if any(parts):
        if not all(parts) or {part.strip("0") for part in parts} == {""}:
            return None
        written = "-".join(parts)
    else:
        written = node.text.strip()
    return row.read(what, written, lambda value: cells.day(value, today)) if written else None


def amount_at(row: Row, node: Node | None, what: str) -> int | None:
    """Cents of an element: its text, or `Exact`, or the least of its range. None for nothing, 0 and below, by which
    systems mean that there is no amount."""
    if node is None:
        return None
    span = node.first("ValueRange") or node.at("Amount", "ValueRange") or node
    written = span.told("Exact", "Min") or span.text.strip() or node.said("Amount")
    if not written or written.startswith("-"):
        return None
    return row.read(what, written, cells.money) or None


def is_range(node: Node | None) -> bool:
    """Whether an element spans two amounts."""
    return node is not None and node.told("Min") != node.told("Max") and bool(node.told("Max"))


def number_at(row: Row, written: str, what: str, reads: Callable[[str], T]) -> T | None:
    return row.read(what, written, reads) if written else None


def put(row: Row, field_: str, value: Any) -> None:
    """Keep a value where the feed says one."""
    if value is not None:
        row.values[field_] = value


def bathrooms_into(row: Row, count: float | None) -> None:
    if count is None:
        return
    row.values["bathrooms"] = cells.halves(count)
    if cells.halves(count) != count:
        row.warn("rounded", f"{count:g} bathrooms are kept as {cells.halves(count):g}.", "bathrooms")


def features(node: Node) -> tuple[str, ...]:
    """Codes of the amenities of an element, in order and once."""
    found: dict[str, None] = {}
    for amenity in node.all("Amenity"):
        kind, said = amenity.told("AmenityType", "Type"), amenity.said("Description") or amenity.text.strip()
        best = said if kind.lower() in {"", "other"} else kind
        if best and len(best) <= LONGEST_FEATURE and (code := feature_of(best)):
            found[code] = None
    return tuple(found)[: cells.MOST_ITEMS]


def pictures(row: Row, *nodes: Node | None) -> tuple[Picture, ...]:
    """The pictures of elements by their rank; other files are left out."""
    ranked: list[tuple[int, Picture]] = []
    for file in (file for node in nodes if node is not None for file in node.all("File")):
        kind, form = file.said("FileType").lower(), file.said("Format").lower()
        url = file.said("Src") or file.text.strip()
        if not url or any(word in f"{kind} {form}" for word in _NOT_PICTURES):
            continue
        ending = url.split("?")[0].rpartition(".")[2].lower()
        if not (
            ending in _PICTURES or any(word in f"{kind} {form}" for word in ("photo", "image", "plan", *_PICTURES))
        ):
            continue
        try:
            address = cells.address(url)
        except cells.Fault as fault:
            # A home without one of its pictures is still a home.
            row.warn(fault.code, f"{fault.message} The picture is left out.", "photos")
            continue
        caption = " ".join((file.said("Caption") or file.said("Description")).split())
        rank = file.said("Rank")
        ranked.append((int(rank) if rank.isdecimal() else 10_000, Picture(address, caption[:300] or None)))
    ranked.sort(key=lambda pair: pair[0])
    once = {picture.url: picture for _, picture in reversed(ranked)}
    ordered = [picture for _, picture in ranked if once.get(picture.url) is picture]
    return tuple(ordered[:MOST_PICTURES])
