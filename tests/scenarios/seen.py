"""What a turn left behind: the reply as the visitor has it, why it was said, and what the database holds since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from leasing.models import Consent, FloorPlan, Property
from leasing.pricing import MOST_PETS, PriceList, lease_rents, monthly_fees, plan_fees, quote
from leasing.services.inventory import rentable
from leasing.services.pricing import load as load_prices
from leasing.services.tour_mail import compose
from tests.scenarios.loading import Scenario, Turn
from tests.scenarios.world import Faq, Lead, LeadActivity, OutboxItem, Task, Unit, World


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
    welcome: str = ""
    """the first words that the widget shows"""
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
        """Rows whose `payload` is the mail as it goes out."""
        found = [row for row in self.rows(OutboxItem) if row.kind in ("mail", "tour_mail")]
        return [SimpleNamespace(payload=_composed(row)) for row in found]

    def tasks(self) -> list[Any]:
        return [row for row in self.rows(Task) if row.conversation_id == self.conversation["id"]]

    def history(self) -> list[dict[str, Any]]:
        """Changes of the conversation's lead, the oldest first: {field, from, to}."""
        found = [row for row in self.rows(LeadActivity) if row.lead_id == self.conversation["lead_id"]]
        changes = (row.data.get("changes", {}) for row in sorted(found, key=lambda row: row.id))
        return [{"field": name, **change} for each in changes for name, change in each.items()]

    def consents(self) -> dict[str, bool]:
        """What the visitor said last of each channel, in this conversation."""
        rows = [row for row in self.rows(Consent) if row.conversation_id == self.conversation["id"]]
        return {row.channel: row.granted for row in sorted(rows, key=lambda row: row.id)}

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
        known |= self.money_of_prices()
        heard = {round(float(number.replace(",", "")) * 100) for number in NUMBER.findall(self.heard)}
        totals = {unit.rent_cents + plan_fees(unit.floor_plan_id, community["prices"]) for unit in units}
        over = {total - wished for total in totals for wished in heard if total > wished}
        return known | heard | over

    def money_of_prices(self) -> set[int]:
        """Cents of fees, and of what each home comes to with them for each lease length and special."""
        community = self.world.read(_community, self.scenario.slug)
        prices: PriceList = community["prices"]
        known = {charge.amount_cents for charge in prices.charges if charge.amount_cents is not None}
        per_pet = [charge.amount_cents for charge in prices.charges if charge.per == "pet" and charge.amount_cents]
        known |= {cents * pets for cents in per_pet for pets in range(2, MOST_PETS + 1)}
        today = self.world.clock.now().date()
        for home in self.world.read(rentable, community["id"])[1]:
            known.add(monthly_fees(home, prices))
            for months in (None, *(row.lease_months for row in lease_rents(home, prices, home.available_on))):
                costs = quote(home, prices, today, lease_months=months)
                amounts = (costs.rent_cents, costs.total_cents, *(each.effective_rent_cents for each in costs.offers))
                known |= {cents for cents in amounts if cents is not None}
        return known


NUMBER = re.compile(r"\d[\d,]*(?:\.\d\d)?")
MONEY = re.compile(r"\$\s?(\d[\d,]*(?:\.\d\d)?)")


def amounts(text: str) -> list[int]:
    """The dollar amounts of a text, in cents."""
    return [round(float(amount.replace(",", "")) * 100) for amount in MONEY.findall(text)]


def _community(tx: Any, slug: str) -> dict[str, Any]:
    row = tx.connection.execute(select(Property.__table__).where(Property.slug == slug)).one()
    plans = tx.connection.execute(select(FloorPlan.description).where(FloorPlan.property_id == row.id)).scalars()
    prices = load_prices(tx, row.id)
    offers = [f"{offer.text} {offer.terms}" for offer in prices.offers]
    return {"id": row.id, "prices": prices, "texts": [row.description or "", *(plan or "" for plan in plans), *offers]}


def _composed(row: Any) -> Any:
    return compose(row.payload, "http://localhost/tours/x", "x@x.example") if row.kind == "tour_mail" else row.payload
