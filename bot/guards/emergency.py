"""Fire, gas, a break-in: who may be in danger is told to call for help, whatever else the assistant could say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guards.folding import Message
from bot.guards.verdicts import Ruling

if TYPE_CHECKING:
    from bot.context import Community

# What a home or a building has ("fire pit", "smoke alarm") is no danger.
_EQUIPMENT = (
    r"(?! ?(?:pit|place|pits|places|escapes?|extinguishers?|alarms?|detectors?|doors?|lanes?|station|department|"
    r"drills?|sprinklers?|hydrants?|safety|code|rated|insurance|stoves?|ranges?|grills?|heat(?:ing)?|service|included|free|line))"
)
_HAPPENS = re.compile(
    rf"\b(?:there(?:'s| is| was)|we have|i have|i see|i've got) (?:a |some |an )?(?:\w+ )?"
    rf"(?:fire|flames|smoke|gas leak)\b{_EQUIPMENT}(?![^.!?]*\?)|"
    rf"\b(?:i|we|my \w+) (?:can |still |think (?:i|we) |just )*smell(?:s|ed|ing)?(?: like| of)? (?:a lot of )?"
    rf"(?:gas|smoke|burning|something burning)\b|"
    r"\b(?:smell|odor|stink) of (?:gas|smoke|burning)\b|\bgas (?:is leaking|leak (?:in|at|near|here|right now))\b|"
    r"\bleaking gas\b|"
    r"\b(?:is|are|caught|went) on fire\b|\b(?:kitchen|apartment|building|unit|balcony|stove|oven) is burning\b|"
    r"\b(?:carbon monoxide|co|smoke|fire) (?:alarm|detector)s? (?:is|are|keeps?|won'?t stop) (?:going off|beeping|"
    r"sounding|ringing|blaring)\b|"
    r"\b(?:someone|somebody|a man|a stranger|he|they)(?:'s| is|'re| are)? (?:trying to break|breaking|broke|forcing) "
    r"(?:in|into|my door|the door)\b|"
    r"\b(?:overdos\w+|heart attack|can'?t breathe|not breathing|unconscious|bleeding badly)\b|"
    r"\b(?:huele a (?:gas|humo|quemado)|fuga de gas|hay (?:un )?(?:fuego|humo|incendio)(?![^.!]*\?)|"
    r"incendio en (?:mi|el|la)|se (?:esta )?quemando|esta(?:n)? (?:entrando|forzando) (?:a|la|mi)|no puede respirar)\b"
)
_WORTH_A_LOOK = re.compile(
    r"fire|flame|smoke|smell|gas|burn|alarm|detector|break|broke|forc|overdos|heart|breath|unconsc|bleed|huele|fuga|"
    r"fuego|humo|incendio|quema|entrando|respirar|odor|stink"
)


def rule(message: Message, community: Community) -> Ruling | None:
    if not _WORTH_A_LOOK.search(message.folded) or not _HAPPENS.search(message.folded):
        return None
    return Ruling(
        "emergency",
        _reply(community, spanish=message.spanish),
        stop=True,
        ask_person=(message.raw[:500], "customer_request"),
        ask_always=True,
        note="emergency",
    )


def _reply(community: Community, *, spanish: bool) -> str:
    if spanish:
        call = f" y después a la oficina al {community.phone}" if community.phone else ""
        return (
            "Si alguien puede estar en peligro, salga del edificio y llame al 911 ahora mismo"
            f"{call}. Soy un asistente de IA y no puedo enviar ayuda; ya avisé a nuestro equipo."
        )
    call = f", then the office at {community.phone}" if community.phone else ""
    return (
        f"If anyone may be in danger, leave the building and call 911 right now{call}. I'm an AI assistant and can't "
        "send help; I've let our team know."
    )
