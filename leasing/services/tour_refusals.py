"""Why a tour cannot be had, as staff are told: a typed error with the times that can be had instead."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from leasing.community import Community
from leasing.database import Tx
from leasing.errors import Conflict, DomiqError, Invalid
from leasing.services import slots
from leasing.services.seating import Refused
from leasing.services.slots import For, Slot

OFFERED = 6
"""other times that come with a refusal"""
TELLING = {
    "taken": "This time is taken.",
    "closed": "The office is not open for the whole of that time.",
    "unstaffed": "Nobody who gives tours works then.",
    "too_soon": "This is sooner than the property's notice allows.",
    "too_far": "This is further ahead than the property books tours.",
    "off_grid": "This is between two slots.",
}


def offered(slot: Slot) -> dict[str, str]:
    """A time as answers carry it."""
    return {"starts_at": slot.starts_at.isoformat(), "label": slot.label}


def explained(tx: Tx, community: Community, refused: Refused, starts_at: datetime | None, wanted: For) -> DomiqError:
    """The error for a refusal. `starts_at` is the time that was asked for, if one was."""
    match refused.problem:
        case "no_tour":
            return Conflict(
                "This tour cannot be changed so any more: it is over, cancelled, or has not begun.",
                code="INVALID_STATUS_TRANSITION",
                details={"problem": "no_tour"},
            )
        case "unknown_type":
            return Invalid.field("tour_type", f"{community.name} gives these: {', '.join(community.tour_types)}")
        case "past":
            return Invalid.field("starts_at", "must not be in the past")
        case problem:
            near: list[Slot] = slots.nearest(tx, community, starts_at, OFFERED, wanted) if starts_at else []
            details: dict[str, Any] = {"problem": problem, "alternatives": [offered(slot) for slot in near]}
            advice = " Take one of details.alternatives." if near else " No other time near it is free."
            return Conflict(TELLING[problem] + advice, code="TOUR_UNAVAILABLE", details=details)


@contextmanager
def telling(
    tx: Tx, community: Community, starts_at: datetime | None = None, wanted: For = slots.ANY
) -> Generator[None]:
    """Turns `Refused` into the error that says why; what was done before it is rolled back with the transaction."""
    try:
        yield
    except Refused as refused:
        raise explained(tx, community, refused, starts_at, wanted) from refused
