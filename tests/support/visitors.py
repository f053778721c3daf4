"""Visitors who say things, without the chat around them: what a turn stores of what was understood, and no more."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any

import msgspec
from sqlalchemy import func, select, update

from bot import state
from bot.context import Agenda
from bot.understanding import Understanding
from leasing.database import Database, Tx
from leasing.models import Conversation, Lead, LeadActivity, LeadDuplicate, LeadMerge
from leasing.services import conversations, leads, openings
from leasing.services.conversations import visitor_ref
from leasing.services.openings import Opening
from leasing.services.understanding import from_row, to_columns
from leasing.tenancy import StaffScope


def say(tx: Tx, conversation_id: str, said: dict[str, Any], text: str = "") -> str | None:
    """Store what a message said, as the end of a turn does; the lead's id, or None where there is none."""
    row: Any = tx.connection.execute(
        select(Conversation.__table__).where(Conversation.id == conversation_id).with_for_update()
    ).one()
    agenda = msgspec.convert(dict(row.agenda), Agenda, strict=False)
    ctx: Any = SimpleNamespace(state=from_row(row), agenda=agenda, text=text, lead_id=row.lead_id, somebody_else=False)
    state.take_in(ctx, Understanding((), updates=said))
    if ctx.state.contact.reachable:
        ctx.lead_id = leads.save(tx, visitor_ref(row), ctx.state, lead_id=ctx.lead_id)
    columns = to_columns(ctx.state) | {"lead_id": ctx.lead_id, "agenda": asdict(agenda)}
    tx.connection.execute(update(Conversation).where(Conversation.id == conversation_id).values(**columns))
    return ctx.lead_id


@dataclass
class Browser:
    """One browser at one property."""

    database: Database
    property_id: str
    browser_id: str | None = None
    chat: str = ""

    async def opens(self, **how: Any) -> Browser:
        opened = await self.database.write(
            openings.open_, Opening(property=self.property_id, browser_id=self.browser_id, **how)
        )
        self.browser_id, self.chat = opened.browser_id, opened.id
        return self

    async def says(self, text: str = "", **said: Any) -> str:
        """The id of the lead afterwards; empty where there is none."""
        if not self.chat:
            await self.opens(source="website")
        return await self.database.write(say, self.chat, said, text) or ""

    async def leaves(self) -> None:
        await self.database.write(conversations.note, self.chat, client_id=f"end-{self.chat}", type_="end")

    async def comes_back(self, **how: Any) -> None:
        await self.leaves()
        await self.opens(**how)

    async def lead(self) -> Any:
        """The live lead of the conversation."""
        of_talk = select(Conversation.lead_id).where(Conversation.id == self.chat)
        lead_id = await self.database.read(lambda tx: tx.connection.execute(of_talk).scalar_one())
        return await lead_row(self.database, lead_id)


async def lead_row(database: Database, lead_id: str) -> Any:
    statement = select(Lead.__table__).where(Lead.id == lead_id)
    return await database.read(lambda tx: tx.connection.execute(statement).one())


async def live(database: Database) -> list[Any]:
    statement = select(Lead.__table__).where(Lead.merged_into_id.is_(None)).order_by(Lead.id)
    return await database.read(lambda tx: list(tx.connection.execute(statement)))


async def merges(database: Database) -> list[Any]:
    statement = select(LeadMerge.__table__).order_by(LeadMerge.id)
    return await database.read(lambda tx: list(tx.connection.execute(statement)))


async def pairs(database: Database) -> list[Any]:
    statement = select(LeadDuplicate.__table__).order_by(LeadDuplicate.id)
    return await database.read(lambda tx: list(tx.connection.execute(statement)))


async def history(database: Database, lead_id: str) -> list[Any]:
    statement = select(LeadActivity.__table__).where(LeadActivity.lead_id == lead_id).order_by(LeadActivity.id)
    return await database.read(lambda tx: list(tx.connection.execute(statement)))


async def count(database: Database, model: Any) -> int:
    statement = select(func.count()).select_from(model.__table__)
    return await database.read(lambda tx: tx.connection.execute(statement).scalar_one())


async def scope_of(database: Database, property_id: str) -> StaffScope:
    """Somebody of the company's staff, who is in no table."""
    from leasing.models import Property

    statement = select(Property.company_id).where(Property.id == property_id)
    company = await database.read(lambda tx: tx.connection.execute(statement).scalar_one())
    return StaffScope(company, None, "admin")  # type: ignore[arg-type]
