"""How prices are asked for, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from embedded_support import APPLICATION_FEE, COMMUNITY, PARKING, TRASH, home, quoted, says, shown, turn

from bot.brains.embedded.asked_fees import counted
from bot.brains.embedded.decide import decide
from bot.brains.embedded.steps import Calls
from bot.brains.embedded.understand.prices import asks_for_every_fee, asks_for_specials, fee_kinds
from bot.context import Agenda, Line, TurnContext
from bot.guards.figures import check, evidence_of
from bot.tools.results import KnowledgeAnswer, PricesFound, Quote, UnitsFound
from bot.understanding import Intent
from leasing.pricing import Offer, PriceList, RentRow, quote
from leasing.similar import Relaxed

SPECIAL = Offer("s", "months_free", "One month free.", "On leases of 12 months or longer.", 1, min_lease_months=12)
PRICED = replace(
    COMMUNITY, prices=PriceList((RentRow(6, difference_cents=15000),), (TRASH, APPLICATION_FEE), (SPECIAL,))
)


def asked(text: str, **changes: Any) -> TurnContext:
    agenda = changes.pop("agenda", Agenda(homes=shown(home("204"))))
    return turn(text, agenda=agenda, **changes)


def read(text: str, **changes: Any) -> Any:
    return asked(text, **changes).understanding


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("what about a 6 month lease?", 6),
        ("how much on a 9-month lease", 9),
        ("and for a lease of twelve months?", 12),
        ("what's the price with a one year lease?", 12),
        ("what if I sign for 15 months?", 15),
        ("can I go month to month?", 0),
        ("¿cuánto con un contrato de 6 meses?", 6),
    ],
)
def test_lease_lengths(text: str, months: int) -> None:
    understood = read(text)
    assert understood.price is not None
    assert understood.price.lease_months == months
    assert Intent.QUOTE in understood.intents
    assert "move_in_date" not in understood.updates


@pytest.mark.parametrize("text", ["I move in 6 months", "we need it for 2 people in 3 months", "in about a month"])
def test_no_lease_length(text: str) -> None:
    understood = read(text)
    assert understood.price is None or understood.price.lease_months is None


def test_months_go_on_about_the_lease_that_was_spoken_of() -> None:
    history = [Line("bot", "204 is $2,000 a month in all on a 6-month lease.")]
    assert read("and for 12 months?", history=history).price.lease_months == 12
    assert read("and for 12 months?").price is None


@pytest.mark.parametrize(
    "text",
    [
        "what does it cost in all?",
        "how much all-in?",
        "what's the total monthly cost?",
        "how much is it with all the fees",
        "¿cuánto es en total?",
    ],
)
def test_whole_costs(text: str) -> None:
    understood = read(text)
    assert understood.price is not None
    assert understood.price.total
    assert Intent.QUOTE in understood.intents


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("any specials?", True),
        ("do you have a move-in special", True),
        ("is there a discount", True),
        ("do you offer a free month?", True),
        ("my son has special needs", False),
        ("is parking free?", False),
    ],
)
def test_specials(text: str, asks: bool) -> None:
    assert asks_for_specials(text, "en") is asks


def test_kinds_of_fees() -> None:
    assert "parking" in fee_kinds("how much is parking?", "en")
    assert "trash" in fee_kinds("¿cuánto cuesta la basura?", "es")
    assert fee_kinds("is there parking?", "en") == frozenset()


def test_the_total_comes_first_and_the_parts_after_it() -> None:
    said = says(asked("how much is it in all?"), quoted("204", TRASH, APPLICATION_FEE, PARKING))
    assert said.index("$1,875 a month in all") < said.index("$1,850 rent and $25 Valet trash") < said.index("Due once")
    assert "Parking $85 a month" in said


def test_a_length_without_a_price_is_not_given_one() -> None:
    prices = PriceList(rents=(RentRow(6, difference_cents=0), RentRow(7, difference_cents=0)))
    found = home("204")
    said = says(
        asked("on a 20 month lease?"), Quote("204", found, quote(found, prices, date(2026, 11, 20), lease_months=20))
    )
    assert "leases of 6 to 7 months" in said
    assert "$" not in said


def test_no_total_is_claimed_where_no_fees_are_stored() -> None:
    ctx = asked("what does it cost all-in?")
    said = says(ctx, quoted("204"))
    assert "in all" not in said


def test_a_home_that_is_gone_meanwhile_is_named() -> None:
    was = replace(home("204"), id="01a1ffaf-916c-775f-91be-00c2b060e88b")
    ctx = asked("how much is it?", agenda=Agenda(homes=shown(was)))
    assert says(ctx, Quote(was.id, None)).startswith("No longer available: 204.")


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("what fees are there", True),
        ("Do you have any hidden fees?", True),
        ("are there any other monthly charges?", True),
        ("any late fees?", False),
        ("what are the pet fees?", False),
        ("what are the fees for guests?", False),
        ("is there an application fee?", False),
    ],
)
def test_who_asks_what_fees_there_are_is_told_of_all(text: str, does: bool) -> None:
    assert asks_for_every_fee(text, "en") is does


def test_a_special_is_told_with_its_terms_and_an_average_after_them() -> None:
    found = home("204")
    prices = PriceList(rents=(RentRow(12, difference_cents=0),), offers=(SPECIAL,))
    costs = quote(found, prices, date(2026, 11, 20), lease_months=12)
    said = says(asked("on a 12 month lease?"), Quote("204", found, costs))
    assert said.index("One month free.") < said.index("Terms: On leases of 12") < said.index("averages $1,695.84")
    without = says(asked("how much is it?"), Quote("204", found, quote(found, prices, date(2026, 11, 20))))
    assert "averages" not in without


def test_a_fee_is_said_from_the_list_where_no_answer_is_known() -> None:
    ctx = asked("how much is the valet trash?", agenda=Agenda())
    ctx.community = PRICED
    unanswered = KnowledgeAnswer("how much is the valet trash?", False, "", 0.1)
    said = says(ctx, unanswered, PricesFound(PRICED.prices.charges, ()))
    assert "Valet trash $25 a month" in said


def test_wishes_that_were_let_go_are_measured() -> None:
    relaxed = (Relaxed("rent_max", over_cents=13500), Relaxed("move_in", days_later=1))
    one = UnitsFound((home("204"),), 1, ("rent_max", "move_in"), relaxed)
    assert "the budget ($135 more) and the move-in date (1 day later)" in says(asked("two bedrooms"), one)
    two = UnitsFound((home("204"), home("311")), 2, ("rent_max",), relaxed[:1])
    assert "hasta $135 más" in says(asked("dos recámaras por favor"), two)


def test_the_figures_of_a_quote_are_its_homes_alone() -> None:
    ctx = asked("how much is 204 on a 6 month lease?")
    ctx.community = PRICED
    mine, other = home("204"), home("311", rent=150000)
    ctx.findings.homes = [mine, other]
    ctx.findings.results += [
        Quote("204", mine, quote(mine, PRICED.prices, ctx.today, lease_months=6)),
        Quote("311", other, quote(other, PRICED.prices, ctx.today, lease_months=6)),
    ]
    evidence = evidence_of(ctx)
    assert check("204 is $2,025 a month in all on a 6-month lease: $2,000 rent and $25 Valet trash.", evidence) is None
    assert check("204 is $1,875 a month in all.", evidence) is None
    assert check("311 is $1,675 a month in all on a 6-month lease.", evidence) is None
    assert check("311 is $2,025 a month in all on a 6-month lease.", evidence) is not None
    assert check("204 is $1,675 a month in all.", evidence) is not None
    assert check("204 is $2,026 a month in all.", evidence) is not None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("how much for a dog and a cat together?", 2),
        ("fees for two dogs and a cat?", 3),
        ("my dog and my small cat", 2),
        ("two pets, a dog and a cat", 2),
        ("is it the same for a dog or a cat?", 1),
        ("what's a pet fee for one dog?", 1),
        ("¿cuánto por un perro y dos gatos?", 3),
        ("do you allow dogs?", None),
    ],
)
def test_pets_of_several_kinds_are_counted_together(text: str, count: int | None) -> None:
    assert counted(text) == count


@pytest.mark.parametrize(
    ("text", "locale", "added"),
    [
        ("and without the garage?", "en", ["storage"]),
        ("and without parking?", "en", ["storage"]),
        ("what about without the storage unit?", "en", ["parking"]),
        ("and without it?", "en", None),
        ("¿y sin la bodega?", "es", ["parking"]),
    ],
)
def test_a_month_is_told_without_what_is_dropped(text: str, locale: str, added: list[str] | None) -> None:
    storage = replace(PARKING, name="Storage unit", kind="storage", amount_cents=4000)
    community = replace(COMMUNITY, prices=PriceList(charges=(PARKING, storage)))
    told = "With Parking $85 a month and Storage unit $40 a month, 204 comes to $1,975 a month in all. Shall we go?"
    if locale == "es":
        told = "Con estacionamiento (Parking) $85 y bodega (Storage unit) $40, 204 sale en $1,975 al mes en total. ¿Va?"
    ctx = asked(text, locale=locale, history=[Line("bot", told)])
    ctx.community = community
    step = decide(ctx, ctx.understanding) if ctx.understanding else None
    assert isinstance(step, Calls)
    assert [call.name for call in step.calls] == ["quote_unit"]
    assert step.calls[0].args.get("with_fees") == added
