"""Conversations in numbers: how many, how they ended, how fast they were answered, what went to people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Select

from leasing.database import Tx
from leasing.errors import Invalid
from leasing.models import ClientFrame, Conversation, DomainEvent, FaqWaiter, Message, Property
from leasing.services.conversation_times import asked_for, first_said, grouped, hour, median, seconds
from leasing.services.outcomes import needed_person, outcome
from leasing.services.transcript_messages import explanation
from leasing.tenancy import StaffScope
from leasing.zones import check_year, zone

LONGEST = timedelta(days=366)
USUAL = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    conversations: int
    resolved_by_bot: int
    handed_off: int
    answered_by_person: int
    tours_booked: int
    abandoned: int


@dataclass(frozen=True, slots=True)
class PropertyCount:
    property_id: str
    property_name: str
    conversations: int
    tours_booked: int
    deflection_rate: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Conversations that began in a span of days, both included; days are those of each property's zone.
    `by_outcome` has `going_on` for those that have none yet. Response times are medians in seconds, null where there
    are none: of the assistant from the first message to its first reply, of a person from the wish for one to their
    first. `deflection_rate`: of those that were talked in and are over, the share that needed no person, 0 to 1."""

    since: date
    until: date
    conversations: int
    messages: int
    by_status: dict[str, int]
    by_mode: dict[str, int]
    by_outcome: dict[str, int]
    first_response_bot_seconds: float | None
    first_response_person_seconds: float | None
    handoffs_by_reason: dict[str, int]
    unanswered_questions: int
    deflection_rate: float | None
    by_day: list[DayCount]
    by_property: list[PropertyCount]


@dataclass(frozen=True, slots=True)
class ConversationNumbers:
    """One conversation in numbers; times in seconds."""

    conversation_id: str
    outcome: str | None
    duration_seconds: float
    messages_by_author: dict[str, int]
    first_response_bot_seconds: float | None
    first_response_person_seconds: float | None
    bot_milliseconds_median: float | None
    tools: dict[str, int]
    guards: dict[str, int]
    tokens: dict[str, int]
    feedback: dict[str, int]
    events: dict[str, int]
    questions_waiting: int


def summary(
    tx: Tx, scope: StaffScope, *, property_id: str | None = None, since: date | None = None, until: date | None = None
) -> Summary:
    """Raises `NotFound`, and `Invalid` for days the wrong way round or more than a year of them."""
    places = _places(tx, scope, property_id)
    zones = {place.id: zone(place.timezone) for place in places}
    here = zones[property_id] if property_id else UTC
    first, last = _days(tx, here, since, until)
    counted = _Counted(tx, scope, zones, property_id, first, last)
    total = sum(counted.days.values(), Counter[str]())
    return Summary(
        since=first,
        until=last,
        conversations=total["conversations"],
        messages=total["messages"],
        by_status=dict(counted.status),
        by_mode=dict(counted.mode),
        by_outcome=dict(counted.outcome),
        first_response_bot_seconds=median(tx, seconds(tx, first_said("visitor"), first_said("bot")), counted.these),
        first_response_person_seconds=median(tx, seconds(tx, asked_for(), first_said("manager")), counted.these),
        handoffs_by_reason=_reasons(tx, scope, property_id, here, first, last),
        unanswered_questions=_unanswered(tx, scope, counted.these),
        deflection_rate=_rate(total),
        by_day=[_day(day, counted.days[day]) for day in _between(first, last)],
        by_property=[
            PropertyCount(
                property_id=place.id,
                property_name=place.name,
                conversations=counted.places[place.id]["conversations"],
                tours_booked=counted.places[place.id]["tour_booked"],
                deflection_rate=_rate(counted.places[place.id]),
            )
            for place in places
        ],
    )


class _Counted:
    """Conversations of a span, counted by hour and place in the database, and put on each place's own days here."""

    def __init__(
        self, tx: Tx, scope: StaffScope, zones: Mapping[str, tzinfo], property_id: str | None, first: date, last: date
    ) -> None:
        self.days: defaultdict[date, Counter[str]] = defaultdict(Counter)
        self.places: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.status, self.mode, self.outcome = Counter[str](), Counter[str](), Counter[str]()
        here = zones[property_id] if property_id else None
        self.these = self._began(scope, here, property_id, first, last)
        by: list[Any] = [
            Conversation.property_id,
            hour(tx),
            Conversation.status,
            Conversation.mode,
            outcome(tx),
            needed_person(),
        ]
        counted = grouped(tx, self.these, by, Conversation.last_seq)
        for place, at, status, mode, ended, needed, count, said in counted:
            day = datetime.fromisoformat(f"{at}:00:00+00:00").astimezone(zones[place]).date()
            if not first <= day <= last:
                continue
            told = Counter({"conversations": count, "messages": int(said or 0), ended or "going_on": count})
            if ended not in (None, "abandoned"):
                told["over"] = count
                told["deflected"] = 0 if needed else count
            self.days[day] += told
            self.places[place] += told
            self.status[status] += count
            self.mode[mode] += count
            self.outcome[ended or "going_on"] += count

    @staticmethod
    def _began(scope: StaffScope, here: tzinfo | None, property_id: str | None, first: date, last: date) -> Select[Any]:
        # Where there are several places, a day more on either side is read: their clocks differ.
        more = timedelta(0) if here else timedelta(days=1)
        begin = datetime.combine(first - more, time(), here or UTC)
        end = datetime.combine(last + timedelta(days=1) + more, time(), here or UTC)
        statement = scope.select(Conversation, Conversation.id).where(
            Conversation.created_at >= begin, Conversation.created_at < end
        )
        return statement.where(Conversation.property_id == property_id) if property_id else statement


