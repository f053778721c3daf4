"""What a conversation says of who speaks in it, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "joined": "{name} from the leasing team has joined the chat.",
        "transferred": "{name} from the leasing team has taken over.",
        "handed_back": "{name} has left the chat. The assistant is back.",
        "timed_out": (
            "I'm sorry, nobody from the leasing team could join just now, so I'm carrying on. They have your request "
            "{reach}"
        ),
        "agent_silent": (
            "It looks like {name} was called away, so I'm carrying on. The leasing team knows about it {reach}"
        ),
        "reach_email": "and can answer you at {email}.",
        "reach_phone": "and can call you at the number you gave.",
        "reach_none": "; leave me an email address or a phone number, and they can answer you there.",
        "cancelled": "All right, no person then. I'm here for you.",
    },
    "es": {
        "joined": "{name}, del equipo de arrendamiento, se ha unido al chat.",
        "transferred": "{name}, del equipo de arrendamiento, le atiende ahora.",
        "handed_back": "{name} ha salido del chat. El asistente le atiende de nuevo.",
        "timed_out": (
            "Lo siento, nadie del equipo de arrendamiento pudo unirse en este momento, así que sigo yo. Ya tienen su "
            "petición {reach}"
        ),
        "agent_silent": (
            "Parece que {name} tuvo que ausentarse, así que sigo yo. El equipo de arrendamiento está al tanto {reach}"
        ),
        "reach_email": "y puede responderle a {email}.",
        "reach_phone": "y puede llamarle al número que nos dio.",
        "reach_none": "; si me deja un correo o un teléfono, pueden responderle ahí.",
        "cancelled": "De acuerdo, sin nadie más entonces. Aquí estoy.",
    },
}


def say(which: str, language: str, *, name: str = "", contact: Mapping[str, str | None] | None = None) -> str:
    """A sentence of the table. `contact` says where the team can reach the visitor."""
    words = WORDS[language]
    contact = contact or {}
    reach = "reach_email" if contact.get("email") else "reach_phone" if contact.get("phone") else "reach_none"
    reached = words[reach].format(email=contact.get("email"))
    return words[which].format(name=name, reach=reached).replace(" ;", ";")
