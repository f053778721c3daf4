"""One cluster for all tests of the folder: its start takes a dozen seconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from integrations.openai import sandbox
from integrations.openai.sandbox import API_KEY, run_in_thread
from integrations.openai.script import Script
from tests.support.cluster import ClusterProcess
from tests.support.needs import need

STORY = "Thanks for asking about that. Let me tell you more about it. It is a pleasure to help you. Please ask me more."
RULES: list[dict[str, Any]] = [
    {"when": {"user": "courtyard"}, "say": [f"{word} " for word in STORY.split()], "fault": {"chunk_delay": 0.04}},
    {
        "when": {"tool": "book_tour", "nth": 1},
        "say": ["It is my pleasure. ", "Your tour is ", "booked."],
        "fault": {"stall_seconds": 60, "stall_after_chunks": 3},
    },
    {
        "when": {"user": "pond", "nth": 1},
        "say": ["Happy to help. ", "And", " more."],
        "fault": {"stall_seconds": 60, "stall_after_chunks": 3},
    },
    {"when": {"user": "pond"}, "say": ["Please ask me more."]},
]
DEMO = Path(sandbox.__file__).parent / "demo.yaml"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterProcess]:
    need("postgres")
    need("redis")
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not on this machine")
    script = Script.of([*RULES, *yaml.safe_load(DEMO.read_text())])
    with run_in_thread(script) as llm:
        running = ClusterProcess(
            tmp_path_factory.mktemp("cluster"),
            OPENAI_API_KEY=API_KEY,
            OPENAI_BASE_URL=llm.base_url,
            DOMIQ_OPENAI_FIRST_TOKEN_SECONDS="60",
            DOMIQ_RATE_LIMITS="off",
        )
        try:
            running.wait_until_all_run()
            yield running
        finally:
            running.end()
