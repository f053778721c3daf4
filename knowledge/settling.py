"""The outbox's handler that finds the pending questions which what a community has said by now answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.same_questions import Compare
from leasing.database import Database
from leasing.services import questions, settling
from leasing.tenancy import StaffScope


class Settling:
    def __init__(self, database: Database, compare: Compare) -> None:
        self._db = database
        self._compare = compare

    async def settle(self, _key: str, payload: Mapping[str, Any]) -> None:
        """Compare what waits at a property with one entry, or with all of them, and answer what asks the same."""
        property_id = payload["property_id"]
        waiting = await self._db.read(questions.pending, property_id)
        if not waiting:
            return
        company_id = await self._db.read(questions.company_of, property_id)
        if company_id is None:
            return
        scope = StaffScope(company_id, payload["answered_by"], "outbox")
        entries = await self._db.read(settling.entries, scope, property_id, payload["faq_id"])
        asked = [entry.question for entry in entries]
        for each in waiting:
            place = settling.same_wording(each.question, asked)
            if place is None:
                place = next(iter(await self._compare(each.question, asked)), None)
            if place is not None:
                await self._db.write(settling.settle, scope, entries[place].id, each.id)
