"""What tests need beyond Python. Missing, they skip with a reason; where DOMIQ_TEST_REQUIRE names it, they fail."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

POSTGRES = os.environ.get("DOMIQ_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS = "redis://127.0.0.1:6379/0"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


def need(name: str) -> None:
    """Skip the test, or fail it where it must run, unless `postgres`, `redis` or `browser` is there."""
    there = {
        "postgres": lambda: _listens("127.0.0.1", 5432),
        "redis": lambda: _listens("127.0.0.1", 6379),
        "browser": lambda: Path(CHROMIUM).exists(),
    }[name]()
    if there:
        return
    reason = f"{name} is not on this machine"
    if name in os.environ.get("DOMIQ_TEST_REQUIRE", "").split(","):
        pytest.fail(f"{reason}, and DOMIQ_TEST_REQUIRE wants it")
    pytest.skip(reason)


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
