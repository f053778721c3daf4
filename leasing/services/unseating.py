"""Members of staff who may speak with a visitor no more: their login is stopped, or they lost the role or the property.
The bot goes on in what they had, as when a person is called away."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, User
from leasing.permissions import needed
from leasing.services import access, handoffs, messages
from leasing.services.handoffs import Moved

KIND = "unseat"
"""of the outbox's item for one conversation"""


def may_speak(tx: Tx, user_id: str, property_id: str) -> bool:
    """Whether somebody can sign in and may speak with a property's visitors."""
    if tx.connection.execute(select(User.id).where(User.id == user_id, User.is_active)).one_or_none() is None:
        return False
    colleague = access.standing_of(tx, user_id)
    at_work = colleague.writable is None or property_id in colleague.writable
    return needed("takeover", reads=False) in colleague.permissions and colleague.sees(property_id) and at_work


def review(tx: Tx, user_ids: Iterable[str | None]) -> None:
    """After a change of what these may do: have the conversations given back in which they may speak no more. Done by
    the outbox, for the visitors' screens are to be told."""
    wanted = [user_id for user_id in user_ids if user_id is not None]
    statement = select(Conversation.id, Conversation.company_id, Conversation.property_id, Conversation.agent_id).where(
        Conversation.agent_id.in_(wanted), Conversation.mode == "human"
    )
    for row in tx.connection.execute(statement).all() if wanted else ():
        if not may_speak(tx, row.agent_id, row.property_id):
            payload = {"conversation_id": row.id, "user_id": row.agent_id}
            tx.enqueue(KIND, f"{KIND}:{new_id()}", row.company_id, payload)


def unseat(tx: Tx, conversation_id: str, user_id: str) -> Moved | None:
    """Give a conversation back to the bot. None where somebody else has it, or they may speak again."""
    row = messages.held(tx, conversation_id)
    if row is None or row.mode != "human" or row.agent_id not in (user_id, None):
        return None
    return None if may_speak(tx, user_id, row.property_id) else handoffs.left(tx, row)
