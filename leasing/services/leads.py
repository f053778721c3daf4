"""Prospects: made when a visitor leaves a way to be reached, kept in step with what they say."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Lead, Visitor
from leasing.services.effects import TurnRef
from leasing.services.understanding import preferences
from leasing.understood import Understood

_FIND = select(Lead.__table__).where(
    Lead.property_id == bindparam("property_id"), Lead.visitor_id == bindparam("visitor_id")
)


def save(tx: Tx, turn: TurnRef, known: Understood, *, score: int, qualified: bool) -> str | None:
    """Bring the visitor's lead to what is known now; returns its id, or None while they cannot be reached."""
    contact = known.contact
    if not contact.reachable:
        return None
    # What is not said again is still known.
    given = {name: value for name, value in asdict(contact).items() if value is not None}
    values: dict[str, Any] = {
        **given,
        "preferences": preferences(known),
        "score": score,
        "is_qualified": qualified,
        "updated_at": tx.now,
    }
    found = tx.connection.execute(_FIND, {"property_id": turn.property_id, "visitor_id": turn.visitor_id}).one_or_none()
    if found is None:
        lead_id = _create(tx, turn, values)
    else:
        lead_id = found.id
        tx.connection.execute(update(Lead).where(Lead.id == lead_id).values(**values))
        if qualified and not found.is_qualified:
            _emit(tx, turn, "lead.qualified", lead_id)
        elif any(getattr(found, name) != value for name, value in given.items()):
            _emit(tx, turn, "lead.updated", lead_id)
    tx.connection.execute(update(Visitor).where(Visitor.id == turn.visitor_id).values(**given, updated_at=tx.now))
    return lead_id


def _create(tx: Tx, turn: TurnRef, values: dict[str, Any]) -> str:
    lead_id = new_id()
    source = select(Conversation.source).where(Conversation.id == turn.conversation_id)
    tx.connection.execute(
        insert(Lead).values(
            id=lead_id,
            company_id=turn.company_id,
            property_id=turn.property_id,
            visitor_id=turn.visitor_id,
            source=tx.connection.execute(source).scalar_one_or_none(),
            status="new",
            created_at=tx.now,
            **values,
        )
    )
    tx.connection.execute(update(Conversation).where(Conversation.id == turn.conversation_id).values(lead_id=lead_id))
    _emit(tx, turn, "lead.created", lead_id)
    if values["is_qualified"]:
        _emit(tx, turn, "lead.qualified", lead_id)
    return lead_id


def _emit(tx: Tx, turn: TurnRef, name: str, lead_id: str) -> None:
    tx.emit(
        name,
        turn.company_id,
        property_id=turn.property_id,
        subject_id=lead_id,
        data={"conversation_id": turn.conversation_id},
    )
