"""Bringing what was understood into what is known, and the conversation's columns that follow from it."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.brains.embedded.orders import lets_go
from bot.context import Agenda, TurnContext
from bot.understanding import Intent, Understanding, matter_after
from leasing.people import names_agree
from leasing.services import qualification
from leasing.understood import CONTACT, Understood

KNOWN = frozenset(field.name for field in fields(Understood)) - {"contact"}
DECLINABLE = frozenset({"contact", "bedrooms", "budget", "move_in"})
EMPTY: dict[str, Any] = {"pet_details": {}, "desired_features": []}


CORRECTS = re.compile(
    r"\b(?:no|nope|actually|sorry|correction|i mean|i meant|rather|wrong|not|instead|typo)\b", re.IGNORECASE
)
"""words of somebody who puts their own name right"""


def take_in(ctx: TurnContext, understanding: Understanding) -> None:
    """Bring a message into what is known, and note what its writer does not want to be asked."""
    if _is_somebody_else(ctx, understanding):
        _leave_behind(ctx, understanding)
    apply(ctx.state, understanding)
    keep_in_mind(ctx.agenda, understanding)
    _put_right(ctx, understanding)
    _note_declined(ctx, understanding)


def _put_right(ctx: TurnContext, understanding: Understanding) -> None:
    """What waits to be booked follows what is said of it: another home, or not this time after all."""
    booking = ctx.agenda.booking
    if not booking.get("starts_at"):
        return
    if understanding.home is not None and booking.get("unit"):
        booking["unit"] = understanding.home
    named = understanding.names_a_time or understanding.slot is not None
    if named:
        return
    if ctx.agenda.asked in ("book", "move") and understanding.has(Intent.DENY):
        _drop_proposed(ctx.agenda)
    elif lets_go(ctx.text, datetime.fromisoformat(booking["starts_at"])):
        del booking["starts_at"]
        ctx.agenda.asked = None


def _drop_proposed(agenda: Agenda) -> None:
    """A time or a move that was refused is not what the next message is about."""
    for refused in ("starts_at", "action", "tour_id", "inquires"):
        agenda.booking.pop(refused, None)
    agenda.slots.clear()
    agenda.hour, agenda.between, agenda.asked = None, (None, None), None


def keep_in_mind(agenda: Agenda, understanding: Understanding) -> None:
    """What a message leaves behind beside the slots."""
    agenda.matter = matter_after(understanding, agenda.matter)
    if "bedrooms" in understanding.updates or "bedrooms" in understanding.cleared:
        agenda.sizes = list(understanding.sizes)
    when = understanding.when
    if when is not None and (when.at or when.bounds_the_hour):
        agenda.hour, agenda.between = when.at, (when.earliest, when.latest)


def _is_somebody_else(ctx: TurnContext, understanding: Understanding) -> bool:
    """A browser that was known comes back under a name that cannot be the same person's: a shared computer."""
    then = ctx.agenda.carried.get("contact")
    said = understanding.updates
    if not then or "first_name" not in said or CORRECTS.search(ctx.text):
        return False
    if said.get("email") and said.get("email") == then.get("email"):
        return False
    names = names_agree((then.get("first_name"), then.get("last_name")), (said["first_name"], said.get("last_name")))
    return names == "clash"


def _leave_behind(ctx: TurnContext, understanding: Understanding) -> None:
    for name, value in ctx.agenda.carried["contact"].items():
        if getattr(ctx.state.contact, name) == value:
            setattr(ctx.state.contact, name, None)
    for name in ctx.agenda.carried.get("wishes", []):
        if name not in understanding.updates:
            setattr(ctx.state, name, EMPTY.get(name))
    ctx.agenda.carried = {}
    ctx.lead_id = None
    ctx.somebody_else = True


def _note_declined(ctx: TurnContext, understanding: Understanding) -> None:
    declined, asked = ctx.agenda.declined, ctx.agenda.asked
    if set(CONTACT) & understanding.updates.keys() and "contact" in declined:
        declined.remove("contact")
    # "No, Wednesday" to "Monday works, what is your name?" refuses the day.
    denies = understanding.has(Intent.DENY) and not understanding.names_a_time
    refuses = understanding.has(Intent.STOP_ASKING) or (asked == "contact" and denies)
    what = asked if asked in DECLINABLE else "contact"
    if refuses and what not in declined and not set(CONTACT) & understanding.updates.keys():
        declined.append(what)


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
    found = qualification.talk_columns(ctx.state, has_tour=bool(ctx.tours), sizes=ctx.agenda.sizes)
    if ctx.lead_id is not None or ctx.somebody_else:
        found["lead_id"] = ctx.lead_id
    return found
