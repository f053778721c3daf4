"""What the assistant needs of a property-management system, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from leasing.money import to_wire


@dataclass(frozen=True, slots=True)
class UnitQuery:
    """What a prospect is looking for. Money is in cents; `bathrooms` is a minimum; None is no wish."""

    bedrooms: int | None = None
    bathrooms: float | None = None
    rent_min_cents: int | None = None
    rent_max_cents: int | None = None
    move_in: date | None = None
    has_pets: bool | None = None
    furnished: bool | None = None
    features: tuple[str, ...] = ()
    limit: int = 3


@dataclass(frozen=True, slots=True)
class Home:
    """A unit that may be rented, as the system of record has it now."""

    id: str
    name: str
    floor_plan: str | None
    bedrooms: int
    bathrooms: float
    square_feet: int | None
    rent_cents: int
    deposit_cents: int | None
    available_on: date
    floor: int | None = None
    features: tuple[str, ...] = ()
    pets_allowed: bool | None = None
    furnished: bool | None = None
    image_urls: tuple[str, ...] = ()
    floor_plan_id: str | None = None

    def on_wire(self) -> dict[str, Any]:
        """The `units` entry of a chat message."""
        return {
            "id": self.id,
            "name": self.name,
            "bedrooms": self.bedrooms,
            "bathrooms": self.bathrooms,
            "square_feet": self.square_feet,
            "rent": to_wire(self.rent_cents),
            "available_on": self.available_on.isoformat(),
            "image_urls": list(self.image_urls),
            "floor_plan": self.floor_plan,
        }


@dataclass(frozen=True, slots=True)
class UnitSearch:
    """Homes that match, cheapest first. Where none matches every wish, `relaxed` names the wishes that were let go
    to find these (see `leasing.similar`)."""

    homes: tuple[Home, ...]
    total: int
    relaxed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the community's knowledge that may answer a question; `score` is 0 to 1."""

    faq_id: str
    question: str
    answer: str
    score: float
    kind: str = "faq"


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What the knowledge holds on a question. Where `answered` is false the question is one for a person."""

    answered: bool
    answer: str
    score: float
    matches: tuple[Match, ...] = ()
    milliseconds: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class RebuildState:
    """How far the index of a newly chosen embedder is. `stage` is waiting, building or complete; `replaces` names the
    embedder that answers meanwhile, None where words do; `share` is 0 to 1; `trouble` says why it waits."""

    stage: str
    embedder: str
    replaces: str | None
    share: float
    trouble: str | None


class Knowledge(Protocol):
    def rebuild(self) -> None:
        """Build what the index of the chosen embedder lacks, in the background; where that waits after a failure, try
        again now."""
        ...

    def rebuild_state(self) -> RebuildState | None:
        """None where nothing has been built since the start."""
        ...

    def expect(self, question: str) -> None:
        """A question that will probably be asked in a moment: what it needs may be prepared meanwhile."""
        ...

    async def ask(self, property_id: str, knowledge_version: int, question: str, limit: int = 3) -> Retrieved:
        """Search a property's answered entries as of a knowledge version or newer."""
        ...

    async def same_questions(self, question: str, others: Sequence[str]) -> Sequence[int]:
        """The places of those among `others` that ask the same in other words, the most alike first; in doubt none."""
        ...


class PropertyManagementSystem(Protocol):
    name: str
    capabilities: frozenset[str]
    """Some of `units`, `leads`, `tours`: what this system holds itself; for the rest DomIQ's own tables stand in."""

    async def search_units(self, property_id: str, query: UnitQuery, *, version: int) -> UnitSearch:
        """Homes that fit. `version` is the property's as the caller read it: nothing older than that is used."""
        ...

    async def find_unit(self, property_id: str, reference: str, *, version: int) -> Home | None:
        """The rentable unit with this id or name (`204`, `unit 204`, `B-311`), or None."""
        ...
