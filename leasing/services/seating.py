"""Finding a place for a tour or a hold in the calendar, and taking it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from leasing.community import Community
from leasing.database import Tx
from leasing.models import Property
from leasing.services import assignment, calendar, slots
from leasing.services.calendar import Mine

# No key changes, so that messages, which refer to the property, need not wait for it.
_LOCK_CALENDAR = select(Property.id).where(Property.id == bindparam("id")).with_for_update(key_share=True)


class Refused(Exception):
    """A tour that cannot be had as asked; `problem` is a word of bot.tools.results.TourOutcome."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time in somebody's calendar. `lenient` is for staff: shorter notice, further ahead and between two slots."""

    starts_at: datetime
    tour_type: str
    unit_id: str | None = None
    language: str | None = None
    """of the visitor, as a locale or a two-letter code"""
    manager_id: str | None = None
    """who is to host it; None: the rule decides"""
    keeps: str | None = None
    """who hosts it so far, and goes on where they can"""
    mine: Mine = calendar.NOBODY
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The seat that was found, and why it is that one."""

    manager_id: str | None
    because: dict[str, Any] = field(default_factory=dict[str, Any])


LENIENT = frozenset({"too_soon", "too_far", "off_grid"})
"""what staff may overlook"""


def check(tx: Tx, community: Community, wanted: Wanted) -> None:
    """Raises `Refused` where no tour can start then, other tours aside."""
    if wanted.tour_type not in community.tour_types:
        raise Refused("unknown_type")
    wrong = slots.problem(community, wanted.starts_at, tx.now, wanted.tour_type)
    if wrong in LENIENT and wanted.lenient:
        if slots.outside_hours(community, wanted.starts_at):
            wrong = "closed"
        else:
            wrong = "unstaffed" if slots.unstaffed(community, wanted.starts_at, wanted.tour_type) else None
    if wrong is not None:
        raise Refused(wrong)


def seat(
    tx: Tx,
    community: Community,
    wanted: Wanted,
    keep: Callable[[Choice], None],
    *,
    tour_id: str | None = None,
    hold_id: str | None = None,
) -> Choice:
    """Take the best seat that is free for a tour or a hold, whose row `keep` writes beforehand. Raises `Refused`.

    Nobody waits for a lock to hear that a time is gone: what is free is read without one, and the primary key of the
    cells decides between those who read the same. Only a cap on the day's tours is counted one at a time.
    """
    if community.tour_daily_cap is not None:
        tx.connection.execute(_LOCK_CALENDAR, {"id": community.id})
    among = calendar.seats(community, wanted.tour_type, wanted.unit_id, wanted.manager_id)
    length = timedelta(minutes=community.tour_duration_minutes)
    for _ in among:
        taken = calendar.busy(tx, among, wanted.starts_at, wanted.starts_at + length, wanted.mine)
        found = calendar.fitting(community, among, taken, wanted.starts_at)
        if not found or calendar.is_full(tx, community, wanted.starts_at, wanted.mine):
            break
        calendar.end_holds(tx, taken.expired)
        chosen = _take_one(tx, community, wanted, found, keep, tour_id=tour_id, hold_id=hold_id)
        if chosen is not None:
            return chosen
        # Others were quicker with each of these; a place beside theirs may still be free.
    raise Refused("taken")


def _take_one(
    tx: Tx,
    community: Community,
    wanted: Wanted,
    found: list[calendar.Seat],
    keep: Callable[[Choice], None],
    *,
    tour_id: str | None,
    hold_id: str | None,
) -> Choice | None:
    """Take the best of the seats that were free when they were read; None where all were taken meanwhile."""
    best = assignment.ranked(
        tx, community, found, wanted.starts_at, language=wanted.language, keeps=wanted.keeps, tour_id=tour_id
    )
    for one, because in best:
        choice = Choice(one.host.id if one.host else None, because)
        with tx.connection.begin_nested() as savepoint:
            keep(choice)
            if calendar.take(tx, community, one, wanted.starts_at, tour_id=tour_id, hold_id=hold_id):
                return choice
            savepoint.rollback()
    return None
