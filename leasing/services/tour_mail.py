"""The mail that a prospect gets about a tour, with an iCalendar file (RFC 5545) that a calendar can take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from leasing.community import Community
from leasing.zones import label

SUBJECTS = {
    "tour.booked": "Your tour of {name} on {when}",
    "tour.moved": "Your tour of {name} is now {when}",
    "tour.cancelled": "Your tour of {name} on {when} is cancelled",
}
KINDS = {"in_person": "in person", "virtual": "by video", "self_guided": "self-guided"}


def tour_mail(
    event: str, community: Community, starts_at: datetime, tour_type: str, tour_id: str, lead: Any, made_at: datetime
) -> dict[str, Any]:
    """The payload of a `mail` outbox item: to, subject, text and attachments [{name, content_type, text}]."""
    local = starts_at.astimezone(community.zone)
    when = label(local)
    lines = [
        f"Hello {lead.first_name}," if lead.first_name else "Hello,",
        "",
        SUBJECTS[event].format(name=community.name, when=f"{when} {local:%Z}") + ".",
        "",
        f"Where: {community.name}, {community.address}, {community.city}, {community.state} {community.zip_code}",
        f"How: {KINDS[tour_type]}, {community.tour_duration_minutes} minutes",
    ]
    if community.phone:
        lines += ["", f"To change anything, reply in the chat or call {community.phone}."]
    return {
        "to": lead.email,
        "subject": SUBJECTS[event].format(name=community.name, when=when),
        "text": "\n".join(lines),
        "attachments": [
            {
                "name": "tour.ics",
                "content_type": "text/calendar",
                "text": calendar_entry(event, community, starts_at, tour_id, made_at),
            }
        ],
    }


def calendar_entry(event: str, community: Community, starts_at: datetime, tour_id: str, made_at: datetime) -> str:
    cancelled = event == "tour.cancelled"
    ends_at = starts_at + timedelta(minutes=community.tour_duration_minutes)
    where = f"{community.address}, {community.city}, {community.state} {community.zip_code}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//DomIQ//Tours//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{tour_id}@domiq",
        f"DTSTAMP:{_stamp(made_at)}",
        f"DTSTART:{_stamp(starts_at)}",
        f"DTEND:{_stamp(ends_at)}",
        f"SUMMARY:{_escaped(f'Tour of {community.name}')}",
        f"LOCATION:{_escaped(where)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
