"""What a notification says of a fact: its subject found again, in words without anybody's address or number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from leasing.database import Tx
from leasing.models import Conversation, Faq, Lead, Property, Task, Tour
from leasing.notified import KINDS
from leasing.services import notice_people
from leasing.zones import label, zone

LONGEST_TITLE = 200
LONGEST_BODY = 500

_PLACE = select(Property.name, Property.timezone).where(Property.id == bindparam("id"))
_LEAD = select(Lead.id, Lead.first_name, Lead.last_name, Lead.score, Lead.assigned_to, Lead.merged_into_id).where(
    Lead.id == bindparam("id")
)
_TOUR = select(Tour.__table__).where(Tour.id == bindparam("id"))
_FAQ = select(Faq.id, Faq.question, Faq.assigned_to).where(Faq.id == bindparam("id"))
_TASK = select(Task.title, Task.conversation_id).where(Task.id == bindparam("id"))
_TALK = select(Conversation.id, Conversation.lead_id).where(Conversation.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Notice:
    """A fact as it is told. `about` holds the ids of what it is about, `assigned_to` whose it is."""

    kind: str
    company_id: str
    property_id: str | None
    timezone: str
    title: str
    body: str
    about: Mapping[str, str | None]
    assigned_to: str | None = None


def compose(tx: Tx, kind: str, event: Any) -> Notice | None:
    """The notice of a stored event; None where its subject is gone, and nobody needs to hear of it any more."""
    home = tx.connection.execute(_PLACE, {"id": event.property_id}).one_or_none()
    if event.property_id is not None and home is None:
        return None
    found = _READERS[event.name.partition(".")[0]](tx, event, home)
    if found is None:
        return None
    title = f"{KINDS[kind].label}: {found.who}" if found.who else KINDS[kind].label
    where = f"at {home.name}" if home is not None else ""
    body = ". ".join(part for part in (found.what, where[:1].upper() + where[1:]) if part)
    return Notice(
        kind=kind,
        company_id=event.company_id,
        property_id=event.property_id,
        timezone=home.timezone if home is not None else "UTC",
        title=_cut(title, LONGEST_TITLE),
        body=_cut(body, LONGEST_BODY),
        about=found.about,
        assigned_to=found.assigned_to,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    who: str
    what: str
    about: Mapping[str, str | None]
    assigned_to: str | None = None


def _lead(tx: Tx, event: Any, _home: Any) -> _Found | None:
    lead = _lead_row(tx, event.subject_id)
    if lead is None:
        return None
    about = {"lead_id": lead.id, "conversation_id": _conversation(tx, event.data.get("conversation_id"))}
    return _Found(_name(lead), f"Score {lead.score}", about, lead.assigned_to)


def _tour(tx: Tx, event: Any, home: Any) -> _Found | None:
    tour = tx.connection.execute(_TOUR, {"id": event.subject_id}).one_or_none()
    if tour is None:
        return None
    lead = _lead_row(tx, tour.lead_id)
    what = f"{label(tour.starts_at.astimezone(zone(home.timezone)))}, {tour.tour_type.replace('_', ' ')}"
    about = {"tour_id": tour.id, "lead_id": tour.lead_id, "conversation_id": tour.conversation_id}
    return _Found(_name(lead), what, about, tour.manager_id or (lead.assigned_to if lead else None))


def _question(tx: Tx, event: Any, _home: Any) -> _Found | None:
    faq = tx.connection.execute(_FAQ, {"id": event.subject_id}).one_or_none()
    if faq is None:
        return None
    assigned_to = event.data.get("manager_id", faq.assigned_to)
    if _took_it(tx, event, assigned_to):
        return None
    about = {"faq_id": faq.id, "conversation_id": _conversation(tx, event.data.get("conversation_id"))}
    return _Found(faq.question, "", about, assigned_to)


def _task(tx: Tx, event: Any, _home: Any) -> _Found | None:
    task = tx.connection.execute(_TASK, {"id": event.subject_id}).one_or_none()
    assigned_to = event.data["manager_id"]
    if task is None or _took_it(tx, event, assigned_to):
        return None
    return _Found(task.title, "", {"conversation_id": _conversation(tx, task.conversation_id)}, assigned_to)


def _privacy(tx: Tx, event: Any, _home: Any) -> _Found | None:
    task = tx.connection.execute(_TASK, {"id": event.subject_id}).one_or_none()
    row = tx.connection.execute(_TALK, {"id": task.conversation_id}).one_or_none() if task is not None else None
    if task is None or row is None:
        return None
    about = {"conversation_id": row.id, "lead_id": row.lead_id}
    return _Found(_name(_lead_row(tx, row.lead_id)), task.title, about)


def _took_it(tx: Tx, event: Any, assigned_to: str | None) -> bool:
    """Who takes something on needs not be told of it."""
    given_by = event.data.get("user_id")
    if not given_by or assigned_to is None:
        return False
    return notice_people.manager_of(tx, event.company_id, given_by) == assigned_to


def _talk(tx: Tx, event: Any, _home: Any) -> _Found | None:
    row = tx.connection.execute(_TALK, {"id": event.subject_id}).one_or_none()
    if row is None:
        return None
    lead = _lead_row(tx, row.lead_id)
    about = {"conversation_id": row.id, "lead_id": row.lead_id}
    return _Found(_name(lead), "", about, lead.assigned_to if lead else None)


def _sync(_tx: Tx, event: Any, _home: Any) -> _Found:
    return _Found(str(event.data.get("vendor") or ""), str(event.data.get("reason") or ""), {})


_READERS: dict[str, Callable[[Tx, Any, Any], _Found | None]] = {
    "lead": _lead,
    "email": _lead,
    "tour": _tour,
    "question": _question,
    "task": _task,
    "privacy": _privacy,
    "conversation": _talk,
    "sync": _sync,
}
"""by the first word of the event's name"""


def _lead_row(tx: Tx, lead_id: str | None) -> Any:
    if lead_id is None:
        return None
    row = tx.connection.execute(_LEAD, {"id": lead_id}).one_or_none()
    return _lead_row(tx, row.merged_into_id) if row is not None and row.merged_into_id is not None else row


def _conversation(tx: Tx, conversation_id: str | None) -> str | None:
    """Its id, where it is still there."""
    if conversation_id is None:
        return None
    row = tx.connection.execute(_TALK, {"id": conversation_id}).one_or_none()
    return row.id if row is not None else None


def _name(lead: Any) -> str:
    """The first name, and the first letter of the last one."""
    if lead is None or not lead.first_name:
        return ""
    return f"{lead.first_name} {lead.last_name[0]}." if lead.last_name else lead.first_name


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
