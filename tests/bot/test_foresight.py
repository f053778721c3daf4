"""A plain question is foreseen as it will be asked; what is seldom looked up is not embedded in vain."""

from __future__ import annotations

import pytest

from bot.foresight import LONGEST, question_within
from tests.bot.brains.embedded.embedded_support import read

QUESTIONS = (
    "What is your pet policy?",
    "do you allow dogs",
    "How much is parking for car 143?",
    "¿Se admiten mascotas grandes?",
    "  is there a pool?  ",
)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_foreseen_as_it_is_asked(text: str) -> None:
    assert (question_within(text),) == read(text.strip(), locale="es" if "¿" in text else "en").parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "do you have any 2 bedrooms under $1500",
        "Can I book a tour on Friday?",
        "I'm Bea, bea@x.example",
        "¿Tienen estudios disponibles?",
        "Is there a gym? And what does it cost?",
        "call me at 2125550100",
        "what about " + "very " * LONGEST + "big dogs",
    ],
)
def test_what_is_seldom_looked_up_is_left(text: str) -> None:
    assert question_within(text) is None
