"""The outbox's handler that finds the pending questions which what a community has said by now answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from leasing.database import Database
from leasing.services import questions, settling
from leasing.services.questions import Pending
from leasing.tenancy import StaffScope


class Telling(Protocol):
    """What tells which entry answers: the knowledge base, or what stands in for it in the worker."""

    async def warm(self, property_ids: Sequence[str]) -> None:
        """Bring what is known of properties up to date."""
        ...

    async def same_questions(self, question: str, others: Sequence[str], /) -> Sequence[int]:
        """The places of those that ask the same, the most alike first."""
        ...

    async def answered_by(self, property_id: str, knowledge_version: int, question: str, /) -> str | None:
        """The entry that the assistant would say to a question and that leaves nothing of it open."""
        ...


class Settling:
    def __init__(self, database: Database, knowledge: Telling) -> None:
        self._db = database
        self._knowledge = knowledge

    async def settle(self, _key: str, payload: Mapping[str, Any]) -> None:
        """Answer what waits at a property and asks the same as one entry, or as any of them; and what the assistant
        would answer by now with that very entry, as it would answer who asks it today."""
        property_id = payload["property_id"]
        waiting = await self._db.read(questions.pending, property_id)
        if not waiting:
            return
        found = await self._db.read(questions.knowledge_of, property_id)
        if found is None:
            return
        company_id, version = found
        scope = StaffScope(company_id, payload["answered_by"], "outbox")
        entries = await self._db.read(settling.entries, scope, property_id, payload["faq_id"])
        if not entries:
            return
        await self._knowledge.warm([property_id])
        for each in waiting:
            entry_id = await self._entry(property_id, version, each.question, entries)
            if entry_id is not None:
                await self._db.write(settling.settle, scope, entry_id, each.id)

    async def _entry(self, property_id: str, version: int, question: str, entries: Sequence[Pending]) -> str | None:
        asked = [entry.question for entry in entries]
        place = settling.same_wording(question, asked)
        if place is None:
            place = next(iter(await self._knowledge.same_questions(question, asked)), None)
        if place is not None:
            return entries[place].id
        entry_id = await self._knowledge.answered_by(property_id, version, question)
        return entry_id if entry_id in {entry.id for entry in entries} else None
