"""What happens by the clock: a table of jobs, one a line, which `app.scheduler` runs. Each has to bear being run
twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from app.scheduler import Job
from bot import channel, protocol
from bot.takeover.timeouts import resume_overdue
from knowledge.observing import Observing
from knowledge.web_pages.sources import SourceReader
from leasing.database import Database
from leasing.services import (
    abandonment,
    calendar,
    escalation,
    idempotency,
    notice_deliveries,
    notices,
    question_reminders,
    retention,
    reviews,
    sign_in,
)
from leasing.settings import Settings

log = structlog.get_logger(__name__)


async def _forget_idempotency_keys(database: Database) -> None:
    await database.write(lambda tx: idempotency.purge(tx, tx.now - idempotency.KEPT))


async def _sweep_tour_holds(database: Database) -> None:
    await database.write_lightly(calendar.sweep)


async def let_go_of_the_old(database: Database) -> None:
    """Each company's, a batch a transaction, so that no turn waits long."""
    for company_id, kept in await database.read(retention.companies):
        while True:
            count, closed = await database.write(retention.enforce, company_id, kept)
            for conversation_id in closed:
                channel.close_down(database.bus, conversation_id)
            if not count:
                break


async def _forget_sign_in_failures(database: Database) -> None:
    await database.write_lightly(sign_in.purge)


async def remind_of_questions(database: Database) -> None:
    for task_id in await database.read(question_reminders.waiting):
        await database.write(question_reminders.step, task_id)


async def _age_answers(database: Database) -> None:
    await database.write(reviews.age)


async def _mail_late_notifications(database: Database) -> None:
    await database.write(notice_deliveries.send_late, notices.LATE)


async def _resume_overdue(database: Database) -> None:
    await resume_overdue(database)


def _closing_after(silence: timedelta) -> Callable[[Database], Awaitable[None]]:
    """Close the conversations that their visitors have left, and tell the widgets that are still open."""

    async def close(database: Database) -> None:
        while closed := await database.write(abandonment.close, silence):
            for conversation_id in closed:
                channel.publish(database.bus, conversation_id, protocol.mode("closed", None))
            log.info("conversations.abandoned", conversations=len(closed))

    return close


def _reading_of(sources: SourceReader) -> Callable[[Database], Awaitable[None]]:
    """Web pages of communities, each as often as its source says."""

    async def read(_database: Database) -> None:
        await sources.read_due()

    return read


def _observing_of(observing: Observing) -> Callable[[Database], Awaitable[None]]:
    """What people answered in conversations that are settled becomes suggestions."""

    async def observe(_database: Database) -> None:
        await observing.run()

    return observe


def make_jobs(settings: Settings, sources: SourceReader, observing: Observing) -> tuple[Job, ...]:
    silence = timedelta(hours=settings.abandoned_after_hours)
    return (
        Job("age_answers", timedelta(hours=1), _age_answers),
        Job("close_abandoned_conversations", timedelta(minutes=10), _closing_after(silence)),
        Job("escalate_notifications", timedelta(seconds=30), escalation.run),
        Job("forget_idempotency_keys", timedelta(hours=1), _forget_idempotency_keys),
        Job("forget_sign_in_failures", timedelta(minutes=15), _forget_sign_in_failures),
        Job("let_go_of_the_old", timedelta(hours=6), let_go_of_the_old, at_most=timedelta(hours=2)),
        Job("mail_late_notifications", timedelta(minutes=1), _mail_late_notifications),
        Job("observe_answers", timedelta(minutes=10), _observing_of(observing)),
        Job("read_knowledge_sources", timedelta(minutes=5), _reading_of(sources), at_most=timedelta(hours=1)),
        Job("remind_of_questions", timedelta(minutes=1), remind_of_questions),
        Job("resume_overdue_takeovers", timedelta(seconds=5), _resume_overdue),
        Job("sweep_tour_holds", timedelta(minutes=1), _sweep_tour_holds),
    )
