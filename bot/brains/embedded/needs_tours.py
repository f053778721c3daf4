"""What the tools of tours are called with: which times to look for, and what to book, move, confirm or cancel."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.brains.embedded.view import View
from bot.tools.results import TourOutcome
from bot.understanding import Intent, When

Args = dict[str, Any]
MINUTES_AROUND = 120
"""before and after an hour that is asked about, within which other times are looked for"""
LAST_MINUTE = 24 * 60 - 1


def given(args: Args) -> Args:
    return {name: value for name, value in args.items() if value is not None}


def slots_args(view: View) -> list[Args]:
    outcome = view.last(TourOutcome)
    if outcome is not None and outcome.problem is None:
        return []
    if view.unclear_day and view.unclear_day.either:
        return []
    if view.goal == "inquire" and view.starts_at:
        return [given({**_around(view.starts_at), "tour_type": view.tour_type})]
    return _times_to_offer(view) if _offers_times(view) else []


def _offers_times(view: View) -> bool:
    if view.goal not in ("book", "move", "inquire") or (view.goal == "move" and view.tour is None):
        return False
    if view.goal == "move" and view.new_type and view.understood.when is None:
        return False
    if view.agrees_to_some_time:
        return False
    if view.starts_at and (view.will_be_reachable or view.understood.slot or view.goal == "move"):
        return False
    return not (view.starts_at and (view.understood.when is None or book_args(view)))


def _times_to_offer(view: View) -> list[Args]:
    when = view.understood.when
    day = view.starts_at[:10] if view.starts_at else (when.day.isoformat() if when and when.day else None)
    if view.unclear_day and view.unclear_day.not_on:
        day = _open_day_but(view, view.unclear_day.not_on)
    asked: Args = {"on": day, "tour_type": view.tour_type}
    return [given(asked | (_hours(when) if when else {}))]


def _hours(when: When) -> Args:
    """Of the day; an hour of the clock whose day is open looks for that very hour."""
    until = when.until if when.leaves_the_day_open else None
    earliest, latest = when.earliest, when.latest
    if when.at and when.day is None:
        earliest, latest = when.at, _later(when.at, 1)
    return {
        "until": until.isoformat() if until else None,
        "at": when.at.isoformat("minutes") if when.at and until else None,
        "part_of_day": when.part_of_day,
        "earliest": earliest.isoformat("minutes") if earliest else None,
        "latest": latest.isoformat("minutes") if latest else None,
    }


def _around(starts_at: str) -> Args:
    """The day of a time that is asked about, and the hours before and after it."""
    at = datetime.fromisoformat(starts_at)
    earliest, latest = _later(at.time(), -MINUTES_AROUND), _later(at.time(), MINUTES_AROUND + 1)
    hours = {"earliest": earliest.isoformat("minutes"), "latest": latest.isoformat("minutes")}
    return {"on": at.date().isoformat(), **hours}


def _later(at: time, minutes: int) -> time:
    """On the same day."""
    moved = min(max(at.hour * 60 + at.minute + minutes, 0), LAST_MINUTE)
    return time(moved // 60, moved % 60)


def _open_day_but(view: View, refused: frozenset[date]) -> str | None:
    """The next day on which the office is open and which was not refused."""
    days = (view.ctx.today + timedelta(days=ahead) for ahead in range(1, 15))
    weekdays = {day.weekday() for day in refused}
    return next((d.isoformat() for d in days if d.weekday() not in weekdays and view.ctx.community.spans(d)), None)


def book_args(view: View) -> list[Args]:
    """Also without an address to book with, where the time can be had: it is held while they leave one."""
    if view.goal != "book" or not view.starts_at:
        return []
    if not view.reachable and (view.time_problem or view.declined("contact") or view.has(Intent.STOP_ASKING)):
        return []
    return [given({"starts_at": view.starts_at, "tour_type": view.tour_type, "unit": view.unit})]


def move_args(view: View) -> list[Args]:
    if view.goal != "move" or view.tour is None:
        return []
    only_type = view.new_type and view.understood.when is None
    if not view.starts_at and not only_type:
        return []
    return [given({"starts_at": view.starts_at, "tour_id": view.tour.id, "tour_type": view.new_type})]


def confirm_args(view: View) -> list[Args]:
    if view.goal != "confirm" or view.tour is None:
        return []
    return [{"tour_id": view.tour.id}]


def cancel_args(view: View) -> list[Args]:
    if view.goal != "cancel" or view.tour is None or not view.cancels_at_once:
        return []
    return [{"tour_id": view.tour.id}]
