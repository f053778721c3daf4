"""What goes on at a property just now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from leasing.database import Tx
from leasing.models import Conversation, Faq, Lead, Property, Tour
from leasing.services.conversation_times import first_said, median, seconds
from leasing.services.outcomes import waiting_since
from leasing.zones import zone

TALKING = timedelta(minutes=5)
"""who said or heard something since then is talking"""
MOST = 100
"""conversations that are named; more are only counted"""


@dataclass(frozen=True, slots=True)
class Live:
    """`talking` and `waiting` are by conversation; the numbers are of today on the property's clock; `median` is of the
    assistant's first replies today, in seconds, null where there are none."""

    talking: dict[str, dict[str, Any]]
    waiting: dict[str, dict[str, Any]]
    numbers: dict[str, Any]


def at_property(tx: Tx, property_id: str) -> Live | None:
    """None where there is no such property any more."""
    place = tx.connection.execute(
        select(Property.company_id, Property.timezone).where(Property.id == property_id)
    ).one_or_none()
    if place is None:
        return None
    midnight = datetime.combine(tx.now.astimezone(zone(place.timezone)).date(), time(), zone(place.timezone))
    # By the company's index of what was said last; a property has none of its own.
    here = (Conversation.company_id == place.company_id, Conversation.property_id == property_id)
    talking = (*here, Conversation.last_message_at > tx.now - TALKING, Conversation.mode != "closed",
               Conversation.last_seq > 0)  # fmt: skip
    waiting = (*here, Conversation.mode == "waiting")
    today = select(Conversation.id).where(*here, Conversation.created_at >= midnight)
    return Live(
        talking=_talking(tx, talking),
        waiting=_waiting(tx, waiting),
        numbers={
            "talking_count": _count(tx, select(Conversation.id).where(*talking)),
            "waiting_count": _count(tx, select(Conversation.id).where(*waiting)),
            "conversations_today": _count(tx, today),
            "leads_today": _count(
                tx, select(Lead.id).where(Lead.property_id == property_id, Lead.created_at >= midnight)
            ),
            "tours_today": _count(
                tx, select(Tour.id).where(Tour.property_id == property_id, Tour.created_at >= midnight)
            ),
            "questions_waiting": _count(
                tx, select(Faq.id).where(Faq.property_id == property_id, Faq.status == "pending")
            ),
            "first_response_seconds": median(tx, seconds(tx, first_said("visitor"), first_said("bot")), today),
        },
    )


def _talking(tx: Tx, which: Any) -> dict[str, dict[str, Any]]:
    columns = (Conversation.id, Conversation.mode, Conversation.contact, Conversation.last_seq,
               Conversation.last_message_at)  # fmt: skip
    statement = select(*columns).where(*which).order_by(Conversation.last_message_at.desc()).limit(MOST)
    return {
        row.id: {
            "mode": row.mode,
            "first_name": row.contact.get("first_name"),
            "message_count": row.last_seq,
            "last_message_at": row.last_message_at,
        }
        for row in tx.connection.execute(statement)
    }


def _waiting(tx: Tx, which: Any) -> dict[str, dict[str, Any]]:
    since = waiting_since().label("since")
    columns = (Conversation.id, Conversation.contact, Conversation.expected_at, since)
    statement = select(*columns).where(*which).order_by(since).limit(MOST)
    return {
        row.id: {
            "first_name": row.contact.get("first_name"),
            "waiting_since": row.since,
            "expected_at": row.expected_at,
        }
        for row in tx.connection.execute(statement)
    }


def _count(tx: Tx, statement: Any) -> int:
    return tx.connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
