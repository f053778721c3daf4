"""What staff see of a lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class LeadView:
    """`score_explained` is [{rule, points, because}]; `merged_into_id` names the lead that this one became."""

    id: str
    person_id: str
    merged_into_id: str | None
    property_id: str
    visitor_id: str | None
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    status: str
    lost_reason: str | None
    source: str | None
    first_touch: dict[str, Any]
    last_touch: dict[str, Any]
    assigned_to: str | None
    is_qualified: bool
    score: int
    score_explained: list[Any]
    preferences: dict[str, Any]
    notes: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LeadDetail:
    """A lead with what hangs on it: its allowed next stages, its person's leads at other properties, its talks and
    tours, the leads that were merged into it, and the channels (`email`, `sms`, `phone`) on which its person does not
    want to hear from the company."""

    lead: LeadView
    allowed_statuses: list[str]
    other_leads: list[LeadView]
    merged_leads: list[LeadView]
    conversation_ids: list[str]
    tour_ids: list[str]
    refused_channels: list[str]


@dataclass(frozen=True, slots=True)
class ActivityView:
    id: str
    lead_id: str
    type: str
    actor: str
    user_id: str | None
    conversation_id: str | None
    text: str | None
    data: dict[str, Any]
    created_at: datetime


def view(row: Any) -> LeadView:
    return LeadView(**{name: getattr(row, name) for name in LeadView.__slots__})


def activity_view(row: Any) -> ActivityView:
    return ActivityView(**{name: getattr(row, name) for name in ActivityView.__slots__})
