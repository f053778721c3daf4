"""What the talk about a tour has come to before a message: the time that is settled, and the days and hours named."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.brains.embedded.understand.plans import tour_is_the_matter
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.times import find_times
from bot.understanding import When


def settled_time(reading: Reading) -> datetime | None:
    """From which "a week later" counts: the time proposed, or that of the only tour, on the property's clock."""
    starts_at, tours = reading.scene.agenda.booking.get("starts_at"), reading.scene.tours
    at = datetime.fromisoformat(starts_at) if starts_at else tours[0].starts_at if len(tours) == 1 else None
    return at.astimezone(reading.scene.now.tzinfo).replace(tzinfo=None) if at else None


def hours_told(reading: Reading) -> list[time]:
    """The times of the last line, where it offers any: "10 PM and 11 PM are available"."""
    line = reading.scene.last_line.lower()
    if not tour_is_the_matter(reading) or not reading.lexicon.proposal.search(line):
        return []
    return [found.at for found in find_times(line, reading.lexicon) if found.at]


def hour_before(reading: Reading) -> time | None:
    """The hour that the talk was about, with its day or alone."""
    scene = reading.scene
    if scene.tours:
        return None
    asked = scene.state.tour_datetime
    return asked.astimezone(scene.now.tzinfo).time() if asked is not None else scene.agenda.hour


def day_before(reading: Reading) -> date | None:
    """The day that the talk was about: of a booking in progress, of the offered times, or asked for earlier."""
    booking = reading.scene.agenda.booking
    if booking.get("starts_at"):
        return datetime.fromisoformat(booking["starts_at"]).date()
    offered = days_offered(reading)
    if len(offered) == 1:
        return offered[0]
    return reading.scene.state.tour_requested_on


def days_to_choose_from(reading: Reading) -> tuple[date, ...]:
    """The days of which they were asked to name one."""
    return tuple(date.fromisoformat(said) for said in reading.scene.agenda.booking.get("days", "").split())


def offered_time(when: When, reading: Reading) -> tuple[str, datetime] | None:
    """The one offered time that fits what was named, if there is just one."""
    fitting = _offered_at(when, reading)
    return fitting[0] if len(fitting) == 1 else None


def _offered_at(when: When, reading: Reading) -> list[tuple[str, datetime]]:
    fitting: list[tuple[str, datetime]] = []
    if when.at is None:
        return fitting
    for slot in reading.scene.agenda.slots:
        moment = datetime.fromisoformat(slot["value"])
        same_day = when.day is None or when.day <= moment.date() <= (when.until or when.day)
        if same_day and (moment.hour, moment.minute) == (when.at.hour, when.at.minute):
            fitting.append((slot["value"], moment))
    return fitting


def days_offered(reading: Reading) -> list[date]:
    return sorted({date.fromisoformat(slot["value"][:10]) for slot in reading.scene.agenda.slots})
