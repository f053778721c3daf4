"""Opens the worlds that scenarios are played in: one for each brain, shared by all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from integrations.openai.sandbox import run_in_thread
from tests.scenarios.loading import BRAINS, Scenario
from tests.scenarios.runner import Played, play
from tests.scenarios.scripted import Steps
from tests.scenarios.world import World, open_world

SILENCE_SECONDS = 1.5
"""how long a scripted LLM may be silent: the stalls of scenarios are longer, a busy machine is quicker"""


class Stages:
    """A server for each brain."""

    def __init__(self, folder: Path, stack: ExitStack, brains: Sequence[str]) -> None:
        self._folder = folder
        self._stack = stack
        self.played: list[Played] = []
        """for who keeps count"""
        self._worlds = {brain: self._open(brain) for brain in brains}

    async def play(self, scenario: Scenario, brain: str) -> Played:
        world, steps = self._worlds[brain]
        return await play(world, scenario, brain, steps)

    def _open(self, brain: str) -> tuple[World, Steps | None]:
        folder = self._folder / brain
        if brain == "embedded":
            return self._stack.enter_context(open_world(folder)), None
        steps = Steps()
        sandbox = self._stack.enter_context(run_in_thread(steps))
        steps.sandbox = sandbox
        settings = {"openai_base_url": sandbox.base_url, "openai_api_key": sandbox.api_key}
        seconds = {"openai_first_token_seconds": SILENCE_SECONDS}
        return self._stack.enter_context(open_world(folder, brain="openai", **settings, **seconds)), steps


@contextmanager
def stages(folder: Path, brains: Sequence[str] = BRAINS) -> Iterator[Stages]:
    """Opened outside of any event loop. Words vary with a conversation's id, which no two runs share; here the first
    wording is said, so that a file may name words."""
    with ExitStack() as stack:
        stack.enter_context(patch("bot.brains.embedded.phrase.crc32", return_value=0))
        yield Stages(folder, stack, brains)
