"""Messages in languages that are not spoken, and messages without any words."""

from __future__ import annotations

import pytest

from bot.brains.embedded.understand.emoji import in_words
from bot.brains.embedded.understand.foreign import is_foreign
from bot.brains.embedded.understand.language import spoken_in
from bot.guards import emergency, minors
from bot.guards.folding import message
from tests.bot.guards.support import community

COMMUNITY = community()


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, avez-vous un appartement de deux chambres ?",
        "Je voudrais visiter vendredi à 10h",
        "merci",
        "Guten Tag, haben Sie eine Zweizimmerwohnung?",
        "Olá, você tem um quarto? Quanto custa o aluguel?",
        "Buongiorno, avete un appartamento con due camere?",
        "你好，有公寓吗？",
        "Здравствуйте, есть ли квартиры?",
        "مرحبا هل لديكم شقة",
    ],
)
def test_what_is_not_spoken(text: str) -> None:
    assert is_foreign(text, spoken_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "Do you have a 2 bedroom?",
        "¿Aceptan mascotas? Busco un departamento con dos recámaras",
        "I met Des and Sie at the das Haus",
        "Can I die here for a tag sale?",
        "Hola, quiero visitar el departamento",
        "José Müller, jose@mail.example",
        "ok",
        "👋",
        "",
    ],
)
def test_what_is(text: str) -> None:
    assert not is_foreign(text, spoken_in(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("👋", "hello"),
        ("🐶🐱?", "dogs and cats?"),
        ("❤️❤️", "thanks"),
        ("🤷", "🤷"),
        ("👍 great", "👍 great"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_pictures_in_words(text: str, said: str) -> None:
    assert in_words(text) == said


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("There's smoke in my apartment!", True),
        ("I smell gas", True),
        ("the carbon monoxide detector keeps beeping", True),
        ("someone is trying to break in", True),
        ("hay humo en el pasillo", True),
        ("Is there a fire pit?", False),
        ("there is a fireplace in B-202, right?", False),
        ("Is there a gas stove?", False),
        ("is there a fire station nearby", False),
        ("we broke our lease", False),
        ("the smell of the pool", False),
    ],
)
def test_danger(text: str, danger: bool) -> None:
    assert (emergency.rule(message(text, "en"), COMMUNITY) is not None) == danger


@pytest.mark.parametrize(
    ("text", "young"),
    [
        ("I'm 15", True),
        ("hi im 15 and want to rent", True),
        ("I am 12 years old", True),
        ("tengo 16 años", True),
        ("I'm a minor", True),
        ("I'm 15 minutes away", False),
        ("I'm 18", False),
        ("I'm 5'10", False),
        ("my son is 15", False),
        ("I'm 10% sure", False),
        ("tengo 2 hijos", False),
        ("I'm 7 months pregnant", False),
    ],
)
def test_a_child(text: str, young: bool) -> None:
    assert (minors.rule(message(text, "en"), COMMUNITY) is not None) == young
