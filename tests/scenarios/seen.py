"""What a turn left behind: the reply as the visitor has it, why it was said, and what the database holds since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from leasing.models import FloorPlan, Property
from tests.scenarios.loading import Scenario, Turn
from tests.scenarios.world import Faq, Lead, OutboxItem, Task, Unit, World


@dataclass
class Seen:
    world: World
    scenario: Scenario
    turn: Turn
    brain: str
    conversation: Mapping[str, Any]
    """as staff see it"""
    reply: Mapping[str, Any]
    """the bot's message on the wire; empty where the turn has none"""
    why: Mapping[str, Any]
    streamed: str | None
    """the sum of the reply's deltas"""
    frames: list[dict[str, Any]]
    """that came in this turn"""
    resumed: bool = False
    outcomes: list[tuple[str, str | None]] = field(default_factory=list)
    """(tool, problem) of bookings, moves and cancellations"""
    heard: str = ""
    """all that the visitor wrote, up to now"""

    @property
    def text(self) -> str:
        return str(self.reply.get("text", ""))

    @property
    def tools(self) -> list[dict[str, Any]]:
        return list(self.why.get("tools", ()))

    @property
    def sources(self) -> list[dict[str, Any]]:
        return list(self.reply.get("sources", ()))

    def rows(self, model: Any) -> list[Any]:
        return self.world.rows(model, self.scenario.slug)

    def mails(self) -> list[Any]:
        return [row for row in self.rows(OutboxItem) if row.kind == "mail"]

    def tasks(self) -> list[Any]:
        return [row for row in self.rows(Task) if row.conversation_id == self.conversation["id"]]

    def lead(self) -> Any | None:
        return next((row for row in self.rows(Lead) if row.id == self.conversation["lead_id"]), None)

    def faqs(self) -> list[Any]:
        return self.rows(Faq)

    def money_known(self) -> set[int]:
        """Cents of every amount that the community states, or the visitor has named."""
        community = self.world.read(_community, self.scenario.slug)
        units = self.rows(Unit)
        known = {
            cents
            for text in (*(faq.answer or "" for faq in self.faqs()), *community["texts"])
            for cents in amounts(text)
        }
        known |= {unit.rent_cents for unit in units} | {unit.deposit_cents for unit in units if unit.deposit_cents}
        known |= {round(float(fee["amount"]) * 100) for fee in community["fees"]}
        return known | {round(float(number.replace(",", "")) * 100) for number in NUMBER.findall(self.heard)}


NUMBER = re.compile(r"\d[\d,]*(?:\.\d\d)?")
MONEY = re.compile(r"\$\s?(\d[\d,]*(?:\.\d\d)?)")


def amounts(text: str) -> list[int]:
    """The dollar amounts of a text, in cents."""
    return [round(float(amount.replace(",", "")) * 100) for amount in MONEY.findall(text)]


def _community(tx: Any, slug: str) -> dict[str, Any]:
    row = tx.connection.execute(select(Property.__table__).where(Property.slug == slug)).one()
    plans = tx.connection.execute(select(FloorPlan.description).where(FloorPlan.property_id == row.id)).scalars()
    return {"fees": row.fees, "texts": [row.description or "", *(plan or "" for plan in plans)]}
