"""A lead grows with what its visitor says: nothing lost, nothing old over something new, everything in its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import DomainEvent, Lead, Visitor
from leasing.services import prospects
from tests.support.visitors import Browser, count, history, live, scope_of

Browsers = Callable[[], Browser]


async def test_nobody_is_a_lead_before_they_can_be_reached(database: Database, browser: Browsers) -> None:
    noor = browser()
    assert await noor.says(first_name="Noor", bedrooms=2) == ""
    assert await count(database, Lead) == 0
    assert await noor.says(phone="+19195550101")
    lead = await noor.lead()
    assert (lead.first_name, lead.phone, lead.preferences["bedrooms"]) == ("Noor", "+19195550101", 2)


async def test_what_is_said_over_several_turns_adds_up(database: Database, browser: Browsers) -> None:
    noor = browser()
    await noor.says(email="noor@mail.example", intent="rent")
    await noor.says(bedrooms=2, move_in_date=date(2027, 1, 15))
    await noor.says(price_max_cents=185_000, has_pets=True, pet_details={"kind": "dog"})
    await noor.says(first_name="Noor", last_name="Aziz", phone="+19195550101")
    lead = await noor.lead()
    assert (lead.first_name, lead.last_name, lead.email) == ("Noor", "Aziz", "noor@mail.example")
    assert lead.preferences == {
        "intent": "rent", "bedrooms": 2, "move_in_date": "2027-01-15", "price_range_max": "1850.00",
        "has_pets": True, "pet_details": {"kind": "dog"},
    }  # fmt: skip
    assert len(await live(database)) == 1


async def test_what_is_corrected_is_corrected_and_the_history_keeps_both(database: Database, browser: Browsers) -> None:
    noor = browser()
    await noor.says(email="noor@mail.example", first_name="Nour", bedrooms=2)
    await noor.says("it's Noor", first_name="Noor", email="noor@work.example", bedrooms=1)
    lead = await noor.lead()
    assert (lead.first_name, lead.email, lead.preferences["bedrooms"]) == ("Noor", "noor@work.example", 1)
    assert lead.email_weak == "noor@work.example"
    changes = [line.data["changes"] for line in await history(database, lead.id) if line.type == "updated"]
    assert changes == [
        {
            "first_name": {"from": "Nour", "to": "Noor"},
            "email": {"from": "noor@mail.example", "to": "noor@work.example"},
            "preferences.bedrooms": {"from": 2, "to": 1},
        }
    ]


async def test_an_old_word_of_the_talk_does_not_undo_what_staff_put_right(
    database: Database, browser: Browsers
) -> None:
    noor = browser()
    lead_id = await noor.says(email="noor@mail.example", first_name="Nor", bedrooms=2)
    staff = await scope_of(database, noor.property_id)
    await database.write(
        prospects.change, staff, lead_id, {"first_name": "Noor", "preferences": {"bedrooms": None, "area": "East"}}
    )
    await noor.says(has_pets=False)
    lead = await noor.lead()
    assert lead.first_name == "Noor"
    assert lead.preferences == {"area": "East", "has_pets": False}
    await noor.says(bedrooms=3)
    assert (await noor.lead()).preferences["bedrooms"] == 3


async def test_who_comes_back_is_known_and_stays_one_lead(database: Database, browser: Browsers) -> None:
    noor = browser()
    first = await noor.says(email="noor@mail.example", first_name="Noor", bedrooms=2)
    before = noor.chat
    await noor.comes_back(source="website")
    assert noor.chat != before
    assert await noor.says(price_max_cents=170_000) == first
    lead = await noor.lead()
    assert (lead.preferences["bedrooms"], lead.preferences["price_range_max"]) == (2, "1700.00")
    assert await count(database, Visitor) == 1


async def test_a_shared_computer_is_two_people(database: Database, browser: Browsers) -> None:
    noor = browser()
    hers = await noor.says(email="noor@mail.example", first_name="Noor", last_name="Aziz", bedrooms=2)
    await noor.comes_back()
    his = await noor.says("I'm Bastian Roth", first_name="Bastian", last_name="Roth", email="b@roth.example")
    assert his not in ("", hers)
    one, other = await live(database)
    assert (one.first_name, one.email, one.preferences) == ("Noor", "noor@mail.example", {"bedrooms": 2})
    assert (other.first_name, other.email, other.preferences) == ("Bastian", "b@roth.example", {})


async def test_the_address_before_the_name_on_a_shared_computer(database: Database, browser: Browsers) -> None:
    """What was taken for a correction of hers goes to him, with its line of history."""
    noor = browser()
    hers = await noor.says(email="noor@mail.example", first_name="Noor", last_name="Aziz", bedrooms=2)
    await noor.comes_back()
    assert await noor.says(email="b@roth.example") == hers
    his = await noor.says("I'm Bastian Roth", first_name="Bastian", last_name="Roth")
    one, other = await live(database)
    assert (one.id, one.first_name, one.email, one.preferences) == (hers, "Noor", "noor@mail.example", {"bedrooms": 2})
    assert (other.id, other.first_name, other.email) == (his, "Bastian", "b@roth.example")
    assert all(line.conversation_id != noor.chat for line in await history(database, hers))


async def test_who_sits_at_a_shared_computer_is_not_guessed(database: Database, browser: Browsers) -> None:
    noor = browser()
    hers = await noor.says(email="noor@mail.example", first_name="Noor", last_name="Aziz", bedrooms=2)
    await noor.comes_back()
    his = await noor.says("I'm Bastian Roth", first_name="Bastian", last_name="Roth", email="b@roth.example")
    await noor.comes_back()
    assert not await noor.says(price_max_cents=170_000), "it may be either"
    assert await noor.says(email="noor@mail.example") == hers
    one, other = await live(database)
    assert (one.id, one.email, one.preferences["price_range_max"]) == (hers, "noor@mail.example", "1700.00")
    assert (other.id, other.email, other.preferences) == (his, "b@roth.example", {})


async def test_a_correction_of_ones_own_name_is_nobody_else(database: Database, browser: Browsers) -> None:
    noor = browser()
    lead_id = await noor.says(email="noor@mail.example", first_name="Noor", last_name="Aziz")
    await noor.comes_back()
    assert await noor.says("no, my name is Layla", first_name="Layla") == lead_id
    assert (await noor.lead()).first_name == "Layla"


async def test_what_happened_is_told(database: Database, browser: Browsers) -> None:
    noor = browser()
    lead_id = await noor.says(email="noor@mail.example")
    await noor.says(bedrooms=1)
    await noor.says(price_max_cents=150_000)
    statement = select(DomainEvent.name, DomainEvent.data).where(DomainEvent.subject_id == lead_id)
    told = await database.read(lambda tx: list(tx.connection.execute(statement.order_by(DomainEvent.id))))
    assert [one.name for one in told] == ["lead.created", "lead.updated", "lead.updated", "lead.qualified"]
    assert all("noor" not in str(one.data) for one in told), "events name the lead, and no private data"


async def test_where_they_came_from(database: Database, browser: Browsers) -> None:
    clock = database.clock = FixedClock(datetime(2026, 11, 2, 12, tzinfo=UTC))
    noor = browser()
    page = "https://maple.example/plans?utm_source=zillow&utm_medium=listing&utm_campaign=fall&x=1"
    await noor.opens(page_url=page, referrer="https://www.zillow.com/b/maple", source="website")
    lead_id = await noor.says(email="noor@mail.example")
    clock.advance(timedelta(days=3))
    await noor.comes_back(page_url="https://maple.example/", source="website")
    clock.advance(timedelta(days=3))
    lead = await noor.lead() if await noor.says(bedrooms=1) else None
    assert lead is not None
    assert (lead.id, lead.source) == (lead_id, "zillow")
    first = {
        "source": "zillow", "medium": "listing", "campaign": "fall", "referrer": "www.zillow.com",
        "landing_page": "https://maple.example/plans", "at": "2026-11-02T12:00:00+00:00",
    }  # fmt: skip
    assert (lead.first_touch, lead.last_touch) == (first, first)
    await noor.comes_back(page_url="https://maple.example/?gclid=abc", source="website")
    lead = (await live(database))[0]
    assert (lead.source, lead.first_touch) == ("zillow", first)
    assert (lead.last_touch["source"], lead.last_touch["medium"]) == ("google_ads", "cpc")


async def test_a_visit_touches_the_lead_that_hers_became(database: Database, browser: Browsers) -> None:
    phone, laptop = browser(), browser()
    kept = await phone.says(email="noor@mail.example")
    assert await laptop.says(email="noor@mail.example") == kept
    await laptop.comes_back(page_url="https://maple.example/?utm_source=apartments.com")
    assert (await live(database))[0].last_touch["source"] == "apartments_com"
