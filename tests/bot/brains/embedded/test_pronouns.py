"""Who asks what "he" costs means the pet of the message before, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from embedded_support import scene

from bot.brains.embedded.understand import understand
from bot.context import Line


def asked(text: str, *before: str) -> str | None:
    return understand(text, replace(scene(), history=tuple(Line("visitor", line) for line in before))).question


@pytest.mark.parametrize(
    ("before", "text", "question"),
    [
        ("tengo un perro de 40 kilos, ¿lo aceptan?", "¿y cuánto se paga por él?", "¿y cuánto se paga por la mascota?"),
        ("tengo dos gatos", "cuanto cobran por ellos", "cuanto cobran por la mascota"),
        ("can I bring my dog?", "how much do you charge for him?", "how much do you charge for the pet?"),
        ("I have two cats", "what's the deposit for them", "what's the deposit for the pet"),
    ],
)
def test_the_pet_is_named(before: str, text: str, question: str) -> None:
    assert asked(text, before) == question


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("me gusta el A-201", "¿y cuánto se paga por él?"),
        ("my brother needs a place too", "how much do you charge for him?"),
        ("I have a dog", "is there a park for him?"),
        ("tengo un perro", "¿hay parque para él?"),
    ],
)
def test_nobody_else_becomes_a_pet(before: str, text: str) -> None:
    assert "pet" not in (found := asked(text, before) or "")
    assert "mascota" not in found
