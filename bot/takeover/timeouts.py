"""The bot goes on where nobody came, or the person who came does not answer."""

from __future__ import annotations

import structlog

from bot.takeover.telling import tell
from leasing.database import Database
from leasing.services import handoffs

log = structlog.get_logger(__name__)


async def resume_overdue(database: Database) -> int:
    """How many conversations the bot has again. One that cannot be resumed does not keep the others waiting."""
    resumed = 0
    for conversation_id in await database.read(handoffs.overdue):
        try:
            moved = await database.write(handoffs.resume, conversation_id)
        except Exception:
            log.exception("takeover.not_resumed", conversation=conversation_id)
            continue
        if moved is not None:
            tell(database.bus, moved)
            resumed += 1
    return resumed
