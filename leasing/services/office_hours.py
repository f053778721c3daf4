"""When a leasing office is open: spans of weekdays, and the days on which it is closed.

On the wire a span is `{weekday: "mon", opens: "09:00", closes: "18:00"}`; 0 to 6 (Monday is 0) and full names are
taken too, and `24:00` for the end of the day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from leasing.database import Tx
from leasing.errors import FieldError, Invalid
from leasing.models import Holiday, OfficeHours
from leasing.tenancy import StaffScope

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::00)?\Z")


@dataclass(frozen=True, slots=True)
class HoursView:
    weekday: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class HolidayView:
    date: dt.date
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes after local midnight."""

    weekday: int
    opens: int
    closes: int


DEFAULT = (*(Span(day, 9 * 60, 18 * 60) for day in range(5)), Span(5, 10 * 60, 16 * 60))
"""what a new property gets, so that tours can be booked from the first day"""


def weekday(value: str | int) -> int:
    """0 for Monday. Raises `ValueError`."""
    text = str(value).strip().lower()
    if text.isdigit() and 0 <= int(text) <= 6:
        return int(text)
    if len(text) >= 3 and text[:3] in WEEKDAYS and text.isalpha():
        return WEEKDAYS.index(text[:3])
    raise ValueError("must be one of mon, tue, wed, thu, fri, sat, sun, or 0 (Monday) to 6")


def minute(text: str) -> int:
    """Minutes after midnight of `09:00`. Raises `ValueError`."""
    match = _CLOCK.match(text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else 9999
    if minutes > 1440:
        raise ValueError("must be a time of day such as 09:00 or 18:30")
    return minutes


def spans(entries: Sequence[dict[str, Any]], field: str = "office_hours") -> list[Span]:
    """The spans of a request, which has them in `field`. Raises `Invalid` with all that is wrong."""
    found: list[Span] = []
    errors: list[FieldError] = []
    for index, entry in enumerate(entries):
        try:
            span = Span(weekday(entry["weekday"]), minute(entry["opens"]), minute(entry["closes"]))
        except ValueError as error:
            errors.append(FieldError(field=f"{field}.{index}", message=str(error), type="value_error"))
            continue
        if span.opens >= span.closes:
            message = "closes must be later than opens; a span past midnight is two"
            errors.append(FieldError(field=f"{field}.{index}.closes", message=message, type="value_error"))
        found.append(span)
    found.sort(key=lambda span: (span.weekday, span.opens))
    for one, next_ in pairwise(found):
        if one.weekday == next_.weekday and next_.opens < one.closes:
            message = f"two spans of {WEEKDAYS[one.weekday]} overlap"
            errors.append(FieldError(field=field, message=message, type="value_error"))
    if errors:
        raise Invalid(f"{field}: {errors[0]['message']}", errors)
    return found


def replace_hours(tx: Tx, scope: StaffScope, property_id: str, new: Sequence[Span]) -> None:
    tx.connection.execute(scope.delete(OfficeHours).where(OfficeHours.property_id == property_id))
    for span in new:
        scope.insert(
            tx,
            OfficeHours,
            property_id=property_id,
            weekday=span.weekday,
            opens_minute=span.opens,
            closes_minute=span.closes,
        )


def replace_holidays(tx: Tx, scope: StaffScope, property_id: str, new: Sequence[dict[str, Any]]) -> None:
    tx.connection.execute(scope.delete(Holiday).where(Holiday.property_id == property_id))
    for day, name in {entry["date"]: entry["name"] for entry in new}.items():
        scope.insert(tx, Holiday, property_id=property_id, day=day, name=name)


def hours_of(tx: Tx, scope: StaffScope, property_ids: Sequence[str]) -> dict[str, list[HoursView]]:
    """The hours of several properties, each in the order of the week."""
    statement = (
        scope.select(OfficeHours)
        .where(OfficeHours.property_id.in_(property_ids))
        .order_by(OfficeHours.weekday, OfficeHours.opens_minute)
    )
    found: dict[str, list[HoursView]] = {property_id: [] for property_id in property_ids}
    for row in tx.connection.execute(statement):
        found[row.property_id].append(view(row.weekday, row.opens_minute, row.closes_minute))
    return found


def holidays_of(tx: Tx, scope: StaffScope, property_ids: Sequence[str]) -> dict[str, list[HolidayView]]:
    statement = scope.select(Holiday).where(Holiday.property_id.in_(property_ids)).order_by(Holiday.day)
    found: dict[str, list[HolidayView]] = {property_id: [] for property_id in property_ids}
    for row in tx.connection.execute(statement):
        found[row.property_id].append(HolidayView(row.day, row.name))
    return found


def view(weekday: int, opens: int, closes: int) -> HoursView:
    """A span as the wire has it."""
    return HoursView(WEEKDAYS[weekday], _clock(opens), _clock(closes))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
