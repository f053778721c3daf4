"""`domiq cluster` as a process of its own, on a database and a Redis of its own that may be stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from tests.support import databases
from tests.support.process import ROOT, inherited
from tests.support.server import MODEL_DIR, PASSWORD, free_port

_STARTED = re.compile(r"^(\S+) runs as process (\d+)\.$", re.MULTILINE)


class RedisServer:
    """A Redis that keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        eventually(lambda: not _is_free(self.port))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)


class ClusterProcess:
    """Two web servers, two workers and Chroma, kept by one process. Names are those of `app.cluster`."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.redis = RedisServer(folder)
        self.database_url = databases.empty_postgres_url()
        first = _first_port()
        self.ports = (first, first + 1)
        self.urls = tuple(f"http://127.0.0.1:{port}" for port in self.ports)
        self._log = folder / "cluster.log"
        ours = {
            "DOMIQ_DATA_DIR": str(folder / "data"),
            "DOMIQ_DATABASE_URL": self.database_url,
            "DOMIQ_REDIS_URL": self.redis.url,
            "DOMIQ_MODEL_DIR": str(Path(MODEL_DIR).resolve()),
            "DOMIQ_DEMO_PASSWORD": PASSWORD,
            "DOMIQ_LOG_LEVEL": "info",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        command = [sys.executable, "-m", "app", "cluster", "--port", str(self.ports[0]), "--workers", "2"]
        self._process = subprocess.Popen(
            command, cwd=folder, env={**inherited(), **ours}, stdout=self._log.open("ab"), stderr=subprocess.STDOUT
        )

    def log(self) -> str:
        return self._log.read_text()

    def wait_until_all_run(self) -> None:
        def there() -> bool:
            if self._process.poll() is not None:
                raise RuntimeError(f"the cluster ended: {self.log()[-3000:]}")
            return "All of them run" in self.log()

        eventually(there, 120)

    def pid(self, name: str) -> int:
        """Of the last process of that name."""
        return [int(pid) for found, pid in _STARTED.findall(self.log()) if found == name][-1]

    def signal(self, name: str, number: signal.Signals) -> int:
        pid = self.pid(name)
        os.kill(pid, number)
        return pid

    def wait_until_restarted(self, name: str, dead: int) -> None:
        eventually(lambda: self.pid(name) != dead, 60)
        if name.startswith("web"):
            url = self.urls[int(name[-1]) - 1]
            eventually(lambda: _is_ready(url), 60)

    async def query(self, statement: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.database_url)
        try:
            return await connection.fetch(statement, *values)
        finally:
            await connection.close()

    def health(self, at: int) -> dict[str, Any]:
        return httpx.get(f"{self.urls[at]}/health", timeout=15).json()["data"]

    def end(self) -> int:
        """Stop all as Ctrl-C does; the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(40)
        finally:
            for _, pid in _STARTED.findall(self.log()):
                _kill(int(pid))
            self.redis.stop()
            databases.give_back(self.database_url)


def _kill(pid: int) -> None:
    """A process that the cluster left behind; none where all is well."""
    try:
        runs = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"-m\0app\0" in runs or b"chroma" in runs:
            os.kill(pid, signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError):
        return


def _first_port() -> int:
    """A free port whose next one, and the hundredth after it, are free too."""
    while True:
        port = free_port()
        if port + 100 < 65_536 and all(_is_free(other) for other in (port + 1, port + 100)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def eventually(true: Callable[[], Any], seconds: float = 30) -> Any:
    """What the function says once it is something."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > deadline:
            raise AssertionError("it did not come to that")
        time.sleep(0.1)
    return found
