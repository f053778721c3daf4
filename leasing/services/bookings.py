"""What happens to a tour, whoever asks: a visitor in a chat, by a signed link, or staff.

Each function is one transaction, raises `Refused` (with the problem) where it cannot be done, and otherwise leaves the
tour, its cells, its history, the lead's stage, an event and a mail in step. Who may do it is for the caller to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from leasing.community import Community
from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Lead, Tour, TourEvent
from leasing.services import calendar, holds, seating, stages
from leasing.services.calendar import STANDING, Mine
from leasing.services.lead_history import SYSTEM, Actor
from leasing.services.seating import Choice, Refused, Wanted
from leasing.services.tour_mail import MAILED, facts

_HELD = select(Tour.__table__).where(Tour.id == bindparam("id")).with_for_update()
_LEAD = select(Lead.__table__).where(Lead.id == bindparam("id"))
_LOCALE = select(Conversation.locale).where(Conversation.id == bindparam("id"))
_AHEAD = (
    select(Tour.__table__)
    .where(Tour.conversation_id == bindparam("conversation_id"))
    .where(Tour.status.in_(STANDING))
    .where(Tour.ends_at > bindparam("now"))
    .order_by(Tour.starts_at)
)


@dataclass(frozen=True, slots=True)
class Booked:
    """A tour as it stands after a change."""

    id: str
    starts_at: datetime
    tour_type: str
    status: str
    unit_interest: str | None = None
    previous: datetime | None = None
    """when it was before, where that is what changed"""
    already: bool = False
    """it was so before: nothing has changed"""
    previous_type: str | None = None
    manager_id: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """A new tour. `conversation_id` is the talk that it comes of, if any: what that holds becomes the tour."""

    starts_at: datetime
    tour_type: str
    lead_id: str
    conversation_id: str | None = None
    unit_id: str | None = None
    unit_name: str | None = None
    language: str | None = None
    source: str = "chat"
    """chat, website, phone or walk_in"""
    manager_id: str | None = None
    """None: the rule decides"""
    notes: str | None = None
    lenient: bool = False
    """staff may book at shorter notice, further ahead and between two slots"""


def ahead(tx: Tx, conversation_id: str) -> list[Booked]:
    """The tours of a conversation that have not ended, earliest first."""
    rows = tx.connection.execute(_AHEAD, {"conversation_id": conversation_id, "now": tx.now})
    return [_booked(row) for row in rows]


def place(tx: Tx, community: Community, actor: Actor, request: Request) -> Booked:
    """Book a tour. Raises `Refused`: unknown_type, past, too_soon, too_far, closed, off_grid, unstaffed, taken."""
    wanted = Wanted(
        starts_at=request.starts_at,
        tour_type=request.tour_type,
        unit_id=request.unit_id,
        language=request.language,
        manager_id=request.manager_id,
        mine=Mine(conversation_id=request.conversation_id),
        lenient=request.lenient,
    )
    tour_id = new_id()
    own = holds.find(tx, request.conversation_id) if request.conversation_id else None
    if own is not None and holds.fits(own, wanted) and own.expires_at > tx.now:
        # It was checked when it was held: what was promised is kept, also where the notice has run out meanwhile.
        choice = Choice(own.manager_id, dict(own.because))
        _insert(tx, community, tour_id, request, choice)
        calendar.turn_into_tour(tx, own.id, tour_id)
    else:
        seating.check(tx, community, wanted)
        if own is not None and request.conversation_id:
            holds.release(tx, request.conversation_id)
        choice = seating.seat(
            tx, community, wanted, lambda seat: _insert(tx, community, tour_id, request, seat), tour_id=tour_id
        )
    told = {"starts_at": request.starts_at.isoformat(), "tour_type": request.tour_type, **_assigned(choice)}
    return _follow(tx, community, actor, tour_id, "booked", told)


def change(
    tx: Tx,
    community: Community,
    actor: Actor,
    tour_id: str,
    *,
    starts_at: datetime | None = None,
    tour_type: str | None = None,
    manager_id: str | None = None,
    language: str | None = None,
    lenient: bool = False,
) -> Booked:
    """Move a tour to another time, type or manager; what is not named stays. It keeps its manager where they can.
    Raises `Refused`: those of `place`, and no_tour where it is not ahead any more."""
    tour = _standing(tx, tour_id)
    at, kind = starts_at or tour.starts_at, tour_type or tour.tour_type
    host = manager_id if community.hosted(kind) else None
    if at == tour.starts_at and kind == tour.tour_type and host in (None, tour.manager_id):
        return replace(_booked(tour), already=True)
    wanted = Wanted(
        starts_at=at,
        tour_type=kind,
        unit_id=tour.unit_id,
        language=language,
        manager_id=host,
        keeps=tour.manager_id,
        mine=Mine(tour.conversation_id, tour.id),
        lenient=lenient or at == tour.starts_at,
    )
    seating.check(tx, community, wanted)
    calendar.free_tour(tx, tour.id)
    if tour.conversation_id:
        holds.release(tx, tour.conversation_id)

    def keep(seat: Choice) -> None:
        values: dict[str, Any] = {"starts_at": at, "tour_type": kind, "manager_id": seat.manager_id}
        if at != tour.starts_at:
            # Whoever had confirmed had confirmed the other time.
            values["status"] = "scheduled"
        if seat.manager_id != tour.manager_id:
            values["assigned_at"] = tx.now if seat.manager_id else None
        if language:
            values["language"] = language[:2].lower()
        values["duration_minutes"] = community.tour_duration_minutes
        values["ends_at"] = at + timedelta(minutes=community.tour_duration_minutes)
        _set(tx, tour, **values)

    choice = seating.seat(tx, community, wanted, keep, tour_id=tour.id)
    told: dict[str, Any] = {}
    if at != tour.starts_at:
        told["starts_at"] = {"from": tour.starts_at.isoformat(), "to": at.isoformat()}
    if kind != tour.tour_type:
        told["tour_type"] = {"from": tour.tour_type, "to": kind}
    if choice.manager_id != tour.manager_id:
        told["manager_id"] = {"from": tour.manager_id, "to": choice.manager_id}
        told |= _assigned(choice)
    action = "moved" if "starts_at" in told or "tour_type" in told else "assigned"
    changed = _follow(tx, community, actor, tour.id, action, told)
    return replace(
        changed,
        previous=tour.starts_at if at != tour.starts_at else None,
        previous_type=tour.tour_type if kind != tour.tour_type else None,
    )


def confirm(tx: Tx, community: Community, actor: Actor, tour_id: str) -> Booked:
    """Note that the visitor will come. Raises `Refused`: no_tour where it is not ahead any more."""
    tour = _standing(tx, tour_id)
    if tour.status == "confirmed":
        return replace(_booked(tour), already=True)
    _set(tx, tour, status="confirmed")
    return _follow(tx, community, actor, tour.id, "confirmed", {})


def call_off(tx: Tx, community: Community, actor: Actor, tour_id: str, *, reason: str | None = None) -> Booked:
    """Cancel a tour and give its time back. One that was cancelled already is answered as such. Raises `Refused`:
    no_tour where it has been."""
    tour = _row(tx, tour_id)
    if tour is not None and tour.status == "cancelled":
        return replace(_booked(tour), already=True)
    tour = _standing(tx, tour_id)
    _set(tx, tour, status="cancelled")
    calendar.free_tour(tx, tour.id)
    return _follow(tx, community, actor, tour.id, "cancelled", {"reason": reason} if reason else {})


def settle(
    tx: Tx, community: Community, actor: Actor, tour_id: str, outcome: str, *, notes: str | None = None
) -> Booked:
    """Say how a tour ended: `completed` or `no_show`. Either may be put right later by the other; the notes go into its
    history. Raises `Refused`: no_tour for one that was cancelled or has not begun."""
    if outcome not in ("completed", "no_show"):
        raise ValueError(f"{outcome!r} is no outcome of a tour")
    tour = _row(tx, tour_id)
    if tour is None or tour.status == "cancelled" or tour.starts_at > tx.now:
        raise Refused("no_tour")
    if tour.status == outcome and not notes:
        return replace(_booked(tour), already=True)
    _set(tx, tour, status=outcome)
    calendar.free_tour(tx, tour.id)
    told = {"before": tour.status, **({"notes": notes} if notes else {})}
    return _follow(tx, community, actor, tour.id, outcome, told)


def _row(tx: Tx, tour_id: str) -> Any:
    return tx.connection.execute(_HELD, {"id": tour_id}).one_or_none()


def _standing(tx: Tx, tour_id: str) -> Any:
    """The row of a tour that is ahead or under way, locked until the commit. Raises `Refused`."""
    tour = _row(tx, tour_id)
    if tour is None or tour.status not in STANDING or tour.ends_at <= tx.now:
        raise Refused("no_tour")
    return tour


def _set(tx: Tx, tour: Any, **values: Any) -> None:
    """Change a tour, one revision further."""
    values |= {"revision": tour.revision + 1, "updated_at": tx.now}
    tx.connection.execute(update(Tour).where(Tour.id == tour.id).values(**values))


def _insert(tx: Tx, community: Community, tour_id: str, request: Request, choice: Choice) -> None:
    tx.connection.execute(
        insert(Tour).values(
            id=tour_id,
            company_id=community.company_id,
            property_id=community.id,
            lead_id=request.lead_id,
            conversation_id=request.conversation_id,
            unit_id=request.unit_id,
            unit_interest=request.unit_name,
            manager_id=choice.manager_id,
            assigned_at=tx.now if choice.manager_id else None,
            starts_at=request.starts_at,
            ends_at=request.starts_at + timedelta(minutes=community.tour_duration_minutes),
            duration_minutes=community.tour_duration_minutes,
            tour_type=request.tour_type,
            status="scheduled",
            source=request.source,
            notes=request.notes,
            language=_language(tx, request),
            revision=0,
            created_at=tx.now,
            updated_at=tx.now,
        )
    )


def _language(tx: Tx, request: Request) -> str | None:
    """That of the visitor as far as it is known: as the caller heard it, or as their browser says."""
    spoken = request.language
    if spoken is None and request.conversation_id is not None:
        spoken = tx.connection.execute(_LOCALE, {"id": request.conversation_id}).scalar_one_or_none()
    return spoken[:2].lower() if spoken else None


def _assigned(choice: Choice) -> dict[str, Any]:
    return {"assigned": choice.because} if choice.manager_id else {}


def _booked(row: Any) -> Booked:
    return Booked(
        row.id,
        row.starts_at,
        row.tour_type,
        row.status,
        row.unit_interest,
        manager_id=row.manager_id,
        revision=row.revision,
    )


EVENTS = {
    "booked": "tour.booked",
    "moved": "tour.moved",
    "assigned": "tour.assigned",
    "confirmed": "tour.confirmed",
    "cancelled": "tour.cancelled",
    "completed": "tour.completed",
    "no_show": "tour.missed",
}
"""of each line that the history may have"""


def _follow(tx: Tx, community: Community, actor: Actor, tour_id: str, action: str, told: Mapping[str, Any]) -> Booked:
    """What follows from a change: the history keeps it, the conversation and the lead know it, listeners hear it, and
    the prospect gets a mail."""
    row = _row(tx, tour_id)
    tx.connection.execute(
        insert(TourEvent).values(
            id=new_id(),
            company_id=row.company_id,
            tour_id=row.id,
            action=action,
            actor=actor.kind,
            user_id=actor.user_id,
            conversation_id=actor.conversation_id,
            status=row.status,
            data=dict(told),
            created_at=tx.now,
        )
    )
    if row.conversation_id is not None:
        _tell_conversation(tx, row.conversation_id)
    stages.follow_tours(tx, row.lead_id)
    event = EVENTS[action]
    about: dict[str, Any] = {"starts_at": row.starts_at.isoformat(), "tour_type": row.tour_type, "actor": actor.kind}
    if row.conversation_id is not None:
        about["conversation_id"] = row.conversation_id
    tx.emit(event, row.company_id, property_id=row.property_id, subject_id=row.id, data=about)
    if action in MAILED and row.lead_id is not None:
        lead = tx.connection.execute(_LEAD, {"id": row.lead_id}).one()
        if lead.email:
            mail = facts(action, community, row, lead, tx.now)
            tx.enqueue("tour_mail", f"{event}:{row.id}:{row.revision}", row.company_id, mail)
    return _booked(row)


def _tell_conversation(tx: Tx, conversation_id: str) -> None:
    booked = bool(ahead(tx, conversation_id))
    values = {"is_book_tour": booked, "status": "tour_booked" if booked else "active"}
    tx.connection.execute(update(Conversation).where(Conversation.id == conversation_id).values(**values))


__all__ = [
    "SYSTEM", "Actor", "Booked", "Refused", "Request", "ahead", "call_off", "change", "confirm", "place", "settle",
]  # fmt: skip
