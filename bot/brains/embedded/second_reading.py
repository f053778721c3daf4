"""A message read by the rules, and read again with what the examples say where the rules are not sure of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.brains.embedded.understand import Scene, understand
from bot.brains.embedded.understand.question import OPENING
from bot.understanding import Guess, Understanding


class Guesser(Protocol):
    async def guess(self, text: str, language: str) -> Guess | None:
        """What a message is for; None where that cannot be told."""
        ...


async def read(text: str, scene: Scene, guesser: Guesser | None) -> Understanding:
    """What a message means. Only of one that the rules leave open a vector is made, off the event loop."""
    found = understand(text, scene)
    if guesser is None or not found.unsure:
        return found
    guess = await guesser.guess(OPENING.sub("", text.strip()), found.language)
    return found if guess is None else understand(text, replace(scene, guess=guess))
