"""Every scenario, with every brain that it is for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.coverage import missing, table
from tests.scenarios.loading import Scenario, scenarios
from tests.scenarios.stage import Stages, stages

CASES = [(scenario, brain) for scenario in scenarios() for brain in scenario.brains]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    with stages(tmp_path_factory.mktemp("scenarios")) as made:
        yield made


@pytest.mark.parametrize(("scenario", "brain"), CASES, ids=[f"{one.path.stem}-{brain}" for one, brain in CASES])
async def test_goes_as_the_file_says(scenario: Scenario, brain: str, opened: Stages) -> None:
    played = await opened.play(scenario, brain)
    opened.played.append(played)
    if played.wrong:
        pytest.fail(str(played), pytrace=False)


def test_together_they_exercise_every_tool_problem_and_guard(opened: Stages) -> None:
    if len(opened.played) < len(CASES):
        pytest.skip("only when all scenarios are played")
    assert missing(table(opened.played)) == []
