"""DomIQ in a process of its own, which may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]


def inherited() -> dict[str, str]:
    """What a server of the tests has of this process's environment: none of our settings, and leave to keep compiled
    modules, on which it would spend a fifth of each start."""
    ours = ("DOMIQ_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


class Process:
    """A server process; `step` says where in a turn it kills itself (see tests.support.killer)."""

    def __init__(self, environment: dict[str, str], step: str = "never") -> None:
        self.url = f"http://127.0.0.1:{environment['DOMIQ_PORT']}"
        self._log = Path(environment["DOMIQ_DATA_DIR"]) / f"server-{step}.log"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.killer", step],
            cwd=ROOT,
            env={**inherited(), **environment},
            stdout=self._log.open("ab"),
            stderr=subprocess.STDOUT,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_ready(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended: {self._log.read_text()[-3000:]}")
            try:
                if httpx.get(f"{self.url}/ready", timeout=1).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the server is not ready: {self._log.read_text()[-3000:]}")

    def wait_for_death(self, seconds: float = 15) -> int:
        return self._process.wait(seconds)

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)

    def terminate(self) -> int:
        self._process.terminate()
        return self._process.wait(20)
