"""The history of a lead: who did what, when, and what it would say without one of those who spoke."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import LeadActivity


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a visitor in a conversation, a member of staff, or a rule."""

    kind: str
    user_id: str | None = None
    conversation_id: str | None = None


SYSTEM = Actor("system")


def note(
    tx: Tx,
    company_id: str,
    lead_id: str,
    type_: str,
    actor: Actor,
    *,
    text: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> str:
    """Add a line; returns its id. `data` must be plain JSON."""
    row_id = new_id()
    tx.connection.execute(
        insert(LeadActivity).values(
            id=row_id,
            company_id=company_id,
            lead_id=lead_id,
            type=type_,
            actor=actor.kind,
            user_id=actor.user_id,
            conversation_id=actor.conversation_id,
            text=text,
            data=dict(data or {}),
            created_at=tx.now,
        )
    )
    return row_id


@dataclass(frozen=True, slots=True)
class Said:
    """The value of a field, and when it was said (ISO; None where the history does not tell)."""

    value: Any
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """A lead's fields (`email`, `preferences.bedrooms`, …) that some conversations have changed: what they said last,
    and what would stand there without them."""

    theirs: Mapping[str, Said]
    rest: Mapping[str, Said]


def apart(tx: Tx, lead_id: str, conversation_ids: Collection[str], *, since: str = "") -> Apart:
    """Take what some conversations said out of a lead's history, from the line `since` on."""
    statement = (
        select(LeadActivity.conversation_id, LeadActivity.data, LeadActivity.created_at)
        .where(LeadActivity.lead_id == lead_id, LeadActivity.type == "updated", LeadActivity.id > since)
        .order_by(LeadActivity.id)
    )
    theirs: dict[str, Said] = {}
    rest: dict[str, Said] = {}
    for line in tx.connection.execute(statement):
        for name, change in line.data.get("changes", {}).items():
            said = Said(change["to"], line.created_at.isoformat())
            if line.conversation_id in conversation_ids:
                theirs[name] = said
                rest.setdefault(name, Said(change["from"]))
            else:
                rest[name] = said
    return Apart(theirs, {name: said for name, said in rest.items() if name in theirs})
