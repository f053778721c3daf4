"""A server process to be measured, with the demo loaded and the limits off."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

from app.demo.load import load
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from tests.support.server import MODEL_DIR, PASSWORD, free_port

QUIET_SECONDS = 2
IDLE_PERCENT = 5.0
"""of one core"""
ROOT = Path(__file__).resolve().parents[1]


def environment(data: Path, database_url: str, **more: str) -> dict[str, str]:
    async def fill() -> None:
        database = Database(database_url, SystemClock(), Bus())
        await load(database, PASSWORD)
        await database.close()

    asyncio.run(fill())
    return {
        "DOMIQ_DATA_DIR": str(data),
        "DOMIQ_DATABASE_URL": database_url,
        "DOMIQ_PORT": str(free_port()),
        "DOMIQ_MODEL_DIR": str(Path(MODEL_DIR).resolve()),
        "DOMIQ_RATE_LIMITS": "off",
        "DOMIQ_LOG_LEVEL": "warning",
        **more,
    }


class Server:
    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables
        self.url = f"http://127.0.0.1:{variables['DOMIQ_PORT']}"

    def __enter__(self) -> Server:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DOMIQ_", "OPENAI_"))}
        command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env={**inherited, **self._variables}, stdout=subprocess.DEVNULL
        )
        self.pid = self._process.pid
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/ready", timeout=1).status_code == 200:
                    return self
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError("the server is not ready")

    def settle(self) -> None:
        """Wait until nothing is left of what a start does in the background: entries and examples are embedded."""
        process = psutil.Process(self.pid)
        deadline = time.monotonic() + 90
        quiet = 0
        while quiet < QUIET_SECONDS and time.monotonic() < deadline:
            quiet = quiet + 1 if process.cpu_percent(1.0) < IDLE_PERCENT else 0

    def __exit__(self, *_: Any) -> None:
        self._process.terminate()
        self._process.wait(20)
