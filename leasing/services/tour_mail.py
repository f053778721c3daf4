"""The mail that a visitor gets when a tour of theirs is booked, moved, confirmed or cancelled: what it says.

The facts are noted with the change (`facts`), the words are made when the mail goes out (`compose`), so that no link,
which is a credential, is ever stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from leasing.community import Community
from leasing.services import tour_words
from leasing.services.tour_entry import entry, method_of
from leasing.services.tour_words import KINDS, spoken
from leasing.zones import zone

MAILED = ("booked", "moved", "confirmed", "cancelled")
SUBJECTS = {
    "en": {
        "booked": "Your tour of {name} on {when}",
        "moved": "Your tour of {name} is now {when}",
        "confirmed": "Confirmed: your tour of {name} on {when}",
        "cancelled": "Your tour of {name} on {when} is cancelled",
    },
    "es": {
        "booked": "Su visita a {name}: {when}",
        "moved": "Su visita a {name} es ahora el {when}",
        "confirmed": "Confirmada: su visita a {name}, {when}",
        "cancelled": "Su visita a {name} del {when} está cancelada",
    },
}
WORDS = {
    "en": {
        "hello": "Hello {name},", "stranger": "Hello,", "where": "Where", "how": "How", "minutes": "{count} minutes",
        "with": "With", "home": "Home", "before": "Before", "change": "Confirm, move or cancel your tour",
        "again": "See your tour", "call": "You can also reply in the chat or call {phone}.",
    },
    "es": {
        "hello": "Hola, {name}:", "stranger": "Hola:", "where": "Dónde", "how": "Cómo", "minutes": "{count} minutos",
        "with": "Con", "home": "Vivienda", "before": "Antes", "change": "Confirmar, cambiar o cancelar su visita",
        "again": "Ver su visita", "call": "También puede responder en el chat o llamar al {phone}.",
    },
}  # fmt: skip


def facts(action: str, community: Community, tour: Any, lead: Any, made_at: datetime) -> dict[str, Any]:
    """What a mail or a calendar file about a tour is made of, as plain JSON. `tour` and `lead` are rows; without a
    lead it is for nobody's mail."""
    host = next((host.first_name for host in community.hosts if host.id == tour.manager_id), None)
    return {
        "action": action,
        "tour_id": tour.id,
        "property_id": community.id,
        "to": lead.email if lead is not None else None,
        "first_name": lead.first_name if lead is not None else None,
        "language": tour.language,
        "starts_at": tour.starts_at.isoformat(),
        "ends_at": tour.ends_at.isoformat(),
        "minutes": tour.duration_minutes,
        "timezone": community.timezone,
        "tour_type": tour.tour_type,
        "status": tour.status,
        "revision": tour.revision,
        "unit": tour.unit_interest,
        "host": host,
        "name": community.name,
        "where": f"{community.address}, {community.city}, {community.state} {community.zip_code}",
        "phone": community.phone,
        "email": community.email,
        "made_at": made_at.isoformat(),
    }


def compose(given: Mapping[str, Any], link: str, organizer: str) -> dict[str, Any]:
    """The payload of a mail: to, subject, text, html and attachments [{name, content_type, text}]."""
    language = spoken(given["language"])
    words = WORDS[language]
    local = datetime.fromisoformat(given["starts_at"]).astimezone(zone(given["timezone"]))
    when, where = tour_words.when(local, language), tour_words.zone_of(local)
    subject = SUBJECTS[language][given["action"]]
    opening = words["hello"].format(name=given["first_name"]) if given["first_name"] else words["stranger"]
    said = subject.format(name=given["name"], when=f"{when} {where}") + "."
    lines = [(words[key], value) for key, value in _lines(given, language) if value]
    button = words["again" if given["status"] == "cancelled" else "change"]
    call = words["call"].format(phone=given["phone"]) if given["phone"] else None
    text = [opening, "", said, "", *(f"{name}: {value}" for name, value in lines), "", f"{button}: {link}"]
    calendar = entry(given, link, organizer, when=when, zone=where, invites=True)
    return {
        "to": given["to"],
        "reply_to": given["email"],
        # A name with a line break in it would make a header that no mail may have.
        "subject": " ".join(subject.format(name=given["name"], when=when).split()),
        "text": "\n".join(text + (["", call] if call else [])),
        "html": _html(language, opening, said, lines, button, link, call),
        "attachments": [
            {
                "name": "tour.ics",
                "content_type": f"text/calendar; method={method_of(given, invites=True)}; charset=utf-8",
                "text": calendar,
            }
        ],
    }


def _lines(given: Mapping[str, Any], language: str) -> list[tuple[str, str | None]]:
    minutes = WORDS[language]["minutes"].format(count=given["minutes"])
    return [
        ("where", f"{given['name']}, {given['where']}"),
        ("how", f"{KINDS[language][given['tour_type']]}, {minutes}"),
        ("with", given["host"]),
        ("home", given["unit"]),
    ]


def _html(
    language: str, opening: str, said: str, lines: list[tuple[str, str]], button: str, link: str, call: str | None
) -> str:
    """The same as the text, for mail programs that show HTML: no picture, nothing from elsewhere."""
    rows = "".join(
        f'<tr><td style="padding:4px 16px 4px 0;color:#655d52">{escape(name)}</td>'
        f'<td style="padding:4px 0">{escape(value)}</td></tr>'
        for name, value in lines
    )
    last = f'<p style="color:#655d52">{escape(call)}</p>' if call else ""
    return (
        f'<!doctype html><html lang="{language}"><body style="margin:0;padding:24px;background:#fbf9f5;color:#29251f;'
        "font:16px/24px -apple-system,'Segoe UI',Roboto,Arial,sans-serif\">"
        f"<p>{escape(opening)}</p><p><strong>{escape(said)}</strong></p>"
        f'<table style="border-collapse:collapse">{rows}</table>'
        f'<p style="margin:24px 0"><a href="{escape(link)}" style="display:inline-block;padding:12px 20px;'
        f'border-radius:6px;background:#0f766e;color:#ffffff;text-decoration:none">{escape(button)}</a></p>'
        f"{last}</body></html>"
    )
