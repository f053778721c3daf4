"""A property as conversations see it: plain values, cached by their version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from leasing import holidays
from leasing.holidays import Dated
from leasing.pricing import PriceList
from leasing.zones import exists, zone

Spans = list[tuple[int, int]]
"""in minutes after local midnight"""


@dataclass(frozen=True, slots=True)
class Host:
    """A manager who gives tours at a property."""

    id: str
    name: str
    order: int
    """their place among the hosts of the property, lowest first"""
    languages: tuple[str, ...] = ()
    """two-letter codes; none named counts as English"""
    capacity: int = 1
    """tours that they give at the same time"""
    hours: tuple[tuple[int, int, int], ...] = ()
    """(weekday, opens, closes) as of the office; empty: whenever that is open"""
    time_off: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def first_name(self) -> str:
        """all that a visitor is told of their name"""
        return self.name.partition(" ")[0]

    def speaks(self, language: str) -> bool:
        return language in (self.languages or ("en",))

    def is_off(self, since: datetime, until: datetime) -> bool:
        return any(begin < until and end > since for begin, end in self.time_off)


@dataclass(frozen=True, slots=True)
class Sister:
    """Another community of the same company, and where it is asked."""

    name: str
    phone: str | None = None
    website_url: str | None = None


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
    tour_types: tuple[str, ...]
    tour_duration_minutes: int
    tour_notice_minutes: int
    tour_horizon_days: int
    tour_capacity: int
    hours: tuple[tuple[int, int, int], ...]
    """(weekday with Monday 0, opens, closes) in minutes after local midnight, in order"""
    holidays: Dated
    """the days that were named by their date; `closed_for` knows those that come every year as well"""
    country: str = "US"
    """ISO 3166: how a phone number without a prefix is read"""
    tour_grid_minutes: int | None = None
    """from one possible start of a tour to the next; None: the length of a tour"""
    tour_buffer_before_minutes: int = 0
    tour_buffer_after_minutes: int = 0
    tour_daily_cap: int | None = None
    """tours on one day; None: no limit"""
    tour_hold_minutes: int = 10
    """how long a chosen time is kept for a conversation; 0: not at all"""
    yearly_holidays: tuple[str, ...] = ()
    """of `leasing.holidays.CHOICES`"""
    yearly_holidays_observed: bool = True
    """whether a federal one closes the office also on the weekday on which it is observed"""
    hosts: tuple[Host, ...] = ()
    """the managers who give tours here, in the property's order; none: places are counted (`tour_capacity`)"""
    sisters: tuple[Sister, ...] = ()
    """the company's other communities that are let"""
    prices: PriceList = field(default=PriceList(), hash=False)
    """rents by lease length, fees, specials; `version` stands for them in the hash"""

    @property
    def zone(self) -> ZoneInfo:
        return zone(self.timezone)

    def spans(self, day: date) -> Spans:
        """When the office is open on a day; empty on a holiday."""
        if self.closed_for(day):
            return []
        return [(opens, closes) for weekday, opens, closes in self.hours if weekday == day.weekday()]

    def closed_for(self, day: date) -> str | None:
        """The name of the holiday that a day is."""
        yearly = holidays.of_year(self.yearly_holidays, self.yearly_holidays_observed, day.year)
        return next((name for holiday, name in (*self.holidays, *yearly) if holiday == day), None)

    def holidays_ahead(self, today: date) -> Dated:
        """The holidays from today on: all that were named by their date, and a year of those that come every year."""
        yearly = holidays.ahead(self.yearly_holidays, self.yearly_holidays_observed, today)
        dated = {day: name for day, name in self.holidays if day >= today}
        return tuple(sorted((dict(yearly) | dated).items()))

    def at(self, day: date, minute: int) -> datetime | None:
        """A minute of a local day as an instant in the property's zone; None where the clock skips it."""
        naive = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
        local = naive.replace(tzinfo=self.zone)
        return local if exists(local) else None

    def until(self, day: date, minute: int) -> datetime:
        """The end of a span as an instant, in UTC. Where the clock skips that minute or has it twice, the earlier one:
        a tour ends before the office closes, however the clock is read."""
        naive = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
        return min(naive.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))

    def host_spans(self, host: Host, day: date) -> Spans:
        """When a manager gives tours on a day, holidays aside."""
        if not host.hours:
            return self.spans(day)
        return [(opens, closes) for weekday, opens, closes in host.hours if weekday == day.weekday()]

    def works(self, host: Host, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a manager could give a tour then, their other tours aside."""
        local = starts_at.astimezone(self.zone)
        minute, end = local.hour * 60 + local.minute, ends_at.astimezone(UTC)
        within = any(o <= minute and end <= self.until(local.date(), c) for o, c in self.host_spans(host, local.date()))
        return within and not host.is_off(starts_at, ends_at)

    def hosted(self, tour_type: str) -> bool:
        """Whether a tour of a type is given by a manager, rather than taking a place at the property."""
        return bool(self.hosts) and tour_type != "self_guided"

    def is_open(self, now: datetime) -> bool:
        local = now.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(opens <= minute < closes for opens, closes in self.spans(local.date()))

    def open_minutes(self, since: datetime, until: datetime, *, enough: float = float("inf")) -> float:
        """How many minutes the office is open between two instants; days are no longer looked at once there are
        `enough`. Where the clock is put back the office is open for as long as really passes."""
        day, last = since.astimezone(self.zone).date(), until.astimezone(self.zone).date()
        minutes = 0.0
        while day <= last and minutes < enough:
            for opens, closes in self.spans(day):
                begin, end = max(self.until(day, opens), since), min(self.until(day, closes), until)
                minutes += max((end - begin).total_seconds() / 60, 0.0)
            day += timedelta(days=1)
        return minutes

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
