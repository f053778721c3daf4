"""What a visitor decides about messages to them, and what they ask about their own data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, or_, select

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Consent, Conversation, Lead, Task
from leasing.services.effects import TurnRef, once

WORDING_CHARACTERS = 500
TITLE_CHARACTERS = 300


def refuse(tx: Tx, turn: TurnRef, *, channels: Iterable[str], wording: str) -> None:
    """Store that the visitor refuses channels (`email`, `sms`, `phone`), in their own words; once a turn."""

    def make() -> Mapping[str, Any]:
        rows = [
            {
                "id": new_id(),
                "company_id": turn.company_id,
                "visitor_id": turn.visitor_id,
                "conversation_id": turn.conversation_id,
                "channel": channel,
                "granted": False,
                "wording": wording[:WORDING_CHARACTERS],
                "created_at": tx.now,
            }
            for channel in channels
        ]
        tx.connection.execute(insert(Consent), rows)
        return {"refused": [row["channel"] for row in rows]}

    once(tx, turn, "refuse_contact", make)


def request(tx: Tx, turn: TurnRef, *, title: str) -> None:
    """Give the team a request about the visitor's own data as a task, and tell; once a turn."""

    def make() -> Mapping[str, Any]:
        task_id = new_id()
        tx.connection.execute(
            insert(Task).values(
                id=task_id,
                company_id=turn.company_id,
                property_id=turn.property_id,
                conversation_id=turn.conversation_id,
                kind="handoff",
                reason="privacy_request",
                title=title[:TITLE_CHARACTERS],
                status="pending",
                created_at=tx.now,
                updated_at=tx.now,
            )
        )
        tx.emit("privacy.requested", turn.company_id, property_id=turn.property_id, subject_id=task_id,
                data={"conversation_id": turn.conversation_id})  # fmt: skip
        return {"task_id": task_id}

    once(tx, turn, "privacy_request", make)


def refused_channels(tx: Tx, person_id: str) -> list[str]:
    """Channels on which a person does not want to hear from the company, whatever was merged. Of each browser the
    newest word counts, and one refusal is enough: whoever types somebody's address cannot agree in their name."""
    talks = (
        select(Conversation.id)
        .join(Lead, Lead.id == Conversation.lead_id)
        .where(Lead.person_id == person_id, Lead.merged_into_id.is_(None))
    )
    leads = select(Lead.id).where(Lead.person_id == person_id, Lead.merged_into_id.is_(None))
    said = (
        select(Consent.visitor_id, Consent.channel, Consent.granted)
        .where(or_(Consent.conversation_id.in_(talks), Consent.lead_id.in_(leads)))
        .order_by(Consent.id)
    )
    newest = {(row.visitor_id, row.channel): row.granted for row in tx.connection.execute(said)}
    return sorted({channel for (_, channel), granted in newest.items() if not granted})
