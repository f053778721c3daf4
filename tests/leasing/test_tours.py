"""Tours: who gets a slot, what may be booked, and what follows from it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from leasing.clock import FixedClock
from leasing.community import Community
from leasing.database import Database
from leasing.models import Conversation, DomainEvent, Lead, OutboxItem, Property, Tour, TourCell, Turn
from leasing.services import leads, openings, replies, slots, tours, turns
from leasing.services.communities import load
from leasing.services.effects import TurnRef
from leasing.services.tours import Booked, Refused
from leasing.understood import Contact, Understood
from tests.support.rows import open_chat

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""a Tuesday, ten in the morning in New York"""


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


async def _visitor(database: Database, property_id: str | None = None, email: str = "ana@x.example") -> TurnRef:
    """A visitor with a running turn who can be reached."""

    if property_id is None:
        chat = await open_chat(database)
    else:
        chat = await database.write(openings.open_, openings.Opening(property=property_id))
    accepted = await database.write(turns.accept, chat.id, client_id="c", text="book", owner="me")
    assert accepted.work is not None
    ref = accepted.work.ref
    if email:
        known = Understood(contact=Contact(first_name="Ana", email=email))
        await database.write(leads.save, ref, known)
    return ref


async def _community(database: Database, ref: TurnRef) -> Community:
    return await database.read(load, ref.property_id)


async def _next_turn(database: Database, ref: TurnRef) -> TurnRef:
    """The visitor's turn after this one."""
    row = await database.read(replies.running_reply, ref.conversation_id)
    assert row is not None
    await database.write(
        lambda tx: tx.connection.execute(update(Turn).where(Turn.id == ref.id).values(state="done", lease_until=None))
    )
    accepted = await database.write(
        turns.accept, ref.conversation_id, client_id=f"after-{ref.id}", text="next", owner="me"
    )
    assert accepted.work is not None
    return accepted.work.ref


async def _book(database: Database, ref: TurnRef, at: datetime) -> Booked:
    return await database.write(tours.book, ref, await _community(database, ref), starts_at=at, tour_type="in_person")


def _at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def test_a_booking_is_a_fact_with_all_that_follows(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database)
    booked = await _book(database, ref, _at(15))
    assert booked.status == "scheduled"

    def rows(tx):
        return (
            tx.connection.execute(select(Tour.status, Tour.starts_at, Tour.revision)).one(),
            tx.connection.execute(select(Conversation.is_book_tour, Conversation.status)).one(),
            tx.connection.execute(select(Lead.status)).scalar_one(),
            tx.connection.execute(select(DomainEvent.name)).scalars().all(),
            tx.connection.execute(select(OutboxItem.kind, OutboxItem.payload).where(OutboxItem.kind != "notify")).one(),
        )

    tour, conversation, lead, events, mail = await database.read(rows)
    assert tuple(tour) == ("scheduled", _at(15), 0)
    assert tuple(conversation) == (True, "tour_booked")
    assert lead == "tour_scheduled"
    assert "tour.booked" in events
    assert mail.payload["to"] == "ana@x.example"
    assert (mail.kind, mail.payload["action"]) == ("tour_mail", "booked")
    assert mail.payload["starts_at"] == "2026-11-25T15:00:00+00:00"


async def test_a_visitor_who_cannot_be_reached_books_nothing(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database, email="")
    with pytest.raises(Refused, match="needs_contact"):
        await _book(database, ref, _at(15))


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        (_at(14, day=24), "past"),
        (_at(16, day=24), "too_soon"),
        (_at(13), "closed"),
        (_at(22, 45), "closed"),
        (_at(15, 10), "off_grid"),
        (datetime(2026, 12, 20, 15, tzinfo=UTC), "too_far"),
    ],
)
async def test_what_cannot_be_booked(database: Database, clock: FixedClock, at: datetime, problem: str) -> None:
    ref = await _visitor(database)
    with pytest.raises(Refused, match=problem):
        await _book(database, ref, at)


async def test_one_slot_has_one_winner(database: Database, clock: FixedClock) -> None:
    chat = await open_chat(database)
    property_id = chat.property["id"]
    refs = [await _visitor(database, property_id, f"v{i}@x.example") for i in range(24)]
    results = await asyncio.gather(*(_book(database, ref, _at(15)) for ref in refs), return_exceptions=True)
    won = [one for one in results if isinstance(one, Booked)]
    lost = [one for one in results if isinstance(one, Refused)]
    assert len(won) == 1
    assert [one.problem for one in lost] == ["taken"] * 23
    await database.write(
        lambda tx: tx.connection.execute(update(Property).where(Property.id == property_id).values(tour_capacity=3))
    )
    refs = [await _visitor(database, property_id, f"w{i}@x.example") for i in range(12)]
    results = await asyncio.gather(*(_book(database, ref, _at(16)) for ref in refs), return_exceptions=True)
    assert sum(isinstance(one, Booked) for one in results) == 3, results


async def test_the_database_itself_refuses_the_second(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database)
    booked = await _book(database, ref, _at(15))

    def copy(tx):
        row = tx.connection.execute(select(TourCell.__table__).where(TourCell.tour_id == booked.id)).first()._asdict()
        tx.connection.execute(TourCell.__table__.insert().values(**row))

    with pytest.raises(IntegrityError):
        await database.write(copy)


async def test_a_rerun_finds_its_own_booking(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database)
    first = await _book(database, ref, _at(15))
    assert (await _book(database, ref, _at(15))).id == first.id
    # A model that changes its mind in the re-run does not get a second tour either.
    assert (await _book(database, ref, _at(17))).starts_at == first.starts_at


async def test_a_second_tour_is_an_offer_to_move_the_first(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database)
    await _book(database, ref, _at(15))
    later = await _next_turn(database, ref)
    with pytest.raises(Refused, match="has_tour"):
        await _book(database, later, _at(17))
    community = await _community(database, ref)
    moved = await database.write(tours.move, later, community, tour_id=None, starts_at=_at(17))
    assert (moved.starts_at, moved.previous) == (_at(17), _at(15))
    assert [tour.starts_at for tour in await database.read(tours.ahead, ref.conversation_id)] == [_at(17)]


async def test_a_cancelled_slot_is_free_again(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database)
    await _book(database, ref, _at(15))
    community = await _community(database, ref)
    later = await _next_turn(database, ref)
    cancelled = await database.write(tours.cancel, later, community, tour_id=None)
    assert cancelled.status == "cancelled"
    other = await _visitor(database, ref.property_id, "other@x.example")
    assert (await _book(database, other, _at(15))).status == "scheduled"
    last = await _next_turn(database, later)
    with pytest.raises(Refused, match="no_tour"):
        await database.write(tours.cancel, last, community, tour_id=None)


async def test_a_tour_is_the_conversations_own(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database)
    booked = await _book(database, ref, _at(15))
    stranger = await _visitor(database, ref.property_id, "stranger@x.example")
    community = await _community(database, ref)
    with pytest.raises(Refused, match="no_tour"):
        await database.write(tours.cancel, stranger, community, tour_id=booked.id)


async def test_the_nearest_are_offered_instead(database: Database, clock: FixedClock) -> None:
    ref = await _visitor(database)
    await _book(database, ref, _at(15))
    community = await _community(database, ref)
    near = await database.read(slots.nearest, community, _at(15))
    assert _at(15) not in [slot.starts_at for slot in near]
    assert all(abs(slot.starts_at - _at(15)) <= timedelta(hours=1) for slot in near)
