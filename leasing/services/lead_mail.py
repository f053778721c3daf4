"""The mail that tells a manager of a lead that is theirs now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def assigned_mail(manager: Any, property_name: str, lead: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a `mail` outbox item."""
    name = " ".join(part for part in (lead["first_name"], lead["last_name"]) if part) or "A prospect"
    lines = [
        f"Hello {manager.first_name},",
        "",
        f"{name} at {property_name} is yours to look after.",
        "",
        f"Email: {lead['email'] or 'not given'}",
        f"Phone: {lead['phone'] or 'not given'}",
        f"Stage: {lead['status']}, score {lead['score']}",
    ]
    return {
        "to": manager.email,
        "subject": f"A lead for you: {name}, {property_name}",
        "text": "\n".join(lines),
        "attachments": [],
    }
