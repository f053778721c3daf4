"""DomIQ, really served: uvicorn on a free port of this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from app.demo.load import load
from app.factory import application
from app.wiring import House, build
from bot.protocol import LARGEST_FRAME
from leasing.bus import Bus
from leasing.clock import Clock, SystemClock
from leasing.database import Database
from leasing.services.knowledge_rows import properties_with_answers
from leasing.settings import Settings, ensure_secret_key, load_settings
from tests.support import databases

PASSWORD = "Demo-password-1!"
COMPUTED = ("chroma", "intents", "knowledge")
"""folders of what a start computes where it does not find it"""
_learnt: list[Path] = []
"""where the vectors of the intents' examples are, once this process has them"""
MODEL_DIR = os.environ.get("DOMIQ_MODEL_DIR", ".venv/models/minilm")


@dataclass(frozen=True)
class Served:
    url: str
    settings: Settings
    house: House
    loop: asyncio.AbstractEventLoop

    @property
    def ws(self) -> str:
        return self.url.replace("http", "ws", 1)

    def run(self, coroutine: Any, timeout: float = 30) -> Any:
        """Run a coroutine on the server's own event loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)


def template_of_demo(folder: Path, template_folder: Path) -> Path:
    """The data folder of a server that has the demo, and has computed what a first start computes."""
    url = databases.sqlite_url(folder, template_folder)

    async def fill() -> None:
        database = Database(url, SystemClock(), Bus())
        await load(database, PASSWORD)
        await database.close()

    asyncio.run(fill())
    with tempfile.TemporaryDirectory() as place:
        with serve_in_thread(Path(place), folder) as served:
            served.run(_computed(served.house), 300)
        for name in COMPUTED:
            shutil.copytree(Path(place, "data", name), folder / name)
    _learnt.append(folder / "intents")
    return folder


async def _computed(house: House) -> None:
    await house.intents.ready()
    await house.knowledge.warm(await house.database.read(properties_with_answers))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_in_thread(
    folder: Path, template: Path | None, *, clock: Clock | None = None, **overrides: Any
) -> Iterator[Served]:
    """Serve a copy of a data folder until the block ends."""
    data = folder / "data"
    if template is not None:
        shutil.copytree(template, data)
    elif _learnt:
        shutil.copytree(_learnt[0], data / "intents", dirs_exist_ok=True)
    values = {"data_dir": data, "port": free_port(), "model_dir": MODEL_DIR, "log_level": "warning", **overrides}
    settings = ensure_secret_key(load_settings({}, **values))
    house = build(settings, clock)
    server = uvicorn.Server(
        uvicorn.Config(
            application(house),
            host="127.0.0.1",
            port=settings.port,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            ws="websockets-sansio",
            ws_max_size=LARGEST_FRAME,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=3,
        )
    )
    loops: list[asyncio.AbstractEventLoop] = []

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.02)
    try:
        yield Served(f"http://127.0.0.1:{settings.port}", settings, house, loops[0])
    finally:
        server.should_exit = True
        thread.join(15)