def of_one(tx: Tx, scope: StaffScope, conversation_id: str) -> ConversationNumbers:
    """Raises `NotFound`."""
    row = scope.get(tx, Conversation, conversation_id)
    this = scope.select(Conversation, Conversation.id).where(Conversation.id == conversation_id)
    ended = tx.connection.execute(this.with_only_columns(outcome(tx))).scalar_one_or_none()
    said = scope.select(Message, Message.author, Message.why).where(Message.conversation_id == conversation_id)
    rows = tx.connection.execute(said.order_by(Message.seq)).all()
    told = [explanation(message.why, {}) for message in rows if message.why]
    taken = sorted(one["latency_ms"]["total"] for one in told if "total" in one["latency_ms"])
    frames = scope.select(ClientFrame, ClientFrame.type, ClientFrame.name, ClientFrame.data)
    noted = tx.connection.execute(frames.where(ClientFrame.conversation_id == conversation_id)).all()
    return ConversationNumbers(
        conversation_id=conversation_id,
        outcome=ended,
        duration_seconds=((row.ended_at or row.last_message_at) - row.created_at).total_seconds(),
        messages_by_author=dict(Counter(message.author for message in rows)),
        first_response_bot_seconds=median(tx, seconds(tx, first_said("visitor"), first_said("bot")), this),
        first_response_person_seconds=median(tx, seconds(tx, asked_for(), first_said("manager")), this),
        bot_milliseconds_median=taken[len(taken) // 2] if taken else None,
        tools=dict(Counter(call["name"] for one in told for call in one["tools"])),
        guards=dict(Counter(one_["guard"] for one in told for one_ in one["guards"])),
        tokens={way: sum(one["tokens"][way] or 0 for one in told) for way in ("input", "output")},
        feedback=dict(Counter(frame.data.get("value") for frame in noted if frame.type == "feedback")),
        events=dict(Counter(frame.name for frame in noted if frame.type == "event")),
        questions_waiting=_unanswered(tx, scope, this),
    )


def _places(tx: Tx, scope: StaffScope, property_id: str | None) -> list[Any]:
    if property_id:
        return [scope.get(tx, Property, property_id)]
    return list(tx.connection.execute(scope.select(Property).order_by(Property.name, Property.id)))


def _days(tx: Tx, here: tzinfo, since: date | None, until: date | None) -> tuple[date, date]:
    check_year(since, "from")
    check_year(until, "to")
    last = until or tx.now.astimezone(here).date()
    first = since or last - USUAL
    if first > last:
        raise Invalid.field("from", "must not be after `to`")
    if last - first > LONGEST:
        raise Invalid.field("from", f"at most {LONGEST.days} days at once")
    return first, last


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _reasons(
    tx: Tx, scope: StaffScope, property_id: str | None, here: tzinfo, first: date, last: date
) -> dict[str, int]:
    reason = DomainEvent.data["reason"].as_string()
    statement = scope.select(DomainEvent, DomainEvent.id).where(
        DomainEvent.name == "conversation.handed_off",
        DomainEvent.at >= datetime.combine(first, time(), here),
        DomainEvent.at < datetime.combine(last + timedelta(days=1), time(), here),
    )
    if property_id:
        statement = statement.where(DomainEvent.property_id == property_id)
    return {row[0] or "unknown": row[1] for row in grouped(tx, statement, (reason,))}


def _unanswered(tx: Tx, scope: StaffScope, these: Select[Any]) -> int:
    waits = scope.select(FaqWaiter, FaqWaiter.faq_id).where(
        FaqWaiter.answered_at.is_(None), FaqWaiter.conversation_id.in_(these.with_only_columns(Conversation.id))
    )
    return scope.count(tx, waits)


def _rate(counts: Counter[str]) -> float | None:
    return round(counts["deflected"] / counts["over"], 4) if counts["over"] else None


def _day(day: date, counts: Counter[str]) -> DayCount:
    return DayCount(
        day=day,
        conversations=counts["conversations"],
        resolved_by_bot=counts["resolved_by_bot"],
        handed_off=counts["handed_off"],
        answered_by_person=counts["answered_by_person"],
        tours_booked=counts["tour_booked"],
        abandoned=counts["abandoned"],
    )
