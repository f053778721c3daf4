"""Plays the scenarios against the model of OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL, and keeps what it said.

    python -m tests.scenarios.record [name …]

What goes as its file says is kept under recordings/ and replayed by every test run from then on, without a token.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from app import logs
from bot.brains.chat_client import OPENAI, _reasoning_effort
from leasing.settings import load_settings
from tests.scenarios.exchanges import Recording
from tests.scenarios.loading import FOLDER, Scenario, scenarios
from tests.scenarios.recorder import Recorder, served
from tests.scenarios.runner import Played, play
from tests.scenarios.world import World, open_world

RECORDINGS = FOLDER / "recordings"
RECORDED = "recorded"
"""the name, among brains, of a real model"""
PATIENCE = {"openai_first_token_seconds": 30.0, "openai_turn_seconds": 90.0, "turn_seconds": 120.0}


def path_of(scenario: Scenario, folder: Path = RECORDINGS) -> Path:
    return folder / f"{scenario.path.stem}.json"


async def record(world: World, recorder: Recorder, scenario: Scenario, folder: Path = RECORDINGS) -> Played:
    """Play one scenario; its recording is written where nothing went wrong."""
    recorder.begin()
    played = await play(world, scenario, RECORDED, patience=120)
    if not played.wrong:
        kept: Recording = recorder.recording
        kept.said = played.said
        kept.write(path_of(scenario, folder))
    return played


def main(names: Sequence[str], environ: Mapping[str, str]) -> int:
    key = environ.get("OPENAI_API_KEY", "").strip()
    if not key:
        print("Recording needs a real model: set OPENAI_API_KEY (and OPENAI_BASE_URL, OPENAI_MODEL for another one).")
        return 2
    chosen = [one for one in scenarios() if one.recordable and (not names or one.path.stem in names)]
    settings = load_settings({name: environ[name] for name in ("OPENAI_BASE_URL", "OPENAI_MODEL") if environ.get(name)})
    logs.configure(settings.model_copy(update={"log_level": "error"}))
    effort = _reasoning_effort(settings)
    recorder = Recorder(
        settings.openai_base_url or OPENAI,
        settings.openai_model,
        # The house asks OpenAI itself not to think for long; to it, the recorder is another endpoint.
        add={"reasoning_effort": effort} if effort else {},
    )
    failed = 0
    with tempfile.TemporaryDirectory() as folder, served(recorder) as url:
        made = {"openai_base_url": url, "openai_api_key": key, "openai_model": settings.openai_model, **PATIENCE}
        with open_world(Path(folder), brain="openai", **made) as world:
            for scenario in chosen:
                played = asyncio.run(record(world, recorder, scenario))
                failed += bool(played.wrong)
                calls = len(recorder.recording.exchanges)
                print(
                    f"not kept: {played}" if played.wrong else f"kept: {scenario.path.stem}, {calls} calls", flush=True
                )
    print(f"{len(chosen) - failed} of {len(chosen)} scenarios recorded with {settings.openai_model}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
