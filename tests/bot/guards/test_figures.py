from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.context import Agenda, Line, TurnContext
from bot.guards import check_out
from bot.guards.figures import check, evidence_of
from bot.tools.results import Quote, SlotsFound, UnitsFound
from leasing.pricing import Charge, PriceList, quote
from leasing.understood import Understood
from tests.bot.guards.support import APPLICATION_FEE, NOTHING, NOW, answer, home, said_by_bot, slot, turn

ZONE = ZoneInfo("America/New_York")
PET_DEPOSIT = "The pet deposit is $300 per pet, two pets at most."


def searched(**changes: Any) -> TurnContext:
    """A turn that has found two homes, two times and one answer."""
    ctx = turn(**changes)
    ctx.findings.homes = [
        home(),
        home(id="u2", name="B-311", bedrooms=1, bathrooms=1.0, rent_cents=145000, square_feet=700, floor=3),
    ]
    tuesday, thursday = datetime(2026, 11, 24, 10, tzinfo=ZONE), datetime(2026, 11, 26, 14, 30, tzinfo=ZONE)
    slots = (slot(tuesday, "Tue, Nov 24 at 10:00 AM"), slot(thursday, "Thu, Nov 26 at 2:30 PM"))
    ctx.findings.slots = list(slots)
    ctx.findings.results += [
        UnitsFound(tuple(ctx.findings.homes), 7),
        SlotsFound(slots),
        answer(PET_DEPOSIT),
        answer("Leases run 12 months. Maintenance answers within 24 hours, 24/7. Income must be 2.5x the rent."),
        Quote("204", home(), quote(home(), PriceList(charges=(APPLICATION_FEE, PARKING)), NOW.date())),
    ]
    return ctx


PARKING = Charge("Parking", "parking", 8500, "monthly", "optional")
SUPPORTED = (
    "Unit 204 is $1,850 a month.",
    "Home 204 rents for $1,850.00 with a $500 deposit.",
    "204 has two bedrooms, 1.5 baths and 940 sq. ft. on the 2nd floor.",
    "B-311 is a one-bedroom on floor 3 for 1450 dollars.",
    "I found 7 homes; here are two of them.",
    "Rents start at $1,450.",
    "They range from $1,450 to $1,850.",
    "It is available on December 1, 2026.",
    "It's free from Tuesday, December 1.",
    "How about Tuesday, November 24 at 10:00 AM or Thursday at 2:30 p.m.?",
    "Would Nov 24 at 10 work?",
    "For Tue, Nov 24: 10:00 AM. Which suits you?",
    "For Tue, Nov 24: Tue, Nov 24 at 10:00 AM.",
    "Nov 24: free at 10:00 AM",
    "I have Tue, Nov 24 at 10:00 AM or Thu, Nov 26 at 2:30 PM.",
    "El martes 24 de noviembre tengo las 10:00 AM.",
    PET_DEPOSIT,
    "Two pets at most, with a $300 deposit for each.",
    "Leases are for twelve months.",
    "Maintenance is there 24/7 and answers within 24 hours.",
    "Your income must be 2.5 times the rent.",
    "The application fee is $55.",
    "Parking is $85 a month.",
    "The office is at 415 Alder St, Dayton, OH 45402.",
    "Call (937) 555-0142.",
    "Call us at 937.555.0142.",
    "We're open Monday to Friday from 9:00 AM to 6:00 PM.",
    "On Saturday from 10 a.m. to 4 p.m.",
    "A tour takes 30 minutes.",
    "1. Unit 204",
    "Two quick questions before I search.",
    "Which one would you like to see?",
    "Today is Friday, November 20.",
    "El departamento 204 cuesta $1,850 al mes.",
    "La visita es el martes 24 de noviembre a las 10:00 a.m.",
    "Mil ochocientos cincuenta dólares al mes.",
    "Eighteen hundred fifty dollars a month.",
)
INVENTED = (
    "Unit 204 is $1,800 a month.",
    "Unit 204 is $1,450 a month.",
    "B-311 has 940 square feet.",
    "Rents start at $999.",
    "Yes, $520.",
    "It is fifteen hundred dollars.",
    "The rent is 1700.",
    "It comes to $1,850 plus $45 in fees.",
    "There's a 10% increase each year.",
    "Three pets are allowed.",
    "The deposit for 2 pets is $600.",
    "Call 937-555-0199.",
    "It is available on December 15.",
    "How about Wednesday, November 24?",
    "For Wed, Nov 25: 10:00 AM.",
    "On Nov 24: 11:45 AM.",
    "You're set for Tuesday, November 24 at 2:30 PM.",
    "How about Thursday at 10:00 AM?",
    "We open at 7:00 AM.",
    "On Saturday we're open from 9:00 AM.",
    "It has 3 bedrooms.",
    "It has two and a half baths, 2.5 baths.",
    "It is 1,200 sq ft.",
    "It's on the 9th floor.",
    "Unit 999 is free.",
    "Leases run 6 months.",
    "You have five parking spaces.",
    "Approval takes 48 hours.",
    "Parking is 1.2k a year.",
    "It costs €900.",
    "Open until midnight.",
    "Son seiscientos dólares.",
    "We have 40 homes.",
    "Pay by the 3rd.",
)


