"""Managers who give tours: who is free, who gets the next one, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from leasing.clock import FixedClock
from leasing.database import Database
from leasing.errors import Invalid, NotFound
from leasing.services import bookings, hosts, slots, tours
from leasing.services.bookings import Refused
from leasing.services.effects import TurnRef
from leasing.services.lead_history import Actor
from leasing.services.office_hours import Span
from leasing.tenancy import StaffScope
from tests.support.rows import add_property, add_unit
from tests.support.tours import NOW, add_manager, at, cells, community, history, property_with, scope_of, visitor

STAFF = Actor("staff")


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


async def _book(database: Database, place: str, starts_at: datetime, kind: str = "in_person", **more: Any) -> Any:
    ref = await visitor(database, place, f"{starts_at:%d%H%M}{len(more)}@{kind.replace('_', '')}.example")
    return await _book_for(database, ref, starts_at, kind, **more)


async def _book_for(database: Database, ref: TurnRef, starts_at: datetime, kind: str = "in_person", **more: Any) -> Any:
    here = await community(database, ref.property_id)
    return await database.write(tours.book, ref, here, starts_at=starts_at, tour_type=kind, **more)


async def test_as_many_tours_at_once_as_managers(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    two = await database.write(add_manager, [place], "Two", order=2)
    given = [await _book_for(database, await visitor(database, place, f"{n}@x.example"), at(15)) for n in range(2)]
    assert [tour.manager_id for tour in given] == [one, two]
    with pytest.raises(Refused, match="taken"):
        await _book(database, place, at(15))


async def test_a_manager_of_two_properties_is_in_one_place(database: Database, clock: FixedClock) -> None:
    here = await property_with(database)

    def beside(tx) -> str:
        return add_property(tx, company_id=scope_of(tx, here).company_id)

    there = await database.write(beside)
    manager = await database.write(add_manager, [here, there], "Both")
    assert (await _book(database, here, at(15))).manager_id == manager
    with pytest.raises(Refused, match="taken"):
        await _book(database, there, at(15))
    free = await database.read(slots.nearest, await community(database, there), at(15))
    assert at(15) not in [slot.starts_at for slot in free]


async def test_two_tours_at_once_for_who_can_give_two(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    await database.write(add_manager, [place], "Two", capacity=2)
    for n in range(2):
        await _book_for(database, await visitor(database, place, f"{n}@x.example"), at(15))
    with pytest.raises(Refused, match="taken"):
        await _book(database, place, at(15))


async def test_working_hours_and_time_off(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    mornings = tuple(Span(day, 9 * 60, 12 * 60) for day in range(5))
    manager = await database.write(add_manager, [place], "Morning", hours=mornings)
    here = await community(database, place)
    day = at(15).date()
    free = await database.read(slots.free, here, first=day, last=day, limit=99)
    assert [slot.starts_at.hour * 60 + slot.starts_at.minute for slot in free] == [540, 570, 600, 630, 660, 690]
    with pytest.raises(Refused, match="unstaffed"):
        await _book(database, place, at(18))

    def away(tx) -> str:
        return hosts.add_time_off(tx, scope_of(tx, place), manager, at(14, 45), at(16))

    off = await database.write(away)
    later = await community(database, place)
    assert later.version > here.version
    free = await database.read(slots.free, later, first=day, last=day, limit=99)
    assert [slot.starts_at.hour * 60 + slot.starts_at.minute for slot in free] == [540, 660, 690]
    await database.write(lambda tx: hosts.remove_time_off(tx, scope_of(tx, place), off))
    free = await database.read(slots.free, await community(database, place), first=day, last=day, limit=99)
    assert len(free) == 6


async def test_the_rule_language_then_load_then_who_waited_longest(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    ana = await database.write(add_manager, [place], "Ana", order=3, languages=("en", "es"))
    bob = await database.write(add_manager, [place], "Bob", order=1)
    cat = await database.write(add_manager, [place], "Cat", order=2)
    spanish = await _book(database, place, at(15), language="es-MX")
    assert spanish.manager_id == ana, "speaks Spanish"
    clock.advance(timedelta(minutes=1))
    assert (await _book(database, place, at(16))).manager_id == bob, "no tours that week, first in the order"
    clock.advance(timedelta(minutes=1))
    assert (await _book(database, place, at(17))).manager_id == cat, "no tours that week"
    clock.advance(timedelta(minutes=1))
    assert (await _book(database, place, at(18))).manager_id == ana, "as many as the others, served the longest ago"
    clock.advance(timedelta(minutes=1))
    # The week after, nobody has any: who was served the longest ago.
    assert (await _book(database, place, at(15, day=30))).manager_id == bob
    told = (await database.read(history, spanish.id))[0]
    assert (told.action, told.actor, told.status) == ("booked", "visitor", "scheduled")
    assert told.data["assigned"]["manager"] == "Ana"
    assert told.data["assigned"]["because"].startswith("speaks Spanish; 0 tours that week; got none before")


async def test_a_tour_that_moves_keeps_its_manager_where_they_can(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    two = await database.write(add_manager, [place], "Two", order=2)
    first = await _book(database, place, at(15))
    here = await community(database, place)
    moved = await database.write(bookings.change, here, STAFF, first.id, starts_at=at(16))
    assert (moved.manager_id, moved.previous, moved.revision) == (one, at(15), 1)
    await database.write(bookings.change, here, STAFF, (await _book(database, place, at(17))).id, manager_id=one)
    again = await database.write(bookings.change, here, STAFF, first.id, starts_at=at(17))
    assert again.manager_id == two, "the other one is busy then"
    told = await database.read(history, first.id)
    assert [line.action for line in told] == ["booked", "moved", "moved"]
    assert told[-1].data["manager_id"] == {"from": one, "to": two}


async def test_staff_choose_the_manager(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    await database.write(add_manager, [place], "One")
    two = await database.write(add_manager, [place], "Two", order=2)
    tour = await _book(database, place, at(15))
    here = await community(database, place)
    given = await database.write(bookings.change, here, STAFF, tour.id, manager_id=two)
    assert (given.manager_id, given.previous) == (two, None)
    assert (await database.read(history, tour.id))[-1].action == "assigned"


async def test_each_type_takes_what_it_needs(database: Database, clock: FixedClock) -> None:
    place = await property_with(database, tour_types=["in_person", "virtual", "self_guided"], tour_capacity=2)

    def unit(tx) -> str:
        return add_unit(tx, place, company_id=scope_of(tx, place).company_id)

    home, other = await database.write(unit), await database.write(unit)
    manager = await database.write(add_manager, [place], "One")
    assert (await _book(database, place, at(15), "virtual")).manager_id == manager
    with pytest.raises(Refused, match="taken"):
        await _book(database, place, at(15), "in_person")
    assert (await _book(database, place, at(15), "self_guided", unit_id=home)).manager_id is None
    with pytest.raises(Refused, match="taken"):
        await _book_for(
            database, await visitor(database, place, "same@home.example"), at(15), "self_guided", unit_id=home
        )
    second = await visitor(database, place, "other@home.example")
    assert (await _book_for(database, second, at(15), "self_guided", unit_id=other)).status == "scheduled"
    resources = {cell.resource.partition(":")[0] for cell in await database.read(cells)}
    assert resources == {"agent", "place", "home"}


async def test_the_type_of_a_tour_is_changed_in_place(database: Database, clock: FixedClock) -> None:
    place = await property_with(database, tour_types=["in_person", "self_guided"])
    manager = await database.write(add_manager, [place], "One")
    tour = await _book(database, place, at(15))
    here = await community(database, place)
    await database.write(bookings.confirm, here, STAFF, tour.id)
    alone = await database.write(bookings.change, here, STAFF, tour.id, tour_type="self_guided")
    assert (alone.tour_type, alone.previous_type, alone.manager_id) == ("self_guided", "in_person", None)
    assert alone.status == "confirmed", "the time is the one that was confirmed"
    back = await database.write(bookings.change, here, STAFF, tour.id, tour_type="in_person")
    assert back.manager_id == manager
    with pytest.raises(Refused, match="unknown_type"):
        await database.write(bookings.change, here, STAFF, tour.id, tour_type="virtual")


async def test_buffers_keep_tours_apart(database: Database, clock: FixedClock) -> None:
    place = await property_with(
        database, tour_buffer_before_minutes=5, tour_buffer_after_minutes=10, tour_grid_minutes=15
    )
    await _book(database, place, at(15))
    here = await community(database, place)
    day = at(15).date()
    free = {slot.starts_at for slot in await database.read(slots.free, here, first=day, last=day, limit=99)}
    # 15 minutes lie between two tours: 14:15 to 14:45, 15:00 to 15:30, 15:45.
    assert {at(14, 15), at(15, 45)} <= free
    assert not {at(14, 30), at(14, 45), at(15), at(15, 15), at(15, 30)} & free


async def test_what_staff_may_overlook(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    ref = await visitor(database, place)
    here = await community(database, place)
    lead = await database.read(lambda tx: tours.leads.of_visitor(tx, ref))

    def ask(starts_at: datetime) -> bookings.Request:
        return bookings.Request(starts_at, "in_person", lead.id, source="phone", lenient=True)

    booked = await database.write(bookings.place, here, STAFF, ask(NOW + timedelta(minutes=25)))
    assert booked.status == "scheduled"
    with pytest.raises(Refused, match="taken"):
        await database.write(bookings.place, here, STAFF, ask(NOW + timedelta(minutes=50)))
    with pytest.raises(Refused, match="closed"):
        await database.write(bookings.place, here, STAFF, ask(at(4)))
    with pytest.raises(Refused, match="past"):
        await database.write(bookings.place, here, STAFF, ask(NOW - timedelta(minutes=30)))


async def test_the_life_of_a_tour(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    tour = await _book(database, place, at(15))
    here = await community(database, place)
    with pytest.raises(Refused, match="no_tour"):
        await database.write(bookings.settle, here, STAFF, tour.id, "completed")
    assert (await database.write(bookings.confirm, here, STAFF, tour.id)).status == "confirmed"
    assert (await database.write(bookings.confirm, here, STAFF, tour.id)).already
    clock.set(at(15, 40))
    with pytest.raises(Refused, match="no_tour"):
        await database.write(bookings.call_off, here, STAFF, tour.id)
    assert (await database.write(bookings.settle, here, STAFF, tour.id, "no_show")).status == "no_show"
    assert (await database.write(bookings.settle, here, STAFF, tour.id, "completed")).revision == 3
    assert await database.read(cells) == []
    other = await _book(database, place, at(15, day=26))
    await database.write(bookings.call_off, here, STAFF, other.id, reason="ill")
    assert (await database.write(bookings.call_off, here, STAFF, other.id)).already
    told = await database.read(history, other.id)
    assert [(line.action, line.data.get("reason")) for line in told] == [("booked", None), ("cancelled", "ill")]


async def test_who_speaks_what_is_checked_and_kept_apart(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    manager = await database.write(add_manager, [place], "One")

    def change(tx, scope: StaffScope | None = None, **values: Any) -> hosts.HostView:
        scope = scope or scope_of(tx, place)
        hosts.describe(tx, scope, manager, **values)
        return hosts.get(tx, scope, manager)

    assert (await database.write(change, languages=["EN", "es-MX", "es"], tour_capacity=2)).languages == ["en", "es"]
    for wrong in ({"languages": ["1"]}, {"tour_capacity": 0}):
        with pytest.raises(Invalid):
            await database.write(change, **wrong)
    other = await property_with(database)
    with pytest.raises(NotFound):
        await database.write(lambda tx: change(tx, scope_of(tx, other), tour_capacity=1))
