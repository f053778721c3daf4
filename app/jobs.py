"""What happens by the clock: a table of jobs. Each is safe to run in several processes at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from leasing.database import Database
from leasing.services import idempotency

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[Database], Awaitable[Any]]


async def _forget_idempotency_keys(database: Database) -> None:
    await database.write(lambda tx: idempotency.purge(tx, tx.now - idempotency.KEPT))


JOBS = (Job("forget_idempotency_keys", timedelta(hours=1), _forget_idempotency_keys),)


def start_jobs(database: Database) -> AsyncIOScheduler:
    """Run the jobs on the running event loop, one of each at a time, a missed one once."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300}
    )
    for job in JOBS:
        scheduler.add_job(
            _logged, IntervalTrigger(seconds=int(job.every.total_seconds())), [job, database], id=job.name
        )
    scheduler.start()
    return scheduler


async def _logged(job: Job, database: Database) -> None:
    try:
        await job.run(database)
    except Exception:
        log.exception("job.failed", job=job.name)
