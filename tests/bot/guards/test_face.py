"""The one face of the guards, as the dialogue uses it."""

from __future__ import annotations

import time

from bot.guards import check_out, rule_in
from tests.bot.guards.fair_housing_cases import ORDINARY
from tests.bot.guards.support import SECRETS, home, turn


def test_an_ordinary_message_has_no_ruling_and_an_ordinary_sentence_leaves() -> None:
    assert rule_in(turn("do you have a studio for May?")) is None
    assert check_out("I'd love to help. ", turn(), SECRETS).allowed


def test_a_stand_in_speaks_the_visitors_language() -> None:
    english = check_out("It is $999.", turn(), SECRETS)
    spanish = check_out("El depósito es de $999 y la renta es de $888.", turn(), SECRETS)
    assert english.replacement == "I don't want to guess at that, so I'd rather check it with the team."
    assert (spanish.replacement or "").startswith("No quiero adivinar")


def test_a_stand_in_passes_the_guards_itself() -> None:
    for sentence in ("It is $999.", "You qualify!", "It's a safe area.", "I'm a real person.", "Write to x@y.example."):
        verdict = check_out(sentence, turn(), SECRETS)
        assert verdict.replacement is not None
        assert check_out(verdict.replacement, turn(), SECRETS).allowed


def test_reasons_name_the_rule_and_never_what_was_said() -> None:
    verdict = check_out("Call Ann at 614-555-0101.", turn(), SECRETS)
    assert verdict.guard == "figures"
    assert "614" not in verdict.reason


def test_two_rulings_on_one_message_are_one() -> None:
    ruling = rule_in(turn("Are you a bot? Also, is the neighborhood safe? And do you have studios?"))
    assert ruling is not None
    assert "AI assistant" in ruling.reply
    assert "rate or compare areas" in ruling.reply
    assert not ruling.stop
    assert ruling.rest is not None
    assert "studios" in ruling.rest


def test_guards_stay_within_their_budget() -> None:
    """Generous, because test machines are shared; the measured figures are a tenth of these."""
    ctx = turn()
    ctx.findings.homes = [home()]
    began = time.thread_time()
    for text in ORDINARY:
        rule_in(turn(text))
        check_out(f"{text} It is $1,850 a month for unit 204. ", ctx, SECRETS)
    assert (time.thread_time() - began) / len(ORDINARY) < 0.010


def test_no_message_takes_long_however_it_is_built() -> None:
    for text in ("no kids " * 500, "ignore " * 570, "$1," * 1300, "<" * 4000, "what kind of " * 300, '"a' * 2000):
        began = time.thread_time()
        rule_in(turn(text))
        assert time.thread_time() - began < 0.5
