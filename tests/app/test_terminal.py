"""`domiq chat`: a stranger's client of the protocol, in a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.server import Served

ROOT = Path(__file__).resolve().parents[2]


def _chat(url: str, said: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from app.cli import main; main()", "chat", "--url", url, *options]
    return subprocess.run(command, cwd=ROOT, input=said, capture_output=True, text=True, timeout=60, check=False)


def test_it_talks(served: Served) -> None:
    result = _chat(served.url, "What is your pet policy?\nDo you have a 2 bedroom?\n")
    assert result.returncode == 0, result.stderr
    assert "AI assistant" in result.stdout
    assert "(faq: What is your pet policy?)" in result.stdout
    assert "2 bed" in result.stdout


def test_it_prints_the_frames(served: Served) -> None:
    result = _chat(served.url, "hello\n", "--json")
    frames = [json.loads(line) for line in result.stdout.splitlines()]
    types = [frame["type"] for frame in frames]
    assert types[0] == "ready"
    assert "ack" in types
    assert types[-1] == "message"


def test_it_says_what_is_wrong(served: Served) -> None:
    unknown = _chat(served.url, "", "--property", "nowhere")
    assert unknown.returncode == 1
    assert "nowhere" in unknown.stderr
    away = _chat("http://127.0.0.1:9", "")
    assert away.returncode == 1
    assert "does not answer" in away.stderr
