"""What a home costs: the parts make up the total, and nothing is said that is not stored."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leasing.errors import Invalid
from leasing.fee_names import columns_of, kind_of, per_of
from leasing.money import from_wire
from leasing.ports import Home
from leasing.pricing import Charge, Offer, PriceList, RentRow, effective_rent, lease_rents, monthly_fees, quote, rent_of
from leasing.services.inventory import find

TODAY = date(2026, 11, 20)
YEAR = 12


def home(**changes: Any) -> Home:
    known: dict[str, Any] = {
        "id": "u1", "name": "204", "floor_plan": "Elm", "bedrooms": 2, "bathrooms": 2.0, "square_feet": 900,
        "rent_cents": 189000, "deposit_cents": 50000, "available_on": TODAY, "floor_plan_id": "elm",
    }  # fmt: skip
    return Home(**{**known, **changes})


def charge(cents: int | None, **changes: Any) -> Charge:
    known: dict[str, Any] = {
        "name": "Trash", "kind": "trash", "amount_cents": cents, "frequency": "monthly", "requirement": "mandatory",
    }  # fmt: skip
    return Charge(**{**known, **changes})


amounts = st.none() | st.integers(0, 10_000_00)
charges = st.builds(
    Charge,
    name=st.text(min_size=1, max_size=5),
    kind=st.sampled_from(("trash", "parking", "pet_rent", "admin")),
    amount_cents=amounts,
    frequency=st.sampled_from(("monthly", "one_time")),
    requirement=st.sampled_from(("mandatory", "optional", "situational")),
    per=st.sampled_from(("home", "person", "pet", "vehicle")),
    due=st.sampled_from(("application", "move_in", "move_out", "event")),
    included_in_rent=st.booleans(),
    floor_plan_id=st.sampled_from((None, "elm", "birch")),
)
rows = st.builds(
    RentRow,
    lease_months=st.integers(0, 15),
    difference_cents=st.integers(-1889_00, 5000_00),
    floor_plan_id=st.sampled_from((None, "elm", "birch")),
    move_in_from=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
offers = st.builds(
    Offer,
    id=st.just("s"),
    kind=st.sampled_from(("weeks_free", "months_free", "amount_off", "monthly_discount", "other")),
    text=st.just("An offer."),
    quantity=st.integers(1, 26),
    amount_cents=st.integers(1, 5000_00),
    min_lease_months=st.none() | st.integers(1, 15),
)
lists = st.builds(
    PriceList,
    rents=st.lists(rows, max_size=8).map(tuple),
    charges=st.lists(charges, max_size=8).map(tuple),
    offers=st.lists(offers, max_size=4).map(tuple),
)


@given(lists, st.none() | st.integers(0, 15), st.none() | st.dates(TODAY, date(2027, 12, 31)))
def test_the_parts_make_up_the_total(prices: PriceList, months: int | None, move_in: date | None) -> None:
    costs = quote(home(), prices, TODAY, lease_months=months, move_in=move_in)
    assert (costs.rent_cents is None) == (costs.total_cents is None)
    if costs.rent_cents is None or costs.total_cents is None:
        return
    assert costs.total_cents == costs.rent_cents + sum(line.amount_cents or 0 for line in costs.monthly)
    assert costs.total_cents - costs.rent_cents == monthly_fees(home(), prices)
    assert costs.total_cents >= costs.rent_cents >= 0
    assert all(line.amount_cents is not None for line in costs.monthly)
    assert all(line.amount_cents is None for line in costs.varying)
    for offer in costs.offers:
        if offer.effective_rent_cents is not None:
            assert offer.certain
            assert 0 <= offer.effective_rent_cents <= costs.rent_cents


@given(lists, st.none() | st.integers(0, 15))
def test_every_charge_of_the_home_is_in_one_place_at_most(prices: PriceList, months: int | None) -> None:
    costs = quote(home(deposit_cents=None), prices, TODAY, lease_months=months)
    told = [*costs.monthly, *costs.varying, *costs.included, *costs.once]
    assert all(line.requirement == "mandatory" and line.floor_plan_id in (None, "elm") for line in told)
    assert not any(line in costs.extra for line in told)
    assert all(line.of_a_pet is False for line in quote(home(), prices, TODAY, with_pet_charges=False).extra)


@given(lists, st.integers(0, 15))
def test_a_length_without_a_row_has_no_rent(prices: PriceList, months: int) -> None:
    found = rent_of(home(), prices, months, TODAY)
    applying = [row for row in prices.rents if row.lease_months == months and row.covers(home(), TODAY)]
    assert (found is None) == (not applying)
    lengths = [one.lease_months for one in quote(home(), prices, TODAY).lease_rents]
    assert lengths == sorted(set(lengths))
    assert (months in lengths) == bool(applying)


def test_without_a_length_the_rent_is_the_advertised_one() -> None:
    prices = PriceList(rents=(RentRow(12, difference_cents=5000),))
    assert quote(home(), prices, TODAY).rent_cents == 189000


def test_no_list_of_fees_is_not_no_fees() -> None:
    assert not quote(home(), PriceList(), TODAY).fees_known
    assert quote(home(), PriceList(charges=(charge(2500),)), TODAY).fees_known


def test_a_homes_own_deposit_stands_in_for_the_general_one() -> None:
    general = charge(
        30000, kind="security_deposit", name="Deposit", frequency="one_time", due="move_in", refundable=True
    )
    own = quote(home(), PriceList(charges=(general,)), TODAY).once
    assert [(line.name, line.amount_cents, line.refundable) for line in own] == [("Deposit", 50000, True)]
    none = quote(home(deposit_cents=None), PriceList(charges=(general,)), TODAY).once
    assert [line.amount_cents for line in none] == [30000]


def test_the_move_in_is_no_earlier_than_the_home_is_free() -> None:
    later = home(available_on=TODAY + timedelta(days=60))
    prices = PriceList(
        rents=(RentRow(12, difference_cents=0), RentRow(12, difference_cents=-9000, move_in_from=later.available_on))
    )
    assert quote(later, prices, TODAY, lease_months=12, move_in=TODAY).rent_cents == 180000
    assert quote(home(), prices, TODAY, lease_months=12, move_in=TODAY).rent_cents == 189000


@pytest.mark.parametrize(
    ("offer", "cents"),
    [
        (Offer("s", "months_free", "x", quantity=1), 173250),
        (Offer("s", "weeks_free", "x", quantity=4), 174462),
        (Offer("s", "amount_off", "x", amount_cents=30000), 186500),
        (Offer("s", "monthly_discount", "x", amount_cents=10000), 179000),
        (Offer("s", "fee_waived", "x", waived_kind="admin"), None),
        (Offer("s", "other", "x"), None),
        (Offer("s", "amount_off", "x", amount_cents=99_999_99), None),
    ],
)
def test_effective_rents(offer: Offer, cents: int | None) -> None:
    assert effective_rent(offer, 189000, YEAR) == cents


def test_what_a_special_asks_for_has_to_be_known() -> None:
    offer = Offer("s", "months_free", "x", quantity=1, min_lease_months=12)
    prices = PriceList(rents=tuple(RentRow(months, difference_cents=0) for months in (6, 12)), offers=(offer,))
    unknown = quote(home(), prices, TODAY).offers
    assert [(one.certain, one.effective_rent_cents) for one in unknown] == [(False, None)]
    assert quote(home(), prices, TODAY, lease_months=6).offers == ()
    assert quote(home(), prices, TODAY, lease_months=12).offers[0].effective_rent_cents == 173250


def test_days_and_plans_of_a_special() -> None:
    over = Offer("s", "other", "x", ends_on=TODAY - timedelta(days=1))
    soon = Offer("s", "other", "x", starts_on=TODAY + timedelta(days=1))
    other_plan = Offer("s", "other", "x", floor_plan_ids=("birch",))
    moved_in_by = Offer("s", "other", "x", move_in_by=TODAY + timedelta(days=10))
    prices = PriceList(offers=(over, soon, other_plan, moved_in_by))
    assert [one.certain for one in quote(home(), prices, TODAY).offers] == [False]
    assert [one.certain for one in quote(home(), prices, TODAY, move_in=TODAY).offers] == [True]
    assert quote(home(), prices, TODAY, move_in=TODAY + timedelta(days=11)).offers == ()
    assert quote(home(available_on=TODAY + timedelta(days=11)), prices, TODAY).offers == ()


def test_a_special_that_nobody_can_have_any_more_is_not_offered() -> None:
    too_late = Offer("s", "other", "x", move_in_by=TODAY - timedelta(days=1))
    of_no_plan = Offer("s", "other", "x", floor_plan_ids=())
    assert PriceList(offers=(too_late, of_no_plan)).offered(TODAY) == ()


def test_a_rent_of_nothing_is_no_price() -> None:
    prices = PriceList(rents=(RentRow(12, rent_cents=0, unit_id="u1"), RentRow(6, difference_cents=-200000)))
    assert (rent_of(home(), prices, 12, TODAY), lease_rents(home(), prices, TODAY)) == (None, ())


def test_of_two_homes_with_like_names_the_one_written_so_is_meant() -> None:
    homes = [home(id="a", name="B311", rent_cents=1), home(id="b", name="B-311"), home(id="c", name="12")]
    assert [find(homes, name) for name in ("B-311", "B311", "c", "unit 12")] == [homes[1], homes[0], homes[2], homes[2]]


def test_what_is_due_after_the_move_in_is_told_apart() -> None:
    cleaning = charge(30000, name="Cleaning", frequency="one_time", due="move_out")
    costs = quote(home(deposit_cents=None), PriceList(charges=(cleaning,)), TODAY)
    assert (costs.once, costs.extra) == ((), (cleaning,))


@pytest.mark.parametrize("text", ["1,5", "1.545,00", "1,54", "12,345,6", "1e3", "1_000", "-5", "NaN", "", "$", "٥"])
def test_an_amount_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        from_wire(text)


@pytest.mark.parametrize(("text", "cents"), [("1,545.00", 154500), ("$12,345,678", 1234567800), ("5", 500)])
def test_amounts_as_people_write_them(text: str, cents: int) -> None:
    assert from_wire(text) == cents


@pytest.mark.parametrize(
    ("name", "per", "kind", "requirement", "counted"),
    [
        ("Pet deposit (refundable, per pet)", "pet", "pet_deposit", "situational", "pet"),
        ("Pet rent", "month", "pet_rent", "situational", "pet"),
        ("Application fee (per adult)", "application", "application", "mandatory", "person"),
        ("Short lease premium (3 to 8 months)", "month", "lease_premium", "situational", "home"),
        ("Water, sewer and trash", "month", "utilities", "mandatory", "home"),
        ("Valet trash", "month", "trash", "mandatory", "home"),
        ("Something", "move_in", "other", "mandatory", "home"),
    ],
)
def test_fees_known_by_their_names(name: str, per: str, kind: str, requirement: str, counted: str) -> None:
    columns = columns_of(name, per, optional=False)
    assert (kind_of(name), columns["requirement"], columns["per"]) == (kind, requirement, counted)
    assert per_of(columns["frequency"], columns["due"], columns["per"]) == per
