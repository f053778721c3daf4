"""Conversations as staff read them: what was understood, what was said, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select

from leasing.database import Tx
from leasing.models import Conversation, ConversationTag, Faq, FaqWaiter, Lead, Property, Tour
from leasing.money import to_wire
from leasing.services.outcomes import outcome, waiting_since
from leasing.tenancy import StaffScope


@dataclass(frozen=True, slots=True)
class ContactView:
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class TourView:
    id: str
    starts_at: datetime
    ends_at: datetime
    duration_minutes: int
    tour_type: str
    status: str
    source: str
    unit_id: str | None
    unit_interest: str | None


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    faq_id: str
    question: str
    status: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class MatchView:
    """A message in which the words were found; `marks` are [start, length] in `excerpt`, in characters."""

    message_id: str
    seq: int
    author: str
    excerpt: str
    marks: list[list[int]]


@dataclass(frozen=True, slots=True)
class ConversationView:
    """Unknown is null. `chatbot_id` is the property's chatbot, `user_id` the visitor; money is decimal strings.
    `outcome` is how it ended, null while it goes on; `waiting_since` when the oldest open task about it was made;
    `assigned_to` the manager of its lead; `matches` what a search found in it, at most MOST_SHOWN."""

    id: str
    company_id: str
    property_id: str
    property_name: str
    chatbot_id: str
    visitor_id: str
    user_id: str
    lead_id: str | None
    status: str
    mode: str
    locale: str | None
    source: str | None
    page_url: str | None
    referrer: str | None
    start_time: datetime
    end_time: datetime | None
    last_message_at: datetime
    message_count: int
    is_qualified: bool
    pre_qualified: bool
    is_book_tour: bool
    lead_score: int
    intent: str | None
    tour_type: str | None
    tour_datetime: datetime | None
    tour_requested_on: date | None
    property_of_interest: str | None
    unit_of_interest: str | None
    ai_intent_summary: str | None
    apartment_size_preference: str | None
    bedrooms: int | None
    bathrooms: float | None
    move_in_date: date | None
    price_range_min: str | None
    price_range_max: str | None
    occupants_count: int | None
    has_pets: bool | None
    pet_details: dict[str, Any] | None
    desired_features: list[str]
    area: str | None
    furnished: bool | None
    work_location: str | None
    reason_for_moving: str | None
    contact: ContactView
    notification_status: dict[str, Any]
    tours: list[TourView]
    questions_waiting: list[WaitingQuestion]
    outcome: str | None
    waiting_since: datetime | None
    assigned_to: str | None
    tags: list[str]
    matches: list[MatchView]
    created_at: datetime
    updated_at: datetime


_PLAIN = (
    "id",
    "company_id",
    "property_id",
    "property_name",
    "visitor_id",
    "lead_id",
    "status",
    "mode",
    "locale",
    "source",
    "page_url",
    "referrer",
    "last_message_at",
    "is_qualified",
    "pre_qualified",
    "is_book_tour",
    "lead_score",
    "intent",
    "tour_type",
    "tour_datetime",
    "tour_requested_on",
    "property_of_interest",
    "unit_of_interest",
    "ai_intent_summary",
    "bedrooms",
    "bathrooms",
    "move_in_date",
    "occupants_count",
    "has_pets",
    "desired_features",
    "area",
    "furnished",
    "work_location",
    "reason_for_moving",
    "notification_status",
    "outcome",
    "waiting_since",
    "assigned_to",
    "created_at",
    "updated_at",
)


def get(tx: Tx, scope: StaffScope, conversation_id: str) -> ConversationView:
    """Raises `NotFound`."""
    scope.get(tx, Conversation, conversation_id)
    rows = tx.connection.execute(rows_of(tx, scope).where(Conversation.id == conversation_id)).all()
    return views(tx, scope, rows)[0]


def rows_of(tx: Tx, scope: StaffScope) -> Select[Any]:
    """The conversations, with the columns that `views` needs."""
    columns = (
        Conversation.__table__,
        Property.name.label("property_name"),
        Lead.assigned_to.label("assigned_to"),
        waiting_since().label("waiting_since"),
        outcome(tx).label("outcome"),
    )
    return (
        scope.select(Conversation, *columns)
        .join(Property.__table__, Property.id == Conversation.property_id)
        .outerjoin(Lead.__table__, Lead.id == Conversation.lead_id)
    )


def views(
    tx: Tx, scope: StaffScope, rows: Sequence[Any], found: Mapping[str, list[MatchView]] | None = None
) -> list[ConversationView]:
    """Rows of `rows_of`, each with what hangs on it."""
    ids = [row.id for row in rows]
    tours = _tours(tx, scope, ids)
    questions = _questions(tx, scope, ids)
    tags = _tags(tx, scope, ids)
    return [
        ConversationView(
            **{name: getattr(row, name) for name in _PLAIN},
            chatbot_id=row.property_id,
            user_id=row.visitor_id,
            start_time=row.created_at,
            end_time=row.ended_at,
            message_count=row.last_seq,
            apartment_size_preference=_size(row.bedrooms),
            price_range_min=to_wire(row.price_min_cents),
            price_range_max=to_wire(row.price_max_cents),
            pet_details=row.pet_details or None,
            contact=_contact(row.contact),
            tours=tours[row.id],
            questions_waiting=questions[row.id],
            tags=tags[row.id],
            matches=(found or {}).get(row.id, []),
        )
        for row in rows
    ]


def _tours(tx: Tx, scope: StaffScope, ids: Sequence[str]) -> defaultdict[str, list[TourView]]:
    found: defaultdict[str, list[TourView]] = defaultdict(list)
    statement = scope.select(Tour).where(Tour.conversation_id.in_(ids)).order_by(Tour.starts_at, Tour.id)
    for row in tx.connection.execute(statement):
        found[row.conversation_id].append(
            TourView(
                id=row.id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                duration_minutes=row.duration_minutes,
                tour_type=row.tour_type,
                status=row.status,
                source=row.source,
                unit_id=row.unit_id,
                unit_interest=row.unit_interest,
            )
        )
    return found


def _questions(tx: Tx, scope: StaffScope, ids: Sequence[str]) -> defaultdict[str, list[WaitingQuestion]]:
    found: defaultdict[str, list[WaitingQuestion]] = defaultdict(list)
    columns = (FaqWaiter.conversation_id, FaqWaiter.created_at.label("asked_at"), Faq.id, Faq.question, Faq.status)
    statement = (
        scope.select(FaqWaiter, *columns)
        .join(Faq.__table__, Faq.id == FaqWaiter.faq_id)
        .where(FaqWaiter.conversation_id.in_(ids), FaqWaiter.answered_at.is_(None), Faq.status == "pending")
        .order_by(FaqWaiter.created_at, Faq.id)
    )
    for row in tx.connection.execute(statement):
        found[row.conversation_id].append(WaitingQuestion(row.id, row.question, row.status, row.asked_at))
    return found


def _tags(tx: Tx, scope: StaffScope, ids: Sequence[str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    statement = scope.select(ConversationTag, ConversationTag.conversation_id, ConversationTag.tag)
    statement = statement.where(ConversationTag.conversation_id.in_(ids)).order_by(ConversationTag.tag)
    for row in tx.connection.execute(statement):
        found[row.conversation_id].append(row.tag)
    return found


def _contact(stored: dict[str, Any]) -> ContactView:
    return ContactView(*(stored.get(name) for name in ("first_name", "last_name", "email", "phone")))


def _size(bedrooms: int | None) -> str | None:
    if bedrooms is None:
        return None
    return "studio" if bedrooms == 0 else f"{bedrooms} bedroom"
