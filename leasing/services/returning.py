"""What a browser that comes back need not say again.

It is taken from what this browser itself said before, in its own last conversation with the company, and never from
the lead: a lead may hold what others said of the same address, and whoever types that address must not be told. A
browser of several people (a family's, a library's) gives nothing: nobody knows who sits there now.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import bindparam, select

from leasing.database import Tx
from leasing.models import Conversation, Lead
from leasing.people import names_agree
from leasing.services.understanding import from_row, to_columns
from leasing.understood import Understood

WISHES = (
    "bedrooms", "bathrooms", "move_in_date", "price_min_cents", "price_max_cents", "occupants_count", "has_pets",
    "pet_details", "desired_features", "furnished",
)  # fmt: skip
"""what holds at another community as well; a home or a tour is of one"""
_NEWEST_FIRST = (Conversation.last_message_at.desc(), Conversation.id.desc())
_LAST = (
    select(Conversation.__table__)
    .where(Conversation.visitor_id == bindparam("visitor_id"))
    .order_by(*_NEWEST_FIRST)
    .limit(1)
)
_PEOPLE = (
    select(Lead.person_id, Conversation.contact)
    .join(Lead, Lead.id == Conversation.lead_id)
    .where(Conversation.visitor_id == bindparam("visitor_id"))
    .order_by(*_NEWEST_FIRST)
    .limit(10)
)


def is_shared(tx: Tx, visitor_id: str) -> bool:
    """Whether one browser has lately spoken for two leads whose names cannot be one person's."""
    names = {
        (row.person_id, row.contact.get("first_name"), row.contact.get("last_name"))
        for row in tx.connection.execute(_PEOPLE, {"visitor_id": visitor_id})
    }
    return any(
        one[0] != other[0] and names_agree(one[1:], other[1:]) == "clash" for one, other in combinations(names, 2)
    )


def carried(tx: Tx, visitor_id: str, today: date) -> dict[str, Any]:
    """Columns of a visitor's new conversation; empty where nothing is known of them."""
    row = tx.connection.execute(_LAST, {"visitor_id": visitor_id}).one_or_none()
    if row is None:
        return {}
    then = from_row(row)
    if then.move_in_date is not None and then.move_in_date < today:
        then.move_in_date = None
    now = Understood(contact=then.contact)
    for name in WISHES:
        setattr(now, name, getattr(then, name))
    contact = {name: value for name, value in asdict(now.contact).items() if value is not None}
    wishes = [name for name in WISHES if getattr(now, name) not in (None, {}, [])]
    if not contact and not wishes:
        return {}
    return to_columns(now) | {"agenda": {"carried": {"contact": contact, "wishes": wishes}}}
