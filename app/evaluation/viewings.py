"""Booked viewings: what a person who played the assistant booked, against what was understood of the whole talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from app.evaluation.records import Booking
from leasing.understood import Understood

Between = tuple[time | None, time | None]


@dataclass(slots=True)
class Viewings:
    of: int = 0
    days: int = 0
    hours: int = 0
    both: int = 0
    names: int = 0
    places: int = 0

    def take(self, booked: Booking, known: Understood, between: Between = (None, None)) -> list[str]:
        """Count one; what is wrong in it, in words. Who said "after 4" has any later hour understood."""
        at = known.tour_datetime
        day = at.date() if at else known.tour_requested_on
        found = {
            "day": day.strftime("%A") if day else None,
            "time": _hour_words(at.hour) if at else _hour_within(booked, between),
            "name": known.contact.first_name,
            "place": known.property_of_interest,
        }
        right = {name: _plain(found[name]) == _plain(getattr(booked, name)) for name in found}
        self.of += 1
        self.days += right["day"]
        self.hours += right["time"]
        self.both += right["day"] and right["time"]
        self.names += right["name"]
        self.places += right["place"]
        return [f"{name}: {found[name]!r}, not {getattr(booked, name)!r}" for name in found if not right[name]]

    def report(self) -> dict[str, Any]:
        shares = {"day_and_hour": self.both, "day": self.days, "hour": self.hours, "name": self.names,
                  "community": self.places}  # fmt: skip
        return {"booked": self.of} | {name: round(count / self.of, 4) for name, count in shares.items()}


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _hour_words(hour: int) -> str:
    return f"{(hour - 1) % 12 + 1} {'am' if hour < 12 else 'pm'}"


def _hour_within(booked: Booking, between: Between) -> str | None:
    """The booked hour where it lies within the bounds that were named, else their beginning."""
    earliest, latest = between
    if earliest is None and latest is None:
        return None
    fitting = [
        hour for hour in range(24) if (earliest or time.min) <= time(hour) and (latest is None or time(hour) < latest)
    ]
    named = [_hour_words(hour) for hour in fitting]
    return next((hour for hour in named if _plain(hour) == _plain(booked.time)), named[0] if named else None)
