"""What the agent would answer, for the person who speaks: its words with their sources, and nothing done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import structlog

from bot.turn_run import Parts, TurnRun
from leasing.bus import Bus
from leasing.clock import Clock
from leasing.database import Database, Tx
from leasing.services import leads, rehearsals
from leasing.services.communities import Communities
from leasing.services.leases import Work
from leasing.tenancy import StaffScope

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

HARMLESS = frozenset({leads.save.__name__})
"""what may have been tried without making the words untrue: nothing in them rests on it"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is null where the agent has no words that a person could send as they are; `reason` says why. `would` are
    the things that it would have done, by the names of the services."""

    text: str | None
    reason: str | None
    in_reply_to: str | None
    locale: str | None
    sources: list[dict[str, Any]]
    units: list[dict[str, Any]]
    slots: list[dict[str, Any]]
    would: list[str]
    tools: list[dict[str, Any]]


class Suggester:
    def __init__(self, parts: Parts) -> None:
        self._parts = replace(parts, live=False)
        self._db = parts.database
        self._communities = Communities(parts.database)

    async def suggest(self, scope: StaffScope, conversation_id: str) -> Suggestion:
        """Raises `NotFound`."""
        work = await self._db.read(rehearsals.begin, scope, conversation_id)
        if work is None:
            return _none("The visitor has not written yet.")
        rehearsal = _Rehearsal(self._db, work)
        parts = replace(self._parts, database=cast("Database", rehearsal))
        turn = TurnRun(parts, work, await self._communities.get(work.ref.property_id, work.property_version))
        try:
            async with asyncio.timeout(self._parts.turn_seconds):
                await turn.think()
        except Exception:
            log.exception("suggestion.failed", conversation=conversation_id)
            return _none("The assistant could not think of an answer just now; try again.", work)
        text, cards, why = turn.rehearsed()
        would = sorted(set(rehearsal.tried) - HARMLESS)
        usable = bool(text) and not would
        return Suggestion(
            text=text if usable else None,
            reason=None if usable else _reason(would),
            in_reply_to=work.message_id,
            locale=work.locale,
            sources=cards.get("sources", []),
            units=cards.get("units", []),
            slots=cards.get("slots", []),
            would=would,
            tools=why.get("tools", []),
        )


def _reason(would: list[str]) -> str:
    if would == ["ask"]:
        return "The community has not said what the visitor asks; the assistant would ask the team."
    if would:
        return "The assistant would do something here, which is now yours to do."
    return "The assistant has nothing to say to this."


def _none(reason: str, work: Work | None = None) -> Suggestion:
    message_id, locale = (work.message_id, work.locale) if work else (None, None)
    return Suggestion(None, reason, message_id, locale, [], [], [], [], [])


class _Undone(Exception):
    """Carries a result out of a transaction that is to leave nothing behind."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class _Rehearsal:
    """A `Database` whose writes are undone. `tried` are the names of the functions that would have written."""

    def __init__(self, database: Database, work: Work) -> None:
        self._db = database
        self._work = work
        self.tried: list[str] = []

    @property
    def bus(self) -> Bus:
        return Bus()

    @property
    def clock(self) -> Clock:
        return self._db.clock

    async def read(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._db.read(fn, *args, **kwargs)

    async def write(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self.tried.append(fn.__name__)

        def attempt(tx: Tx) -> None:
            rehearsals.seat(tx, self._work)
            raise _Undone(fn(tx, *args, **kwargs))

        try:
            await self._db.write(attempt)
        except _Undone as undone:
            return undone.result
        raise AssertionError("an attempt ends by being undone")
