"""What says that no person is needed any more, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.calling_off import is_called_off, may_be_called_off


@pytest.mark.parametrize(
    "text",
    [
        "never mind, I don't need a person any more",
        "I no longer need to talk to anyone",
        "actually I don't want to speak with an agent anymore, thanks",
        "I don’t need anybody now",
        "no need for a human",
        "no need to wait for someone",
        "cancel my request for a person",
        "forget about the agent",
        "I don't want to wait anymore",
        "No person needed",
        "ya no necesito a nadie",
        "Ya no quiero hablar con una persona, gracias",
        "no hace falta que venga nadie",
        "ya no quiero esperar más",
        "mejor cancele la solicitud",
        "Olvide lo de la persona",
        "No necesito ya a nadie",
        "never mind, nobody needed",
        "nobody is needed any more",
        "don't bother anyone",
        "no need to bother anybody, thanks",
        "please don't disturb the team",
        "no one has to come, I found it",
        "nobody needs to call me",
        "I don't need a person, I need a three bedroom",
        "no moleste a nadie",
        "no hace falta molestar a nadie",
        "nadie tiene que venir, gracias",
    ],
)
def test_no_person_is_needed(text: str) -> None:
    assert is_called_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "I need a person",
        "I don't want a bot, I want a person",
        "I don't need a person who sells me things but one who answers",
        "Do I need someone to cosign?",
        "can't I talk to anyone?",
        "I don't have anyone to ask",
        "I don't want someone living above me",
        "I don't have anyone.",
        "leave the manager a note",
        "nobody answered me",
        "cancel my tour",
        "¿Ya no hay nadie en la oficina?",
        "no necesito estacionamiento",
        "necesito a alguien",
        "¿necesito un aval?",
        "I don't need parking",
        "no quiero esperar una semana",
        "I don't need a person, I need three people",
        "I don't need an agent, I need a manager",
        "I don't need a person, I want two of your people",
        "not a person, but a manager please",
        "no need for a person but for a real manager",
        "no necesito una persona, necesito tres personas",
        "ya no quiero hablar con una persona, quiero hablar con el gerente",
        "nobody answers me",
        "nobody is coming?",
        "does nobody need a parking space?",
        "don't bother me with ads",
        "my dog doesn't bother anyone at night?",
        "the noise doesn't bother anybody",
    ],
)
def test_what_only_sounds_like_it(text: str) -> None:
    assert not may_be_called_off(text, asked=None)


@pytest.mark.parametrize("text", ["Never mind", "nevermind, thanks!", "olvídelo", "Ya no, gracias", "forget it"])
def test_never_mind_is_about_the_person_where_nothing_was_asked(text: str) -> None:
    assert may_be_called_off(text, asked=None)
    assert not may_be_called_off(text, asked="tour_time")
