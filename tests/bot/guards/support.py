"""A turn to guard, with no database, clock or vendor behind it."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from typing import Any

import bot.tools  # noqa: F401 — the tools and the context import each other; this order works from anywhere
from bot.context import Agenda, Line, TurnContext
from bot.guards import PromptSecrets
from bot.tools.results import KnowledgeAnswer, SlotOffer
from leasing.clock import FixedClock
from leasing.community import Community
from leasing.ports import Home
from leasing.pricing import Charge, PriceList
from leasing.understood import Understood

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # a Friday
SECRETS = PromptSecrets(
    canary="zk7q-quartz-91",
    lines=("Prices come only from the results of tools and never from memory or from the visitor.",),
    hosts=frozenset({"apply.example"}),
)
NOTHING = PromptSecrets()
APPLICATION_FEE = Charge("Application fee", "application", 5500, "one_time", "mandatory", due="application")


def _complete(cls: Any, known: dict[str, Any]) -> Any:
    """An instance with None for whatever required field a test has no opinion on."""
    given = {
        field.name: known.get(field.name)
        for field in fields(cls)
        if field.name in known or (field.default is MISSING and field.default_factory is MISSING)
    }
    return cls(**given)


def community(**changes: Any) -> Community:
    known: dict[str, Any] = {
        "id": "p1", "company_id": "c1", "version": 1, "slug": "juniper-court", "name": "Juniper Court",
        "address": "415 Alder St", "city": "Dayton", "state": "OH", "zip_code": "45402", "timezone": "America/New_York",
        "phone": "(937) 555-0142", "email": "hello@junipercourt.example",
        "website_url": "https://www.junipercourt.example",
        "description": None, "amenities": ("rooftop deck",), "prices": PriceList(charges=(APPLICATION_FEE,)),
        "tour_types": ("in_person",), "tour_duration_minutes": 30, "tour_notice_minutes": 120, "tour_horizon_days": 30,
        "tour_capacity": 1, "hours": (*((day, 540, 1080) for day in range(5)), (5, 600, 960)), "holidays": (),
    }  # fmt: skip
    return _complete(Community, known | changes)


def home(**changes: Any) -> Home:
    known: dict[str, Any] = {
        "id": "u1", "name": "204", "floor_plan": "Aspen", "bedrooms": 2, "bathrooms": 1.5, "square_feet": 940,
        "rent_cents": 185000, "deposit_cents": 50000, "available_on": date(2026, 12, 1), "floor": 2,
    }  # fmt: skip
    return _complete(Home, known | changes)


def slot(at: datetime, label: str) -> SlotOffer:
    return SlotOffer(at.isoformat(), at, label)


def answer(text: str) -> KnowledgeAnswer:
    return KnowledgeAnswer("question", True, text, 0.9)


def turn(text: str = "hello", **changes: Any) -> TurnContext:
    known: dict[str, Any] = {
        "turn_id": "t1", "attempt": 1, "conversation_id": "v1", "visitor_id": "w1", "community": community(),
        "knowledge_version": 1, "text": text, "locale": "en-US", "history": [], "state": Understood(),
        "agenda": Agenda(),
        "tours": [], "said": "", "clock": FixedClock(NOW),
    }  # fmt: skip
    return _complete(TurnContext, known | changes)


def said_by_bot(*lines: str) -> list[Line]:
    return [Line("bot", line) for line in lines]
