"""Which wish is let go where nothing matches, and by how much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leasing.ports import Home, UnitQuery
from leasing.similar import NEEDS, RELAXATIONS, by_how_much, matches, search

TODAY = date(2026, 11, 20)


def home(name: str = "1", **changes: Any) -> Home:
    known: dict[str, Any] = {
        "id": name, "name": name, "floor_plan": None, "bedrooms": 2, "bathrooms": 1.0, "square_feet": None,
        "rent_cents": 180000, "deposit_cents": None, "available_on": TODAY, "pets_allowed": True,
    }  # fmt: skip
    return Home(**{**known, **changes})


def test_the_smallest_step_comes_first() -> None:
    late = home("late", available_on=TODAY + timedelta(days=10))
    dear = home("dear", rent_cents=185000)
    query = UnitQuery(bedrooms=2, rent_max_cents=180000, move_in=TODAY)
    found = search([late, dear], query)
    assert (found.relaxed, [each.name for each in found.homes]) == (("move_in",), ["late"])
    assert by_how_much(found.homes, query, found.relaxed)[0].days_later == 10
    found = search([dear], query)
    assert found.relaxed == ("rent_max",)
    assert by_how_much(found.homes, query, found.relaxed)[0].over_cents == 5000


def test_a_little_over_the_budget_comes_before_other_rooms_and_much_over_it_after() -> None:
    query = UnitQuery(bedrooms=2, rent_max_cents=150000)
    other_rooms = home("one", bedrooms=1, rent_cents=140000)
    assert search([other_rooms, home("near", rent_cents=160000)], query).relaxed == ("rent_max",)
    assert search([other_rooms, home("far", rent_cents=260000)], query).relaxed == ("bedrooms",)
    assert search([home("far", rent_cents=260000)], query).relaxed == ("rent_max",)


def test_two_rooms_away_is_no_similar_home_while_a_nearer_one_costs_more() -> None:
    studio, dear = home("studio", bedrooms=0, rent_cents=100000), home("dear", bedrooms=2, rent_cents=240000)
    found = search([studio, dear], UnitQuery(bedrooms=3, rent_max_cents=150000))
    assert found.relaxed == ("rent_max", "bedrooms")
    assert found.homes[0].name == "dear"


def test_only_wishes_that_were_missed_are_said_to_be_let_go() -> None:
    query = UnitQuery(bedrooms=4, rent_max_cents=150000, move_in=TODAY)
    found = search([home("dear", bedrooms=3, rent_cents=240000)], query)
    assert found.relaxed == ("rent_max", "bedrooms")
    over = by_how_much(found.homes, query, found.relaxed, fees=lambda _: 3000)[0].over_cents
    assert over == 93000


def test_features_that_were_missed_are_named() -> None:
    query = UnitQuery(features=("balcony", "garage"))
    found = search([home(features=("garage",))], query)
    assert by_how_much(found.homes, query, found.relaxed)[0].missing == ("balcony",)


def test_pets_and_access_are_never_let_go() -> None:
    no_pets = home(pets_allowed=False)
    assert search([no_pets], UnitQuery(has_pets=True)).homes == ()
    for need in NEEDS:
        assert search([home()], UnitQuery(features=(need,), rent_max_cents=100)).homes == ()
    stepped, free = home("stepped", features=("balcony",)), home("free", features=("step_free_entry",))
    found = search([stepped, free], UnitQuery(features=("balcony", "step_free_entry")))
    assert ([each.name for each in found.homes], found.relaxed) == (["free"], ("features",))


homes = st.builds(
    home,
    name=st.uuids().map(str),
    bedrooms=st.integers(0, 4),
    rent_cents=st.integers(80000, 400000),
    available_on=st.dates(TODAY, date(2027, 6, 1)),
    pets_allowed=st.sampled_from((True, False, None)),
    furnished=st.booleans(),
    features=st.sets(st.sampled_from(("balcony", "garage", "step_free_entry", "elevator"))).map(tuple),
)
queries = st.builds(
    UnitQuery,
    bedrooms=st.none() | st.integers(0, 4),
    rent_max_cents=st.none() | st.integers(50000, 400000),
    move_in=st.none() | st.dates(TODAY, date(2027, 6, 1)),
    has_pets=st.sampled_from((None, True)),
    furnished=st.sampled_from((None, True)),
    features=st.sets(st.sampled_from(("balcony", "step_free_entry", "elevator"))).map(tuple),
)


@given(st.lists(homes, max_size=8), queries)
def test_needs_hold_whatever_is_let_go(places: list[Home], query: UnitQuery) -> None:
    found = search(places, query)
    needed = NEEDS & set(query.features)
    for each in found.homes:
        assert needed <= set(each.features)
        assert not (query.has_pets and each.pets_allowed is False)
    assert bool(found.relaxed) == (bool(found.homes) and not any(matches(each, query) for each in places))
    assert set(found.relaxed) <= {step.wish for step in RELAXATIONS}
    could = [
        each
        for each in places
        if needed <= set(each.features) and (not query.has_pets or each.pets_allowed is not False)
    ]
    assert bool(found.homes) == bool(could)
    for relaxed in by_how_much(found.homes, query, found.relaxed):
        assert relaxed.over_cents is None or relaxed.over_cents > 0
        assert relaxed.days_later is None or relaxed.days_later > 0
