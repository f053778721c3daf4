"""The score: the sum of what is explained, by the one table, and nothing that the law protects."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leasing.errors import Conflict
from leasing.models.lead import STATUSES
from leasing.services import qualification
from leasing.services.qualification import RULES, Facts
from leasing.services.stages import ALLOWED, ORDER, checked

TEXT = st.none() | st.text(min_size=1, max_size=10)
LEADS = st.fixed_dictionaries(
    {
        "email": TEXT, "phone": TEXT, "first_name": TEXT, "status": st.sampled_from(STATUSES),
        "preferences": st.fixed_dictionaries(
            {}, optional={
                "bedrooms": st.integers(0, 6), "price_range_max": st.just("1500.00"),
                "price_range_min": st.just("900.00"),
                "move_in_date": st.just("2027-01-01"), "unit_of_interest": TEXT,
            },
        ),
    }
)  # fmt: skip


@settings(deadline=None)
@given(LEADS)
def test_the_score_is_the_sum_of_what_is_explained(lead: dict[str, Any]) -> None:
    judged = qualification.of_lead(lead)
    assert judged.score == sum(rule["points"] for rule in judged.explained)
    assert 0 <= judged.score <= 100
    assert len({rule["rule"] for rule in judged.explained}) == len(judged.explained)
    assert all(rule["because"] for rule in judged.explained)
    if judged.is_qualified:
        assert lead["email"] or lead["phone"]


@settings(deadline=None)
@given(LEADS, st.fixed_dictionaries({}, optional={
    "occupants_count": st.integers(1, 8), "has_pets": st.booleans(),
    "pet_details": st.just({"assistance_animal": True}),
    "intent": st.just("rent"), "desired_features": st.just(["wheelchair_ramp"]), "area": st.text(max_size=5),
}))  # fmt: skip
def test_nothing_else_moves_it(lead: dict[str, Any], more: dict[str, Any]) -> None:
    with_more = {**lead, "preferences": {**lead["preferences"], **more}, "age": 70, "last_name": "O"}
    assert qualification.of_lead(with_more) == qualification.of_lead(lead)


def test_the_table_adds_up_to_a_hundred() -> None:
    assert sum(rule.points for rule in RULES) == 100
    full = Facts("a@x.example", "+1", "A", 1, "1.00", "2027-01-01", "A-1", True)
    assert qualification.judge(full).score == 100


@pytest.mark.parametrize(
    ("facts", "qualified"),
    [
        (Facts(email="a@x.example"), False),
        (Facts(email="a@x.example", bedrooms=0), False),
        (Facts(email="a@x.example", bedrooms=0, budget="900.00"), True),
        (Facts(phone="+1", bedrooms=2, move_in_date="2027-01-01"), True),
        (Facts(bedrooms=2, move_in_date="2027-01-01", budget="900.00"), False),
        (Facts(email="a@x.example", has_tour=True), True),
    ],
)
def test_who_is_qualified(facts: Facts, qualified: bool) -> None:
    assert qualification.judge(facts).is_qualified is qualified


@pytest.mark.parametrize("status", STATUSES)
def test_every_move_is_allowed_or_refused_with_what_is(status: str) -> None:
    assert set(ORDER) == set(STATUSES) == set(ALLOWED)
    for wanted in STATUSES:
        reason = "price" if wanted == "lost" else None
        if wanted == status or wanted in ALLOWED[status]:
            assert checked(status, wanted, reason)["status"] == wanted
            continue
        with pytest.raises(Conflict) as told:
            checked(status, wanted, reason)
        assert told.value.details["allowed"] == list(ALLOWED[status])
