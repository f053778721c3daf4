"""Wordings that were once missed, and ordinary questions that must not be caught with them."""

from __future__ import annotations

import pytest

from bot.guards.fair_housing import classify
from bot.guards.injection import looks_like_attack
from tests.bot.guards.guard_wordings import ABOUT_OTHERS, ATTACKS, ORDINARY_ALIKE


@pytest.mark.parametrize("text", ABOUT_OTHERS)
def test_a_question_about_people_is_ruled_on(text: str) -> None:
    assert classify(text) is not None


@pytest.mark.parametrize("text", ORDINARY_ALIKE)
def test_an_ordinary_question_is_left_to_the_brain(text: str) -> None:
    assert classify(text) is None
    assert looks_like_attack(text) is None


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_recognised(text: str) -> None:
    assert looks_like_attack(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "are there Brazilians there",
        "is it mostly Brazilian families",
        "¿hay venezolanos?",
        "¿los vecinos son colombianos?",
    ],
)
def test_peoples_by_their_countries_are_recognised(text: str) -> None:
    assert classify(text) is not None


@pytest.mark.parametrize(
    "text", ["do you have french doors", "are german shepherds allowed", "any turkish rugs on site"]
)
def test_things_by_their_countries_are_not(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize(
    "text", ["is there a wheelchair ramp at the pool", "¿hay rampa para silla de ruedas en la entrada?"]
)
def test_a_ramp_that_is_asked_about_is_a_fact_to_look_up(text: str) -> None:
    assert classify(text) == "accommodation"
