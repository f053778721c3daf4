"""The staff's desk: each step of a takeover, done and told to everybody connected."""

from __future__ import annotations

from typing import Any

from bot import channel, protocol
from bot.takeover.telling import tell
from leasing.database import Database
from leasing.services import takeover
from leasing.services.handoffs import Moved
from leasing.services.notes import NoteView, add
from leasing.services.takeover import Said
from leasing.tenancy import StaffScope


class StaffDesk:
    """Raises what the services raise: `NotFound`, `Conflict`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def join(self, scope: StaffScope, conversation_id: str, *, take_over: bool = False) -> Moved:
        return self._told(await self._db.write(takeover.join, scope, conversation_id, take_over=take_over))

    async def hand_back(self, scope: StaffScope, conversation_id: str) -> Moved:
        return self._told(await self._db.write(takeover.hand_back, scope, conversation_id))

    async def transfer(self, scope: StaffScope, conversation_id: str, to_user_id: str) -> Moved:
        return self._told(await self._db.write(takeover.transfer, scope, conversation_id, to_user_id))

    async def say(self, scope: StaffScope, conversation_id: str, *, client_id: str, text: str) -> Said:
        said = await self._db.write(takeover.say, scope, conversation_id, client_id=client_id, text=text)
        if said.moved is not None:
            tell(self._db.bus, said.moved)
        if said.message is not None:
            channel.publish(self._db.bus, conversation_id, protocol.message(said.message))
        return said

    async def typing(self, scope: StaffScope, conversation_id: str, on: bool) -> None:
        """Show the visitor that the person who speaks with them writes."""
        if await self._db.read(takeover.speaks, scope, conversation_id):
            channel.publish(self._db.bus, conversation_id, protocol.typing("manager", on))

    async def note(self, scope: StaffScope, conversation_id: str, **given: Any) -> NoteView:
        """Add a note, and show it to the colleagues who watch."""
        added = await self._db.write(add, scope, conversation_id, **given)
        self._db.bus.publish(channel.staff_topic(conversation_id), protocol.note(added.on_wire()))
        return added

    def _told(self, moved: Moved) -> Moved:
        tell(self._db.bus, moved)
        return moved
