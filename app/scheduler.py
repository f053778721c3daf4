"""The jobs by the clock: in every process that may run them a scheduler, of which one leads and runs them.

A job runs when its interval has passed since it was begun last, whichever process did so: a new leader neither repeats
what was just done nor waits a whole interval for what is due. Leading is asked after right before each job, and the
epoch that is noted with its beginning keeps out a leader that was paused and replaced. A process can still be paused
within a job and go on with it later, so each job has to bear being run twice.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app.leadership import Leadership
from leasing.database import Database
from leasing.services import schedule

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
"""between looks at who leads"""
SEEN_SECONDS = 10.0
"""between two words of the leader to the others"""
SETTLE = timedelta(seconds=2)
"""what is overdue when a process begins to lead waits so long, for others to be ready"""


@dataclass(frozen=True, slots=True)
class Job:
    """`at_most`: how long one run may take before it is given up."""

    name: str
    every: timedelta
    run: Callable[[Database], Awaitable[Any]]
    at_most: timedelta = timedelta(minutes=10)


class Scheduler:
    """`start` tries to lead at once, so that the only process there is does so from its beginning."""

    def __init__(self, database: Database, leadership: Leadership, jobs: Sequence[Job]) -> None:
        self._database = database
        self._leadership = leadership
        self._jobs = jobs
        self._clockwork: AsyncIOScheduler | None = None
        self._epoch = 0
        self._seen = 0.0
        self._keeper: asyncio.Task[None] | None = None
        self.holder = f"{socket.gethostname()[:180]} {os.getpid()}"

    @property
    def leads(self) -> bool:
        return self._clockwork is not None

    async def start(self) -> None:
        await self._look_carefully()
        self._keeper = asyncio.create_task(self._keep(), name="scheduler")

    async def stop(self) -> None:
        """Let another lead; nothing happens where it was never started."""
        if self._keeper is None:
            return
        self._keeper.cancel()
        await asyncio.gather(self._keeper, return_exceptions=True)
        await self._step_down("it stops")

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self._look_carefully()

    async def _look_carefully(self) -> None:
        try:
            await self._look()
        except OSError as error:
            log.warning("scheduler.nobody_asked", error=str(error))
        except Exception:
            log.exception("scheduler.look_failed")
            await self._step_down("it cannot say that it leads")

    async def _look(self) -> None:
        if self._clockwork is None:
            if await self._leadership.take():
                await self._lead()
        elif not await self._leadership.holds():
            await self._step_down("the lock is lost")
        elif time.monotonic() - self._seen >= SEEN_SECONDS:
            if await self._database.write_lightly(schedule.stay, self._epoch):
                self._seen = time.monotonic()
            else:
                await self._step_down("another leads")

    async def _lead(self) -> None:
        intervals = {job.name: int(job.every.total_seconds()) for job in self._jobs}
        self._epoch, waits = await self._database.write(schedule.take_office, self.holder, intervals)
        self._seen = time.monotonic()
        clockwork = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        now = datetime.now(UTC)
        for job in self._jobs:
            due = now + max(SETTLE, waits[job.name])
            trigger = IntervalTrigger(seconds=intervals[job.name])
            clockwork.add_job(self._run, trigger, [job, self._epoch], id=job.name, next_run_time=due)
        clockwork.start()
        self._clockwork = clockwork
        log.info("scheduler.leads", holder=self.holder, epoch=self._epoch, jobs=len(self._jobs))

    async def _step_down(self, why: str) -> None:
        """Stop the jobs, those that run too, and let another lead."""
        clockwork, self._clockwork = self._clockwork, None
        if clockwork is not None:
            clockwork.shutdown(wait=False)
            log.warning("scheduler.steps_down", holder=self.holder, epoch=self._epoch, why=why)
        await self._leadership.release()

    async def _run(self, job: Job, epoch: int) -> None:
        if not await self._leadership.holds():
            log.warning("job.left_to_another", job=job.name)
            return
        try:
            if not await self._database.write_lightly(schedule.begin, job.name, epoch, self.holder):
                log.warning("job.left_to_another", job=job.name)
                return
            began = time.perf_counter()
            error = await self._carried_out(job)
            took = round((time.perf_counter() - began) * 1000)
            await self._database.write_lightly(schedule.finish, job.name, self.holder, took, error)
        except Exception:
            log.exception("job.not_noted", job=job.name)

    async def _carried_out(self, job: Job) -> str | None:
        """The kind of fault that ended it, if one did."""
        try:
            async with asyncio.timeout(job.at_most.total_seconds()):
                await job.run(self._database)
        except Exception as error:
            log.exception("job.failed", job=job.name)
            return type(error).__name__
        return None
