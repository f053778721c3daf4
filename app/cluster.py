"""Several processes on this machine, as `docker-compose.yml` describes them for several: web servers, a worker, and a
Chroma server beside the PostgreSQL and Redis that are there already. One that dies is started again."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import click
import httpx
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import make_url

from app.start import CannotStart, listen
from leasing.settings import Settings

DATABASE = "postgresql://postgres@127.0.0.1:5432/domiq_cluster"
REDIS = "redis://127.0.0.1:6379/0"
READY_SECONDS = 120.0
STOP_SECONDS = 15.0
"""for a process to end by itself; a server gives its turns 5 seconds and its sockets 8"""
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""seconds before a process that died is started again, by how often it died soon after its start"""
STEADY_SECONDS = 60.0
"""after which a process counts as having worked"""


@dataclass(frozen=True, slots=True)
class Member:
    """One process: what it is called, what it runs, and which settings differ from the others'."""

    name: str
    command: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    ready_url: str | None = None
    log: Path | None = None
    """where what it says goes; None: to where what we say goes"""


def shared_settings(settings: Settings) -> dict[str, str]:
    """What all processes have to agree on."""
    return {
        "DOMIQ_DATA_DIR": str(settings.data_dir.absolute()),
        "DOMIQ_DATABASE_URL": settings.database_url or DATABASE,
        "DOMIQ_REDIS_URL": settings.redis_url or REDIS,
        "DOMIQ_CHROMA_URL": settings.chroma_url or f"http://127.0.0.1:{settings.port + 100}",
        "DOMIQ_SECRET_KEY": settings.secret_key.get_secret_value(),
    }


def members(settings: Settings, web: int, workers: int) -> list[Member]:
    """The processes of ours, in the order in which they are started. Chroma is one unless its address was set."""
    shared = shared_settings(settings)
    domiq = (sys.executable, "-m", "app")
    found: list[Member] = []
    if settings.chroma_url is None:
        url = shared["DOMIQ_CHROMA_URL"]
        found.append(
            Member(
                "chroma",
                (_chroma(), "run", "--path", str(settings.data_dir.absolute() / "chroma"), *_where(url)),
                ready_url=f"{url}/api/v2/heartbeat",
                # It says several lines of each request.
                log=settings.data_dir.absolute() / "chroma.log",
            )
        )
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    for number in range(web):
        port = settings.port + number
        own = {"DOMIQ_HOST": settings.host, "DOMIQ_PORT": str(port), "DOMIQ_WORKER": "off"}
        found.append(Member(f"web-{number + 1}", (*domiq, "serve"), {**shared, **own}, f"http://{host}:{port}/ready"))
    found += [Member(f"worker-{number + 1}", (*domiq, "worker"), shared) for number in range(workers)]
    return found


def _chroma() -> str:
    """The program that was installed with this Python. Raises `CannotStart`."""
    beside = Path(sys.executable).parent / "chroma"
    found = str(beside) if beside.exists() else shutil.which("chroma")
    if found is None:
        raise CannotStart("The program `chroma` is not installed; run `make install`, or set DOMIQ_CHROMA_URL.")
    return found


def _where(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    return ("--host", parts.hostname or "127.0.0.1", "--port", str(parts.port))


async def prepare(settings: Settings) -> None:
    """See that PostgreSQL and Redis answer, and make the database where there is none. Raises `CannotStart`."""
    shared = shared_settings(settings)
    await _make_database(shared["DOMIQ_DATABASE_URL"])
    await _ask_redis(shared["DOMIQ_REDIS_URL"])


async def _make_database(url: str) -> None:
    wanted = make_url(url).set(drivername="postgresql")
    shown = wanted.render_as_string(hide_password=True)
    for database in ("postgres", "template1"):
        there = wanted.set(database=database).render_as_string(hide_password=False)
        try:
            connection = await asyncpg.connect(there, timeout=5)
        except asyncpg.InvalidCatalogNameError:
            continue
        except (OSError, asyncpg.PostgresError, TimeoutError) as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise CannotStart(
                f"PostgreSQL at {shown} does not answer: {why}. Start it, or set DOMIQ_DATABASE_URL."
            ) from (error)
        try:
            exists = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", wanted.database)
            if not exists:
                quoted = '"' + str(wanted.database).replace('"', '""') + '"'
                await connection.execute(f"CREATE DATABASE {quoted}")
                click.echo(f"Made the database {wanted.database}.")
        except asyncpg.PostgresError as error:
            raise CannotStart(f"The database {wanted.database} cannot be made at {shown}: {error}.") from error
        finally:
            await connection.close()
        return


async def _ask_redis(url: str) -> None:
    redis = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3)
    try:
        await redis.ping()
    except (RedisError, OSError) as error:
        raise CannotStart(
            f"Redis at {url.rpartition('@')[2]} does not answer: {error}. Start it, or set DOMIQ_REDIS_URL."
        ) from (error)
    finally:
        await redis.aclose()


