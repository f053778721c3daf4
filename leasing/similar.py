"""Homes that come near where none is as wished: which wish is let go, in which order, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from leasing.ports import Home, UnitQuery, UnitSearch


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One wish let go; `most` is how far at most: days of a move-in, percent of a rent, rooms. None is all of it."""

    wish: str
    most: int | None = None


RELAXATIONS = (
    Relaxation("move_in", most=14),
    Relaxation("rent_max", most=10),
    Relaxation("features"),
    Relaxation("furnished"),
    Relaxation("rent_min"),
    Relaxation("bathrooms"),
    Relaxation("move_in", most=45),
    Relaxation("rent_max", most=25),
    Relaxation("bedrooms", most=1),
    Relaxation("rent_max"),
    Relaxation("move_in"),
)
"""Tried one at a time, in this order, until something matches; only then are wishes let go together, in TOGETHER."""
TOGETHER = ("features", "furnished", "rent_min", "rent_max", "move_in", "bathrooms", "bedrooms")
NEEDS = frozenset(
    {
        "step_free_entry", "step_free_access", "wheelchair_accessible", "roll_in_shower", "lowered_counters",
        "wide_doorways", "grab_bars", "elevator", "visual_alarms",
    }
)  # fmt: skip
"""Features that somebody may not be able to do without. They are never let go, and neither is a pet: where no home has
them, none is shown as similar."""

_FIELDS = {
    "features": "features",
    "furnished": "furnished",
    "rent_min": "rent_min_cents",
    "rent_max": "rent_max_cents",
    "move_in": "move_in",
    "bathrooms": "bathrooms",
    "bedrooms": "bedrooms",
}


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A wish that was let go, and by how much at most among the homes shown; None where that has no measure."""

    wish: str
    over_cents: int | None = None
    days_later: int | None = None
    missing: tuple[str, ...] = ()
    """features that not all of the homes have"""


def search(homes: Sequence[Home], query: UnitQuery) -> UnitSearch:
    """The homes that match every wish, cheapest first as they are given; where none does, the most similar ones and
    the wishes that were let go for them."""
    found = [home for home in homes if matches(home, query)]
    if found:
        return UnitSearch(tuple(found[: query.limit]), len(found))
    for relaxed, easier in _attempts(query):
        found = [home for home in homes if easier.lets(home)]
        if found:
            found.sort(key=lambda home: _distance(home, query))
            shown = tuple(found[: query.limit])
            return UnitSearch(shown, len(found), tuple(wish for wish in relaxed if _is_missed(shown, query, wish)))
    return UnitSearch((), 0)


def _is_missed(homes: Sequence[Home], query: UnitQuery, wish: str) -> bool:
    """Whether some of the homes do not meet a wish: one that all of them meet was let go for nothing."""
    only = replace(UnitQuery(), **{_FIELDS[wish]: getattr(query, _FIELDS[wish])})
    return not all(matches(home, only) for home in homes)


def matches(home: Home, query: UnitQuery) -> bool:
    """Whether a home meets every wish."""
    return (
        (query.bedrooms is None or home.bedrooms == query.bedrooms)
        and (query.bathrooms is None or home.bathrooms >= query.bathrooms)
        and (query.rent_min_cents is None or home.rent_cents >= query.rent_min_cents)
        and (query.rent_max_cents is None or home.rent_cents <= query.rent_max_cents)
        and (query.move_in is None or home.available_on <= query.move_in)
        and (not query.has_pets or home.pets_allowed is not False)
        and (query.furnished is None or bool(home.furnished) == query.furnished)
        and all(feature in home.features for feature in query.features)
    )


def by_how_much(
    homes: Sequence[Home], query: UnitQuery, wishes: Sequence[str], *, fees: Callable[[Home], int] = lambda _: 0
) -> tuple[Relaxed, ...]:
    """How far these homes are from the wishes that were let go for them. `fees` are what a home costs each month on
    top of its rent: who is told by how much a budget is passed is told of all that is paid."""
    return tuple(_measured(homes, query, wish, fees) for wish in wishes)


def _measured(homes: Sequence[Home], query: UnitQuery, wish: str, fees: Callable[[Home], int]) -> Relaxed:
    if wish == "rent_max" and query.rent_max_cents is not None:
        over = max((home.rent_cents + fees(home) - query.rent_max_cents for home in homes), default=0)
        return Relaxed(wish, over_cents=over if over > 0 else None)
    if wish == "move_in" and query.move_in is not None:
        late = max(((home.available_on - query.move_in).days for home in homes), default=0)
        return Relaxed(wish, days_later=late if late > 0 else None)
    if wish == "features":
        missing = (name for name in query.features if not all(name in home.features for home in homes))
        return Relaxed(wish, missing=tuple(missing))
    return Relaxed(wish)


@dataclass(frozen=True, slots=True)
class _Easier:
    """A search with something let go; a home of other bedrooms may have `rooms` more or fewer."""

    query: UnitQuery
    bedrooms: int | None = None
    rooms: int | None = None

    def lets(self, home: Home) -> bool:
        near = self.bedrooms is None or self.rooms is None or abs(home.bedrooms - self.bedrooms) <= self.rooms
        return near and matches(home, self.query)


def _attempts(query: UnitQuery) -> Iterator[tuple[tuple[str, ...], _Easier]]:
    for step in RELAXATIONS:
        if _wished(query, step.wish):
            yield (step.wish,), _relaxed(query, step)
    wishes = [wish for wish in TOGETHER if _wished(query, wish)]
    for count in range(1, len(wishes) + 1):
        easier = query
        for wish in wishes[:count]:
            easier = _without(easier, wish)
        yield tuple(wishes[:count]), _Easier(easier)


def _relaxed(query: UnitQuery, step: Relaxation) -> _Easier:
    if step.most is None:
        return _Easier(_without(query, step.wish))
    if step.wish == "move_in" and query.move_in is not None:
        return _Easier(replace(query, move_in=query.move_in + timedelta(days=step.most)))
    if step.wish == "rent_max" and query.rent_max_cents is not None:
        return _Easier(replace(query, rent_max_cents=query.rent_max_cents * (100 + step.most) // 100))
    return _Easier(_without(query, step.wish), query.bedrooms, step.most)


def _wished(query: UnitQuery, wish: str) -> bool:
    if wish == "features":
        return any(feature not in NEEDS for feature in query.features)
    return getattr(query, _FIELDS[wish]) is not None


def _without(query: UnitQuery, wish: str) -> UnitQuery:
    kept: Any = tuple(feature for feature in query.features if feature in NEEDS) if wish == "features" else None
    return replace(query, **{_FIELDS[wish]: kept})


def _distance(home: Home, query: UnitQuery) -> tuple[float, ...]:
    """How far a home is from what was wanted; smaller is nearer."""
    bedrooms = abs(home.bedrooms - query.bedrooms) if query.bedrooms is not None else 0
    over = max(0, home.rent_cents - query.rent_max_cents) if query.rent_max_cents is not None else 0
    late = max(0, (home.available_on - query.move_in).days) if query.move_in is not None else 0
    missing = sum(feature not in home.features for feature in query.features)
    return (bedrooms, missing, late, over, home.rent_cents)