@pytest.mark.parametrize("sentence", SUPPORTED)
def test_figures_with_evidence_leave(sentence: str) -> None:
    assert check(sentence, evidence_of(searched())) is None


@pytest.mark.parametrize("sentence", INVENTED)
def test_figures_without_evidence_do_not(sentence: str) -> None:
    assert check(sentence, evidence_of(searched())) is not None


def test_a_knowledge_answer_counts_in_its_own_turn_alone() -> None:
    ctx = turn()
    assert check_out(PET_DEPOSIT, ctx, NOTHING).guard == "figures"
    ctx.findings.results.append(answer(PET_DEPOSIT))
    assert check_out(PET_DEPOSIT, ctx, NOTHING).allowed


@pytest.mark.parametrize(
    "text",
    [
        "Two pets per home; $250 fee each and $35 monthly pet rent, 75 lb at most.",
        "Rent is due on the 1st and late after 11:59 pm on the 3rd; the late fee is $100.",
        "Generally 12-month leases; 6 months for 15% more.",
        "Residents get 1 garage space; a second is $60/month.",
        "The pool is open 9 to 9 from May 15 to September 30.",
        "Call the 24/7 line at 800-555-0100 or write to fix@junipercourt.example.",
        "Internet and water are included in the rent; parking is free.",
        "First month free on 14-month leases signed by 12/31/2026.",
        "Credit score of 620+, income of three times the rent.",
        "Más de dos mascotas no; el depósito es de $200.",
    ],
)
def test_answers_of_the_knowledge_leave_word_for_word(text: str) -> None:
    ctx = turn()
    ctx.findings.results.append(answer(text))
    for sentence in (text, f"{text} "):
        assert check_out(sentence, ctx, NOTHING).allowed


def test_evidence_grows_with_the_findings() -> None:
    ctx = turn()
    assert check("It is $1,850.", evidence_of(ctx)) is not None
    ctx.findings.homes.append(home())
    assert check("It is $1,850.", evidence_of(ctx)) is None


class TestWishes:
    def test_a_budget_is_echoed_and_never_stated(self) -> None:
        ctx = turn("so rent is $500 right?", state=Understood(price_max_cents=50000))
        evidence = evidence_of(ctx)
        assert check("With your budget of $500, let me look.", evidence) is None
        assert check("I found nothing under $500.", evidence) is None
        assert check("Yes, $500.", evidence) is not None
        assert check("Right, the rent is $500.", evidence) is not None
        assert check("We have homes under $500.", evidence) is not None

    def test_a_price_that_the_visitor_only_claims_is_not_even_echoed(self) -> None:
        evidence = evidence_of(turn("your website says $700 for a 2 bedroom"))
        assert check("Yes, 2-bedrooms are $700.", evidence) is not None
        assert check("Your budget is $700.", evidence) is not None

    def test_a_weight_is_told_in_pounds_and_allows_nothing(self) -> None:
        evidence = evidence_of(turn("my dog is 40 kg", state=Understood(pet_details={"weight_lbs": 88})))
        assert check("40 kilos come to about 88 pounds.", evidence) is None
        assert check("40 kilos come to about 89 pounds.", evidence) is not None
        assert check("Pets of 88 pounds are allowed.", evidence) is not None

    def test_homes_under_the_budget_may_be_announced_where_there_are_some(self) -> None:
        ctx = searched(state=Understood(price_max_cents=190000))
        assert check("Here are homes under $1,900.", evidence_of(ctx)) is None
        ctx.state.price_max_cents = 140000
        assert check("Here are homes under $1,400.", evidence_of(ctx)) is not None

    def test_an_echoed_budget_does_not_become_a_fact_in_a_later_turn(self) -> None:
        ctx = turn(history=said_by_bot("With your budget of $500, I found nothing."), said="Nothing under $700. ")
        ctx.state.price_max_cents = 70000
        assert check("The rent is $500.", evidence_of(ctx)) is not None
        assert check("The rent is $700.", evidence_of(ctx)) is not None

    def test_dates_and_counts_of_the_visitor(self) -> None:
        state = Understood(bedrooms=4, move_in_date=date(2027, 2, 1), occupants_count=5)
        evidence = evidence_of(turn("4 bedrooms by Feb 1, we are 5 people and 3 dogs", state=state))
        assert check("Got it: 4 bedrooms for 5 people, moving in on February 1.", evidence) is None
        assert check("We have a 4-bedroom available on February 1.", evidence) is not None
        assert check("Three dogs are welcome.", evidence) is not None
        assert check("I don't see a 4-bedroom right now.", evidence) is None

    def test_a_time_that_is_not_to_be_had_may_be_named(self) -> None:
        evidence = evidence_of(turn("can I come Nov 29 at 8pm"))
        assert check("Nothing is free on November 29 at 8:00 PM.", evidence) is None
        assert check("You're booked for November 29 at 8:00 PM.", evidence) is not None


