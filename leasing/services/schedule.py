"""What the scheduler keeps: who leads, and each job's last run.

The epoch is the fence: a process that led, and was paused until another took over, finds that it has moved on, and can
begin no job.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from leasing.database import Tx
from leasing.models import ScheduledJob, SchedulerLeader
from leasing.services.upserts import insert_unless_there
from leasing.tenancy import Page, Paging

NAME = "jobs"
"""of the one office there is to hold"""
UNSEEN = timedelta(seconds=30)
"""after which a leader that says nothing counts as gone"""
AGAIN = timedelta(minutes=1)
"""from the beginning of a run whose process died in it to the next"""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job and its last run. `error` is the kind of fault that ended it."""

    name: str
    every_seconds: int
    started_at: datetime | None
    finished_at: datetime | None
    milliseconds: int | None
    error: str | None
    run_by: str | None
    runs: int
    failures: int


def take_office(tx: Tx, holder: str, every_seconds: Mapping[str, int]) -> tuple[int, dict[str, timedelta]]:
    """Lead from now on, with these jobs: the epoch, and how long each still has to wait."""
    first = {"name": NAME, "epoch": 0, "holder": holder, "since": tx.now, "seen_at": tx.now}
    insert_unless_there(tx, SchedulerLeader, first)
    epoch = tx.connection.execute(
        update(SchedulerLeader)
        .where(SchedulerLeader.name == NAME)
        .values(epoch=SchedulerLeader.epoch + 1, holder=holder, since=tx.now, seen_at=tx.now)
        .returning(SchedulerLeader.epoch)
    ).scalar_one()
    for name, seconds in every_seconds.items():
        insert_unless_there(tx, ScheduledJob, {"name": name, "every_seconds": seconds, "runs": 0, "failures": 0})
        tx.connection.execute(update(ScheduledJob).where(ScheduledJob.name == name).values(every_seconds=seconds))
    rows = tx.connection.execute(select(ScheduledJob.__table__).where(ScheduledJob.name.in_(every_seconds))).all()
    return epoch, {row.name: _wait(tx, row) for row in rows}


def _wait(tx: Tx, row: Any) -> timedelta:
    if row.started_at is None:
        return timedelta()
    every = timedelta(seconds=row.every_seconds)
    pause = every if row.finished_at is not None else min(every, AGAIN)
    return max(timedelta(), row.started_at + pause - tx.now)


def stay(tx: Tx, epoch: int) -> bool:
    """Say that the leader of this epoch is there; False where another leads."""
    statement = update(SchedulerLeader).where(SchedulerLeader.name == NAME, SchedulerLeader.epoch == epoch)
    return tx.connection.execute(statement.values(seen_at=tx.now)).rowcount == 1


def begin(tx: Tx, name: str, epoch: int, holder: str) -> bool:
    """Note that a job begins; False where another leads by now."""
    # Held until the commit: nobody takes office between the look and the note.
    held = select(SchedulerLeader.epoch).where(SchedulerLeader.name == NAME).with_for_update(read=True)
    if tx.connection.execute(held).scalar_one_or_none() != epoch:
        return False
    values: dict[str, Any] = {"started_at": tx.now, "finished_at": None, "run_by": holder}
    statement = update(ScheduledJob).where(ScheduledJob.name == name)
    tx.connection.execute(statement.values(**values, runs=ScheduledJob.runs + 1))
    return True


def finish(tx: Tx, name: str, holder: str, milliseconds: int, error: str | None) -> None:
    """Note how a job ended, unless another process has begun it again."""
    failures = ScheduledJob.failures + (1 if error else 0)
    values = {"finished_at": tx.now, "milliseconds": milliseconds, "error": error, "failures": failures}
    statement = update(ScheduledJob).where(ScheduledJob.name == name, ScheduledJob.run_by == holder)
    tx.connection.execute(statement.values(**values))


def is_led(tx: Tx) -> bool:
    """Whether somebody runs the jobs."""
    seen = tx.connection.execute(select(SchedulerLeader.seen_at).where(SchedulerLeader.name == NAME))
    at = seen.scalar_one_or_none()
    return at is not None and at > tx.now - UNSEEN


def page(tx: Tx, paging: Paging) -> Page[JobView]:
    """The jobs by name."""
    total = tx.connection.execute(select(func.count()).select_from(ScheduledJob)).scalar_one()
    statement = select(ScheduledJob.__table__).order_by(ScheduledJob.name).limit(paging.limit).offset(paging.offset)
    rows = tx.connection.execute(statement).mappings()
    return Page([JobView(**row) for row in rows], total, paging)
