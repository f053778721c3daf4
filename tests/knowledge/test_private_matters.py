"""What one visitor alone may ask is no evidence of what the community should say."""

from __future__ import annotations

import pytest

from knowledge.observing import is_question
from knowledge.private_matters import is_private


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("did you get my check 4471?", "Yes, on Monday."),
        ("How much was my rent last month?", "$1,450."),
        ("what is my account number?", "You find it in the portal."),
        ("Is account 00123987 paid?", "Yes."),
        ("can you send it to ana.paz@mail.example?", "Sure."),
        ("can you call me at 512-555-0100?", "Yes."),
        ("My name is Bruno, is the unit still free?", "Yes."),
        ("Hi, this is Carla Ruiz, is it still free?", "Yes."),
        ("Has my application been approved?", "Not yet."),
        ("What's my balance?", "$40."),
        ("how much do I still owe?", "Nothing."),
        ("When is my lease up?", "In May."),
        ("I live in unit 304, who lives above?", "Nobody."),
        ("Have you received the keys?", "Yes."),
        ("¿Cuánto debo de renta?", "Nada."),
        ("¿Ya recibieron mi pago?", "Sí."),
        ("¿Cuál es mi saldo?", "Cero."),
        ("¿Cuánto fue mi renta del mes pasado?", "1450."),
        ("Is there a late fee?", "Your payment was late by two days."),
    ],
)
def test_private_matters(question: str, answer: str) -> None:
    assert is_private(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is there a gym?", "Yes, call us at (512) 555-0100 for the hours."),
        ("Can I pay my rent online?", "Yes, in the portal."),
        ("how do I check on my application?", "In the portal."),
        ("where do I mail my check?", "To the office."),
        ("When do I get my deposit back?", "Within 30 days."),
        ("Can I bring my dog?", "Yes."),
        ("where do my guests park?", "In front."),
        ("Is the application fee $50?", "Yes."),
        ("How much is rent for 1,200 square feet?", "From $1,500 to $2,000."),
        ("¿Puedo pagar mi renta con tarjeta?", "Sí."),
        ("¿Puedo traer a mi perro?", "Sí."),
        ("Do you allow 2 pets in unit types with 1000 sq ft?", "Yes."),
        ("I'm moving in May, is there a shuttle?", "Yes."),
    ],
)
def test_what_others_could_ask(question: str, answer: str) -> None:
    assert not is_private(question, answer)


def test_who_is_named_is_spoken_of() -> None:
    assert is_private("Is there a gym?", "Hi Ximena, yes.", ("Ximena", "ximena@mail.example"))
    assert not is_private("Is there a gym?", "Yes.", ("Ximena",))


@pytest.mark.parametrize(
    "text",
    ["hi there", "hi there?", "ok thanks", "Hello?? anyone there?", "how are you?", "are you a bot?", "hola, ¿qué tal?",
     "¿Hay alguien ahí?", "can you help me?", "¿me puede ayudar?", "ok?", "???"],
)  # fmt: skip
def test_greetings_ask_nothing(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize("text", ["hi, is there a pool?", "how much is parking", "¿Hay alberca?", "pets?"])
def test_questions_ask(text: str) -> None:
    assert is_question(text)
