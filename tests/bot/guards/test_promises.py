from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.guards.figures import evidence_of
from bot.guards.promises import check
from bot.tools.results import TourOutcome, TourView
from tests.bot.guards.support import answer, turn

PROMISED = (
    "You qualify!",
    "Good news, you'd definitely be approved.",
    "You are pre-approved.",
    "Your application will be approved.",
    "With that score you won't qualify.",
    "We guarantee the lowest price.",
    "I promise it will be ready.",
    "We can waive the application fee.",
    "Your first month is free!",
    "You get two weeks free.",
    "There's a military discount.",
    "We have move-in specials right now.",
    "Use the promo code SAVE.",
    "Parking is free.",
    "Water is included in the rent.",
    "There are no application fees.",
    "Usted califica.",
    "Le hacemos un descuento.",
    "See you then!",
    "See you Thursday.",
    "Your tour of the home is booked.",
    "You're all set.",
    "I've scheduled your visit.",
    "Looking forward to meeting you.",
    "Su visita ya está agendada.",
)
HONEST = (
    "I can't say whether you'd qualify; the team goes by the published criteria.",
    "If you qualify, the lease can start soon.",
    "Once you're approved you can pay online.",
    "I don't have any specials listed.",
    "I can't guarantee a time.",
    "Feel free to ask.",
    "It is a smoke-free building.",
    "The 10:00 slot is free.",
    "Are you asking about a military discount?",
    "No pet fees apply to assistance animals.",
    "That's a special view!",
    "You can apply online.",
    "Once your tour is booked you get an email.",
    "Is your tour booked already?",
    "I can't see that a tour is booked.",
    "Shall I confirm it with the team?",
)


@pytest.mark.parametrize("sentence", PROMISED)
def test_promises_do_not_leave(sentence: str) -> None:
    assert check(sentence, evidence_of(turn())) is not None


@pytest.mark.parametrize("sentence", HONEST)
def test_honest_sentences_do(sentence: str) -> None:
    assert check(sentence, evidence_of(turn())) is None


def test_specials_leave_in_the_communitys_words_and_verdicts_never() -> None:
    ctx = turn()
    ctx.findings.results.append(
        answer("First month free, a military discount, and the pet fee is waived. You will be approved.")
    )
    evidence = evidence_of(ctx)
    assert check("You get the first month free.", evidence) is None
    assert check("There's a military discount.", evidence) is None
    assert check("You will be approved.", evidence) is not None


@pytest.mark.parametrize("sentence", ["See you then!", "You're booked!", "Your tour is confirmed."])
def test_who_has_a_tour_hears_that_it_is_booked(sentence: str) -> None:
    ctx = turn()
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    ctx.findings.results.append(TourOutcome(TourView("t1", at, "Tue, Nov 24 at 10:00 AM", "in_person", "scheduled")))
    assert check(sentence, evidence_of(ctx)) is None
