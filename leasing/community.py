"""A property as conversations see it: plain values, cached by their version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leasing.zones import exists, zone


@dataclass(frozen=True, slots=True)
class Community:
    id: str
    company_id: str
    version: int
    slug: str
    name: str
    address: str
    city: str
    state: str
    zip_code: str
    timezone: str
    phone: str | None
    email: str | None
    website_url: str | None
    description: str | None
    amenities: tuple[str, ...]
    fees: tuple[tuple[str, int, str], ...]
    """(name, cents, per)"""
    tour_types: tuple[str, ...]
    tour_duration_minutes: int
    tour_notice_minutes: int
    tour_horizon_days: int
    tour_capacity: int
    hours: tuple[tuple[int, int, int], ...]
    """(weekday with Monday 0, opens, closes) in minutes after local midnight, in order"""
    holidays: tuple[tuple[date, str], ...]

    @property
    def zone(self) -> ZoneInfo:
        return zone(self.timezone)

    def spans(self, day: date) -> list[tuple[int, int]]:
        """When the office is open on a day, in minutes after local midnight; empty on a holiday."""
        if any(holiday == day for holiday, _ in self.holidays):
            return []
        return [(opens, closes) for weekday, opens, closes in self.hours if weekday == day.weekday()]

    def at(self, day: date, minute: int) -> datetime | None:
        """A minute of a local day as an instant in the property's zone; None where the clock skips it."""
        naive = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
        local = naive.replace(tzinfo=self.zone)
        return local if exists(local) else None

    def is_open(self, now: datetime) -> bool:
        local = now.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(opens <= minute < closes for opens, closes in self.spans(local.date()))

    def next_opening(self, now: datetime) -> datetime | None:
        """When the office opens next; None where it is open now or does not open within two weeks."""
        if self.is_open(now):
            return None
        local = now.astimezone(self.zone)
        for ahead in range(15):
            day = local.date() + timedelta(days=ahead)
            for opens, _ in self.spans(day):
                at = self.at(day, opens)
                if at is not None and at > local:
                    return at
        return None
