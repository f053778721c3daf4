"""The recorder, against the scripted server; and whatever recordings of a real model there are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.openai.sandbox import run_in_thread
from tests.scenarios.exchanges import Names, Recording, whole_arguments
from tests.scenarios.loading import FOLDER, Scenario, read, scenarios
from tests.scenarios.record import RECORDED, main, path_of, record
from tests.scenarios.recorder import Recorder, Replayer, served
from tests.scenarios.runner import play
from tests.scenarios.scripted import Steps
from tests.scenarios.world import World, open_world

KEPT = [one for one in scenarios() if path_of(one).exists()]


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Replayer]]:
    replayer = Replayer()
    with served(replayer) as url:
        settings = {"brain": "openai", "openai_base_url": url, "openai_api_key": "none-needed"}
        with open_world(tmp_path_factory.mktemp("replay"), **settings) as world:
            yield world, replayer


async def again(replay: tuple[World, Replayer], scenario: Scenario, kept: Recording) -> list[str]:
    world, replayer = replay
    replayer.begin(kept)
    played = await play(world, scenario, RECORDED)
    assert not replayer.strays, "the talk takes another way than it did; record it anew: " + replayer.strays[0]
    assert replayer.left == 0
    if played.wrong:
        pytest.fail(str(played), pytrace=False)
    return played.said


async def test_every_recording_of_a_real_model_is_said_again(replay: tuple[World, Replayer]) -> None:
    for scenario in KEPT:
        kept = Recording.read(path_of(scenario))
        assert await again(replay, scenario, kept) == kept.said, scenario.path.stem


@pytest.fixture(scope="module")
def kept_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario with ids in its calls, recorded through the recorder from the scripted server."""
    folder = tmp_path_factory.mktemp("recorded")
    steps = Steps()
    with run_in_thread(steps) as sandbox:
        recorder = Recorder(sandbox.base_url, "gpt-5-mini")
        with served(recorder) as url:
            settings = {"brain": "openai", "openai_base_url": url, "openai_api_key": sandbox.api_key}
            with open_world(folder / "world", **settings) as world:
                scenario = read(_with_ids(folder))
                steps.expect(step for turn in scenario.turns for step in turn.model)
                played = asyncio.run(record(world, recorder, scenario, folder))
                assert not played.wrong, str(played)
    return folder


def _with_ids(folder: Path) -> Path:
    path = folder / "ids.yaml"
    path.write_text(
        """
name: A search, and another that leaves out what was shown
about: The second call names an id that is another in every run.
property: maple-court
turns:
  - visitor: A two bedroom please
    model:
      - call: [{name: search_units, args: {bedrooms: 2}}]
      - call: [{name: search_units, args: {bedrooms: 2, exclude: ["{homes.0.id}"]}}]
      - say: ["Here ", "are others."]
    expect:
      - units: {at_least: 3}
      - tool: {name: search_units, with: {exclude: ["~^[0-9a-f-]{36}$"]}}
      - said: Here are others
""",
        encoding="utf-8",
    )
    return path


async def test_a_recording_is_replayed_bit_for_bit(kept_folder: Path, replay: tuple[World, Replayer]) -> None:
    kept = Recording.read(kept_folder / "ids.json")
    assert len(kept.exchanges) == 3
    scenario = read(kept_folder / "ids.yaml")
    first = await again(replay, scenario, kept)
    assert first == kept.said == await again(replay, scenario, kept)


def test_no_key_and_no_id_is_kept(kept_folder: Path) -> None:
    text = (kept_folder / "ids.json").read_text(encoding="utf-8")
    assert "sk-sandbox" not in text
    assert Names().hide(text) == text


async def test_a_talk_that_takes_another_way_is_noticed(kept_folder: Path, replay: tuple[World, Replayer]) -> None:
    world, replayer = replay
    path = kept_folder / "other.yaml"
    path.write_text((kept_folder / "ids.yaml").read_text().replace("A two bedroom please", "Two bedrooms, please"))
    replayer.begin(Recording.read(kept_folder / "ids.json"))
    await play(world, read(path), RECORDED)
    assert replayer.strays


def test_arguments_that_hold_an_id_are_kept_in_one_piece() -> None:
    id_ = "01a1fc00-39eb-73fc-a72e-e0c67eca43c7"
    pieces = ['{"exclude": ["' + id_[:9], id_[9:] + '"]}']
    chunks = [
        {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}}]}
        for piece in pieces
    ]
    body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    settled = whole_arguments(body)
    assert id_ in settled
    assert settled.endswith("data: [DONE]\n\n")
    assert whole_arguments(body.replace(id_[:9], "x")) == body.replace(id_[:9], "x")


def test_without_a_key_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {}) == 2
    assert "OPENAI_API_KEY" in capsys.readouterr().out


def test_faults_are_not_for_a_real_model() -> None:
    assert not read(FOLDER / "llm_stalls.yaml").recordable
    assert read(FOLDER / "tour_moved.yaml").recordable
