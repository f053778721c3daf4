"""What a person should know who joins a conversation: who it is, what they want, what is open, what was said last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from leasing.database import Tx
from leasing.models import Conversation, Handoff, Message, Property
from leasing.services import transcripts
from leasing.services.answers import language_of
from leasing.services.transcripts import ConversationView
from leasing.tenancy import StaffScope
from leasing.zones import label, zone

LAST_LINES = 8
LONGEST_LINE = 400
"""characters of a line that are repeated"""
WHY = {
    "customer_request": "The visitor asked for a person.",
    "missing_knowledge": "The community has not said what the visitor asks.",
    "unsupported_request": "The visitor wants what cannot be done in the chat.",
    "policy_restriction": "Only a person may decide what the visitor asks.",
    "tool_failure": "Something failed on our side.",
    "staff_joined": "A member of staff joined.",
}


@dataclass(frozen=True, slots=True)
class Line:
    seq: int
    author: str
    author_name: str | None
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SummaryView:
    """`facts` are lines for the eye; unknown things have none. `language` is the visitor's, `en` or `es`."""

    conversation_id: str
    mode: str
    language: str
    headline: str
    reason: str | None
    asked_at: datetime | None
    expected_at: datetime | None
    facts: list[str]
    questions_waiting: list[str]
    last: list[Line]


def summary(tx: Tx, scope: StaffScope, conversation_id: str) -> SummaryView:
    """Raises `NotFound`."""
    view = transcripts.get(tx, scope, conversation_id)
    agenda = tx.connection.execute(
        scope.select(Conversation, Conversation.agenda).where(Conversation.id == conversation_id)
    ).scalar_one()
    timezone = scope.get(tx, Property, view.property_id).timezone
    handoff = tx.connection.execute(
        scope.select(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None))
    ).one_or_none()
    return SummaryView(
        conversation_id=conversation_id,
        mode=view.mode,
        language=language_of(tx, conversation_id),
        headline=_headline(view),
        reason=WHY[handoff.reason] if handoff else None,
        asked_at=handoff.asked_at if handoff else None,
        expected_at=handoff.expected_at if handoff else None,
        facts=[*_contact(view), *_wishes(view), *_homes(agenda), *_tours(view, zone(timezone))],
        questions_waiting=[waiting.question for waiting in view.questions_waiting],
        last=_last(tx, scope, conversation_id),
    )


def _headline(view: ConversationView) -> str:
    name = f"{view.contact.first_name or ''} {view.contact.last_name or ''}".strip() or "A visitor"
    wants = view.apartment_size_preference or "home"
    verb = "wants to buy" if view.intent == "buy" else "looks for"
    when = f" from {view.move_in_date.isoformat()}" if view.move_in_date else ""
    return f"{name} {verb} a {wants}{when} at {view.property_name}"


def _contact(view: ConversationView) -> list[str]:
    given = [value for value in (view.contact.email, view.contact.phone) if value]
    return [f"Contact: {', '.join(given)}"] if given else ["Contact: none left yet"]


def _wishes(view: ConversationView) -> list[str]:
    low, high = view.price_range_min, view.price_range_max
    budget = f"${low} to ${high}" if low and high else f"up to ${high}" if high else f"from ${low}" if low else None
    named: list[tuple[str, Any]] = [
        ("Budget", budget),
        ("Bathrooms", f"{view.bathrooms:g}" if view.bathrooms is not None else None),
        ("Occupants", view.occupants_count),
        ("Pets", _pets(view)),
        ("Wishes", ", ".join(name.replace("_", " ") for name in view.desired_features) or None),
        ("Home", view.unit_of_interest),
        ("Works at", view.work_location),
        ("Moves because", view.reason_for_moving),
    ]
    return [f"{name}: {value}" for name, value in named if value is not None]


def _pets(view: ConversationView) -> str | None:
    if view.has_pets is None:
        return None
    details = ", ".join(f"{value}" for value in (view.pet_details or {}).values() if value)
    return (details or "yes") if view.has_pets else "none"


def _homes(agenda: dict[str, Any]) -> list[str]:
    names = [home["name"] for home in agenda.get("homes", []) if home.get("name")]
    return [f"Homes shown last: {', '.join(names)}"] if names else []


def _tours(view: ConversationView, at: ZoneInfo) -> list[str]:
    return [
        f"Tour: {label(tour.starts_at.astimezone(at))} ({tour.tour_type.replace('_', ' ')}, {tour.status})"
        for tour in view.tours
    ]


def _last(tx: Tx, scope: StaffScope, conversation_id: str) -> list[Line]:
    said = scope.select(Message).where(Message.conversation_id == conversation_id, Message.removed.is_(False))
    rows: Sequence[Any] = tx.connection.execute(said.order_by(Message.seq.desc()).limit(LAST_LINES)).all()
    return [
        Line(row.seq, row.author, row.author_name, row.text[:LONGEST_LINE], row.created_at) for row in reversed(rows)
    ]
