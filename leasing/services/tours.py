"""A visitor's tours, as a turn of the chat books, moves, confirms and cancels them: once however often it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from leasing.community import Community
from leasing.database import Tx
from leasing.services import bookings, holds, leads, seating
from leasing.services.bookings import Actor, Booked, Refused, Request, ahead
from leasing.services.calendar import Mine
from leasing.services.effects import TurnRef, once
from leasing.services.holds import Held
from leasing.services.seating import Wanted

__all__ = ["Booked", "Held", "Refused", "ahead", "book", "cancel", "confirm", "hold", "move", "restored", "stored"]


def book(
    tx: Tx,
    turn: TurnRef,
    community: Community,
    *,
    starts_at: datetime,
    tour_type: str,
    unit_id: str | None = None,
    unit_name: str | None = None,
    language: str | None = None,
) -> Booked:
    """Book a tour for the visitor of a turn. Raises `Refused`: those of `bookings.place`, needs_contact, has_tour."""

    def make() -> Mapping[str, Any]:
        lead = leads.of_visitor(tx, turn)
        if lead is None:
            # Nobody is asked for an address for a time that cannot be had.
            seating.check(tx, community, Wanted(starts_at, tour_type))
            raise Refused("needs_contact")
        mine = ahead(tx, turn.conversation_id)
        same = next((tour for tour in mine if tour.starts_at == starts_at and tour.tour_type == tour_type), None)
        if same is not None:
            return {**stored(same), "already": True}
        if mine:
            raise Refused("has_tour")
        request = Request(
            starts_at=starts_at,
            tour_type=tour_type,
            lead_id=lead.id,
            conversation_id=turn.conversation_id,
            unit_id=unit_id,
            unit_name=unit_name,
            language=language,
        )
        return stored(bookings.place(tx, community, _visitor(turn), request))

    return restored(once(tx, turn, "book_tour", make))


def hold(
    tx: Tx,
    turn: TurnRef,
    community: Community,
    *,
    starts_at: datetime,
    tour_type: str,
    unit_id: str | None = None,
    language: str | None = None,
) -> Held | None:
    """Keep a time for the visitor of a turn while they leave a way to be reached; None where the property keeps none.
    Raises `Refused`."""
    mine = Mine(conversation_id=turn.conversation_id)
    wanted = Wanted(starts_at, tour_type, unit_id, language, mine=mine)
    return holds.hold(tx, community, turn.conversation_id, wanted)


def move(
    tx: Tx,
    turn: TurnRef,
    community: Community,
    *,
    tour_id: str | None,
    starts_at: datetime | None = None,
    tour_type: str | None = None,
    language: str | None = None,
) -> Booked:
    """Move a tour of the conversation to another time or type; it keeps its home. Raises `Refused`: those of
    `bookings.change`, several_tours."""

    def make() -> Mapping[str, Any]:
        tour = _chosen(tx, turn, tour_id)
        changed = bookings.change(
            tx, community, _visitor(turn), tour.id, starts_at=starts_at, tour_type=tour_type, language=language
        )
        return stored(changed)

    return restored(once(tx, turn, "move_tour", make))


def confirm(tx: Tx, turn: TurnRef, community: Community, *, tour_id: str | None) -> Booked:
    """Note that the visitor will come to their tour. Raises `Refused`: no_tour, several_tours."""

    def make() -> Mapping[str, Any]:
        tour = _chosen(tx, turn, tour_id)
        return stored(bookings.confirm(tx, community, _visitor(turn), tour.id))

    return restored(once(tx, turn, "confirm_tour", make))


def cancel(tx: Tx, turn: TurnRef, community: Community, *, tour_id: str | None) -> Booked:
    """Cancel a tour of the conversation. Raises `Refused`: no_tour, several_tours."""

    def make() -> Mapping[str, Any]:
        tour = _chosen(tx, turn, tour_id)
        return stored(bookings.call_off(tx, community, _visitor(turn), tour.id))

    return restored(once(tx, turn, "cancel_tour", make))


def _visitor(turn: TurnRef) -> Actor:
    return Actor("visitor", conversation_id=turn.conversation_id)


def _chosen(tx: Tx, turn: TurnRef, tour_id: str | None) -> Booked:
    mine = ahead(tx, turn.conversation_id)
    if tour_id is not None:
        mine = [tour for tour in mine if tour.id == tour_id]
    if not mine:
        raise Refused("no_tour")
    if len(mine) > 1:
        raise Refused("several_tours")
    return mine[0]


def stored(tour: Booked) -> dict[str, Any]:
    """As JSON keeps it."""
    previous = tour.previous.isoformat() if tour.previous else None
    return {**asdict(tour), "starts_at": tour.starts_at.isoformat(), "previous": previous}


def restored(kept: Mapping[str, Any]) -> Booked:
    values = dict(kept)
    values["starts_at"] = datetime.fromisoformat(values["starts_at"])
    values["previous"] = datetime.fromisoformat(values["previous"]) if values["previous"] else None
    return Booked(**values)
