"""Booking, moving and cancelling tours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from leasing.community import Community
from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Lead, Property, Tour
from leasing.services import slots
from leasing.services.effects import TurnRef, once
from leasing.services.tour_mail import tour_mail

_AHEAD = (
    select(Tour.__table__)
    .where(Tour.conversation_id == bindparam("conversation_id"))
    .where(Tour.status.in_(slots.TAKEN))
    .where(Tour.ends_at > bindparam("now"))
    .order_by(Tour.starts_at)
)
_LOCK_CALENDAR = select(Property.id).where(Property.id == bindparam("id")).with_for_update()


class Refused(Exception):
    """A tour that cannot be had as asked; `problem` is a word of bot.tools.results.TourOutcome."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Booked:
    """A tour as it stands after a change."""

    id: str
    starts_at: datetime
    tour_type: str
    status: str
    unit_interest: str | None = None
    previous: datetime | None = None
    already: bool = False


def ahead(tx: Tx, conversation_id: str) -> list[Booked]:
    """The tours of a conversation that have not ended, earliest first."""
    rows = tx.connection.execute(_AHEAD, {"conversation_id": conversation_id, "now": tx.now})
    return [Booked(r.id, r.starts_at, r.tour_type, r.status, r.unit_interest) for r in rows]


def book(
    tx: Tx,
    turn: TurnRef,
    community: Community,
    *,
    starts_at: datetime,
    tour_type: str,
    unit_id: str | None = None,
    unit_name: str | None = None,
) -> Booked:
    """Book a tour for the visitor of a turn, once however often the turn runs. Raises `Refused`."""

    def make() -> Mapping[str, Any]:
        if tour_type not in community.tour_types:
            raise Refused("unknown_type")
        wrong = slots.problem(community, starts_at, tx.now)
        if wrong is not None:
            raise Refused(wrong)
        lead = _lead(tx, turn)
        if lead is None:
            raise Refused("needs_contact")
        mine = ahead(tx, turn.conversation_id)
        same = next((tour for tour in mine if tour.starts_at == starts_at), None)
        if same is not None:
            return {**stored(same), "already": True}
        if mine:
            raise Refused("has_tour")
        lane = _take(tx, community, starts_at, but=None)
        booked = _insert(tx, turn, community, lead, starts_at, lane, tour_type, unit_id, unit_name)
        _told(tx, turn, community, lead, booked, "tour.booked")
        return stored(booked)

    return restored(once(tx, turn, "book_tour", make))


def move(tx: Tx, turn: TurnRef, community: Community, *, tour_id: str | None, starts_at: datetime) -> Booked:
    """Move a tour of the conversation to another time, keeping its type and home. Raises `Refused`."""

    def make() -> Mapping[str, Any]:
        tour = _chosen(tx, turn, tour_id)
        if tour.starts_at == starts_at:
            return {**stored(tour), "already": True}
        lane = _take(tx, community, starts_at, but=tour.id)
        moved = Booked(tour.id, starts_at, tour.tour_type, "scheduled", tour.unit_interest, previous=tour.starts_at)
        ends_at = starts_at + timedelta(minutes=community.tour_duration_minutes)
        _place(
            tx,
            update(Tour)
            .where(Tour.id == tour.id)
            .values(starts_at=starts_at, ends_at=ends_at, lane=lane, status="scheduled", updated_at=tx.now),
        )
        _told(tx, turn, community, _lead(tx, turn), moved, "tour.moved")
        return stored(moved)

    return restored(once(tx, turn, "move_tour", make))


def cancel(tx: Tx, turn: TurnRef, community: Community, *, tour_id: str | None) -> Booked:
    """Cancel a tour of the conversation. Raises `Refused`."""

    def make() -> Mapping[str, Any]:
        tour = _chosen(tx, turn, tour_id)
        tx.connection.execute(update(Tour).where(Tour.id == tour.id).values(status="cancelled", updated_at=tx.now))
        cancelled = Booked(tour.id, tour.starts_at, tour.tour_type, "cancelled", tour.unit_interest)
        _told(tx, turn, community, _lead(tx, turn), cancelled, "tour.cancelled")
        return stored(cancelled)

    return restored(once(tx, turn, "cancel_tour", make))


def _lead(tx: Tx, turn: TurnRef) -> Any:
    statement = select(Lead.__table__).where(Lead.property_id == turn.property_id, Lead.visitor_id == turn.visitor_id)
    return tx.connection.execute(statement).one_or_none()