def check_ports(of: Sequence[Member]) -> None:
    """Raises `CannotStart` where a port is another program's."""
    for member in of:
        if member.ready_url is not None:
            parts = urlsplit(member.ready_url)
            listen(parts.hostname or "", parts.port or 80).close()


class Cluster:
    """Keeps its members running until it is told to stop."""

    def __init__(self, of: Sequence[Member]) -> None:
        self._members = of
        self._stopping = asyncio.Event()
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def run(self) -> None:
        """Start the members one after the other, and keep them until SIGINT or SIGTERM. Raises `CannotStart`."""
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, self._stopping.set)
        keepers: list[asyncio.Task[None]] = []
        try:
            for member in self._members:
                keepers.append(asyncio.create_task(self._keep(member)))
                if not await self._until_ready(member):
                    return
            click.echo("All of them run; Ctrl-C stops them.")
            await self._stopping.wait()
        finally:
            self._stopping.set()
            click.echo("Stopping.")
            # Chroma, the first, goes last: the others write their last vectors.
            for member in reversed(self._members):
                await self._stop(member.name)
            await asyncio.gather(*keepers, return_exceptions=True)

    async def _keep(self, member: Member) -> None:
        deaths = 0
        while not self._stopping.is_set():
            began = asyncio.get_running_loop().time()
            process = await self._start(member)
            code = await process.wait()
            self._running.pop(member.name, None)
            if self._stopping.is_set():
                return
            worked = asyncio.get_running_loop().time() - began >= STEADY_SECONDS
            deaths = 0 if worked else deaths + 1
            pause = PAUSES[min(deaths, len(PAUSES)) - 1] if deaths else PAUSES[0]
            click.echo(f"{member.name} {_ended(code)}; it is started again in {pause:g} s.", err=True)
            await self._pause(pause)

    async def _start(self, member: Member) -> asyncio.subprocess.Process:
        inherited = {name: value for name, value in os.environ.items() if name not in _OWN}
        with member.log.open("wb") if member.log else nullcontext() as log:
            process = await asyncio.create_subprocess_exec(
                *member.command,
                env={**inherited, **member.settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the one who starts and stops them.
                start_new_session=True,
            )
        self._running[member.name] = process
        click.echo(f"{member.name} runs as process {process.pid}.")
        return process

    async def _until_ready(self, member: Member) -> bool:
        """False where it was told to stop meanwhile. Raises `CannotStart`."""
        if member.ready_url is None:
            return True
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        async with httpx.AsyncClient(timeout=2) as client:
            while not self._stopping.is_set():
                try:
                    if (await client.get(member.ready_url)).status_code == 200:
                        click.echo(f"{member.name} is ready at {member.ready_url.rpartition('/')[0]}")
                        return True
                except httpx.HTTPError:
                    pass  # It is still on its way up.
                if asyncio.get_running_loop().time() > deadline:
                    raise CannotStart(f"{member.name} is not ready after {READY_SECONDS:g} s; its log says why.")
                await self._pause(0.2)
        return False

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _stop(self, name: str) -> None:
        process = self._running.get(name)
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            click.echo(f"{name} does not end by itself; it is killed.", err=True)
            process.kill()
            await process.wait()


_OWN = frozenset({"DOMIQ_HOST", "DOMIQ_PORT", "DOMIQ_WORKER"})
"""settings that each member has its own of"""


def _ended(code: int) -> str:
    return f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