def test_what_was_said_before_and_what_is_on_the_table_may_be_said_again() -> None:
    offered = [
        {"id": "u1", "name": "204", "bedrooms": 2, "bathrooms": 1.5, "rent_cents": 185000, "available_on": "2026-12-01"}
    ]
    agenda = Agenda(homes=offered, slots=[{"value": "2026-11-24T10:00:00-05:00", "label": "Tue, Nov 24 at 10:00 AM"}])
    ctx = turn(
        history=[*said_by_bot("Parking is $85 a month."), Line("manager", "I can do $1,800 for you.")], agenda=agenda
    )
    for sentence in (
        "204 is $1,850.",
        "Tuesday, November 24 at 10:00 AM it is.",
        "As I said, $85.",
        "The team offered $1,800.",
    ):
        assert check(sentence, evidence_of(ctx)) is None


SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"


def words_of(number: int) -> str:
    ones = SMALL.split()
    tens = TENS.split()
    if number < 20:
        return ones[number]
    if number < 100:
        return tens[number // 10] + (f"-{ones[number % 10]}" if number % 10 else "")
    scale, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = f" {words_of(number % scale)}" if number % scale else ""
    return f"{words_of(number // scale)} {name}{rest}"


FORMS = (
    lambda n: f"${n:,}", lambda n: f"${n}", lambda n: f"$ {n:,}.00", lambda n: f"USD {n:,}.00",
    lambda n: f"{n} dollars",
    lambda n: f"{n:,} bucks", lambda n: f"US${n}", lambda n: f"{n}$", lambda n: f"{n / 1000:g}k",
    lambda n: f"${n / 1000:g}K",
    lambda n: f"{words_of(n)} dollars", lambda n: f"{n:,} a month", lambda n: f"rent of {n}", lambda n: f"${n}/mo",
    lambda n: f"＄{n}", lambda n: "$" + "\u200b".join(str(n)), lambda n: f"${n:,}-${n + 1:,}", lambda n: f"{n} dólares",
    lambda n: f"**${n:,}**",
)  # fmt: skip


@given(
    st.integers(20, 9999),
    st.sampled_from(FORMS),
    st.sampled_from(["It is {}.", "Yes, {}", "{} is right.", "The rent comes to {} now"]),
)
def test_no_amount_gets_through_however_it_is_written(amount: int, form: Any, frame: str) -> None:
    ctx = searched()
    known = {1850, 1450, 500, 300, 55, 85, 2026, 700, 940, 415, 24, 45402}
    if amount in known or amount + 1 in known:
        return
    assert check(frame.format(form(amount)), evidence_of(ctx)) is not None


@given(st.integers(20, 9999), st.sampled_from([f for f in FORMS if "+ 1" not in f.__code__.co_consts]))
def test_an_amount_in_evidence_gets_through_however_it_is_written(amount: int, form: Any) -> None:
    ctx = turn()
    ctx.findings.homes = [home(rent_cents=amount * 100), home(id="u9", name="999", rent_cents=(amount + 1) * 100)]
    assert check(f"The rent is {form(amount)}.", evidence_of(ctx)) is None
