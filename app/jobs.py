"""What happens by the clock: a table of jobs. Each is safe to run in several processes at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from knowledge.observing import Observing
from knowledge.web_pages.sources import SourceReader
from leasing.database import Database
from leasing.services import calendar, idempotency, question_reminders, reviews

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[Database], Awaitable[Any]]


async def _forget_idempotency_keys(database: Database) -> None:
    await database.write(lambda tx: idempotency.purge(tx, tx.now - idempotency.KEPT))


async def _sweep_tour_holds(database: Database) -> None:
    await database.write_lightly(calendar.sweep)


async def _remind_of_questions(database: Database) -> None:
    for task_id in await database.read(question_reminders.waiting):
        await database.write(question_reminders.step, task_id)


async def _age_answers(database: Database) -> None:
    await database.write(reviews.age)


JOBS = (
    Job("forget_idempotency_keys", timedelta(hours=1), _forget_idempotency_keys),
    Job("sweep_tour_holds", timedelta(minutes=1), _sweep_tour_holds),
    Job("remind_of_questions", timedelta(minutes=1), _remind_of_questions),
    Job("age_answers", timedelta(hours=1), _age_answers),
)


def reading_of_sources(sources: SourceReader) -> Job:
    """Web pages of communities, each as often as its source says."""

    async def read(_database: Database) -> None:
        await sources.read_due()

    return Job("read_knowledge_sources", timedelta(minutes=5), read)


def observing_of_answers(observing: Observing) -> Job:
    """What people answered in conversations that are settled becomes suggestions."""

    async def observe(_database: Database) -> None:
        await observing.run()

    return Job("observe_answers", timedelta(minutes=10), observe)


def start_jobs(database: Database, more: Sequence[Job] = ()) -> AsyncIOScheduler:
    """Run the jobs on the running event loop, one of each at a time, a missed one once."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300}
    )
    for job in (*JOBS, *more):
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
