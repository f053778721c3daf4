"""A notification as callers see it, and the bus topic on which a manager's connections hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from leasing.database import Tx

CHANGED = b"changed "
"""starts what is told of a notification that was told before"""


@dataclass(frozen=True, slots=True)
class NotificationView:
    """`status` is unread, read or responded. `seq` rises by one for each that the manager's dashboard shows; it is null
    for one that is sent on other channels only."""

    id: str
    seq: int | None
    property_manager_id: str
    property_id: str | None
    notification_type: str
    urgency: str
    status: str
    title: str
    body: str
    lead_id: str | None
    conversation_id: str | None
    tour_id: str | None
    faq_id: str | None
    escalated_from: str | None
    sent_at: datetime
    read_at: datetime | None
    response_at: datetime | None
    responded_by: str | None


def view(row: Any) -> NotificationView:
    return NotificationView(
        id=row.id,
        seq=row.seq,
        property_manager_id=row.manager_id,
        property_id=row.property_id,
        notification_type=row.kind,
        urgency=row.urgency,
        status="responded" if row.responded_at else "read" if row.read_at else "unread",
        title=row.title,
        body=row.body,
        lead_id=row.lead_id,
        conversation_id=row.conversation_id,
        tour_id=row.tour_id,
        faq_id=row.faq_id,
        escalated_from=row.escalated_from,
        sent_at=row.created_at,
        read_at=row.read_at,
        response_at=row.responded_at,
        responded_by=row.responded_by,
    )


def topic(manager_id: str) -> str:
    return f"manager:{manager_id}"


def announce_new(tx: Tx, row: Any) -> None:
    """Tell a manager's connections of a notification, after the commit."""
    if row.seq is not None:
        tx.announce(topic(row.manager_id), b"%d %s" % (row.seq, msgspec.json.encode(view(row))))


def announce_change(tx: Tx, row: Any) -> None:
    """Tell a manager's other connections that one was read or responded to."""
    if row.seq is not None:
        tx.announce(topic(row.manager_id), CHANGED + msgspec.json.encode(view(row)))


@dataclass(frozen=True, slots=True)
class Heard:
    """What came over the bus: a new notification with its `seq`, or a change of an old one; `json` is the view."""

    seq: int | None
    json: bytes


def heard(message: bytes) -> Heard:
    if message.startswith(CHANGED):
        return Heard(None, message.removeprefix(CHANGED))
    seq, _, json = message.partition(b" ")
    return Heard(int(seq), json)
