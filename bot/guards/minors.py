"""A child who writes: asked to bring an adult, and no contact details are taken down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guards.folding import Message
from bot.guards.verdicts import Ruling

if TYPE_CHECKING:
    from bot.context import Community

_YOUNG = r"(?:[5-9]|1[0-7])"
_END = r"(?=\s*(?:$|[.,;!)?]|and\b|but\b|so\b|years?\b|yrs?\b|yo\b|y/o\b|in (?:\w+ )?grade))"
_SAYS = re.compile(
    rf"(?:^|[\s,.!(])(?:i'?m|i am|im)(?: only| just| still| actually)? {_YOUNG}{_END}"
    rf"(?! ?(?:years? (?:ago|left|into)))|"
    rf"\b(?:i'?m|i am|im) (?:only |still |just )?(?:a minor|underage|under 18|not (?:yet )?18)\b|"
    rf"\bmy age is {_YOUNG}\b|"
    rf"\btengo(?: solo| apenas)? {_YOUNG} anos\b|\bsoy menor(?: de edad)?\b"
)


def rule(message: Message, community: Community) -> Ruling | None:
    if not _SAYS.search(message.folded):
        return None
    return Ruling("minor", _reply(community, spanish=message.spanish), stop=True, forgets_contact=True, note="minor")


def _reply(community: Community, *, spanish: bool) -> str:
    if spanish:
        call = f" o llame al {community.phone}" if community.phone else ""
        return (
            "Gracias por escribir. Para rentar un departamento o agendar una visita, pida por favor a su mamá, papá o "
            f"tutor que nos escriba aquí{call}. No guardé datos de contacto; por favor no los comparta en este chat."
        )
    call = f" or call {community.phone}" if community.phone else ""
    return (
        "Thanks for writing. To rent a home or book a tour, please ask a parent or guardian to write to us here"
        f"{call}. I haven't taken down any contact details; please don't share them in this chat."
    )
