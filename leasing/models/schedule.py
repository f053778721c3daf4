"""Who runs the jobs, and how each went last. Of the installation, not of a company."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, MaybeMoment, Moment


class SchedulerLeader(Base):
    """The process that leads. `epoch` rises with each new leader: an older one's word no longer counts."""

    __tablename__ = "scheduler_leaders"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    epoch: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str] = mapped_column(String(200))
    since: Mapped[Moment]
    seen_at: Mapped[Moment]
    """when it last said that it leads"""


class ScheduledJob(Base):
    """A job, and its last run."""

    __tablename__ = "scheduled_jobs"
    __table_args__ = (CheckConstraint("every_seconds > 0", name="every_seconds"),)

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    every_seconds: Mapped[int]
    started_at: Mapped[MaybeMoment]
    finished_at: Mapped[MaybeMoment]
    """null while it runs, or where its process died in it"""
    milliseconds: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(200))
    """the kind of the fault that ended the last run; the log has the rest"""
    run_by: Mapped[str | None] = mapped_column(String(200))
    runs: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
