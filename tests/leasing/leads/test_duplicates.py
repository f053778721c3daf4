"""Which leads are one person: every sign of the table, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from leasing.clock import FixedClock
from leasing.database import Database
from leasing.services import lead_pairs, prospects
from leasing.services.duplicates import MOST_CANDIDATES, SIGNS, judge
from leasing.tenancy import Paging
from tests.support.rows import add_property
from tests.support.visitors import Browser, live, merges, pairs, scope_of

Browsers = Callable[[], Browser]
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
ANA = {"email": "ana@mail.example", "phone": "+19195550101", "first_name": "Ana", "last_name": "Ruiz"}
CASES: list[tuple[str | None, dict[str, Any], dict[str, Any]]] = [
    ("email_and_name", ANA, {"email": "ANA@mail.example", "first_name": "Ana", "phone": "+19195550199"}),
    ("email_only", ANA, {"email": "ana@mail.example"}),
    ("email_shared", ANA, {"email": "ana@mail.example", "phone": "+19195550199"}),
    ("email_shared", ANA, {"email": "ana@mail.example", "first_name": "Luis", "last_name": "Ruiz"}),
    ("phone_and_name", ANA, {"phone": "+19195550101", "first_name": "Ana"}),
    ("phone_and_name", ANA, {**ANA, "email": "ruiz@work.example"}),
    ("phone_only", ANA, {"phone": "+19195550101"}),
    ("phone_shared", ANA, {"phone": "+19195550101", "updated_at": NOW + timedelta(days=46)}),
    ("phone_shared", ANA, {"phone": "+19195550101", "first_name": "Ana", "email": "other@x.example"}),
    ("phone_shared", ANA, {"phone": "+19195550101", "email": "other@x.example"}),
    ("phone_shared", ANA, {**ANA, "first_name": "Luis", "email": "luis@x.example"}),
    ("phone_shared", ANA, {**ANA, "last_name": "Ruiz Jr", "email": "luis@x.example"}),
    ("phone_shared", ANA, {**ANA, "last_name": "Ruiz Jr", "email": None}),
    ("email_shared", ANA, {**ANA, "last_name": "Ruiz Jr", "phone": None}),
    ("browser_shared", {**ANA, "visitor_id": "b"}, {"visitor_id": "b", "first_name": "Li", "email": "li@x.example"}),
    ("browser_and_name", {**ANA, "visitor_id": "b"}, {**ANA, "visitor_id": "b", "email": "a@x.example", "phone": None}),
    ("browser_equal", {**ANA, "visitor_id": "b"}, {"visitor_id": "b"}),
    ("browser_doubtful", {**ANA, "visitor_id": "b"}, {"visitor_id": "b", "email": "other@x.example"}),
    ("email_alike", ANA, {"email": "ana+tour@mail.example"}),
    ("email_mistyped", ANA, {**ANA, "phone": None, "email": "ana@mail.exampel"}),
    ("name_equal", {**ANA, "phone": None}, {**ANA, "email": None}),
    (None, ANA, {**ANA, "phone": None, "email": "other@x.example"}),
    (None, {**ANA, "phone": None}, {**ANA, "email": None, "property_id": "q"}),
    (None, ANA, {"email": "li@x.example", "first_name": "Li"}),
]


def _lead(**said: Any) -> Any:
    return SimpleNamespace(
        **{
            **dict.fromkeys(("email", "phone", "first_name", "last_name", "visitor_id")),
            "property_id": "p",
            "updated_at": NOW,
            **said,
        }
    )


@pytest.mark.parametrize(("wanted", "one", "other"), CASES)
def test_the_table_of_signs(wanted: str | None, one: dict[str, Any], other: dict[str, Any]) -> None:
    for pair in ((_lead(**one), _lead(**other)), (_lead(**other), _lead(**one))):
        found = judge(*pair)
        assert (found.name if found else None) == wanted


def test_every_sign_has_its_case() -> None:
    assert {sign.name for sign in SIGNS} == {wanted for wanted, _, _ in CASES if wanted}


async def test_one_address_in_two_browsers_is_one_lead(database: Database, browser: Browsers) -> None:
    phone, laptop = browser(), browser()
    first = await phone.says(email="Ana@mail.example", first_name="Ana")
    assert await laptop.says(email="ana@mail.example", bedrooms=2) == first
    (lead,) = await live(database)
    assert (lead.id, lead.first_name, lead.preferences["bedrooms"]) == (first, "Ana", 2)
    (made,) = await merges(database)
    assert (made.automatic, made.sign, made.survivor_id) == (True, "email_only", first)
    assert made.evidence["email"] == "ana@mail.example"


async def test_one_number_however_it_was_written(database: Database, browser: Browsers) -> None:
    staff = await scope_of(database, browser().property_id)
    given = {"property_id": browser().property_id, "phone": "(919) 555-0101", "first_name": "Ana"}
    made = await database.write(prospects.create, staff, given)
    assert await browser().says(phone="+19195550101", first_name="ANA", last_name="Ruiz") == made.lead.id


async def test_a_familys_number_is_left_to_staff(database: Database, browser: Browsers) -> None:
    await browser().says(phone="+19195550101", first_name="Ana", last_name="Ruiz")
    await browser().says(phone="+19195550101", first_name="Luis", last_name="Ruiz")
    await browser().says(phone="+19195550101")
    assert len(await live(database)) == 3
    assert [(pair.status, pair.sign) for pair in await pairs(database)] == [("open", "phone_shared")] * 3


async def test_a_familys_address_is_left_to_staff(database: Database, browser: Browsers) -> None:
    await browser().says(email="ruiz@mail.example", first_name="Ana", last_name="Ruiz")
    await browser().says(email="ruiz@mail.example", first_name="Luis", last_name="Ruiz")
    await browser().says(email="ruiz@mail.example")
    assert len(await live(database)) == 3
    assert {pair.sign for pair in await pairs(database)} == {"email_shared"}


async def test_a_name_that_comes_later_takes_a_merge_back(database: Database, browser: Browsers) -> None:
    """Mother and son with one telephone: he had not said his name when they were taken for one."""
    mother, son = browser(), browser()
    hers = await mother.says(phone="+19195550101", first_name="Ana", last_name="Ruiz", bedrooms=3)
    assert await son.says(phone="+19195550101", bedrooms=1) == hers
    his = await son.says(first_name="Tom", last_name="Ruiz")
    assert his != hers
    one, other = await live(database)
    assert (one.first_name, one.preferences["bedrooms"]) == ("Ana", 3)
    assert (other.first_name, other.phone, other.preferences["bedrooms"]) == ("Tom", "+19195550101", 1)
    (pair,) = await pairs(database)
    assert (pair.status, pair.sign) == ("open", "phone_shared")


async def test_what_a_merged_lead_had_said_still_finds_it(database: Database, browser: Browsers) -> None:
    first = await browser().says(email="ana@mail.example", phone="+19195550101", first_name="Ana", last_name="Ruiz")
    await browser().says(phone="+19195550101", first_name="Ana", last_name="Ruiz", email="ana@work.example")
    assert await browser().says(email="ana@mail.example") == first
    assert await browser().says(email="ana@work.example") == first
    assert len(await live(database)) == 1


async def test_a_nameless_visit_has_the_name_of_its_person(database: Database, browser: Browsers) -> None:
    """Ana came once without her name; whoever else uses her address is compared with Ana, not with nobody."""
    ana = await browser().says(email="ruiz@mail.example", first_name="Ana", last_name="Ruiz")
    assert await browser().says(email="ruiz@mail.example") == ana
    assert await browser().says(email="ruiz@mail.example", first_name="Luis", last_name="Ruiz") != ana
    assert [pair.sign for pair in await pairs(database) if pair.status == "open"] == ["email_shared"]


async def test_one_person_at_two_properties_keeps_a_lead_at_each(database: Database, browser: Browsers) -> None:
    here = browser()
    staff = await scope_of(database, here.property_id)
    there_id = await database.write(add_property)
    await database.write(_same_company, there_id, staff.company_id)
    there = Browser(database, there_id, None)
    one, other = await here.says(email="ana@mail.example"), await there.says(email="ana@mail.example", bedrooms=1)
    assert one != other
    leads = await live(database)
    assert [lead.person_id for lead in leads] == [one, one]
    detail = await database.read(prospects.get, staff, one)
    assert [lead.id for lead in detail.other_leads] == [other]
    assert "bedrooms" not in detail.lead.preferences


def _same_company(tx: Any, property_id: str, company_id: str) -> None:
    from sqlalchemy import update

    from leasing.models import OfficeHours, Property

    for model in (Property, OfficeHours):
        key = model.id if model is Property else model.property_id
        tx.connection.execute(update(model).where(key == property_id).values(company_id=company_id))


async def test_another_company_is_never_looked_at(database: Database, browser: Browsers) -> None:
    elsewhere = Browser(database, await database.write(add_property))
    one, other = await browser().says(email="ana@mail.example"), await elsewhere.says(email="ana@mail.example")
    assert one != other
    assert len({lead.person_id for lead in await live(database)}) == 2
    assert await pairs(database) == []


async def test_two_whom_staff_told_apart_stay_apart(database: Database, browser: Browsers) -> None:
    one, other = browser(), browser()
    await one.says(phone="+19195550101", first_name="Ana", last_name="Ruiz")
    await other.says(phone="+19195550101", first_name="Luis", last_name="Ruiz")
    staff = await scope_of(database, one.property_id)
    (pair,) = (await database.read(lead_pairs.suggestions, staff, Paging())).items
    await database.write(lead_pairs.dismiss, staff, pair.id)
    await other.says("sorry, I am Ana too", first_name="Ana")
    assert len(await live(database)) == 2
    assert (await database.read(lead_pairs.suggestions, staff, Paging())).items == []


async def test_a_crowd_with_one_number_hides_nobody(database: Database, browser: Browsers) -> None:
    """Staff enter the front desk's number for walk-ins."""
    staff = await scope_of(database, browser().property_id)
    mine = await browser().says(email="ana@mail.example", first_name="Ana")
    for number in range(MOST_CANDIDATES + 5):
        given = {"property_id": browser().property_id, "phone": "919 555 0100", "first_name": f"W{'x' * number}ann"}
        await database.write(prospects.create, staff, given)
    assert await browser().says(email="ana@mail.example", phone="+19195550100", first_name="Ana") == mine


async def test_a_number_rests_before_it_is_somebody_elses(database: Database, browser: Browsers) -> None:
    clock = database.clock = FixedClock(NOW)
    await browser().says(phone="+19195550101", first_name="Ana", last_name="Ruiz")
    clock.advance(timedelta(days=100))
    await browser().says(phone="+19195550101")
    assert len(await live(database)) == 2
    assert [pair.sign for pair in await pairs(database)] == ["phone_shared"]
