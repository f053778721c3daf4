"""Which facts the team is notified of: the one table from the names of events to kinds of notifications."""

from __future__ import annotations

from dataclasses import dataclass

CHANNELS = ("dashboard", "email", "webhook")
DIGESTS = ("none", "hourly", "daily")
URGENCIES = ("normal", "urgent")


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` is for people. `email` is whether it is mailed unless a manager says otherwise."""

    label: str
    event: str | None
    """the name of the fact; None where a person writes it"""
    urgency: str = "normal"
    email: bool = False
    again: bool = False
    """it tells again of what was told before, so that no response time is measured from it"""


KINDS: dict[str, Kind] = {
    "lead_new": Kind("New lead", "lead.created"),
    "lead_qualified": Kind("Qualified lead", "lead.qualified", email=True),
    "lead_hot": Kind("Hot lead", "lead.hot", "urgent", email=True),
    "tour_booked": Kind("Tour booked", "tour.booked", email=True),
    "tour_moved": Kind("Tour moved", "tour.moved", email=True),
    "tour_cancelled": Kind("Tour cancelled", "tour.cancelled", email=True),
    "question_waiting": Kind("Question waiting", "question.asked", email=True),
    "question_assigned": Kind("Question for you", "question.assigned", email=True, again=True),
    "question_reminded": Kind("Question still waiting", "question.reminded", email=True, again=True),
    "question_escalated": Kind("Question escalated", "question.escalated", email=True, again=True),
    "task_assigned": Kind("Task for you", "task.assigned", email=True, again=True),
    "person_requested": Kind("Visitor asks for a person", "conversation.handed_off", "urgent", email=True),
    "privacy_requested": Kind("Visitor asks about their data", "privacy.requested", email=True),
    "email_replied": Kind("Email reply", "email.replied"),
    "sync_failed": Kind("Sync trouble", "sync.failed", email=True),
    "staff_note": Kind("Note from a colleague", None),
}

KIND_OF: dict[str, str] = {kind.event: name for name, kind in KINDS.items() if kind.event is not None}
"""the name of an event → the kind of notification that it makes; other events make none and cost nothing"""

AGAIN = tuple(name for name, kind in KINDS.items() if kind.again)
