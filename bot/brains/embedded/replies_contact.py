"""Asking for contact details, unless the visitor does not want to be asked."""

from __future__ import annotations

from bot.brains.embedded.steps import Say
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import facts_of


def ask_contact(view: View, say: Say, key: str, **params: str) -> None:
    """Ask in the words of a phrase. Who has declined is told only what a booking needs, where they want one now; who
    tries to give an address after all is asked for what is wrong with it."""
    if not view.declined("contact") or view.understood.invalid:
        say.ask("contact", key, **params)
    elif view.goal == "book" and (view.understood.names_a_time or view.agrees or not view.understood.parts):
        say.add("needs_contact", **ways(view))


def ways(view: View) -> dict[str, str]:
    phone = view.ctx.community.phone
    facts = facts_of(view.language)
    call = facts.call if facts else " You can also call the office at {phone}."
    return {"phone": phone or "", "call": call.format(phone=phone) if phone else ""}
