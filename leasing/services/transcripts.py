"""Conversations as staff read them: what was understood, what was said, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leasing.database import Tx
from leasing.models import Conversation, Faq, FaqWaiter, Message, Property, Tour
from leasing.money import to_wire
from leasing.services import messages
from leasing.tenancy import Page, Paging, StaffScope


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
class ConversationView:
    """Unknown is null. `chatbot_id` is the property's chatbot, `user_id` the visitor; money is decimal strings."""

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
    "created_at",
    "updated_at",
)


def page(
    tx: Tx,
    scope: StaffScope,
    paging: Paging,
    *,
    property_id: str | None = None,
    status: str | None = None,
    mode: str | None = None,
) -> Page[ConversationView]:
    """Conversations, the one that was talked in last first."""
    statement = _conversations(scope).order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    if property_id:
        statement = statement.where(Conversation.property_id == property_id)
    if status:
        statement = statement.where(Conversation.status == status)
    if mode:
        statement = statement.where(Conversation.mode == mode)
    rows = scope.page(tx, statement, paging)
    views = {view.id: view for view in _views(tx, scope, rows.items)}
    return rows.map(lambda row: views[row.id])


def get(tx: Tx, scope: StaffScope, conversation_id: str) -> ConversationView:
    scope.get(tx, Conversation, conversation_id)
    rows = tx.connection.execute(_conversations(scope).where(Conversation.id == conversation_id)).all()
    return _views(tx, scope, rows)[0]


def messages_of(tx: Tx, scope: StaffScope, conversation_id: str, paging: Paging) -> Page[dict[str, Any]]:
    """The messages in order, each as the visitor has it, and `why` the bot said it."""
    scope.get(tx, Conversation, conversation_id)
    statement = scope.select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    return scope.page(tx, statement, paging).map(_message)


def _message(row: Any) -> dict[str, Any]:
    # Staff also see what was removed.
    shown = {**messages.shown(row.extras), **messages.wire(row), "text": row.text}
    return {"interrupted": row.interrupted, "removed": row.removed, **shown, "why": row.why or None}


def _conversations(scope: StaffScope) -> Any:
    columns = (Conversation.__table__, Property.name.label("property_name"))
    return scope.select(Conversation, *columns).join(Property.__table__, Property.id == Conversation.property_id)


def _views(tx: Tx, scope: StaffScope, rows: Sequence[Any]) -> list[ConversationView]:
    ids = [row.id for row in rows]
    tours = _tours(tx, scope, ids)
    questions = _questions(tx, scope, ids)
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


def _contact(stored: dict[str, Any]) -> ContactView:
    return ContactView(*(stored.get(name) for name in ("first_name", "last_name", "email", "phone")))


def _size(bedrooms: int | None) -> str | None:
    if bedrooms is None:
        return None
    return "studio" if bedrooms == 0 else f"{bedrooms} bedroom"
