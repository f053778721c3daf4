"""A tour is given up by plain words only, and a held time is let go where it is refused."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.brains.embedded.orders import accepts, consents, is_an_order_to_cancel, lets_go

THURSDAY = datetime(2026, 12, 3, 16, 0)


@pytest.mark.parametrize(
    "text",
    [
        "cancel my tour please",
        "please cancel",
        "Can you cancel my tour?",
        "could you please cancel it?",
        "i need to cancel",
        "I need to cancel my appointment tomorrow",
        "cancel it, something came up",
        "sorry, can't make it anymore",
        "I won't be able to come",
        "we can't make it on Friday",
        "cancel the 3 pm tour",
        "cancéle mi cita",
        "cancélela por favor",
        "¿me puede cancelar la visita?",
        "ya no puedo ir",
        "no pues, cancélela, ya no voy a poder",
    ],
)
def test_orders(text: str) -> None:
    assert is_an_order_to_cancel(text)


@pytest.mark.parametrize(
    "text",
    [
        "can you cancel a tour if the weather is bad?",
        "will you cancel it if I'm late?",
        "can I cancel it by phone?",
        "would you mind if I cancel the tour at the last minute?",
        "please don't let them cancel my tour",
        "cancel my tour? no way",
        "my boyfriend can't make it",
        "my boyfriend can't make it Tuesday",
        "my friend needs to cancel her tour",
        "mi hermana quiere cancelar la suya",
        "we won't be able to make it unless you have parking",
        "delete that last message",
        "remove my cat from the list, it passed away",
        "drop the second bedroom, cancel that requirement",
        "Should I cancel my hotel?",
        "did you cancel my tour?",
        "how do I cancel?",
        "is there a fee if I cancel?",
    ],
)
def test_no_orders(text: str) -> None:
    assert not is_an_order_to_cancel(text)


@pytest.mark.parametrize(
    "text",
    ["yes", "Yes please!", "ok, cancel it", "sure, go ahead", "sí, por favor", "sí, cancélela", "yes, thank you"],
)
def test_consents(text: str) -> None:
    assert consents(text)


@pytest.mark.parametrize(
    "text",
    [
        "ok let me think about it",
        "sure, but not yet",
        "yes I'll be there",
        "ok good to know",
        "oh ok thanks",
        "ok thanks",
        "yes keep it",
        "sí voy a ir",
    ],
)
def test_no_consents(text: str) -> None:
    assert not consents(text)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("no, I can't on Thursday", True),
        ("hmm actually don't book it yet, do you need my email? it's ed@po.com", True),
        ("el jueves no puedo", True),
        ("no puedo el jueves", True),
        ("no la agende todavía", True),
        ("Ed Po, ed@po.com", False),
        ("thursday works", False),
        ("I can't on Monday", False),
        ("my email is not on file yet?", False),
    ],
)
def test_held_times_are_let_go(text: str, gone: bool) -> None:
    assert lets_go(text, THURSDAY) is gone


@pytest.mark.parametrize(
    "text",
    ["cool", "Nice!", "great", "awesome", "that's great", "wow, very nice", "oh cool, thanks", "good", "lovely",
     "genial", "qué bien", "muy bien", "excelente, gracias"],
)  # fmt: skip
def test_who_is_only_pleased_accepts_nothing(text: str) -> None:
    assert not accepts(text)


@pytest.mark.parametrize(
    "text",
    ["ok great", "great, book it", "cool, let's do it", "sounds great", "that works", "perfect", "good for me", "si",
     "si por favor", "dale", "si claro", "orale", "claro que si", "perfecto", "está bien"],
)  # fmt: skip
def test_a_plain_yes_accepts(text: str) -> None:
    assert accepts(text)
