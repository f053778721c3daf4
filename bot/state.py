"""Bringing what was understood into what is known, and the conversation's columns that follow from it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from bot.context import TurnContext
from bot.understanding import Understanding
from leasing.services import qualification
from leasing.understood import Contact, Understood

CONTACT = frozenset(field.name for field in fields(Contact))
KNOWN = frozenset(field.name for field in fields(Understood)) - {"contact"}
EMPTY: dict[str, Any] = {"pet_details": {}, "desired_features": []}


def apply(known: Understood, understanding: Understanding) -> bool:
    """What the visitor said last counts. Whether anything changed."""
    changed = False
    for name in understanding.cleared & KNOWN:
        changed |= _set(known, name, EMPTY.get(name))
    for name, value in understanding.updates.items():
        if name in CONTACT:
            changed |= _set(known.contact, name, value)
        elif name in KNOWN:
            changed |= _set(known, name, value)
        else:
            raise KeyError(f"{name} is no slot of a conversation")
    return changed


def _set(target: object, name: str, value: Any) -> bool:
    if getattr(target, name) == value:
        return False
    setattr(target, name, value)
    return True


def columns(ctx: TurnContext) -> dict[str, Any]:
    """What a conversation's row says of itself beside the slots."""
    has_tour = bool(ctx.tours)
    found: dict[str, Any] = {
        "lead_score": qualification.score(ctx.state, has_tour=has_tour),
        "is_qualified": qualification.is_qualified(ctx.state, has_tour=has_tour),
        "pre_qualified": qualification.pre_qualified(ctx.state),
        "ai_intent_summary": qualification.summary(ctx.state, has_tour=has_tour),
    }
    if ctx.lead_id is not None:
        found["lead_id"] = ctx.lead_id
    return found
