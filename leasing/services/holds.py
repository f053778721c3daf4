"""Keeping a time for a conversation for some minutes.

A time is held when a visitor has chosen it, not when it is one of several that they were offered: many who only look
must not empty the calendar for those who book. A conversation holds one time; choosing another lets the first go, and
choosing the same again does not make it last longer. A hold that has run out is free for whoever wants its cells, and
is deleted by them or by the sweep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from leasing.community import Community
from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import TourHold
from leasing.services import seating
from leasing.services.seating import Wanted

_OWN = select(TourHold.__table__).where(TourHold.conversation_id == bindparam("conversation_id")).with_for_update()


@dataclass(frozen=True, slots=True)
class Held:
    """A time that is kept for a conversation."""

    id: str
    starts_at: datetime
    tour_type: str
    expires_at: datetime


def hold(tx: Tx, community: Community, conversation_id: str, wanted: Wanted) -> Held | None:
    """Keep a time for a conversation; None where the property keeps none. Raises `Refused`."""
    seating.check(tx, community, wanted)
    if community.tour_hold_minutes == 0:
        return None
    own = find(tx, conversation_id)
    if own is not None and fits(own, wanted) and own.expires_at > tx.now:
        return Held(own.id, own.starts_at, own.tour_type, own.expires_at)
    release(tx, conversation_id)
    held = Held(
        new_id(), wanted.starts_at, wanted.tour_type, tx.now + timedelta(minutes=community.tour_hold_minutes)
    )  # fmt: skip

    def keep(seat: seating.Choice) -> None:
        tx.connection.execute(
            insert(TourHold).values(
                id=held.id,
                company_id=community.company_id,
                property_id=community.id,
                conversation_id=conversation_id,
                manager_id=seat.manager_id,
                unit_id=wanted.unit_id,
                starts_at=wanted.starts_at,
                tour_type=wanted.tour_type,
                because=seat.because,
                created_at=tx.now,
                expires_at=held.expires_at,
            )
        )

    seating.seat(tx, community, wanted, keep, hold_id=held.id)
    return held


def find(tx: Tx, conversation_id: str) -> Any:
    """The row of a conversation's hold, run out or not, locked until the commit; None where there is none."""
    return tx.connection.execute(_OWN, {"conversation_id": conversation_id}).one_or_none()


def fits(own: Any, wanted: Wanted) -> bool:
    """Whether a hold is of the time, type and home that are wanted, and with the manager, where one is named."""
    return (
        own.starts_at == wanted.starts_at
        and own.tour_type == wanted.tour_type
        and (wanted.tour_type != "self_guided" or own.unit_id == wanted.unit_id)
        and wanted.manager_id in (None, own.manager_id)
    )


def release(tx: Tx, conversation_id: str) -> None:
    """Let go of what a conversation holds."""
    tx.connection.execute(delete(TourHold).where(TourHold.conversation_id == conversation_id))
