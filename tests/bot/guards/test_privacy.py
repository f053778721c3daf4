"""Wishes not to be written to or called, and requests about one's own data."""

from __future__ import annotations

import pytest

from bot.guards.folding import fold, message
from bot.guards.privacy import refused_channels, rule
from tests.bot.brains.embedded.embedded_support import COMMUNITY

REFUSED = [
    ("STOP", "email sms phone"),
    ("unsubscribe", "email sms phone"),
    ("stop contacting me", "email sms phone"),
    ("please take me off your mailing list", "email sms phone"),
    ("I'd like to opt out", "email sms phone"),
    ("stop texting me", "sms"),
    ("no more texts please", "sms"),
    ("please don't email me anymore", "email"),
    ("don't send me any emails", "email"),
    ("do not call me", "phone"),
    ("Please do not call or text me", "sms phone"),
    ("I don't want you to call me", "phone"),
    ("ALTO", "email sms phone"),
    ("dejen de contactarme", "email sms phone"),
    ("no me llamen", "phone"),
    ("no quiero que me llamen", "phone"),
    ("nada de llamadas por favor", "phone"),
    ("no quiero que me manden mensajes", "sms"),
    ("ya no me envíen correos", "email"),
    ("no me manden más mensajes", "sms"),
]
ABOUT_DATA = [
    ("delete my data", "erase"),
    ("please erase all my personal information", "erase"),
    ("borra mis datos", "erase"),
    ("what do you know about me?", "access"),
    ("export my data", "access"),
    ("can I get a copy of my data", "access"),
    ("¿qué saben de mí?", "access"),
]
ORDINARY = [
    "stop by the office tomorrow",
    "can I stop by on Saturday",
    "text me at 555-1234",
    "please call me",
    "can you email me the floor plan",
    "don't call before 9",
    "what do you know about the pet policy",
    "remove my tour",
    "remove my cat from the application",
    "is there an opt out of valet trash",
    "no more than 1500",
    "I want to change my phone number",
    "where can I download the app",
    "no quiero mascotas",
    "quiero una copia del contrato",
]


@pytest.mark.parametrize(("text", "channels"), REFUSED)
def test_a_refusal_names_its_channels(text: str, channels: str) -> None:
    ruling = rule(message(text), COMMUNITY)
    assert ruling is not None
    assert ruling.refuses == tuple(channels.split())
    assert ruling.stop
    assert "?" not in ruling.reply


@pytest.mark.parametrize(("text", "what"), ABOUT_DATA)
def test_a_request_about_data_becomes_a_task(text: str, what: str) -> None:
    ruling = rule(message(text), COMMUNITY)
    assert ruling is not None
    assert ruling.note == f"privacy:{what}"
    assert ruling.task is not None
    assert text in ruling.task


@pytest.mark.parametrize("text", ORDINARY)
def test_what_only_sounds_alike_is_left_alone(text: str) -> None:
    assert rule(message(text), COMMUNITY) is None


def test_the_rest_of_the_message_goes_on() -> None:
    ruling = rule(message("don't email me, but do you allow dogs?"), COMMUNITY)
    assert ruling is not None
    assert ruling.rest is not None
    assert "dogs" in ruling.rest
    assert refused_channels(fold(ruling.rest)) == ()
