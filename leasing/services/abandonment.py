"""Conversations that their visitors have left: closed after a long silence.

One that a visitor has a reason to come back to stays open: a question in it waits for the team's answer, a tour that
was booked in it lies ahead, or they wait for a person. Who comes back to a closed one gets a new one
(`openings.open_`), which knows what this browser said before (`returning`).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select, update

from leasing.database import Tx
from leasing.models import Conversation, FaqWaiter, Tour, Turn
from leasing.services import handoffs
from leasing.services.calendar import STANDING

LEFT = ("bot", "human")
"""where a person spoke last, the visitor has left too: what they say is answered within minutes (`handoffs.resume`)"""
AT_ONCE = 100
"""conversations in one transaction"""


def close(tx: Tx, silence: timedelta) -> list[str]:
    """Close some of the conversations in which nobody has said anything for so long; their ids."""
    rows = tx.connection.execute(
        select(Conversation.id, Conversation.company_id, Conversation.property_id, Conversation.contact)
        .where(
            Conversation.mode.in_(LEFT),
            Conversation.status.not_in(("closed", "abandoned")),
            Conversation.last_message_at < tx.now - silence,
            ~exists().where(FaqWaiter.conversation_id == Conversation.id, FaqWaiter.answered_at.is_(None)),
            ~exists().where(Turn.conversation_id == Conversation.id, Turn.state.in_(("queued", "running"))),
            ~exists().where(Tour.conversation_id == Conversation.id, Tour.status.in_(STANDING), Tour.ends_at > tx.now),
        )
        .order_by(Conversation.last_message_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        tx.connection.execute(
            update(Conversation)
            .where(Conversation.id.in_([row.id for row in rows]))
            .values(
                status="abandoned", mode="closed", ended_at=tx.now, updated_at=tx.now, resume_at=None, agent_id=None
            )
        )
    for row in rows:
        handoffs.close(tx, row)
        tx.emit(
            "conversation.closed",
            row.company_id,
            property_id=row.property_id,
            subject_id=row.id,
            data={"reason": "abandoned"},
        )
    return [row.id for row in rows]
