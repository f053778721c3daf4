"""Running the server, and the worker without it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from contextlib import closing
from typing import Any

import click
import structlog
import uvicorn

from app import logs, start
from bot.protocol import LARGEST_FRAME
from leasing.settings import Settings

log = structlog.get_logger(__name__)


def serve(settings: Settings, workers: int = 1) -> None:
    """Serve until a signal comes. Several workers read their settings from the environment. Raises `CannotStart`."""
    logs.configure(settings)
    start.check_database(settings)
    lock = start.lock_folder(settings)
    with closing(start.listen(settings.host, settings.port)) as listening:
        _run(settings, workers, listening)
    if lock is not None:
        lock.release()


def _run(settings: Settings, workers: int, listening: socket.socket) -> None:
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,
        "loop": "uvloop",
        "ws": "websockets-sansio",
        "ws_max_size": LARGEST_FRAME,
        "ws_per_message_deflate": False,
        "ws_ping_interval": 20.0,
        "ws_ping_timeout": 20.0,
        "timeout_graceful_shutdown": 8,
        "timeout_keep_alive": 15,
    }
    if workers > 1:
        # Each process listens by itself.
        listening.close()
        os.environ["DOMIQ_HOST"], os.environ["DOMIQ_PORT"] = settings.host, str(settings.port)
        os.environ["DOMIQ_SECRET_KEY"] = settings.secret_key.get_secret_value()
        click.echo(f"DomIQ serves on http://{_shown(settings.host)}:{settings.port} with {workers} processes")
        uvicorn.run("app.factory:create_app", factory=True, workers=workers, **options)
        return
    from app.factory import create_app

    began = time.perf_counter()
    app = create_app(settings)
    took = time.perf_counter() - began
    click.echo(f"DomIQ serves on http://{_shown(settings.host)}:{listening.getsockname()[1]} ({took:.1f} s)")
    server = uvicorn.Server(uvicorn.Config(app, **options))
    server.run(sockets=[listening])
    if not server.started:
        sys.exit(3)


def _shown(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104


async def work(settings: Settings) -> None:
    """Drain the outbox and run the jobs until a signal comes."""
    from app.wiring import make_aside, make_outbox, make_scheduler, make_sources
    from app.wiring_data import make_database
    from knowledge.observing import Observing
    from knowledge.reading.reader import DocumentReader
    from knowledge.web_pages.fetcher import PageFetcher

    logs.configure(settings)
    database = make_database(settings)
    await database.bus.start()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    aside = make_aside(settings, database)
    draining = asyncio.create_task(make_outbox(settings, database, knowledge=aside).run())
    fetcher = PageFetcher()
    scheduler = make_scheduler(
        settings, database, make_sources(database, fetcher, DocumentReader()), Observing(database, aside.same_questions)
    )
    await scheduler.start()
    log.info("started", part="worker")
    await stop.wait()
    await scheduler.stop()
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    await aside.close()
    await fetcher.aclose()
    await database.bus.stop()
    await database.close()
