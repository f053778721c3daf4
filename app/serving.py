"""Running the server, and the worker without it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from typing import Any

import click
import uvicorn

from app import logs
from app.migrate import is_current
from bot.protocol import LARGEST_FRAME
from leasing.settings import Settings


def serve(settings: Settings, workers: int = 1) -> None:
    """Serve until a signal comes. More than one worker reads its settings from the environment."""
    logs.configure(settings)
    if not is_current(settings.database):
        click.echo("The database is not at this version's schema; run `domiq migrate` first.", err=True)
        sys.exit(2)
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
        os.environ["DOMIQ_HOST"], os.environ["DOMIQ_PORT"] = settings.host, str(settings.port)
        os.environ["DOMIQ_SECRET_KEY"] = settings.secret_key.get_secret_value()
        uvicorn.run("app.factory:create_app", factory=True, workers=workers, **options)
        return
    from app.factory import create_app

    began = time.perf_counter()
    app = create_app(settings)
    click.echo(f"DomIQ serves on http://{_shown(settings.host)}:{settings.port} ({time.perf_counter() - began:.1f} s)")
    uvicorn.run(app, **options)


def _shown(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104


async def work(settings: Settings) -> None:
    """Drain the outbox and run the jobs until a signal comes."""
    from app.jobs import start_jobs
    from app.wiring import make_outbox
    from app.wiring_data import make_database

    logs.configure(settings)
    database = make_database(settings)
    await database.bus.start()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    draining = asyncio.create_task(make_outbox(settings, database).run())
    scheduler = start_jobs(database)
    await stop.wait()
    scheduler.shutdown(wait=False)
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    await database.bus.stop()
    await database.close()