def _chosen(tx: Tx, turn: TurnRef, tour_id: str | None) -> Booked:
    mine = ahead(tx, turn.conversation_id)
    if tour_id is not None:
        mine = [tour for tour in mine if tour.id == tour_id]
    if not mine:
        raise Refused("no_tour")
    if len(mine) > 1:
        raise Refused("several_tours")
    return mine[0]


def _take(tx: Tx, community: Community, starts_at: datetime, *, but: str | None) -> int:
    """A free lane at a time, with the calendar held until the commit. Raises `Refused`."""
    wrong = slots.problem(community, starts_at, tx.now)
    if wrong is not None:
        raise Refused(wrong)
    tx.connection.execute(_LOCK_CALENDAR, {"id": community.id})
    ends_at = starts_at + timedelta(minutes=community.tour_duration_minutes)
    statement = (
        select(Tour.lane)
        .where(Tour.property_id == community.id, Tour.status.in_(slots.TAKEN))
        .where(Tour.starts_at < ends_at, Tour.ends_at > starts_at)
    )
    if but is not None:
        statement = statement.where(Tour.id != but)
    taken = set(tx.connection.execute(statement).scalars())
    lane = next((n for n in range(community.tour_capacity) if n not in taken), None)
    if lane is None:
        raise Refused("taken")
    return lane


def _insert(
    tx: Tx,
    turn: TurnRef,
    community: Community,
    lead: Any,
    starts_at: datetime,
    lane: int,
    tour_type: str,
    unit_id: str | None,
    unit_name: str | None,
) -> Booked:
    booked = Booked(new_id(), starts_at, tour_type, "scheduled", unit_name)
    _place(
        tx,
        insert(Tour).values(
            id=booked.id,
            company_id=turn.company_id,
            property_id=turn.property_id,
            lead_id=lead.id,
            conversation_id=turn.conversation_id,
            unit_id=unit_id,
            unit_interest=unit_name,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=community.tour_duration_minutes),
            duration_minutes=community.tour_duration_minutes,
            lane=lane,
            tour_type=tour_type,
            status="scheduled",
            source="chat",
            created_at=tx.now,
            updated_at=tx.now,
        ),
    )
    return booked


def _place(tx: Tx, statement: Any) -> None:
    """Write a tour into the calendar; the unique index has the last word on who gets a slot."""
    try:
        with tx.connection.begin_nested():
            tx.connection.execute(statement)
    except IntegrityError as error:
        raise Refused("taken") from error


def _told(tx: Tx, turn: TurnRef, community: Community, lead: Any, tour: Booked, event: str) -> None:
    """What follows from a change of a tour: the conversation and lead know it, listeners hear it, mail goes out."""
    cancelled = event == "tour.cancelled"
    tx.connection.execute(
        update(Conversation)
        .where(Conversation.id == turn.conversation_id)
        .values(
            is_book_tour=not cancelled,
            status="active" if cancelled else "tour_booked",
        )
    )
    if lead is not None:
        tx.connection.execute(
            update(Lead)
            .where(Lead.id == lead.id)
            .values(status="contacted" if cancelled else "tour_scheduled", updated_at=tx.now)
        )
    tx.emit(
        event,
        turn.company_id,
        property_id=turn.property_id,
        subject_id=tour.id,
        data={"conversation_id": turn.conversation_id, "starts_at": tour.starts_at.isoformat()},
    )
    if lead is not None and lead.email:
        key = f"{event}:{tour.id}:{tour.starts_at.isoformat()}:{turn.id}"
        mail = tour_mail(event, community, tour.starts_at, tour.tour_type, tour.id, lead, tx.now)
        tx.enqueue("mail", key, turn.company_id, mail)


def stored(tour: Booked) -> dict[str, Any]:
    """As JSON keeps it."""
    return {
        "id": tour.id,
        "starts_at": tour.starts_at.isoformat(),
        "tour_type": tour.tour_type,
        "status": tour.status,
        "unit_interest": tour.unit_interest,
        "previous": tour.previous.isoformat() if tour.previous else None,
        "already": tour.already,
    }


def restored(kept: Mapping[str, Any]) -> Booked:
    values = dict(kept)
    values["starts_at"] = datetime.fromisoformat(values["starts_at"])
    values["previous"] = datetime.fromisoformat(values["previous"]) if values["previous"] else None
    return Booked(**values)
