"""A tour as an iCalendar file (RFC 5545, RFC 5546).

One UID for the life of a tour, and a SEQUENCE that rises with its revision: a calendar that has it moves or removes its
entry instead of adding another. Times are in UTC, which no calendar can read wrongly on a day when clocks change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leasing.services.tour_words import KINDS, spoken

TITLES = {"en": "Tour of {name}", "es": "Visita a {name}"}
DESCRIPTIONS = {
    "en": "{when} {zone}, {kind}.\nConfirm, move or cancel: {link}",
    "es": "{when} {zone}, {kind}.\nConfirmar, cambiar o cancelar: {link}",
}


def entry(facts: Mapping[str, Any], link: str, organizer: str, *, when: str, zone: str, invites: bool) -> str:
    """The file about a tour from the facts of `tour_mail.facts`. `invites`: it goes out by mail to the visitor;
    otherwise it is one that they take themselves."""
    from icalendar import Calendar, Event, vCalAddress

    cancelled = facts["status"] == "cancelled"
    language = spoken(facts["language"])
    calendar = Calendar()
    calendar.add("prodid", "-//DomIQ//Tours//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(facts, invites=invites))
    event = Event()
    event.add("uid", f"{facts['tour_id']}@domiq")
    event.add("sequence", facts["revision"])
    event.add("dtstamp", datetime.fromisoformat(facts["made_at"]))
    event.add("dtstart", datetime.fromisoformat(facts["starts_at"]))
    event.add("dtend", datetime.fromisoformat(facts["ends_at"]))
    event.add("summary", TITLES[language].format(name=facts["name"]))
    event.add("location", facts["where"])
    kind = KINDS[language][facts["tour_type"]]
    event.add("description", DESCRIPTIONS[language].format(when=when, zone=zone, kind=kind, link=link))
    event.add("url", link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    office = vCalAddress(f"mailto:{facts['email'] or organizer}")
    office.params["CN"] = facts["name"]
    event.add("organizer", office)
    if invites:
        visitor = vCalAddress(f"mailto:{facts['to']}")
        visitor.params["PARTSTAT"] = "ACCEPTED" if facts["status"] == "confirmed" else "NEEDS-ACTION"
        visitor.params["RSVP"] = "FALSE"
        event.add("attendee", visitor)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def method_of(facts: Mapping[str, Any], *, invites: bool) -> str:
    """CANCEL once it is off; REQUEST to who is invited by mail; PUBLISH for a file that is taken."""
    if facts["status"] == "cancelled":
        return "CANCEL"
    return "REQUEST" if invites else "PUBLISH"
