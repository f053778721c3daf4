"""Times that are kept for a conversation: by whom, for how long, and what becomes of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import Property
from leasing.services import calendar, slots, tours
from leasing.services.bookings import Refused
from leasing.services.calendar import Mine
from leasing.services.effects import TurnRef
from tests.support.tours import NOW, at, cells, community, holds, property_with, visitor


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


async def _hold(database: Database, ref: TurnRef, starts_at: datetime, tour_type: str = "in_person") -> Any:
    here = await community(database, ref.property_id)
    return await database.write(tours.hold, ref, here, starts_at=starts_at, tour_type=tour_type)


async def _book(database: Database, ref: TurnRef, starts_at: datetime, tour_type: str = "in_person") -> Any:
    here = await community(database, ref.property_id)
    return await database.write(tours.book, ref, here, starts_at=starts_at, tour_type=tour_type)


async def test_what_is_held_is_offered_to_its_holder_alone(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    ana, ben = await visitor(database, place, ""), await visitor(database, place, "ben@x.example")
    held = await _hold(database, ana, at(15))
    assert held.expires_at == NOW + timedelta(minutes=10)
    here = await community(database, place)
    day = at(15).date()

    async def offered(conversation_id: str) -> list[datetime]:
        wanted = slots.For(mine=Mine(conversation_id))
        return [s.starts_at for s in await database.read(slots.free, here, first=day, last=day, wanted=wanted)]

    assert at(15) in await offered(ana.conversation_id)
    assert at(15) not in await offered(ben.conversation_id)
    with pytest.raises(Refused, match="taken"):
        await _book(database, ben, at(15))
    with pytest.raises(Refused, match="taken"):
        await _hold(database, ben, at(15))


async def test_a_booking_turns_the_hold_into_the_tour(database: Database, clock: FixedClock) -> None:
    ana = await visitor(database, await property_with(database))
    await _hold(database, ana, at(15))
    before = await database.read(cells)
    booked = await _book(database, ana, at(15))
    assert await database.read(holds) == []
    after = await database.read(cells)
    assert [(c.resource, c.cell, c.span) for c in after] == [(c.resource, c.cell, c.span) for c in before]
    assert {c.tour_id for c in after} == {booked.id}


async def test_what_was_held_is_booked_though_the_notice_ran_out(database: Database, clock: FixedClock) -> None:
    ana = await visitor(database, await property_with(database))
    await _hold(database, ana, NOW + timedelta(minutes=120))
    clock.advance(timedelta(minutes=5))
    assert (await _book(database, ana, NOW + timedelta(minutes=120))).status == "scheduled"


async def test_a_conversation_holds_one_time(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    ana, ben = await visitor(database, place, ""), await visitor(database, place, "")
    await _hold(database, ana, at(15))
    await _hold(database, ana, at(16))
    assert [row.starts_at for row in await database.read(holds)] == [at(16)]
    assert (await _hold(database, ben, at(15))).starts_at == at(15)


async def test_asking_again_does_not_make_it_last_longer(database: Database, clock: FixedClock) -> None:
    ana = await visitor(database, await property_with(database), "")
    first = await _hold(database, ana, at(15))
    clock.advance(timedelta(minutes=9))
    assert await _hold(database, ana, at(15)) == first


async def test_a_hold_that_ran_out_is_free_for_whoever_needs_it(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    ana, ben = await visitor(database, place), await visitor(database, place, "ben@x.example")
    await _hold(database, ana, at(15))
    clock.advance(timedelta(minutes=10))
    assert (await _book(database, ben, at(15))).status == "scheduled"
    assert await database.read(holds) == []
    with pytest.raises(Refused, match="taken"):
        await _book(database, ana, at(15))


async def test_who_comes_late_for_their_own_hold_still_gets_a_free_time(database: Database, clock: FixedClock) -> None:
    ana = await visitor(database, await property_with(database))
    await _hold(database, ana, at(15))
    clock.advance(timedelta(minutes=30))
    assert (await _book(database, ana, at(15))).status == "scheduled"
    assert await database.read(holds) == []


async def test_the_sweep_leaves_nothing_behind(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    ana, ben = await visitor(database, place), await visitor(database, place, "ben@x.example")
    booked = await _book(database, ben, at(17))
    await _hold(database, ana, at(15))
    clock.advance(timedelta(minutes=9))
    await database.write(calendar.sweep)
    assert len(await database.read(holds)) == 1
    clock.advance(timedelta(minutes=1))
    await database.write(calendar.sweep)
    assert await database.read(holds) == []
    assert {c.tour_id for c in await database.read(cells)} == {booked.id}
    clock.advance(timedelta(days=3))
    await database.write(calendar.sweep)
    assert await database.read(cells) == []


async def test_booking_another_time_lets_the_hold_go(database: Database, clock: FixedClock) -> None:
    ana = await visitor(database, await property_with(database))
    await _hold(database, ana, at(15))
    booked = await _book(database, ana, at(16))
    assert await database.read(holds) == []
    assert {c.tour_id for c in await database.read(cells)} == {booked.id}


async def test_a_property_may_keep_no_times(database: Database, clock: FixedClock) -> None:
    ana = await visitor(database, await property_with(database, tour_hold_minutes=0), "")
    assert await _hold(database, ana, at(15)) is None
    with pytest.raises(Refused, match="closed"):
        await _hold(database, ana, at(4))
    assert await database.read(cells) == []


async def test_a_refused_hold_lets_the_earlier_one_stand(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    ana, ben = await visitor(database, place, ""), await visitor(database, place, "ben@x.example")
    await _book(database, ben, at(16))
    await _hold(database, ana, at(15))
    with pytest.raises(Refused, match="taken"):
        await _hold(database, ana, at(16))
    assert [row.starts_at for row in await database.read(holds)] == [at(15)]


async def test_a_day_takes_no_more_tours_than_its_cap_holds_counted(database: Database, clock: FixedClock) -> None:
    place = await property_with(database, tour_daily_cap=2)
    people = [await visitor(database, place, f"v{n}@x.example") for n in range(3)]
    await _book(database, people[0], at(15))
    await _hold(database, people[1], at(16))
    with pytest.raises(Refused, match="taken"):
        await _book(database, people[2], at(18))
    here = await community(database, place)
    free = await database.read(slots.free, here, first=at(15).date(), last=at(15, day=26).date(), limit=100)
    assert {slot.starts_at.date() for slot in free} == {at(15, day=26).date()}
    assert (await _book(database, people[1], at(16))).status == "scheduled"
    await database.write(lambda tx: tx.connection.execute(update(Property).values(tour_daily_cap=3)))
    assert (await _book(database, people[2], at(18))).status == "scheduled"
